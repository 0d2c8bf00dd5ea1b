/**
 * What the engine and its worker say to each other. Pictures never travel in messages: both sides see the same memory.
 *
 * Messages rather than `Atomics.wait`: measured at a camera's pace they take 84 µs there and back (p95 142), blocking
 * takes 105–119 µs (p95 1.1 ms), and a worker that sleeps in `Atomics.wait` cannot be terminated.
 *
 * @module
 */

/** Which of MediaPipe's programs runs a model, and what is made of its answers. */
export type TaskName = "segmenter" | "heatmaps" | "pose";

/** The memory of one layer that somebody wants. */
export interface SharedLayer {
  readonly name: string;
  /** Pixels in a row, rows. */
  readonly width: number;
  readonly height: number;
  /** Shared; 8-bit pixels, tightly packed, or points. */
  readonly data: Uint8Array | Float32Array;
}

/** A picture that a model is given: RGBA, tightly packed, shared. */
export interface SharedPicture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Column of the frame's left edge, for a model that is shown a frame inside a larger picture. */
  readonly left: number;
}

/** The first message to the worker. Everything after it is a number: the time of the frame to infer. */
export interface StartOrder {
  readonly task: TaskName;
  /** For messages. */
  readonly file: string;
  /** What the task loads; handed over, not copied. */
  readonly model: Uint8Array<ArrayBuffer>;
  /** What a segmenter's channels show, in order; empty when nobody says. */
  readonly labels: readonly string[];
  /** How many masks a segmenter gives. */
  readonly channels: number;
  readonly input: SharedPicture;
  /** Only these are computed and written. */
  readonly layers: readonly SharedLayer[];
}

/** One model with its input and its layers, inside the worker. Calls block while it computes. */
export interface Task {
  /**
   * Input to layers.
   *
   * @throws {RangeError} when what the model gives is not what it should be
   */
  run(timestampMs: number): void;
}

/** What the module of a task exports as `load`. It runs the model once, so that one that cannot run is found at the start. */
export type LoadTask = (order: StartOrder, log: (text: string) => void) => Promise<Task>;

/** What the engine sends: how to start, then times of frames. */
export type ToWorker = StartOrder | number;

/** What the worker sends: the time of the frame that is done, or news. */
export type FromWorker =
  | number
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly message: string; readonly hint?: string }
  | { readonly kind: "log"; readonly text: string };
