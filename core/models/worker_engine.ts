/**
 * Runs a model in a worker. This side owns the shared memory, the worker owns the model.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import { ScrimError } from "../base/errors.ts";
import type { Packed } from "../media/frame.ts";
import type { LayerProvider, LayerShape, ModelChoice } from "../layers/layers.ts";
import { type Clock, type Milliseconds, systemClock } from "../base/clock.ts";
import type { LayerData, LayerEngine } from "../layers/engine.ts";
import { allocateInput } from "./model_input.ts";
import { loadModel, type LoadTools } from "./model_files.ts";
import type { SharedLayer, StartOrder, TaskName } from "./protocol.ts";
import { spawnWorker } from "./spawn_worker.ts";
import { WorkerLink } from "./worker_link.ts";

/** What an engine is given. */
export interface EngineTools extends Omit<LoadTools, "clock"> {
  /** Default: the system's. */
  readonly clock?: Clock;
  /** The layers to give, all of them the provider's. No others are computed, and no others get memory. */
  readonly layers: readonly string[];
  /** Holds input and layers. */
  readonly arena: Arena;
  /** Ends a start that is under way; has no effect afterwards. */
  readonly signal?: AbortSignal;
  /** Makes the worker. Default: `worker.ts` beside this file. */
  readonly spawn?: () => Worker;
}

/**
 * Starts a model; ready in about half a second once its packages are cached. Takes 130 MB until disposed, 150 for heatmaps, 220 for poses.
 *
 * @throws {ScrimError} `MODEL` naming the model and what to do; the signal's reason when aborted
 */
export async function startEngine(
  provider: LayerProvider,
  { layers, arena, spawn = spawnWorker, clock = systemClock, ...given }: EngineTools,
): Promise<LayerEngine> {
  const tools = { ...given, clock };
  const { log, signal } = tools;
  signal?.throwIfAborted();
  const { model } = provider;
  const file = typeof model === "string" ? model : model.file;
  const shapes = layers.map((name) => shapeOf(name, provider));
  const link = new WorkerLink(spawn(), { model: file, clock, log });
  const abort = (): void => link.end(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    // The worker loads MediaPipe's code meanwhile.
    const { bytes, labels, shape } = await link.unlessEnded(loadModel(model, tools));
    const task = taskFor(model);
    const { input, picture } = allocateInput(task, provider.input, arena);
    const memory = shapes.map((shape) => allocate(shape, arena));
    const order: StartOrder = {
      task,
      file,
      model: bytes,
      labels,
      channels: shape?.channels ?? 0,
      input: picture,
      layers: memory.map(({ shared }) => shared),
    };
    await link.ask(order, [bytes.buffer]);
    return new ModelEngine(link, {
      input,
      layers: new Map(memory.map(({ shared, layer }) => [shared.name, layer])),
      bytes: memory.reduce((sum, { shared }) => sum + shared.data.byteLength, 0),
    });
  } catch (error) {
    link.end(error);
    throw error;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

function shapeOf(name: string, { id, layers }: LayerProvider): LayerShape {
  const shape = layers.find((layer) => layer.name === name);
  if (shape) return shape;
  throw new ScrimError(`Cannot take layer "${name}" from model "${id}": it does not give it`, {
    code: "MODEL",
  });
}

function taskFor(model: ModelChoice): TaskName {
  return model === "pose" || model === "heatmaps" ? model : "segmenter";
}

const FLOAT_BYTES = 4;

/** The memory of a layer, as the worker and as the loop see it. */
function allocate(
  { name, kind, width, height }: LayerShape,
  arena: Arena,
): { shared: SharedLayer; layer: LayerData } {
  if (kind !== "points") {
    const plane = arena.plane(width, height);
    return { shared: { name, width, height, data: plane.data }, layer: plane };
  }
  const { buffer, byteOffset } = arena.bytes(width * height * FLOAT_BYTES);
  const values = new Float32Array(buffer, byteOffset, width * height);
  return { shared: { name, width, height, data: values }, layer: { values } };
}

class ModelEngine implements LayerEngine {
  readonly input: Packed;
  readonly layers: ReadonlyMap<string, LayerData>;
  readonly #link: WorkerLink;
  readonly #bytes: number;
  #lastMs = -Infinity;
  #inferences = 0;

  /**
   * @param link to a worker that has started
   * @param memory `bytes` of all layers together
   */
  constructor(
    link: WorkerLink,
    memory: { input: Packed; layers: ReadonlyMap<string, LayerData>; bytes: number },
  ) {
    this.#link = link;
    this.#bytes = memory.bytes;
    this.input = memory.input;
    this.layers = memory.layers;
  }

  get busy(): boolean {
    return this.#link.busy;
  }

  get inferences(): number {
    return this.#inferences;
  }

  /** Layers are converted from the model's floats straight into shared memory: their bytes, and no others, are written. */
  get bytesCopied(): number {
    return this.#inferences * this.#bytes;
  }

  async infer(timestampMs: Milliseconds): Promise<void> {
    if (!(timestampMs > this.#lastMs)) {
      throw this.#link.error(`timestamp ${timestampMs} ms, wanted more than ${this.#lastMs}`);
    }
    await this.#link.ask(timestampMs);
    this.#lastMs = timestampMs;
    this.#inferences++;
  }

  /** Ends the worker. An inference that runs is rejected at once. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#link.end(this.#link.error("it was stopped"));
    return Promise.resolve();
  }
}
