/**
 * A small painter for the demo figure: fills outlines with colours and gradients, hard or blurred. Used once, before the
 * first frame.
 *
 * @module
 */
import { cover, type Coverage, type Path, type Viewport } from "./path.ts";

/** Red, green, blue, 0..255. */
export type Color = readonly [number, number, number];

/** A colour, or a gradient: along a line, or outwards from a centre. */
export type Paint =
  | { readonly kind: "solid"; readonly color: Color }
  | {
    readonly kind: "linear";
    readonly from: readonly [number, number];
    readonly to: readonly [number, number];
    readonly stops: readonly Color[];
  }
  | {
    readonly kind: "radial";
    readonly center: readonly [number, number];
    readonly radius: number;
    readonly stops: readonly Color[];
  };

/** How a path is filled. */
export interface FillOptions {
  /** 0..1. Default 1. */
  readonly opacity?: number;
  /** Smooths the edge: standard deviation in design units. Default 0. */
  readonly blur?: number;
  /** Paints only inside this path. */
  readonly clip?: Path;
}

/** `"#rrggbb"` as numbers. */
export function hex(text: string): Color {
  const value = parseInt(text.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** One colour all over. */
export function solid(color: string): Paint {
  return { kind: "solid", color: hex(color) };
}

/** Colours spread evenly from one point to another. */
export function linear(
  from: readonly [number, number],
  to: readonly [number, number],
  ...colors: readonly string[]
): Paint {
  return { kind: "linear", from, to, stops: colors.map(hex) };
}

/** Colours spread evenly from a centre outwards. */
export function radial(
  center: readonly [number, number],
  radius: number,
  ...colors: readonly string[]
): Paint {
  return { kind: "radial", center, radius, stops: colors.map(hex) };
}

/** A picture being painted: red, green, blue (times alpha) and alpha, as floats. */
export class Canvas {
  readonly view: Viewport;
  /** Four numbers a pixel: colours 0..255 already multiplied by alpha, alpha 0..1. */
  readonly data: Float32Array;
  readonly #windows = new Map<Path, Coverage>();

  constructor(view: Viewport) {
    this.view = view;
    this.data = new Float32Array(view.width * view.height * 4);
  }

  /** Paints the inside of a path over what is there. */
  fill(path: Path, paint: Paint, options: FillOptions = {}): void {
    const { opacity = 1, blur = 0, clip } = options;
    const shape = softCover(path, this.view, blur * this.view.scale);
    this.#paint(shape, paint, opacity, clip ? this.#window(clip) : null);
  }

  /** What a clip covers; the same few paths clip again and again. */
  #window(clip: Path): Coverage {
    const found = this.#windows.get(clip) ?? cover(clip, this.view);
    this.#windows.set(clip, found);
    return found;
  }

  #paint(shape: Coverage, paint: Paint, opacity: number, window: Coverage | null): void {
    const { view, data } = this;
    const colors = ramp(paint);
    // Made integers for the engine's sake: as doubles the loop takes twice as long.
    const top = Math.max(shape.y, 0, window?.y ?? 0) | 0;
    const left = Math.max(shape.x, 0, window?.x ?? 0) | 0;
    const bottom = Math.min(shape.y + shape.height, view.height, end(window, "y")) | 0;
    const right = Math.min(shape.x + shape.width, view.width, end(window, "x")) | 0;
    for (let y = top; y < bottom; y++) {
      const designY = (y + 0.5) / view.scale + view.originY;
      const covered = ((y - shape.y) * shape.width - shape.x) | 0;
      const shown = window ? ((y - window.y) * window.width - window.x) | 0 : 0;
      for (let x = left; x < right; x++) {
        let alpha = opacity * shape.data[covered + x];
        if (window) alpha *= window.data[shown + x];
        if (alpha <= 0.0005) continue;
        const place = position(paint, (x + 0.5) / view.scale + view.originX, designY);
        const color = 3 * ((Math.min(Math.max(place, 0), 1) * RAMP + 0.5) | 0);
        const at = 4 * (y * view.width + x);
        const keep = 1 - alpha;
        data[at] = data[at] * keep + colors[color] * alpha;
        data[at + 1] = data[at + 1] * keep + colors[color + 1] * alpha;
        data[at + 2] = data[at + 2] * keep + colors[color + 2] * alpha;
        data[at + 3] = data[at + 3] * keep + alpha;
      }
    }
  }
}

function end(window: Coverage | null, axis: "x" | "y"): number {
  if (!window) return Infinity;
  return axis === "x" ? window.x + window.width : window.y + window.height;
}

/** Steps from the first colour of a paint to the last. */
const RAMP = 1024;

/** The colours of a paint, three numbers a step. */
function ramp(paint: Paint): Float32Array {
  const colors = new Float32Array(3 * (RAMP + 1));
  if (paint.kind === "solid") {
    colors.set(paint.color);
    return colors;
  }
  const last = paint.stops.length - 1;
  for (let step = 0; step <= RAMP; step++) {
    const index = Math.min(Math.floor(step / RAMP * last), last - 1);
    const part = step / RAMP * last - index;
    const [low, high] = [paint.stops[index], paint.stops[index + 1]];
    for (let i = 0; i < 3; i++) colors[3 * step + i] = low[i] + (high[i] - low[i]) * part;
  }
  return colors;
}

/** 0 at the first colour, 1 at the last. */
function position(paint: Paint, x: number, y: number): number {
  if (paint.kind === "solid") return 0;
  if (paint.kind === "radial") {
    const dx = x - paint.center[0];
    const dy = y - paint.center[1];
    return Math.sqrt(dx * dx + dy * dy) / paint.radius;
  }
  const dx = paint.to[0] - paint.from[0];
  const dy = paint.to[1] - paint.from[1];
  return ((x - paint.from[0]) * dx + (y - paint.from[1]) * dy) / (dx * dx + dy * dy);
}

/** Coverage with a soft edge. A wide one is computed at a fraction of the size, which the eye cannot see. */
function softCover(path: Path, view: Viewport, sigmaPx: number): Coverage {
  const step = Math.max(Math.floor(sigmaPx / 4), 1);
  if (step === 1) return smooth(cover(path, view, Math.ceil(sigmaPx * 3)), sigmaPx);
  const small = {
    ...view,
    scale: view.scale / step,
    width: Math.ceil(view.width / step),
    height: Math.ceil(view.height / step),
  };
  return upscale(
    smooth(cover(path, small, Math.ceil(sigmaPx * 3 / step)), sigmaPx / step),
    view,
    step,
  );
}

/** The part of a coverage that lies in the view, `step` times as large, interpolated. */
function upscale(from: Coverage, view: Viewport, step: number): Coverage {
  const x = Math.max(from.x * step, 0);
  const y = Math.max(from.y * step, 0);
  const width = Math.max(Math.min((from.x + from.width) * step, view.width) - x, 0);
  const height = Math.max(Math.min((from.y + from.height) * step, view.height) - y, 0);
  const data = new Float32Array(width * height);
  const line = new Float32Array(from.width);
  for (let row = 0; row < height; row++) {
    const down = clamp((y + row + 0.5) / step - from.y - 0.5, from.height - 1);
    const above = Math.floor(down) * from.width;
    const below = Math.min(above + from.width, (from.height - 1) * from.width);
    const part = down - Math.floor(down);
    for (let i = 0; i < line.length; i++) {
      line[i] = from.data[above + i] * (1 - part) + from.data[below + i] * part;
    }
    for (let column = 0; column < width; column++) {
      const right = clamp((x + column + 0.5) / step - from.x - 0.5, from.width - 1);
      const left = Math.floor(right);
      const next = Math.min(left + 1, from.width - 1);
      data[row * width + column] = line[left] + (line[next] - line[left]) * (right - left);
    }
  }
  return { x, y, width, height, data };
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}

/** Three box passes each way: a Gaussian within a few percent. */
function smooth(shape: Coverage, sigmaPx: number): Coverage {
  const radius = Math.round((Math.sqrt(4 * sigmaPx * sigmaPx + 1) - 1) / 2);
  if (radius < 1 || shape.data.length === 0) return shape;
  let from = shape.data;
  let into: Float32Array = new Float32Array(from.length);
  for (let pass = 0; pass < 6; pass++) {
    const [lines, length, step, next] = pass < 3
      ? [shape.height, shape.width, 1, shape.width]
      : [shape.width, shape.height, shape.width, 1];
    for (let line = 0; line < lines; line++) {
      smear(from, into, line * next, { length, step, radius });
    }
    [from, into] = [into, from];
  }
  return { ...shape, data: from };
}

/** One box pass along one line; what lies outside counts as empty. */
function smear(
  from: Float32Array,
  into: Float32Array,
  start: number,
  line: { length: number; step: number; radius: number },
): void {
  const { length, step, radius } = line;
  const scale = 1 / (2 * radius + 1);
  let sum = 0;
  for (let i = 0; i < Math.min(radius, length); i++) sum += from[start + i * step];
  for (let i = 0; i < length; i++) {
    if (i + radius < length) sum += from[start + (i + radius) * step];
    if (i - radius - 1 >= 0) sum -= from[start + (i - radius - 1) * step];
    into[start + i * step] = sum * scale;
  }
}
