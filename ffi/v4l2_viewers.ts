/**
 * Who reads a virtual camera: by events where v4l2loopback has them (0.13 and later), else by looking who has it open.
 *
 * @module
 */
import type { Clock } from "../core/base/clock.ts";
import type { Viewers } from "../core/media/sink.ts";
import { holdersOf } from "./device_holders.ts";
import { ERRNO } from "./errno.ts";
import type { V4l2Device } from "./v4l2_device.ts";

/** How long one wait in the kernel lasts: the promptness of the end. */
const WAIT_MS = 200;
/** How often the module's count of users is read where there are no events. */
const LOOK_MS = 250;
/** How many files of the module's devices are open, in all programs. */
const MODULE_USERS = "/sys/module/v4l2loopback/refcnt";

/** The next count, or `null` when nothing changed; negative: it cannot be told any more. */
type Ask = () => Promise<number | null>;

/** How programs come and go. */
export class LoopbackViewers implements Viewers, AsyncDisposable {
  /** Nobody is assumed to read before the first answer, which comes at once. */
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
      // What cannot tell any more counts as watched: a camera that stays open is better than one that stays closed.
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

/** The module's count of users; `null` where it cannot be read. */
function moduleUsers(path: string): number | null {
  try {
    const users = Number(Deno.readTextFileSync(path));
    return Number.isFinite(users) ? users : null;
  } catch {
    return null;
  }
}

/** By events. */
function askDevice({ symbols, calls, fd }: V4l2Device): Ask {
  return async () => {
    const result = await symbols.scrim_v4l2_usage_wait(calls, fd, WAIT_MS);
    return result === -ERRNO.EAGAIN ? null : result;
  };
}

/** By looking at all processes, but only when somebody opened or closed any device of the module. */
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
 * Watches who reads an open loopback device. Its owner disposes it before the device is closed.
 *
 * @param file the module's count of users, for tests
 * @returns `null` where nobody can tell
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
