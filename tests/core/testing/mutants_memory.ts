/** Plugins that write where they must not, or not where they must. */
import { each, framesOf, good, type Mutant, mutant, rgbaOf } from "./good_plugins.ts";

export const MEMORY: readonly Mutant[] = [
  [
    "a failure at odd sizes",
    mutant("read", {
      process: (ctx: never) => {
        if (framesOf(ctx).frame.width % 2) throw new Error("odd");
      },
    }),
    /at 65x49: Error: odd/,
    "runs at",
    "leaves the picture",
    "writes no byte",
  ],
  [
    "padding that is written",
    mutant("luma", { process: ({ frame }: { frame: { data: Uint8Array } }) => frame.data.fill(3) }),
    /beside its picture: byte \d+ of row 0/,
    "writes no byte",
  ],
  [
    "a byte before the plane that is written",
    mutant("in-place", {
      narrow: undefined,
      process: (ctx: never) => {
        const { data } = framesOf(ctx).frame.v;
        new Uint8Array(data.buffer)[data.byteOffset - 1] = 7;
      },
    }),
    /beside its picture: byte -1 of a plane/,
    "writes no byte",
  ],
  [
    "a reader that writes",
    mutant("read", { process: (ctx: never) => each(framesOf(ctx).frame.u, () => 1) }),
    /only reads: u at 0,0 is 1/,
    "leaves the picture",
  ],
  [
    "a filler that writes to its input",
    mutant("new", {
      process: (ctx: never) => {
        good.new.process(ctx);
        framesOf(ctx).frame.v.data[2] ^= 1;
      },
    }),
    /only reads: v at 2,0/,
    "leaves the picture",
  ],
  [
    "a filler that leaves the last row",
    mutant("new", {
      process: (ctx: never) => {
        const { frame, into } = framesOf(ctx);
        const { y } = into;
        const last = y.data.slice((y.height - 1) * y.stride, y.height * y.stride);
        good.new.process({ ...framesOf(ctx), frame, into } as never);
        y.data.set(last, (y.height - 1) * y.stride);
      },
    }),
    /leaves into as it was, or looks at it: y at 0,49/,
    "fills every pixel",
  ],
  [
    "a filler that reads what it has written",
    mutant("either", {
      process: (ctx: never) => {
        const { frame, into } = framesOf(ctx);
        for (const name of ["y", "u", "v"] as const) {
          const from = frame[name];
          each(into[name], (_, x, y) => from.data[y * from.stride + Math.max(0, x - 1)]);
        }
      },
    }),
    /another picture in place than apart/,
    "gives the same picture in place",
  ],
  [
    "a composer that knows frames only",
    mutant("compose", {
      process: (ctx: never) => {
        if ("format" in framesOf(ctx).into) good.compose.process(ctx);
      },
    }),
    /composes something else as yuyv than as a frame: byte 0 is/,
    "composes into",
  ],
  [
    "a composer that is not done at once",
    mutant("compose", {
      process: async (ctx: never) => {
        await Promise.resolve();
        good.compose.process(ctx);
      },
    }),
    /it returns a promise: with access "compose"/,
    "runs at",
    "writes no byte",
    "leaves the picture",
    "leaves its layers",
    "fills every pixel",
    "gives the same picture in place",
    "composes into",
    "asks for no layer",
    "gives the same pictures for",
    "keeps its uses apart",
    "is missed by nobody",
  ],
  [
    "a layer that is written",
    mutant("in-place", {
      narrow: undefined,
      process: ({ layers }: { layers: { landmarks: { values: Float32Array } } }) => {
        layers.landmarks.values[0]++;
      },
    }),
    /writes to a layer: landmarks/,
    "leaves its layers",
  ],
  [
    "a past picture that is written",
    mutant("history", {
      process: (ctx: never) => {
        const { past } = framesOf(ctx);
        if (past.length > 0) past[0].u.data[0] ^= 255;
      },
    }),
    /writes to a past picture: u at 0,0/,
    "leaves past pictures",
    "is handed what",
  ],
  [
    "transparent pixels",
    mutant("rgba", {
      process: (ctx: never) => {
        rgbaOf(ctx).data[3] = 0;
      },
    }),
    /sets alpha to 0, wanted 255/,
    "keeps alpha",
  ],
];
