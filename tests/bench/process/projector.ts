/**
 * A film as a live camera: its pictures come at their rate, in the run's own memory, and those that nobody takes in time
 * are dropped.
 *
 * @module
 */
import type { Arena } from "../../../core/media/arena.ts";
import { FrameTimer } from "../../../core/io/frame_timer.ts";
import type { Captured, FrameSource, SourceInfo } from "../../../core/media/source.ts";
import { systemClock } from "../../../core/base/clock.ts";
import { type Film, frameBytes } from "./film.ts";

/** A timer wakes up to 2 ms late, which is not Scrim's doing: Scrim waits for no camera with a timer. */
const TIMER_LATE_MS = 2;

/** Plays forwards and backwards: no jump where it begins again. */
export class Projector implements FrameSource {
  readonly info: SourceInfo;
  /** When the newest picture was captured. */
  capturedMs = -Infinity;
  /** Its number, those that were dropped counted. */
  number = -1;
  readonly #frames: readonly (Captured & { sequence: number; timestampMs: number })[];
  readonly #timer: FrameTimer;
  readonly #periodMs: number;
  #startMs = 0;

  constructor(film: Film, fps: number, arena: Arena) {
    const { width, height, color } = film;
    this.info = {
      ...{ description: "a film", width, height, fps, layout: "yuyv", color, live: true },
    };
    this.#timer = new FrameTimer(systemClock, fps);
    this.#periodMs = 1000 / fps;
    using file = Deno.openSync(film.path);
    const bytes = new Uint8Array(frameBytes(film)); // files are not read into shared memory
    this.#frames = Array.from({ length: film.frames }, () => {
      for (let at = 0; at < bytes.length;) at += file.readSync(bytes.subarray(at)) ?? shortFilm();
      const picture = arena.packed("yuyv", { width, height, color });
      picture.data.set(bytes);
      return { sequence: 0, timestampMs: 0, picture, release: () => {} };
    });
  }

  get dropped(): number {
    return this.#timer.dropped;
  }

  async next(signal: AbortSignal): Promise<Captured> {
    const asked = systemClock.now();
    if (this.#startMs === 0) this.#startMs = asked;
    const number = await this.#timer.next(signal);
    const due = this.#startMs + number * this.#periodMs;
    const round = 2 * this.#frames.length - 2;
    const at = number % Math.max(round, 1);
    const frame = this.#frames[at < this.#frames.length ? at : round - at];
    frame.sequence = this.number = number;
    const waitedMs = asked < due ? Math.min(systemClock.now() - due, TIMER_LATE_MS) : 0;
    frame.timestampMs = this.capturedMs = due + waitedMs;
    return frame;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

function shortFilm(): never {
  throw new Error("the film is shorter than it says");
}
