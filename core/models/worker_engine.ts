/**
 * Runs a model in a worker. The engine owns the shared memory; the worker owns the model.
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

/** The dependencies of an engine. */
export interface EngineTools extends Omit<LoadTools, "clock"> {
  /** Default: the system's clock. */
  readonly clock?: Clock;
  /** The layers of the provider to compute. Only these are allocated. */
  readonly layers: readonly string[];
  /** Holds the input and the layers. */
  readonly arena: Arena;
  /** Aborts the start; has no effect on a started engine. */
  readonly signal?: AbortSignal;
  /** Starts the worker. Default: {@linkcode spawnWorker}. */
  readonly spawn?: () => Worker;
}

/**
 * Starts a model, which takes about half a second once its packages are cached. Until it is disposed, it uses 130 MB of memory
 * (`heatmaps`: 150 MB, `pose`: 220 MB).
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
    // Meanwhile, the worker loads MediaPipe's code.
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
  throw new ScrimError(
    `Cannot take layer "${name}" from model "${id}": the model does not give it`,
    {
      code: "MODEL",
    },
  );
}

function taskFor(model: ModelChoice): TaskName {
  return model === "pose" || model === "heatmaps" ? model : "segmenter";
}

const FLOAT_BYTES = 4;

/** Allocates a layer. Both results are views of the same memory, one for the worker and one for the engine's user. */
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
   * @param link the link to a worker that has started
   * @param memory the input, the layers, and the total bytes of the layers
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

  /** The worker converts the model's floats directly into the layers, so an inference writes only the bytes of the layers. */
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

  /** Ends the worker. A running inference is rejected at once. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#link.end(this.#link.error("it was stopped"));
    return Promise.resolve();
  }
}
