/**
 * Detects the readers of a virtual camera: by V4L2 events where v4l2loopback has them (0.13 and later), otherwise by looking for
 * processes that have it open.
 *
 * @module
 */
import type { Clock } from "../core/base/clock.ts";
import type { Viewers } from "../core/media/sink.ts";
import { holdersOf } from "./device_holders.ts";
import { ERRNO } from "./errno.ts";
import type { V4l2Device } from "./v4l2_device.ts";

/** Length in ms of one wait in the kernel, which is also the longest delay of the end. */
const WAIT_MS = 200;
/** Interval in ms between two reads of the module's user count, where there are no events. */
const LOOK_MS = 250;
/** The file with the number of open files of all devices of the module, in all programs. */
const MODULE_USERS = "/sys/module/v4l2loopback/refcnt";

/** The next count; `null` when nothing changed; negative when it can no longer be determined. */
type Ask = () => Promise<number | null>;

/** Reports readers that come and go. */
export class LoopbackViewers implements Viewers, AsyncDisposable {
  /** Assumes no reader before the first answer, which arrives at once. */
  count = 0;
  readonly #listeners = new Set<() => void>();
  readonly #end = new AbortController();
  readonly #watching: Promise<void>;

  constructor(ask: Ask) {
    this.#watching = this.#watch(ask);
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  async #watch(ask: Ask): Promise<void> {
    while (!this.#end.signal.aborted) {
      const count = await ask();
      if (count === null) continue;
      // If the count can no longer be determined, the device counts as watched: leaving the camera open is better than closing it
      // on a reader.
      this.#set(count < 0 ? 1 : count);
      if (count < 0) return;
    }
  }

  #set(count: number): void {
    if (count === this.count) return;
    this.count = count;
    for (const listener of this.#listeners) listener();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listeners.clear();
    this.#end.abort();
    await this.#watching;
  }
}

/** The module's user count; `null` where it cannot be read. */
function moduleUsers(path: string): number | null {
  try {
    const users = Number(Deno.readTextFileSync(path));
    return Number.isFinite(users) ? users : null;
  } catch {
    return null;
  }
}

/** Counts readers by events. */
function askDevice({ symbols, calls, fd }: V4l2Device): Ask {
  return async () => {
    const result = await symbols.scrim_v4l2_usage_wait(calls, fd, WAIT_MS);
    return result === -ERRNO.EAGAIN ? null : result;
  };
}

/** Counts readers by searching all processes, but only after the module's user count changed. */
function askSystem(path: string, clock: Clock, file: string): Ask {
  let before: number | null = null;
  return async () => {
    if (before !== null) await clock.sleep(LOOK_MS);
    const users = moduleUsers(file);
    if (users === before) return null;
    before = users;
    return users === null ? -1 : holdersOf(path).length;
  };
}

/**
 * Watches the readers of an open loopback device. The owner disposes it before it closes the device.
 *
 * @param file the file of the module's user count, for tests
 * @returns `null` where readers cannot be detected
 */
export function watchViewers(
  device: V4l2Device,
  clock: Clock,
  file = MODULE_USERS,
): LoopbackViewers | null {
  const { symbols, calls, fd, path } = device;
  if (symbols.scrim_v4l2_usage_subscribe(calls, fd) >= 0) {
    return new LoopbackViewers(askDevice(device));
  }
  return moduleUsers(file) === null ? null : new LoopbackViewers(askSystem(path, clock, file));
}
