/** Plugins that give other pictures at other times, or do not end. */
import type { PluginHost } from "../../../core/plugin.ts";
import { each, framesOf, type Mutant, mutant } from "./good_plugins.ts";

let shared: Uint8Array | null = null;
let disposed = false;

export const TIME: readonly Mutant[] = [
  [
    "chance",
    mutant("in-place", {
      narrow: undefined,
      process: (ctx: never) => each(framesOf(ctx).frame.v, () => 255 * Math.random()),
    }),
    /another picture 1 when begun anew: .* \(it calls Math\.random\(\); .* \{ random: true \}\)/,
    "gives the same pictures",
    "keeps its uses apart",
  ],
  [
    "state of the module, not of the use",
    mutant("in-place", {
      narrow: undefined,
      init: () => {
        shared = null;
      },
      process: (ctx: never) => {
        const { data } = framesOf(ctx).frame.y;
        const before = shared?.[0] ?? 0;
        shared = data.slice();
        data[0] = before;
      },
    }),
    /is disturbed by another use of itself: y at 0,0/,
    "keeps its uses apart",
  ],
  [
    "init() that does not end",
    mutant("read", {
      init: ({ signal }: PluginHost) => signal.aborted ? new Promise(() => {}) : {},
    }),
    /goes on with init\(\) although host\.signal is aborted/,
    "ends init",
  ],
  [
    "dispose() that works once",
    mutant("new", {
      dispose: () => {
        if (disposed) throw new Error("disposed already");
        disposed = true;
      },
    }),
    /disposed already/,
    "runs at",
    "fills every pixel",
    "gives the same pictures",
    "keeps its uses apart",
    "leaves the picture",
    "writes no byte",
  ],
];
