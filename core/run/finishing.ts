/**
 * Tells how far an output is while it is completed, which may take long: an encoder has pictures left, a disk is slow.
 *
 * @module
 */
import type { Clock, Milliseconds } from "../base/clock.ts";
import type { FrameSink } from "../media/sink.ts";

/** An output that is being completed. */
export interface FinishingOutput {
  /** What the user named. */
  readonly path: string;
  /** The file that holds what is written so far; it gets its name at the end. */
  readonly place: string;
  /** How much that is. */
  readonly bytes: number;
  /** How long it has taken so far. */
  readonly elapsedMs: Milliseconds;
}

const TELL_MS = 1000;

/** Tells at once and then every second, from `begin()` until the sink has finished or failed. */
export class FinishingReport implements Disposable {
  readonly #clock: Clock;
  readonly #tell: (output: FinishingOutput | null) => void;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, tell: (output: FinishingOutput | null) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** From now on the sink is completed. Nothing is told of one that has no file to complete. */
  begin(sink: FrameSink): void {
    if (this.#cancel !== null || !sink.unfinished) return;
    const began = this.#clock.now();
    const tell = (): void => {
      const file = sink.unfinished ?? null;
      if (file === null) return;
      this.#tell({ ...file, bytes: sizeOf(file.place), elapsedMs: this.#clock.now() - began });
    };
    this.#cancel = this.#clock.every(TELL_MS, tell);
    tell();
  }

  /** It is completed. */
  [Symbol.dispose](): void {
    if (this.#cancel === null) return;
    this.#cancel();
    this.#cancel = null;
    this.#tell(null);
  }
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0; // it was given its name just now, or removed
  }
}
