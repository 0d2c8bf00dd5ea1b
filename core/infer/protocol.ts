/**
 * What the engine and its worker say to each other. Pictures never travel in messages: both sides see the same memory.
 *
 * Messages rather than `Atomics.wait`: measured at a camera's pace they take 84 µs there and back (p95 142), blocking
 * takes 105–119 µs (p95 1.1 ms), and a worker that sleeps in `Atomics.wait` cannot be terminated.
 *
 * @module
 */

/** The first message to the worker. Everything after it is a number: a frame to infer. */
export interface StartOrder {
  /** For messages. */
  readonly file: string;
  /** A TFLite file with metadata; handed over, not copied. */
  readonly model: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** RGBA, shared. */
  readonly input: Uint8Array;
  /** The person mask, shared. */
  readonly mask: Uint8Array;
}

/** What the engine sends: how to start, then frame numbers. */
export type ToWorker = StartOrder | number;

/** What the worker sends: the number of the frame that is done, or news. */
export type FromWorker =
  | number
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly message: string; readonly hint?: string }
  | { readonly kind: "log"; readonly text: string };
