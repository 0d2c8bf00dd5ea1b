/**
 * A stage's pictures in the plugin's memory, from this side. Where they lie was said by the plugin's thread; what they are
 * like is known here.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import { CALL_NUMBERS, LAYER_NUMBERS, type LayerOrder, type StartOrder } from "./protocol.ts";
import type { Rows } from "./marshal.ts";

/** Views of the plugin's memory, as rows to be copied. */
export interface StageSlots {
  /** Inputs, of which one is used for each frame, in turn. */
  readonly inputs: readonly (readonly Rows[])[];
  /** Where the result is found after a call on the input of the same number; nothing for `read`. */
  readonly outputs: readonly (readonly Rows[])[];
  readonly layers: readonly Rows[];
  /** Sequence, timestamp, ages of layers. */
  readonly numbers: Float64Array;
}

type Shape = readonly { readonly width: number; readonly height: number }[];

function shapeOf({ format, width, height }: StartOrder): Shape {
  if (format === "luma") return [{ width, height }];
  if (format === "rgba") return [{ width: width * 4, height }];
  const chroma = { width: (width + 1) >> 1, height: (height + 1) >> 1 };
  return [{ width, height }, chroma, chroma];
}

function shapeOfLayer({ form, width, height }: LayerOrder): Shape {
  return [form === "points" ? { width: width * 4, height: 1 } : { width, height }];
}

/** Makes views, and refuses what does not lie in the memory. */
class Placer {
  constructor(readonly memory: SharedArrayBuffer, readonly id: string) {}

  at(offset: unknown, length: number, align: number): number {
    const fits = typeof offset === "number" && Number.isInteger(offset) && offset >= 0 &&
      offset % align === 0 && offset + length <= this.memory.byteLength;
    if (fits) return offset;
    throw new ScrimError(`Cannot start plugin "${this.id}": its thread gave no memory`, {
      code: "PLUGIN",
    });
  }

  rows(offset: unknown, shape: Shape): readonly Rows[] {
    const total = shape.reduce((sum, { width, height }) => sum + width * height, 0);
    let start = this.at(offset, total, 1);
    return shape.map(({ width, height }): Rows => {
      const data = new Uint8Array(this.memory, start, width * height);
      start += width * height;
      return { data, stride: width, width, height };
    });
  }
}

function listOf(value: unknown, key: string): readonly unknown[] {
  const list = (value as { readonly [key: string]: unknown } | null)?.[key];
  return Array.isArray(list) ? list : [];
}

/**
 * The views for a stage.
 *
 * @param placement what the thread answered, parsed and not believed
 * @throws {ScrimError} `PLUGIN` when it names bytes outside of the memory
 */
export function placeSlots(
  order: StartOrder,
  placement: unknown,
  memory: SharedArrayBuffer | null,
): StageSlots {
  const placer = new Placer(memory ?? new SharedArrayBuffer(0), order.id);
  const { output, numbers } = (placement ?? {}) as { readonly [key: string]: unknown };
  const offsets = listOf(placement, "inputs");
  const inputs = Array.from(
    { length: order.history + 1 },
    (_, slot) => placer.rows(offsets[slot], shapeOf(order)),
  );
  const apart = typeof output === "number" ? placer.rows(output, shapeOf(order)) : null;
  const places = listOf(placement, "layers");
  const layers = order.layers.map((layer, index) =>
    placer.rows(places[index], shapeOfLayer(layer))[0]
  );
  const count = CALL_NUMBERS + LAYER_NUMBERS * order.layers.length;
  return {
    inputs,
    outputs: inputs.map((rows) => apart ?? rows),
    layers,
    numbers: new Float64Array(placer.memory, placer.at(numbers, count * 8, 8), count),
  };
}
