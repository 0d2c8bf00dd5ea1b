/**
 * Tells when the files of a bundle have changed.
 *
 * @module
 */
import { dirname } from "node:path";
import { describeError, ScrimError } from "../errors.ts";
import { systemClock } from "../system.ts";

/** Nothing happens for so long: the editor is done. */
const SETTLED_MS = 100;

/** A file that keeps changing is not waited for any longer. */
const LONGEST_MS = 2000;

/** A file that went away and stays away has been deleted. */
const GONE_MS = 1000;

/** The clock that dates files is this much coarser than ours. */
const CLOCK_STEP_MS = 20;

/** How to watch. */
export interface WatchOptions {
  /** Ends the loop. */
  readonly signal: AbortSignal;
  /** How long nothing must happen before a change counts as done. Default 100. */
  readonly settledMs?: number;
}

/**
 * Changes of files, each when it is done: `for await (const changed of watcher)` turns once for whatever happened since the
 * last turn, and ends when the signal is aborted. Files may be replaced, be missing for a moment, or not exist yet.
 *
 * Their folders are watched, as editors replace files by new ones.
 */
export class FileWatcher implements AsyncIterable<ReadonlySet<string>>, Disposable {
  readonly #signal: AbortSignal;
  readonly #settledMs: number;
  readonly #onAbort = (): void => this[Symbol.dispose]();
  #files: ReadonlySet<string> = new Set();
  #system: Deno.FsWatcher | null = null;
  #changed = new Set<string>();
  #events = 0;
  #sinceMs = Date.now();
  #wake: () => void = () => {};
  #failure: ScrimError | null = null;
  #closed = false;

  /**
   * Begins to watch.
   *
   * @param files absolute paths
   * @throws {ScrimError} `PLUGIN` when the system cannot watch
   */
  constructor(files: Iterable<string>, { signal, settledMs = SETTLED_MS }: WatchOptions) {
    this.#signal = signal;
    this.#settledMs = settledMs;
    if (signal.aborted) this.#closed = true;
    signal.addEventListener("abort", this.#onAbort, { once: true });
    this.#files = new Set(files);
    this.#open();
  }

  /**
   * Watches these files instead. What was written since the last turn of the loop counts as changed: a bundle may have
   * been made from the older one.
   *
   * @throws {ScrimError} `PLUGIN` when the system cannot watch
   */
  watch(files: Iterable<string>): void {
    this.#files = new Set(files);
    this.#open();
    for (const path of this.#files) {
      if (modifiedMs(path) >= this.#sinceMs - CLOCK_STEP_MS) this.#note(path);
    }
  }

  /** The paths that changed, one set a turn. */
  async *[Symbol.asyncIterator](): AsyncGenerator<ReadonlySet<string>, void> {
    while (!this.#closed) {
      if (this.#failure !== null) throw this.#failure;
      if (this.#changed.size === 0) {
        await new Promise<void>((resolve) => this.#wake = resolve);
        continue;
      }
      await this.#settle();
      if (this.#closed) return;
      // A folder may have been replaced, too: what is watched must be there now, before anybody reads the files.
      this.#open();
      const changed = this.#changed;
      this.#changed = new Set();
      this.#sinceMs = Date.now();
      yield changed;
    }
  }

  /** Watches nothing any more; the loop ends. Idempotent. */
  [Symbol.dispose](): void {
    this.#closed = true;
    this.#signal.removeEventListener("abort", this.#onAbort);
    this.#system?.close();
    this.#system = null;
    this.#wake();
  }

  async #settle(): Promise<void> {
    const began = performance.now();
    for (let seen = -1; !this.#closed;) {
      const waitedMs = performance.now() - began;
      const back = waitedMs > GONE_MS ||
        [...this.#changed].every((path) => modifiedMs(path) > -Infinity);
      if ((seen === this.#events && back) || waitedMs > LONGEST_MS) return;
      seen = this.#events;
      await this.#sleep();
    }
  }

  async #sleep(): Promise<void> {
    try {
      await systemClock.sleep(this.#settledMs, this.#signal);
    } catch {
      // Aborted: the loop sees that it is closed.
    }
  }

  #open(): void {
    if (this.#closed) return;
    const before = this.#system;
    this.#system = null;
    const folders = new Set([...this.#files].map((path) => nearestFolder(dirname(path))));
    try {
      if (folders.size > 0) this.#system = Deno.watchFs([...folders], { recursive: false });
    } catch (cause) {
      throw new ScrimError(`Cannot watch ${this.#files.size} files: ${describeError(cause)}`, {
        code: "PLUGIN",
        hint: "run without --watch, or raise fs.inotify.max_user_watches",
        cause,
      });
    } finally {
      before?.close();
    }
    if (this.#system) this.#listen(this.#system).catch((error) => this.#failed(error));
  }

  async #listen(system: Deno.FsWatcher): Promise<void> {
    for await (const { kind, paths } of system) {
      if (kind === "access") continue;
      for (const path of paths) if (this.#concerns(path)) this.#note(path);
    }
  }

  /** A file, or a folder on the way to one. */
  #concerns(path: string): boolean {
    if (this.#files.has(path)) return true;
    for (const file of this.#files) if (file.startsWith(`${path}/`)) return true;
    return false;
  }

  #failed(error: unknown): void {
    this.#failure = new ScrimError(`Cannot go on watching: ${describeError(error)}`, {
      code: "PLUGIN",
      cause: error,
    });
    this.#wake();
  }

  #note(path: string): void {
    this.#events++;
    this.#changed.add(path);
    this.#wake();
  }
}

/** When a file was written; -Infinity when there is none. */
function modifiedMs(path: string): number {
  try {
    return Deno.statSync(path).mtime?.getTime() ?? 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return -Infinity;
    }
    throw error;
  }
}

/** A folder, or what is there on the way to it. */
function nearestFolder(folder: string): string {
  while (folder !== "/" && modifiedMs(folder) === -Infinity) folder = dirname(folder);
  return folder;
}
