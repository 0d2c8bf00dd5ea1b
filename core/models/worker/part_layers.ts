/**
 * The parts of a body as layers: skeleton times person mask. Approximate.
 *
 * @module
 */
import { BODY_PARTS } from "../../layers/names.ts";
import type { SharedLayer } from "../protocol.ts";
import { Skeleton } from "./skeleton.ts";
import { pixelsOf } from "./task_image.ts";

/** From so much on a pixel of the mask is more person than background. */
const PERSON = 128;

/** Writes `parts` and `parts/<name>`, as far as they are wanted. */
export class PartLayers {
  readonly #skeleton: Skeleton;
  /** The nearest part of every pixel that is a little person. */
  readonly #nearest: Uint8Array;
  readonly #labels: Uint8Array | null;
  /** By label. */
  readonly #masks: readonly (Uint8Array | null)[];

  constructor(
    layers: readonly SharedLayer[],
    { width, height }: { width: number; height: number },
  ) {
    const find = (name: string): Uint8Array | null => {
      const layer = layers.find((wanted) => wanted.name === name);
      return layer ? pixelsOf(layer) : null;
    };
    this.#skeleton = new Skeleton(width, height);
    this.#nearest = new Uint8Array(width * height);
    this.#labels = find("parts");
    this.#masks = [null, ...BODY_PARTS.map((part) => find(`parts/${part}`))];
  }

  /** The label map is hard, the masks are as soft as the person's: together they are the person's mask. */
  write(points: Float32Array, person: Uint8ClampedArray): void {
    this.#skeleton.label(points, person, this.#nearest);
    for (let label = 0; label < this.#masks.length; label++) this.#masks[label]?.fill(0);
    for (let i = 0; i < person.length; i++) {
      const value = person[i];
      const label = this.#nearest[i];
      if (this.#labels) this.#labels[i] = value < PERSON ? 0 : label;
      const mask = this.#masks[label];
      if (mask) mask[i] = value;
    }
  }
}
