/**
 * A picture's person mask, by way of everything that happens to a camera's frame before the model sees it.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Arena } from "../../core/arena.ts";
import type { Frame, Plane } from "../../core/frame.ts";
import { startEngine } from "../../core/infer/engine.ts";
import type { SegmenterEngine } from "../../core/infer/engine.ts";
import type { ModelChoice } from "../../core/layers.ts";
import type { Kernels } from "../../core/ports.ts";
import { openWasmKernels } from "../../ffi/kernels.ts";
import { MemoryLog } from "../fakes.ts";

/** An engine and the kernels before it. */
export class PersonFinder implements AsyncDisposable {
  readonly #engine: SegmenterEngine;
  readonly #kernels: Kernels;
  #asked = 0;

  private constructor(engine: SegmenterEngine, kernels: Kernels) {
    this.#engine = engine;
    this.#kernels = kernels;
  }

  /** @param arena must hold the frames, too: the kernels (WebAssembly, equal to the native ones) work there */
  static async start(model: ModelChoice, arena: Arena): Promise<PersonFinder> {
    const engine = await startEngine(model, { arena, log: new MemoryLog() });
    return new PersonFinder(engine, await openWasmKernels(arena));
  }

  /** The mask of this frame, at model size, valid until the next call. */
  async find(frame: Frame): Promise<Plane> {
    this.#kernels.sample(frame, this.#engine.input);
    await this.#engine.infer(++this.#asked);
    const mask = this.#engine.layers.get("person");
    assert.ok(mask);
    return mask;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#engine[Symbol.asyncDispose]();
  }
}
