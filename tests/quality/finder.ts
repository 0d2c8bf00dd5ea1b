/**
 * Computes the layers of a picture with the whole processing that a camera's frame gets before a model sees it.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Arena } from "../../core/media/arena.ts";
import type { Frame, Plane } from "../../core/media/frame.ts";
import { startEngine } from "../../core/models/worker_engine.ts";
import type { LayerProvider } from "../../core/layers/layers.ts";
import type { LayerEngine } from "../../core/layers/engine.ts";
import type { Kernels } from "../../core/media/kernels.ts";
import { providersFor } from "../../core/layers/providers.ts";
import { openKernels } from "../../mod.ts";
import { MemoryLog } from "../fakes.ts";

/** The provider of this name for frames of this size. */
export function providerOf(
  id: string,
  frame: { width: number; height: number },
): LayerProvider {
  const provider = providersFor(frame).find((one) => one.id === id);
  assert.ok(provider, id);
  return provider;
}

/** An engine and the kernels before it. */
export class LayerFinder implements AsyncDisposable {
  readonly kernels: Kernels;
  readonly engine: LayerEngine;
  #asked = 0;

  private constructor(engine: LayerEngine, kernels: Kernels) {
    this.engine = engine;
    this.kernels = kernels;
  }

  /** @param arena must also hold the frames, because the kernels work in it */
  static async start(
    provider: LayerProvider,
    layers: readonly string[],
    arena: Arena,
  ): Promise<LayerFinder> {
    const engine = await startEngine(provider, { layers, arena, log: new MemoryLog() });
    return new LayerFinder(engine, await openKernels(arena));
  }

  /** Computes the layers of this frame; they stay until the next call. Frames are 33 ms apart. */
  async look(frame: Frame): Promise<void> {
    this.kernels.sample(frame, this.engine.input);
    await this.engine.infer(33 * ++this.#asked);
  }

  /** A mask, a map or labels. */
  plane(name: string): Plane {
    const layer = this.engine.layers.get(name);
    assert.ok(layer && "data" in layer, name);
    return layer;
  }

  /** Keypoints. */
  points(): Float32Array {
    const layer = this.engine.layers.get("landmarks");
    assert.ok(layer && "values" in layer);
    return layer.values;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine[Symbol.asyncDispose]();
  }
}
