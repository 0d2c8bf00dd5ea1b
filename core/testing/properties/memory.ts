/**
 * What a plugin writes, and what not.
 *
 * @module
 */
import { fillsInto, mayFillEither } from "../../plugin/frame_access.ts";
import type { FilterPlugin } from "../../plugin/contract.ts";
import { Bench, type BenchOptions, type Damage } from "../bench.ts";
import type { Lab, OptionSet } from "../lab.ts";
import { difference, lengthOf, noise } from "../pixels.ts";
import { LARGE, type Property, SIZES, TINY } from "../property.ts";

const PICTURES = 3;

const isApart = ({ access }: FilterPlugin): boolean => fillsInto(access);
const isFlexible = ({ access }: FilterPlugin): boolean => mayFillEither(access);

/** Every option set at every size, and the defaults with other scenes and at full size. */
function* trials(lab: Lab): Generator<readonly [set: OptionSet, options: BenchOptions]> {
  for (const set of lab.working) for (const size of [...SIZES, TINY]) yield [set, size];
  const [defaults] = lab.working;
  if (!defaults) return;
  for (const scene of ["nobody", "everybody"] as const) yield [defaults, { ...SIZES[1], scene }];
  if (isFlexible(lab.plugin)) yield [defaults, { ...SIZES[1], inPlace: true }];
}

/** As people use it. */
function* usual(lab: Lab): Generator<readonly [set: OptionSet, options: BenchOptions]> {
  if (lab.working.length > 0) yield [lab.working[0], LARGE];
}

async function eachPicture(
  bench: Bench,
  visit: (result: Uint8Array, damage: Damage) => void,
): Promise<void> {
  const count = bench.shape.width >= LARGE.width ? 1 : PICTURES;
  for (let seed = 1; seed <= count; seed++) {
    visit(await bench.show(noise(bench.shape, seed)), bench.damage());
  }
}

/** Tries every option set and looks for one kind of damage. */
function undamaged(kind: keyof Damage, says: string): Property["check"] {
  return async (lab) => {
    for (const [set, options] of trials(lab)) {
      await using bench = await Bench.open(lab, set, options);
      await eachPicture(bench, (_, damage) => {
        if (damage[kind] !== null) throw bench.broken(`${says}: ${damage[kind]}`);
      });
    }
  };
}

const runs: Property = {
  name: "runs at even, odd, tiny and usual sizes with every extreme of its options",
  async check(lab) {
    for (const [set, options] of [...trials(lab), ...usual(lab)]) {
      try {
        await using bench = await Bench.open(lab, set, options);
        await eachPicture(bench, () => {});
      } catch (cause) {
        const where = `${set.label} at ${options.width}x${options.height}`;
        throw new Error(`Plugin "${lab.plugin.name}" fails with ${where}: ${cause}`, { cause });
      }
    }
  },
};

const around: Property = {
  name: "writes no byte beside its picture: neither padding nor what lies around the planes",
  check: undamaged("around", "writes beside its picture"),
};

const input: Property = {
  name: "leaves the picture that it only reads as it was",
  applies: (plugin) => plugin.access === "read" || isApart(plugin),
  check: undamaged("input", "writes to the picture that it only reads"),
};

const layers: Property = {
  name: "leaves its layers as they were",
  applies: ({ layers = [] }) => layers.length > 0,
  check: undamaged("layers", "writes to a layer"),
};

const past: Property = {
  name: "leaves past pictures as they were",
  applies: ({ history = 0 }) => history > 0,
  check: undamaged("past", "writes to a past picture"),
};

const fills: Property = {
  name: "fills every pixel of into, whatever was there",
  applies: isApart,
  async check(lab) {
    for (const set of lab.working) {
      for (const size of SIZES) {
        await using clear = await Bench.open(lab, set, size);
        await using full = await Bench.open(lab, set, size);
        const { shape } = clear;
        const picture = noise(shape, 1);
        const [low, high] = [0x55, 0xaa].map((value) =>
          new Uint8Array(lengthOf(shape)).fill(value)
        );
        const results = [await clear.show(picture, low), await full.show(picture, high)] as const;
        const other = difference(shape, results);
        if (other) throw clear.broken(`leaves into as it was, or looks at it: ${other}`);
      }
    }
  },
};

const alike: Property = {
  name: "gives the same picture in place and apart",
  applies: isFlexible,
  async check(lab) {
    for (const set of lab.working) {
      await using apart = await Bench.open(lab, set, SIZES[1]);
      await using inPlace = await Bench.open(lab, set, { ...SIZES[1], inPlace: true });
      for (let seed = 1; seed <= PICTURES; seed++) {
        const picture = noise(apart.shape, seed);
        const pair = [await inPlace.show(picture), await apart.show(picture)] as const;
        const other = difference(apart.shape, pair);
        if (other) throw apart.broken(`gives another picture in place than apart: ${other}`);
      }
    }
  },
};

const opaque: Property = {
  name: "keeps alpha at 255",
  applies: ({ format, access }) => format === "rgba" && access !== "read",
  async check(lab) {
    for (const set of lab.working) {
      await using bench = await Bench.open(lab, set, SIZES[1]);
      await eachPicture(bench, (result) => {
        const at = result.findIndex((value, i) => i % 4 === 3 && value !== 255);
        if (at >= 0) throw bench.broken(`sets alpha to ${result[at]}, wanted 255`);
      });
    }
  },
};

/** Promises about memory. */
export const memoryProperties: readonly Property[] = [
  runs,
  around,
  input,
  layers,
  past,
  fills,
  alike,
  opaque,
];
