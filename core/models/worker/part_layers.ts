/**
 * Makes the layers of body parts from the keypoints and the person mask. The result is approximate.
 *
 * @module
 */
import { BODY_PARTS } from "../../layers/names.ts";
import type { SharedLayer } from "../protocol.ts";
import { Skeleton } from "./skeleton.ts";
import { pixelsOf } from "./task_image.ts";

/** Mask values from this on count as person in the label map. */
const PERSON = 128;

/** Writes those of the layers `parts` and `parts/<name>` that are required. */
export class PartLayers {
  readonly #skeleton: Skeleton;
  /** The nearest part of each pixel whose mask value is not 0. */
  readonly #nearest: Uint8Array;
  readonly #labels: Uint8Array | null;
  /** The mask of each part by its label; `null` if it is not required. */
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

  /** Writes the layers. The label map has hard edges; the masks are as soft as the person mask, and add up to it. */
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
