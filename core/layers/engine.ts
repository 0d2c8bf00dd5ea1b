/**
 * The interface of a running model.
 *
 * @module
 */
import type { Milliseconds } from "../base/clock.ts";
import type { Packed, Plane } from "../media/frame.ts";

/** The keypoints that a model found. */
export interface Points {
  /**
   * Four numbers per point: x and y (0..1, fractions of the frame from its upper left corner), z (depth relative to the
   * midpoint of the hips, in the unit of x; smaller is nearer to the camera) and visibility (0..1; 0 for every point when the
   * model found nobody).
   */
  readonly values: Float32Array;
}

/** The data of one layer: 8-bit pixels, or points. */
export type LayerData = Plane | Points;

/** A model that runs in its own thread. Its input and its layers are shared memory, allocated once. */
export interface LayerEngine extends AsyncDisposable {
  /** The RGBA input at the model's size. The caller writes it, never while `busy`; the engine reads it. */
  readonly input: Packed;
  /** The layers that it computes, by name, at its own size. Valid from the end of one `infer()` to the start of the next. */
  readonly layers: ReadonlyMap<string, LayerData>;
  /** Whether an inference is running. */
  readonly busy: boolean;
  /** Inferences finished so far. */
  readonly inferences: number;
  /** Bytes of layers copied out of the model so far. */
  readonly bytesCopied: number;
  /**
   * Runs the model on `input`. `timestampMs` must be greater than that of the previous call.
   *
   * @throws {ScrimError} when the model fails
   */
  infer(timestampMs: Milliseconds): Promise<void>;
}
