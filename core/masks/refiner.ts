/**
 * Makes a matte from one mask: refines it along the edges of its picture, smooths it over time and dilates it.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import type { Frame, Packed, Plane } from "../media/frame.ts";
import type { LiveMask } from "./mask_controls.ts";
import { MotionJudge } from "./motion.ts";
import { type Kernels, motionTiles, type Refine } from "../media/kernels.ts";

/** The time in which the weight of the previous matte falls to `smoothing`; after n times this, it is `smoothing ** n`. */
const STEP_MS = 1000 / 30;
/** The greatest n of the above. A lower weight would cause a visible jump when a still scene gets a new mask. */
const MOST_STEPS = 4;

/** The dependencies of a refiner. */
export interface RefinerTools {
  readonly arena: Arena;
  readonly kernels: Kernels;
  readonly mask: LiveMask;
}

/** Refines one layer. It keeps the guide of the previous call to detect motion. It does not allocate per frame. */
export class Refiner {
  /** The matte, 0..255, before {@linkcode LiveMask.edge} is applied. */
  readonly matte: Plane;
  readonly #tools: RefinerTools;
  readonly #before: Packed;
  readonly #judge: MotionJudge;
  readonly #measured: Int32Array;
  readonly #job: { -readonly [K in keyof Refine]: Refine[K] };
  /** The matte before dilation, if there is any: the next call needs it for smoothing. */
  #undilated: Plane | null = null;
  #dilated = false;
  #lastMs = -Infinity;

  /**
   * @param given the model's mask, at the size of its input
   * @param guide the model's input
   * @param size the size of the frame and the matte in pixels
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

  /** Updates the matte from the mask that the model has just computed for `frame`. */
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

  /** Chooses the plane to refine into. Returns true if that plane has no previous matte to smooth with. */
  #place(dilates: boolean): boolean {
    const { arena } = this.#tools;
    const { width, height } = this.matte;
    const changed = dilates !== this.#dilated;
    if (dilates) this.#undilated ??= arena.plane(width, height);
    this.#job.into = dilates && this.#undilated ? this.#undilated : this.matte;
    this.#dilated = dilates;
    return changed || this.#lastMs === -Infinity;
  }

  #share(timestampMs: number): number {
    const steps = Math.min(Math.max((timestampMs - this.#lastMs) / STEP_MS, 1), MOST_STEPS);
    return 1 - this.#tools.mask.options.smoothing ** steps;
  }
}
