/**
 * One mask on its way to a matte: refined along the edges of the picture it was made from, smoothed over time, grown.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import type { Frame, Packed, Plane } from "../media/frame.ts";
import type { LiveMask } from "./mask_controls.ts";
import { MotionJudge } from "./motion.ts";
import { type Kernels, motionTiles, type Refine } from "../media/kernels.ts";

/** `smoothing` is what is kept for so long; masks that come more rarely keep less. */
const STEP_MS = 1000 / 30;
/** But after this many steps no less: a mask that is renewed on a still scene must not jump. */
const MOST_STEPS = 4;

/** What a refiner is made with. */
export interface RefinerTools {
  readonly arena: Arena;
  readonly kernels: Kernels;
  readonly mask: LiveMask;
}

/** Refines one layer. It keeps the picture of its last call, to see what moved since. Allocates nothing while frames run. */
export class Refiner {
  /** The matte: 0..255, its outline still to be found by {@linkcode LiveMask.edge}. */
  readonly matte: Plane;
  readonly #tools: RefinerTools;
  readonly #before: Packed;
  readonly #judge: MotionJudge;
  readonly #measured: Int32Array;
  readonly #job: { -readonly [K in keyof Refine]: Refine[K] };
  /** Where a mask is refined that is to grow afterwards: the last one must stay as it was. */
  #ungrown: Plane | null = null;
  #grown = false;
  #lastMs = -Infinity;

  /**
   * @param given what the model gives, at the size of its input
   * @param guide the model's input
   */
  constructor(
    { given, guide, size }: {
      given: Plane;
      guide: Packed;
      size: { readonly width: number; readonly height: number };
    },
    tools: RefinerTools,
  ) {
    const { arena } = tools;
    const { width, height } = guide;
    this.#tools = tools;
    this.matte = arena.plane(size.width, size.height);
    this.#before = arena.packed("rgba", guide);
    this.#judge = new MotionJudge(width, height);
    const { buffer, byteOffset, byteLength } = arena.bytes(motionTiles(width, height) * 8);
    this.#measured = new Int32Array(buffer, byteOffset, byteLength / 4);
    this.#job = {
      mask: given,
      guide,
      before: this.#before,
      frame: undefined as never, // set before every call
      noise: 0,
      share: 1,
      guided: true,
      into: this.matte,
    };
  }

  /** Takes the mask that the model just gave for a frame. */
  refine(frame: Frame, timestampMs: number): void {
    const { kernels, mask } = this.#tools;
    const { dilate, refine } = mask.options;
    const job = this.#job;
    const first = this.#place(dilate !== 0);
    kernels.motion(job.guide, this.#before, this.#measured);
    job.noise = first ? 0 : this.#judge.noise(this.#measured);
    job.share = first ? 1 : this.#share(timestampMs);
    job.guided = refine;
    job.frame = frame;
    kernels.refine(job);
    kernels.copyPacked(job.guide, this.#before);
    if (dilate !== 0) kernels.dilate(job.into, this.matte, dilate);
    this.#lastMs = timestampMs;
  }

  /** Chooses where to refine. Whether there is nothing yet to be smoothed with. */
  #place(grows: boolean): boolean {
    const { arena } = this.#tools;
    const { width, height } = this.matte;
    const changed = grows !== this.#grown;
    if (grows) this.#ungrown ??= arena.plane(width, height);
    this.#job.into = grows && this.#ungrown ? this.#ungrown : this.matte;
    this.#grown = grows;
    return changed || this.#lastMs === -Infinity;
  }

  #share(timestampMs: number): number {
    const steps = Math.min(Math.max((timestampMs - this.#lastMs) / STEP_MS, 1), MOST_STEPS);
    return 1 - this.#tools.mask.options.smoothing ** steps;
  }
}
