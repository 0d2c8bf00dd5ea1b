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
import { MASK_EDGE, type ModelChoice } from "../../core/layers.ts";
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

  /** The matte that composition uses for this frame: softened, enlarged to the frame, with its edge. Made anew each time. */
  async matte(frame: Frame, arena: Arena): Promise<{ matte: Plane; raw: Plane }> {
    const mask = await this.find(frame);
    const soft = arena.plane(mask.width, mask.height);
    const matte = arena.plane(frame.width, frame.height);
    const raw = arena.plane(frame.width, frame.height);
    this.#kernels.soften(mask, soft);
    this.#kernels.enlarge(soft, matte, MASK_EDGE);
    this.#kernels.enlarge(mask, raw);
    return { matte, raw };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#engine[Symbol.asyncDispose]();
  }
}
