/**
 * Where a plugin looks and writes: its part of the frame, the region that it touches, what it overwrites, what it moves.
 *
 * @module
 */
import type { Region } from "../../plugin/contract.ts";
import type { Affine } from "../../media/kernels.ts";
import { Bench } from "../bench.ts";
import { regionAt } from "../figure.ts";
import { difference, drawn, noise, partsOf, type Shape } from "../pixels.ts";
import { type Property, SIZES } from "../property.ts";

/** Large enough for the figure to have an inside beside its outline. */
const SIZE = { width: 160, height: 120 } as const;

/** A pixel of chroma, and what kernels look at around it. */
const MARGIN = 4 / SIZE.height;

type Where = (x: number, y: number) => boolean;

/** The places that surely lie in a region. */
function surely(region: Region): Where {
  return region === "frame" ? () => true : (x, y) => regionAt(x, y, MARGIN) === region;
}

const opposite = { background: "person", person: "background" } as const;

/** One picture where `where` holds, another one elsewhere. */
function mixed(shape: Shape, [there, elsewhere]: readonly [number, number], where: Where) {
  const [one, other] = [noise(shape, there), noise(shape, elsewhere)];
  const choice = drawn(shape, (x, y) => where(x, y) ? 1 : 0);
  const mix = one.map((value, i) => choice[i] ? value : other[i]);
  if (shape.format === "rgba") { for (let i = 3; i < mix.length; i += 4) mix[i] = 255; }
  return mix;
}

const outside: Property = {
  name: "changes nothing outside of roi()",
  applies: ({ roi, access }) => roi !== undefined && access === "in-place",
  async check(lab) {
    for (const set of lab.working) {
      for (const size of SIZES) {
        await using bench = await Bench.open(lab, set, size);
        await bench.show(noise(bench.shape, 1));
        const { outside } = bench.damage();
        if (outside) throw bench.broken(`changes what lies outside of its roi(): ${outside}`);
      }
    }
  },
};

const blinkers: Property = {
  name: "does not look outside of roi()",
  applies: ({ roi, access }) => roi !== undefined && access === "in-place",
  async check(lab) {
    for (const set of lab.working.filter(({ stage }) => stage.answer.roi !== null)) {
      await using bench = await Bench.open(lab, set, SIZES[1]);
      await using other = await Bench.open(lab, set, SIZES[1]);
      const where: Where = (x, y) => bench.insideCrop(x, y);
      const { shape } = bench;
      const here = await bench.show(mixed(shape, [1, 2], where));
      const there = await other.show(mixed(shape, [1, 3], where));
      const differs = difference(shape, [here, there], { where });
      if (differs) throw bench.broken(`looks outside of its roi(): ${differs}`);
    }
  },
};

const touches: Property = {
  name: "changes only the region that narrow() says it touches",
  applies: ({ narrow, access }) => narrow !== undefined && access !== "read",
  async check(lab) {
    for (const set of lab.working) {
      const { touches } = set.stage.answer;
      if (touches === "frame") continue;
      await using bench = await Bench.open(lab, set, SIZE);
      for (let seed = 1; seed <= 2; seed++) {
        const picture = noise(bench.shape, seed);
        const result = await bench.show(picture);
        const where = surely(opposite[touches]);
        const changed = difference(bench.shape, [result, picture], { where, within: 1 });
        if (changed) {
          throw bench.broken(
            `says that it touches the ${touches} and changes the ${opposite[touches]}: ${changed}`,
          );
        }
      }
    }
  },
};

const overwrites: Property = {
  name: "depends on nothing that was where narrow() says it overwrites",
  applies: ({ narrow, access }) => narrow !== undefined && access !== "read",
  async check(lab) {
    for (const set of lab.working) {
      const region = set.stage.answer.overwrites;
      if (region === null) continue;
      const there = surely(region);
      const notEdge: Where = (x, y) => region === "frame" || regionAt(x, y, MARGIN) !== null;
      const results: Uint8Array[] = [];
      const shape = { format: lab.plugin.format ?? "i420", ...SIZE };
      for (const seeds of [[1, 2], [3, 2], [1, 4]] as const) {
        await using bench = await Bench.open(lab, set, SIZE);
        results.push(await bench.show(mixed(shape, seeds, there)));
      }
      const [usual, otherThere, otherElsewhere] = results;
      const differs = difference(shape, [otherThere, usual], { where: notEdge, within: 1 }) ??
        difference(shape, [otherElsewhere, usual], { where: there, within: 1 });
      if (!differs) continue;
      await using bench = await Bench.open(lab, set, SIZE);
      throw bench.broken(
        `says that it overwrites the ${region} and shows what came in there: ${differs}`,
      );
    }
  },
};

/** Luma that no mirror, turn or shift leaves alike. */
function landscape(shape: Shape): Uint8Array {
  return drawn(shape, (x, y, part) => {
    if (part === "u" || part === "v") return 128;
    return 120 + 30 * Math.sin(33 * x + 1) + 30 * Math.sin(27 * y) + 40 * x * y;
  });
}

/** How alike two series are: 1 the same up to brightness and contrast, 0 nothing in common. */
function correlation(pairs: readonly (readonly [number, number])[]): number {
  const mean = (i: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[i], 0) / pairs.length;
  const [a, b] = [mean(0), mean(1)];
  let [aa, bb, ab] = [0, 0, 0];
  for (const [x, y] of pairs) {
    aa += (x - a) ** 2;
    bb += (y - b) ** 2;
    ab += (x - a) * (y - b);
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** What a result shows beside what a map says it should show, away from the borders. */
function alongside(
  shape: Shape,
  [result, picture]: readonly [Uint8Array, Uint8Array],
  [a, b, c, d, e, f]: Affine,
): (readonly [number, number])[] {
  const [{ width, height, channels }] = partsOf(shape);
  const pairs: (readonly [number, number])[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = [(column + 0.5) / width, (row + 0.5) / height];
      const [fromX, fromY] = [a * x + b * y + c, d * x + e * y + f];
      const inside = Math.min(fromX, fromY) > 0.03 && Math.max(fromX, fromY) < 0.97;
      if (!inside) continue;
      const from = Math.floor(fromY * height) * width + Math.floor(fromX * width);
      pairs.push([result[(row * width + column) * channels], picture[from * channels]]);
    }
  }
  return pairs;
}

/** A pixel and a half beside it, with waves of thirty pixels, is as much as layers may be off. */
const LEAST_CORRELATION = 0.95;

const moves: Property = {
  name: "moves pixels as narrow() says",
  applies: ({ movesPixels, narrow }) => movesPixels === true && narrow !== undefined,
  async check(lab) {
    for (const set of lab.working) {
      const { moved } = set.stage.answer;
      if (moved === null) continue;
      await using bench = await Bench.open(lab, set, SIZE);
      const picture = landscape(bench.shape);
      const pairs = alongside(bench.shape, [await bench.show(picture), picture], moved);
      if (pairs.length < 100) continue; // hardly anything of the picture is left
      const alike = correlation(pairs);
      if (alike >= LEAST_CORRELATION) continue;
      throw bench.broken(
        `does not move pixels by [${moved.join(", ")}]: correlation ${alike.toFixed(2)}, ` +
          `wanted ${LEAST_CORRELATION}`,
      );
    }
  },
};

/** Promises about places. */
export const regionProperties: readonly Property[] = [
  outside,
  blinkers,
  touches,
  overwrites,
  moves,
];
