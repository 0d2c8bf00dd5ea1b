/**
 * What one model saw last, and whether a frame still looks like it.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import type { Frame, Packed } from "../media/frame.ts";
import { MotionJudge } from "../masks/motion.ts";
import { type Kernels, motionTiles } from "../media/kernels.ts";

/** Keeps two samples: of the frame at hand, and of the one that the model was given. */
export class MotionGate {
  readonly #kernels: Kernels;
  readonly #judge: MotionJudge;
  readonly #measured: Int32Array;
  #sample: Packed;
  #given: Packed;
  #knows = false;

  /** @param input of the model: samples are made like it */
  constructor(input: Packed, { arena, kernels }: { arena: Arena; kernels: Kernels }) {
    const { width, height } = input;
    this.#kernels = kernels;
    this.#judge = new MotionJudge(width, height);
    this.#sample = arena.packed("rgba", input);
    this.#given = arena.packed("rgba", input);
    const { buffer, byteOffset, byteLength } = arena.bytes(motionTiles(width, height) * 8);
    this.#measured = new Int32Array(buffer, byteOffset, byteLength / 4);
  }

  /** Samples a frame. Whether it shows something else than what the model was given last. */
  look(frame: Frame): boolean {
    this.#kernels.sample(frame, this.#sample);
    if (!this.#knows) return true;
    this.#kernels.motion(this.#sample, this.#given, this.#measured);
    return this.#judge.moved(this.#measured);
  }

  /** Gives the model the frame that was looked at last. */
  give(into: Packed): void {
    this.#kernels.copyPacked(this.#sample, into);
    const spare = this.#given;
    this.#given = this.#sample;
    this.#sample = spare;
    this.#knows = true;
  }

  /** The model made nothing of what it was given. */
  forget(): void {
    this.#knows = false;
  }
}
