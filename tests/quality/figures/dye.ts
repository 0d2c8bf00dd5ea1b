/**
 * Paints the demo figure's parts in other colours.
 *
 * @module
 */
import {
  Canvas,
  type Color,
  type FillOptions,
  hex,
  type Paint,
} from "../../../core/io/demo/paint.ts";
import type { Path } from "../../../core/io/demo/path.ts";

/** A material in the light, in normal light, and in the shade, as in `core/io/demo/palette.ts`. */
export interface Shades {
  readonly light: string;
  readonly middle: string;
  readonly dark: string;
}

/** Converts a colour of one material into one of another. */
export type Dye = (color: Color) => Color;

const luma = ([r, g, b]: Color): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** Maps the luma of each shade of `from` to the same shade of `to`, with interpolation between and extrapolation beyond them. */
export function dye(from: Shades, to: Shades): Dye {
  const known = [from.dark, from.middle, from.light].map((text) => luma(hex(text)));
  const wanted = [to.dark, to.middle, to.light].map(hex);
  return (color) => {
    const value = luma(color);
    const i = value < known[1] ? 0 : 1;
    const share = (value - known[i]) / (known[i + 1] - known[i]);
    const t = Math.min(Math.max(share, -0.5), 1.5);
    const mix = (channel: 0 | 1 | 2): number =>
      Math.min(
        Math.max(wanted[i][channel] + t * (wanted[i + 1][channel] - wanted[i][channel]), 0),
        255,
      );
    return [mix(0), mix(1), mix(2)];
  };
}

class DyedCanvas extends Canvas {
  readonly #dye: Dye;

  constructor(canvas: Canvas, dye: Dye) {
    super(canvas.view);
    this.#dye = dye;
    this.data.set(canvas.data);
  }

  override fill(path: Path, paint: Paint, options: FillOptions = {}): void {
    super.fill(path, dyed(paint, this.#dye), options);
  }
}

function dyed(paint: Paint, dye: Dye): Paint {
  if (paint.kind === "solid") return { ...paint, color: dye(paint.color) };
  return { ...paint, stops: paint.stops.map(dye) };
}

/** Paints over the content of a canvas, in other colours. */
export function paintDyed(canvas: Canvas, dye: Dye, paint: (canvas: Canvas) => void): void {
  const other = new DyedCanvas(canvas, dye);
  paint(other);
  canvas.data.set(other.data);
}
