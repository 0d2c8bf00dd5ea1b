/**
 * The messages between the engine and its worker. Pictures are not sent in messages but are in shared memory.
 *
 * Messages are used instead of `Atomics.wait`. At a camera's frame rate, a message and its answer take 84 µs (p95 142 µs);
 * blocking takes 105–119 µs (p95 1.1 ms), and a worker that sleeps in `Atomics.wait` cannot be terminated.
 *
 * @module
 */

/** The kind of task, which decides how MediaPipe runs the model and how its results become layers. */
export type TaskName = "segmenter" | "heatmaps" | "pose";

/** The memory of one layer that the worker writes. */
export interface SharedLayer {
  readonly name: string;
  /** Size in pixels; 4 by the number of points for points. */
  readonly width: number;
  readonly height: number;
  /** Shared; 8-bit pixels, tightly packed, or points. */
  readonly data: Uint8Array | Float32Array;
}

/** The input of a model: RGBA, tightly packed, in shared memory. */
export interface SharedPicture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** The column of the frame's left edge if the frame is inside a larger picture; otherwise 0. */
  readonly left: number;
}

/** The first message to the worker. Each later message is a number: the timestamp of the frame to process. */
export interface StartOrder {
  readonly task: TaskName;
  /** The file's name, for messages. */
  readonly file: string;
  /** The model to load; transferred, not copied. */
  readonly model: Uint8Array<ArrayBuffer>;
  /** The label of each channel of a segmenter, in order; empty if it has none. */
  readonly labels: readonly string[];
  /** The number of masks that a segmenter gives; 0 for other tasks. */
  readonly channels: number;
  readonly input: SharedPicture;
  /** The layers to compute and write; others are not computed. */
  readonly layers: readonly SharedLayer[];
}

/** One model with its input and its layers, inside the worker. */
export interface Task {
  /**
   * Computes the layers from the input. It blocks until they are written.
   *
   * @throws {RangeError} when the model's output has the wrong shape or a value that is not finite
   */
  run(timestampMs: number): void;
}

/** The type of `load` in the module of a task. It runs the model once, so that a model that cannot run fails at the start. */
export type LoadTask = (order: StartOrder, log: (text: string) => void) => Promise<Task>;

/** Messages to the worker: the order to start, then the timestamps of frames. */
export type ToWorker = StartOrder | number;

/** Messages from the worker: the timestamp of a finished frame, or an event. */
export type FromWorker =
  | number
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly message: string; readonly hint?: string }
  | { readonly kind: "log"; readonly text: string };
