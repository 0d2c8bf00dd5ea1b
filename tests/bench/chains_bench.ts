/**
 * What the built-in chains cost from camera bytes to virtual camera bytes (YUYV), everything but inference, in each build;
 * and whether a pixel costs the same in larger pictures.
 *
 *     deno run -A tests/bench/chains_bench.ts
 *
 * @module
 */
import { type BuildName, buildsHere } from "./builds.ts";
import { type MaskedFrame, openChain } from "./chain.ts";
import { demoFrames, demoMask, FULL_HD, HD, nameOf, type Size, UHD } from "./frames.ts";
import { copyMs, time, type Work } from "./measure.ts";
import { type Group, printBench, type Row } from "./table.ts";

/** The chains by name. */
export const CHAINS = {
  passthrough: [],
  replace: ["replace"],
  blur: ["blur"],
} as const satisfies { readonly [name: string]: readonly string[] };

/** As many as a camera has buffers, so far apart that the figure has moved and every frame needs a mask of its own. */
const NUMBERS = [90, 100, 110, 120] as const;
/** Frames of the demo figure with the masks of a perfect model. */
export async function maskedFrames(size: Size): Promise<readonly MaskedFrame[]> {
  const pictures = await demoFrames(NUMBERS, size);
  return pictures.map((picture, i) => ({ picture, mask: demoMask(NUMBERS[i]) }));
}

/** Frames in one turn: as many pixels at every size. */
const perTurn = (size: Size): number => Math.ceil(12 * pixelsOf(HD) / pixelsOf(size));
const pixelsOf = ({ width, height }: Size): number => width * height;

/** A chain at a size in a build, ready to be timed. */
interface Case {
  readonly chain: string;
  readonly size: Size;
  readonly build: BuildName;
  readonly work: Work;
}

/** Every chain at a size. */
async function casesOf(size: Size, builds: readonly BuildName[]): Promise<readonly Case[]> {
  const frames = await maskedFrames(size);
  const cases: Case[] = [];
  for (const build of builds) {
    for (const [chain, plugins] of Object.entries(CHAINS)) {
      const at = await openChain(plugins, { frames, build });
      cases.push({ chain, size, build, work: () => at.run(perTurn(size)) });
    }
  }
  return cases;
}

const keyOf = (chain: string, size: Size, build: BuildName): string =>
  `${chain}, ${nameOf(size)}, ${build}`;

/** Measures all chains. */
export async function chainsBench(): Promise<Group> {
  const builds = buildsHere();
  const [build, ...others] = builds;
  const cases = [
    ...await casesOf(HD, builds),
    ...await casesOf(FULL_HD, [build]),
    ...await casesOf(UHD, [build]),
  ];
  const works = cases.map(({ chain, size, build, work }) => [keyOf(chain, size, build), work]);
  const timings = await time(Object.fromEntries(works));
  const rows: Row[] = [];
  for (const size of [HD, FULL_HD, UHD]) {
    const copy = await copyMs(pixelsOf(size) * 2);
    for (const chain of Object.keys(CHAINS)) {
      const { best, median, cpu } = timings[keyOf(chain, size, build)];
      const perPixel = best / timings[keyOf(chain, HD, build)].best * pixelsOf(HD) / pixelsOf(size);
      const figures: { [column: string]: number } = {
        ...{ "best ms": best, "median ms": median, "cpu ms": cpu, "x copy": best / copy },
        "a pixel / at 720p": perPixel,
      };
      for (const other of size === HD ? others : []) {
        figures[`${other} ms`] = timings[keyOf(chain, size, other)].best;
      }
      rows.push({ name: `${chain}, ${nameOf(size)}`, figures });
    }
  }
  return {
    title: `chains (${build}) without inference`,
    rows,
    notes: [
      "YUYV to YUYV by the real loop and plan, masks given; copy: the YUYV frame's bytes by JavaScript's memmove",
    ],
  };
}

if (import.meta.main) await printBench(chainsBench);
