/**
 * Tells when the files of a bundle have changed.
 *
 * Files are looked at ten times a second. `Deno.watchFs` would cost less, but in Deno 2.9 it goes deaf for a folder that was
 * removed and made again, as changing a branch does, even when it is asked anew; and a dozen files cost 1 ms a second.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";

/** A file that keeps changing is not waited for any longer. */
const LONGEST_MS = 2000;

/** A file that went away and stays away has been deleted. */
const GONE_MS = 1000;

/** The clock that dates files is this much coarser than ours. */
const CLOCK_STEP_MS = 20;

/** How to watch. */
export interface WatchOptions {
  readonly clock: Clock;
  /** Ends the loop. */
  readonly signal: AbortSignal;
  /** How often to look; a change counts as done when nothing happened for so long. Default 100. */
  readonly everyMs?: number;
}

/** What tells one state of a file from another; `null`: there is no file. */
type Stamp = string | null;

/**
 * Changes of files, each when it is done: `for await (const changed of watcher)` turns once for whatever happened since the
 * last turn, and ends when the signal is aborted. Files may be replaced, be missing for a moment, or not exist yet.
 */
export class FileWatcher implements AsyncIterable<readonly string[]> {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #everyMs: number;
  #files: readonly string[] = [];
  /** As they were when the loop turned last. */
  #known = new Map<string, Stamp>();
  #sinceMs: number;

  /**
   * Changes count from now on. To miss none, make it with no files, bundle, and {@linkcode watch} the bundle's.
   *
   * @param files absolute paths
   */
  constructor(files: Iterable<string>, { clock, signal, everyMs = 100 }: WatchOptions) {
    this.#clock = clock;
    this.#sinceMs = clock.date();
    this.#signal = signal;
    this.#everyMs = everyMs;
    this.#files = [...new Set(files)];
    for (const path of this.#files) this.#known.set(path, stampOf(statOrNull(path)));
  }

  /**
   * Watches these files instead. What was written since the last turn of the loop counts as changed: the bundle may have
   * been made from the older ones.
   */
  watch(files: Iterable<string>): void {
    this.#files = [...new Set(files)];
    for (const path of this.#files) {
      if (this.#known.has(path)) continue;
      const stat = statOrNull(path);
      const writtenMs = stat?.mtime?.getTime() ?? 0;
      this.#known.set(path, writtenMs < this.#sinceMs - CLOCK_STEP_MS ? stampOf(stat) : null);
    }
  }

  /** The paths that changed, at least one a turn. */
  async *[Symbol.asyncIterator](): AsyncGenerator<readonly string[], void> {
    while (await this.#pause()) {
      if (this.#changed(this.#look()).length === 0) continue;
      const stamps = await this.#settle();
      if (stamps === null) return;
      const changed = this.#changed(stamps);
      if (changed.length === 0) continue;
      this.#known = stamps;
      this.#sinceMs = this.#clock.date();
      yield changed;
    }
  }

  /** Waits until two looks are alike and nothing is missing that was there. */
  async #settle(): Promise<Map<string, Stamp> | null> {
    const began = this.#clock.now();
    let before = this.#look();
    while (await this.#pause()) {
      const now = this.#look();
      const waitedMs = this.#clock.now() - began;
      const alike = this.#files.every((path) => now.get(path) === before.get(path));
      const gone = this.#files.some((path) => now.get(path) === null && this.#known.get(path));
      if (waitedMs > LONGEST_MS || (alike && (!gone || waitedMs > GONE_MS))) return now;
      before = now;
    }
    return null;
  }

  #look(): Map<string, Stamp> {
    return new Map(this.#files.map((path) => [path, stampOf(statOrNull(path))]));
  }

  #changed(stamps: ReadonlyMap<string, Stamp>): readonly string[] {
    return [...stamps.keys()].filter((path) => stamps.get(path) !== this.#known.get(path));
  }

  /** False at the end. */
  async #pause(): Promise<boolean> {
    try {
      await this.#clock.sleep(this.#everyMs, this.#signal);
    } catch (error) {
      if (!this.#signal.aborted) throw error;
    }
    return !this.#signal.aborted;
  }
}

function stampOf(stat: Deno.FileInfo | null): Stamp {
  return stat === null ? null : `${stat.mtime?.getTime()} ${stat.size} ${stat.ino}`;
}

/** Synchronous: 5 µs a file, where waiting for a thread takes longer. */
function statOrNull(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch (error) {
    // Whatever it is (missing, a link to nothing, no permission any more): there is no file that could be bundled.
    if (error instanceof Error) return null;
    throw error;
  }
}
