/**
 * What a plugin says about itself: pure, complete, true.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import type { OptionValues } from "../../plugin/options.ts";
import { Bench } from "../bench.ts";
import type { Lab } from "../lab.ts";
import { difference, noise } from "../pixels.ts";
import { type Property, SIZES } from "../property.ts";

function broken(lab: Lab, label: string, what: string): ScrimError {
  return new ScrimError(`Plugin "${lab.plugin.name}" with ${label} ${what}`, { code: "PLUGIN" });
}

/** A copy that nobody can change, however deep. */
function frozen(options: OptionValues): OptionValues {
  const values = Object.entries(options).map(([name, value]) => [
    name,
    typeof value === "object" && value !== null ? Object.freeze({ ...value }) : value,
  ]);
  return Object.freeze(Object.fromEntries(values));
}

function answersOf({ plugin }: Lab, options: OptionValues): string {
  const given = frozen(options);
  return JSON.stringify([plugin.narrow?.(given) ?? {}, plugin.roi?.(given) ?? null]);
}

const pure: Property = {
  name: "answers narrow() and roi() alike for the same values, and leaves the values alone",
  applies: ({ narrow, roi }) => narrow !== undefined || roi !== undefined,
  // deno-lint-ignore require-await -- what the plugin throws must reject
  async check(lab) {
    const ask = () =>
      lab.sets.map(({ label, stage }) => [label, answersOf(lab, stage.options)] as const);
    const before = ask();
    const again = [...lab.sets].reverse().map(({ stage }) => answersOf(lab, stage.options))
      .reverse();
    const other = before.find(([, answer], i) => answer !== again[i]);
    if (!other) return;
    const [label, answer] = other;
    const later = again[before.indexOf(other)];
    throw broken(lab, label, `answers narrow() and roi() with ${answer}, later with ${later}`);
  },
};

const identity: Property = {
  name: "changes nothing where narrow() says identity",
  // Scrim never calls init() with identity values, so what begins with init() cannot be tried with them.
  applies: ({ narrow, init }) => narrow !== undefined && init === undefined,
  async check(lab) {
    for (const set of lab.runnable.filter(({ stage }) => stage.answer.identity)) {
      for (const size of SIZES) {
        await using bench = await Bench.open(lab, set, size);
        for (let seed = 1; seed <= 2; seed++) {
          const picture = noise(bench.shape, seed);
          const result = await bench.show(picture, noise(bench.shape, 9));
          const changed = difference(bench.shape, [result, picture]);
          if (changed) throw bench.broken(`says identity and changes the picture: ${changed}`);
        }
      }
    }
  },
};

const onlyDeclared: Property = {
  name: "asks for no layer that it did not declare",
  async check(lab) {
    for (const set of lab.working) {
      await using bench = await Bench.open(lab, set, SIZES[0]);
      await bench.show(noise(bench.shape, 1));
      const [name] = bench.undeclared;
      if (name !== undefined) throw bench.broken(`asks for the layer "${name}", not declared`);
    }
  },
};

/** Promises about what a plugin says. */
export const declarationProperties: readonly Property[] = [pure, identity, onlyDeclared];
