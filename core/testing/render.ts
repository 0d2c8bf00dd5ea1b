/**
 * One plugin on one picture, for tests of what it is to look like.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import { defaultColor, type Frame, type Plane } from "../media/frame.ts";
import type { FilterPlugin } from "../plugin/contract.ts";
import { showChain } from "./chain.ts";
import type { LayerDrawing } from "./figure.ts";
import { type OpenKernels, openWorkshop } from "./lab.ts";
import { bytesOf, calm, fillPicture } from "./pixels.ts";

/** A value, or one for each pixel. */
export type Paint = number | ((x: number, y: number) => number);

/** What a plugin is shown. */
export interface RenderOptions {
  /** Pixels in a row of the drawn picture. Default 320. */
  readonly width?: number;
  /** Rows of the drawn picture. Default 180. */
  readonly height?: number;
  /** Values by option name, as a user would give them. Default: the plugin's. */
  readonly options?: { readonly [name: string]: unknown };
  /** The picture, which stays as it is. Default: a calm one without meaning of `width` x `height`. */
  readonly frame?: Frame;
  /** How often the picture is shown; the last result counts. Default 1. */
  readonly frames?: number;
  /**
   * What the layers show, by name: for masks and maps a function of the place in fractions of the picture (0..1, from its
   * upper left) that gives 0..255, for `parts` the index of the label, for `landmarks` four numbers a point. Default: a
   * figure with head and shoulders in the middle.
   */
  readonly layers?: { readonly [name: string]: LayerDrawing };
}

function emptyFrame(width: number, height: number): Frame {
  const plane = (width: number, height: number): Plane => ({
    data: new Uint8Array(width * height),
    stride: width,
    width,
    height,
  });
  const half = (): Plane => plane((width + 1) >> 1, (height + 1) >> 1);
  const color = defaultColor(height);
  return { format: "i420", width, height, y: plane(width, height), u: half(), v: half(), color };
}

function paintPlane({ data, stride, width, height }: Plane, paint: Paint): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      data[row * stride + column] = typeof paint === "number" ? paint : paint(column, row);
    }
  }
}

/**
 * A picture to be shown: its luma, and its chroma where it has colours.
 *
 * @param paint levels 0..255, or a function of the pixel's column and row in its plane. Default: 128, grey
 */
export function makeFrame(
  width: number,
  height: number,
  paint: { readonly y?: Paint; readonly u?: Paint; readonly v?: Paint } = {},
): Frame {
  const frame = emptyFrame(width, height);
  for (const name of ["y", "u", "v"] as const) paintPlane(frame[name], paint[name] ?? 128);
  return frame;
}

/** What a plane holds at a pixel. */
export function pixelAt(plane: Plane, x: number, y: number): number {
  return plane.data[y * plane.stride + x];
}

/** Runs a plugin as Scrim does. */
export async function render(
  plugin: FilterPlugin,
  { width = 320, height = 180, options, frame, frames = 1, layers }: RenderOptions,
  open: (arena: Arena) => ReturnType<OpenKernels>,
): Promise<Frame> {
  const size = frame ?? { width, height };
  const picture = frame ? bytesOf(frame) : calm({ ...size, format: "i420" }, 0);
  const shown = await showChain(await openWorkshop(open), [{ plugin, options }], {
    width: size.width,
    height: size.height,
    pictures: new Array<Uint8Array>(frames).fill(picture),
    layers,
  });
  const result = emptyFrame(size.width, size.height);
  fillPicture(result, shown.pictures[frames - 1]);
  return result;
}
