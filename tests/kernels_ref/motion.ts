/** How two pictures differ, tile by tile. @module */
import type { Packed } from "../../core/media/frame.ts";

const SIDE = 16;

export function refMotion(picture: Packed, reference: Packed, into: Int32Array): void {
  const { width, height } = picture;
  const columns = Math.ceil(width / SIDE);
  into.fill(0, 0, 2 * columns * Math.ceil(height / SIDE));
  const luma = ({ data, stride }: Packed, x: number, y: number): number => {
    const at = y * stride + 4 * x;
    return data[at] + 2 * data[at + 1] + data[at + 2];
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const tile = Math.floor(y / SIDE) * columns + Math.floor(x / SIDE);
      const difference = luma(picture, x, y) - luma(reference, x, y);
      into[2 * tile] += difference;
      into[2 * tile + 1] += difference * difference;
    }
  }
}
