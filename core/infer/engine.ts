/**
 * Runs a segmenter in a worker. This side owns the shared memory, the worker owns the model.
 *
 * @module
 */
import type { Arena } from "../arena.ts";
import type { Colorimetry, Packed, Plane } from "../frame.ts";
import type { ModelChoice } from "../layers.ts";
import type { LayerEngine, Log, Milliseconds } from "../ports.ts";
import { loadModel } from "./models.ts";
import type { StartOrder } from "./protocol.ts";
import { WorkerLink } from "./worker_link.ts";

/** What an engine is given. */
export interface EngineTools {
  /** Holds input and mask. */
  readonly arena: Arena;
  readonly log: Log;
  /** Ends a start that is under way; has no effect afterwards. */
  readonly signal?: AbortSignal;
  /** Makes the worker. Default: `worker.ts` beside this file. */
  readonly spawn?: () => Worker;
}

/** Models see full-range RGB; the matrix means nothing there. */
const INPUT_COLOR: Colorimetry = { matrix: "bt601", range: "full" };

/**
 * Starts a model; ready in about half a second once its packages are cached. Takes 105–160 MB until disposed.
 *
 * @throws {ScrimError} `MODEL` naming the file and what to do; the signal's reason when aborted
 */
export async function startEngine(
  model: ModelChoice,
  { arena, log, signal, spawn = spawnWorker }: EngineTools,
): Promise<SegmenterEngine> {
  signal?.throwIfAborted();
  const name = typeof model === "string" ? model : model.file;
  const link = new WorkerLink(spawn(), { model: name, log });
  const abort = (): void => link.end(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    // The worker loads MediaPipe's code meanwhile.
    const { bytes, shape: { width, height, channels } } = await link.unlessEnded(loadModel(model));
    const input = arena.packed("rgba", { width, height, color: INPUT_COLOR });
    const mask = arena.plane(width, height);
    const order: StartOrder = {
      file: name,
      model: bytes,
      width,
      height,
      channels,
      input: input.data,
      mask: mask.data,
    };
    await link.ask(order, [bytes.buffer]);
    return new SegmenterEngine(link, { input, mask });
  } catch (error) {
    link.end(error);
    throw error;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

/** A worker that loads MediaPipe's code right away, so that it is ready when a model is. Pass it as `spawn`. */
export function spawnWorker(): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
}

/** A segmenter that gives the layer `person`. Made by {@linkcode startEngine}. */
export class SegmenterEngine implements LayerEngine {
  readonly input: Packed;
  readonly layers: ReadonlyMap<string, Plane>;
  readonly #link: WorkerLink;
  readonly #mask: Plane;
  #lastMs = -Infinity;
  #inferences = 0;

  /** @param link to a worker that has started */
  constructor(link: WorkerLink, { input, mask }: { input: Packed; mask: Plane }) {
    this.#link = link;
    this.#mask = mask;
    this.input = input;
    this.layers = new Map([["person", mask]]);
  }

  get busy(): boolean {
    return this.#link.busy;
  }

  get inferences(): number {
    return this.#inferences;
  }

  /** The mask is converted from the model's floats straight into shared memory: its bytes, and no others, are written. */
  get bytesCopied(): number {
    return this.#inferences * this.#mask.data.length;
  }

  /**
   * Runs the model on `input`: 6–12 ms of another thread, 0.1 ms of waiting for messages.
   *
   * @throws {ScrimError} `MODEL` when time does not go forward, an inference is running, or the model or its worker failed;
   * the mask is then not valid
   */
  async infer(timestampMs: Milliseconds): Promise<void> {
    if (!(timestampMs > this.#lastMs)) {
      throw this.#link.error(`timestamp ${timestampMs} ms, wanted more than ${this.#lastMs}`);
    }
    await this.#link.ask(this.#inferences + 1);
    this.#lastMs = timestampMs;
    this.#inferences++;
  }

  /** Ends the worker. An inference that runs is rejected at once. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#link.end(this.#link.error("it was stopped"));
    return Promise.resolve();
  }
}
