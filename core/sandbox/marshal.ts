/**
 * Carries pictures into the sandbox: copies between Scrim's memory and the plugin's, counted.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import type { Frame, Packed } from "../media/frame.ts";
import type { PictureOf, PixelFormat } from "../plugin/contract.ts";

type Picture = PictureOf<PixelFormat>;

/** Rows of bytes. */
export interface Rows {
  readonly data: Uint8Array;
  readonly stride: number;
  /** Bytes in a row. */
  readonly width: number;
  readonly height: number;
}

/** The rows that a picture is made of. */
export function rowsOf(picture: Picture): readonly Rows[] {
  if ("y" in picture) return [(picture as Frame).y, picture.u, picture.v];
  if (!("layout" in picture)) return [picture];
  const { data, stride, width, height } = picture as Packed;
  return [{ data, stride, width: width * 4, height }];
}

const shape = (rows: readonly Rows[]): string =>
  rows.map(({ width, height }) => `${width}x${height}`).join(" ");

interface Views {
  readonly whole: Uint8Array | null;
  readonly rows: readonly Uint8Array[];
}

const contiguous = ({ stride, width, height }: Rows): boolean => stride === width || height === 1;

function viewsOf(plane: Rows, split: boolean): Views {
  const { data, stride, width, height } = plane;
  if (!split) return { whole: data.subarray(0, width * height), rows: [] };
  const rows = Array.from(
    { length: height },
    (_, row) => data.subarray(row * stride, row * stride + width),
  );
  return { whole: null, rows };
}

/**
 * Copies between two fixed pictures. All views are made beforehand: whole planes where rows lie tight on both sides, else
 * row by row. (The WebAssembly kernels reach one memory only, so they cannot do it.)
 */
export class Carrier {
  readonly #from: readonly Views[];
  readonly #into: readonly Views[];
  /** What one `run()` copies. */
  readonly bytes: number;

  /** @throws {ScrimError} `FORMAT` when the two differ in shape */
  constructor(from: readonly Rows[], into: readonly Rows[]) {
    if (shape(from) !== shape(into)) {
      throw new ScrimError(
        `Cannot carry a picture into the sandbox: its planes are ${shape(from)}, wanted ${
          shape(into)
        }`,
        { code: "FORMAT" },
      );
    }
    const split = from.map((rows, index) => !(contiguous(rows) && contiguous(into[index])));
    this.#from = from.map((rows, index) => viewsOf(rows, split[index]));
    this.#into = into.map((rows, index) => viewsOf(rows, split[index]));
    this.bytes = into.reduce((sum, { width, height }) => sum + width * height, 0);
  }

  /** Copies once. */
  run(): void {
    for (let plane = 0; plane < this.#from.length; plane++) {
      const from = this.#from[plane];
      const into = this.#into[plane];
      if (from.whole !== null && into.whole !== null) {
        into.whole.set(from.whole);
        continue;
      }
      for (let row = 0; row < from.rows.length; row++) into.rows[row].set(from.rows[row]);
    }
  }
}
