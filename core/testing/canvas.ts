/**
 * Pictures that notice whoever writes beside them: odd strides, odd starts, and known bytes around every row.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import type { Colorimetry } from "../media/frame.ts";
import { cropFrame, cropPlane, cropRgba } from "../pipeline/buffer_pool.ts";
import type { PictureOf, PixelFormat, Plane } from "../plugin/contract.ts";
import type { PixelRect } from "../media/kernels.ts";
import { bytesOf, fillPicture, partsOf, type Shape } from "./pixels.ts";

/** Guard bytes before and after a plane: more than a vector register. */
const GUARD = 96;

/** What the guard byte at this place holds; never the same twice in a row. */
const guardAt = (at: number): number => (at * 73 + 41) & 255;

/** A plane in a block of guard bytes. `data` holds every row whole, padding included. */
interface Guarded {
  readonly block: Uint8Array;
  readonly start: number;
  readonly plane: Plane;
}

/** RGBA rows stay on whole pixels, as they are in Scrim; single bytes lie anywhere. */
function guarded(arena: Arena, width: number, height: number, step: 1 | 4): Guarded {
  const stride = width + 3 * step + (step === 1 ? width & 1 : 0);
  const start = GUARD + (step === 1 ? 5 : 4);
  const block = arena.bytes(start + stride * height + GUARD);
  for (let at = 0; at < block.length; at++) block[at] = guardAt(at);
  const end = start + stride * height;
  return { block, start, plane: { data: block.subarray(start, end), stride, width, height } };
}

/** A picture with guards. */
export class Canvas {
  readonly shape: Shape;
  /** All of it. */
  readonly picture: PictureOf<PixelFormat>;
  /** The part that a stage is given: all of it without a crop. */
  readonly view: PictureOf<PixelFormat>;
  readonly #planes: readonly Guarded[];

  constructor(
    shape: Shape,
    { arena, color, crop }: { arena: Arena; color: Colorimetry; crop: PixelRect | null },
  ) {
    this.shape = shape;
    const { format, width, height } = shape;
    this.#planes = partsOf(shape).map(({ width, height, channels }) =>
      guarded(arena, width * channels, height, channels === 4 ? 4 : 1)
    );
    const [first, ...rest] = this.#planes.map(({ plane }) => plane);
    if (format === "luma") {
      this.picture = first;
      this.view = crop ? cropPlane(first, crop) : first;
    } else if (format === "rgba") {
      const full = { matrix: color.matrix, range: "full" } as const;
      const { data, stride } = first;
      const picture = { layout: "rgba", data, stride, width, height, color: full } as const;
      this.picture = picture;
      this.view = crop ? cropRgba(picture, crop) : picture;
    } else {
      const [u, v] = rest;
      const frame = { format, width, height, y: first, u, v, color } as const;
      this.picture = frame;
      this.view = crop ? cropFrame(frame, crop) : frame;
    }
  }

  /** Fills all of it with bytes that lie together. */
  fill(bytes: Uint8Array): void {
    fillPicture(this.picture, bytes);
  }

  /** A copy of all its pixels. */
  bytes(): Uint8Array {
    return bytesOf(this.picture);
  }

  /** The first guard or padding byte that was written, in words; `null` when all are as they were. */
  damage(): string | null {
    for (const { block, start, plane: { stride, width, height } } of this.#planes) {
      for (let at = 0; at < block.length; at++) {
        if (block[at] === guardAt(at)) continue;
        const offset = at - start;
        const row = Math.floor(offset / stride);
        const column = offset - row * stride;
        if (row >= 0 && row < height && column < width) continue;
        return row >= 0 && row < height
          ? `byte ${column} of row ${row}, behind its ${width} pixels`
          : `byte ${offset} of a plane of ${height} rows of ${stride}`;
      }
    }
    return null;
  }
}
