/** Plugins that keep the contract, and how changes make some that do not. */
import type { FilterPlugin, Frame, Packed, Plane, ProcessContext } from "../../../core/plugin.ts";

type Change = Partial<FilterPlugin> | { readonly [key: string]: unknown };

const base = { apiVersion: 1, summary: "For a test" } as const;

/** One that breaks a promise. */
export type Mutant = readonly [
  what: string,
  plugin: FilterPlugin,
  /** What is said about the first promise that it breaks. */
  says: RegExp,
  /** The beginnings of the names of all tests that it fails. */
  ...fails: readonly string[],
];

/** A context whose pictures are frames, as the plugins below are given them. */
interface FrameContext extends Omit<ProcessContext, "frame" | "into" | "past"> {
  readonly frame: Frame;
  readonly into: Frame;
  readonly past: readonly Frame[];
}

export const framesOf = (ctx: ProcessContext): FrameContext => ctx as unknown as FrameContext;
export const lumaOf = (ctx: ProcessContext): Plane => ctx.frame as unknown as Plane;
export const rgbaOf = (ctx: ProcessContext): Packed => ctx.frame as unknown as Packed;

/** Visits every pixel of a plane. */
export function each(plane: Plane, change: (value: number, x: number, y: number) => number): void {
  for (let y = 0; y < plane.height; y++) {
    for (let x = 0; x < plane.width; x++) {
      const at = y * plane.stride + x;
      plane.data[at] = change(plane.data[at], x, y);
    }
  }
}

function copy(from: Plane, into: Plane, change = (value: number): number => value): void {
  each(into, (_, x, y) => change(from.data[y * from.stride + x]));
}

const strength = { type: "number", default: 50, min: 0, max: 100, summary: "How much" } as const;

/** Rewrites luma; identity at strength 0; its past is the mean of two pictures. */
export const good = {
  "in-place": {
    ...base,
    name: "good",
    access: "in-place",
    layers: [{ name: "person" }, { name: "landmarks" }],
    options: { strength, tint: { type: "color", default: "#ff0000", summary: "Ignored" } },
    narrow: ({ strength }) => strength === 0 ? { identity: true, layers: [] } : {},
    init: (host) => host.plane(host.width, host.height),
    process(ctx) {
      const add = Number(ctx.options.strength);
      each(framesOf(ctx).frame.y, (value) => Math.min(255, value + add));
    },
  },
  read: { ...base, name: "looks", access: "read", process: () => {} },
  new: {
    ...base,
    name: "fills",
    access: "new",
    process(ctx) {
      const { frame, into } = framesOf(ctx);
      for (const name of ["y", "u", "v"] as const) copy(frame[name], into[name], (v) => 255 - v);
    },
  },
  either: {
    ...base,
    name: "turns",
    access: "either",
    process(ctx) {
      const { frame, into } = framesOf(ctx);
      for (const name of ["y", "u", "v"] as const) copy(frame[name], into[name], (v) => 255 - v);
    },
  },
  compose: {
    ...base,
    name: "covers",
    access: "compose",
    layers: [{ name: "person", size: "native" }],
    init: (host) => host.frame(),
    process(ctx) {
      const { frame: foreground, into, layers, kernels, state } = framesOf(ctx);
      const mask = layers.person as unknown as Plane;
      kernels.composite({ foreground, background: state as Frame, mask, into });
    },
  },
  luma: {
    ...base,
    name: "grey",
    access: "in-place",
    format: "luma",
    process: (ctx) => each(lumaOf(ctx), (value) => value >> 1),
  },
  rgba: {
    ...base,
    name: "warm",
    access: "in-place",
    format: "rgba",
    process(ctx) {
      const { data, stride, width, height } = rgbaOf(ctx);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) data[y * stride + 4 * x + 2] >>= 1;
      }
    },
  },
  history: {
    ...base,
    name: "trails",
    access: "in-place",
    history: 2,
    process(ctx) {
      const { frame, past } = framesOf(ctx);
      if (past.length === 0) return;
      const before = past[past.length - 1].y;
      each(frame.y, (value, x, y) => (value + before.data[y * before.stride + x]) >> 1);
    },
  },
  roi: {
    ...base,
    name: "corner",
    access: "in-place",
    roi: () => ({ x: 0.25, y: 0.25, width: 0.5, height: 0.5 }),
    process: (ctx) => each(framesOf(ctx).frame.y, (value) => 255 - value),
  },
  mirror: {
    ...base,
    name: "mirror",
    access: "new",
    movesPixels: true,
    narrow: () => ({ moved: [-1, 0, 1, 0, 1, 0] }),
    process(ctx) {
      const { frame, into } = framesOf(ctx);
      for (const name of ["y", "u", "v"] as const) {
        const from = frame[name];
        each(into[name], (_, x, y) => from.data[y * from.stride + from.width - 1 - x]);
      }
    },
  },
  background: {
    ...base,
    name: "paints",
    access: "in-place",
    layers: [{ name: "person" }],
    narrow: () => ({ touches: "background", overwrites: "background" }),
    process(ctx) {
      const { frame, layers: { person } } = framesOf(ctx);
      for (const name of ["y", "u", "v"] as const) {
        const step = name === "y" ? 1 : 2;
        each(frame[name], (value, x, y) => {
          const share = person.data[step * (y * person.stride + x)] / 255;
          return Math.round(share * value + (1 - share) * 80);
        });
      }
    },
  },
} as const satisfies Record<string, FilterPlugin>;

/** One of them, changed. */
export function mutant(kind: keyof typeof good, change: Change): FilterPlugin {
  return { ...good[kind], ...change } as FilterPlugin;
}
