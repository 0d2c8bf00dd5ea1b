/** Plugins that do not keep their word: what narrow() and roi() say is not so. */
import { each, framesOf, type Mutant, mutant } from "./good_plugins.ts";

let calls = 0;

export const WORDS: readonly Mutant[] = [
  ["an unknown key", mutant("read", { proces: 1 }), /"proces" is 1/, "declares itself"],
  [
    "narrow() that remembers",
    mutant("read", { narrow: () => calls++ % 2 ? {} : { touches: "frame" } }),
    /answers narrow\(\) and roi\(\) with .*, later with/,
    "answers narrow",
  ],
  [
    "roi() that remembers",
    mutant("roi", { roi: () => ({ x: 0, y: 0, width: 0.5, height: calls++ % 2 ? 0.5 : 0.6 }) }),
    /later with/,
    "answers narrow",
  ],
  [
    "a pixel beside the roi that is written",
    mutant("roi", {
      process: (ctx: never) => {
        const { data, width } = framesOf(ctx).frame.y;
        data[width] ^= 255;
      },
    }),
    /outside of its roi\(\): y at/,
    "changes nothing outside of roi",
  ],
  [
    "a pixel beside the roi that is looked at",
    mutant("roi", {
      process: (ctx: never) => {
        const { data, width } = framesOf(ctx).frame.y;
        data[0] = data[width];
      },
    }),
    /looks outside of its roi\(\): y at/,
    "does not look outside",
  ],
  [
    "a filter of the background that touches the person",
    mutant("background", {
      narrow: () => ({ touches: "background" }),
      process: (ctx: never) => each(framesOf(ctx).frame.u, (value) => value ^ 2),
    }),
    /touches the background and changes the person: u at/,
    "changes only the region",
    "is missed by nobody",
  ],
  [
    "a filter that overwrites by half",
    mutant("background", {
      process: (ctx: never) => {
        const { frame, layers: { person } } = framesOf(ctx);
        each(
          frame.y,
          (value, x, y) => person.data[y * person.stride + x] ? value : (value + 80) >> 1,
        );
      },
    }),
    /overwrites the background and shows what came in there: y at/,
    "depends on nothing",
    "is missed by nobody",
  ],
  [
    "an identity that changes a level",
    mutant("in-place", {
      init: undefined,
      process: (ctx: never) => each(framesOf(ctx).frame.v, (value) => value ^ 1),
    }),
    /says identity and changes the picture: v at 0,0/,
    "changes nothing where narrow",
  ],
  [
    "an identity that changes two levels",
    mutant("in-place", {
      init: undefined,
      process: (ctx: never) => each(framesOf(ctx).frame.v, (value) => value ^ 2),
    }),
    /says identity and changes the picture: v at 0,0/,
    "changes nothing where narrow",
    "is missed by nobody",
  ],
  [
    "a layer that nobody declared",
    mutant("in-place", {
      narrow: undefined,
      process: ({ layers }: { layers: Record<string, unknown> }) => layers["parts/hair"],
    }),
    /asks for the layer "parts\/hair", not declared/,
    "asks for no layer",
  ],
  [
    "a layer that narrow() leaves out and process() needs",
    mutant("background", { narrow: () => ({ touches: "background", layers: [] }) }),
    /TypeError/,
    "runs at",
    "asks for no layer",
    "changes only the region",
    "gives the same pictures",
    "is missed by nobody",
    "keeps its uses apart",
    "leaves its layers",
    "writes no byte",
  ],
  [
    "pixels that move otherwise than said",
    mutant("mirror", { narrow: () => ({ moved: [1, 0, 0, 0, -1, 1] }) }),
    /does not move pixels by \[1, 0, 0, 0, -1, 1\]: correlation -?0\.\d\d/,
    "moves pixels",
  ],
  [
    "pixels that move farther than said",
    mutant("mirror", { narrow: () => ({ moved: [-1, 0, 1.03, 0, 1, 0] }) }),
    /correlation 0\.\d\d, wanted 0\.95/,
    "moves pixels",
  ],
];
