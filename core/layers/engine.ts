/**
 * A model at work, as the pipeline sees it.
 *
 * @module
 */
import type { Milliseconds } from "../base/clock.ts";
import type { Packed, Plane } from "../media/frame.ts";

/** Keypoints as a model finds them. */
export interface Points {
  /**
   * Four numbers a point: x and y (0..1 of the frame, from its upper left), z (smaller is nearer to the camera, in the unit
   * of x, from the hips' middle) and visibility (0..1; 0 for every point when nobody was found).
   */
  readonly values: Float32Array;
}

/** What a model writes for one layer: 8-bit pixels, or points. */
export type LayerData = Plane | Points;

/** A model at work in its own thread. Its input and outputs are shared memory, made once. */
export interface LayerEngine extends AsyncDisposable {
  /** RGBA at model size: written by the loop (never while `busy`), read by the engine. */
  readonly input: Packed;
  /** The layers it was started for, at the model's own size, by name. Valid between the end of one `infer()` and the start of the next. */
  readonly layers: ReadonlyMap<string, LayerData>;
  /** An inference is running. */
  readonly busy: boolean;
  /** Inferences finished so far. */
  readonly inferences: number;
  /** Bytes of layers copied out of the model so far. */
  readonly bytesCopied: number;
  /**
   * Runs the model on `input`. `timestampMs` must be greater than the last one.
   *
   * @throws {ScrimError} when the model fails
   */
  infer(timestampMs: Milliseconds): Promise<void>;
}
