/**
 * Detects whether a frame differs from the one that a model received last.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import type { Frame, Packed } from "../media/frame.ts";
import { MotionJudge } from "../masks/motion.ts";
import { type Kernels, motionTiles } from "../media/kernels.ts";

/** Holds two samples: of the current frame, and of the frame that the model received last. */
export class MotionGate {
  readonly #kernels: Kernels;
  readonly #judge: MotionJudge;
  readonly #measured: Int32Array;
  #sample: Packed;
  #given: Packed;
  #hasReference = false;

  /** @param input the model's input; the samples have the same size */
  constructor(input: Packed, { arena, kernels }: { arena: Arena; kernels: Kernels }) {
    const { width, height } = input;
    this.#kernels = kernels;
    this.#judge = new MotionJudge(width, height);
    this.#sample = arena.packed("rgba", input);
    this.#given = arena.packed("rgba", input);
    const { buffer, byteOffset, byteLength } = arena.bytes(motionTiles(width, height) * 8);
    this.#measured = new Int32Array(buffer, byteOffset, byteLength / 4);
  }

  /** Samples a frame. Returns whether it differs from the one that the model received last. */
  look(frame: Frame): boolean {
    this.#kernels.sample(frame, this.#sample);
    if (!this.#hasReference) return true;
    this.#kernels.motion(this.#sample, this.#given, this.#measured);
    return this.#judge.moved(this.#measured);
  }

  /** Copies the last sample to the model's input. */
  give(into: Packed): void {
    this.#kernels.copyPacked(this.#sample, into);
    const spare = this.#given;
    this.#given = this.#sample;
    this.#sample = spare;
    this.#hasReference = true;
  }

  /** Call this when the run failed or its result was refused: then the next frame counts as different. */
  forget(): void {
    this.#hasReference = false;
  }
}
