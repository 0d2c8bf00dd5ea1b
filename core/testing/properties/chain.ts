/**
 * A plugin among others: as the planner and the loop treat it.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import type { FilterPlugin, ProcessContext } from "../../plugin/contract.ts";
import { fieldsOf } from "../../plugin/fields.ts";
import { showChain, type Use } from "../chain.ts";
import { checkEquivalence, curtain } from "../equivalence.ts";
import { bytesOf, calm } from "../pixels.ts";
import { type Property, SIZES } from "../property.ts";

const SIZE = { width: 96, height: 72 } as const;

const equivalent: Property = {
  name: "is missed by nobody where a plan leaves it out",
  applies: ({ access }) => access !== "read",
  async check(lab) {
    const plugin = spied(lab.plugin, ({ sequence }) => lab.restartRandom(sequence));
    for (const { given } of lab.runnable) {
      const use: Use = { plugin, options: given };
      const behind = ["background", "person", "frame"].map((region) => ({
        plugin: curtain,
        options: { region },
      }));
      const chains = [[use], [use, use], ...behind.map((other) => [use, other])];
      for (const chain of chains) await checkEquivalence(lab, chain, SIZE);
    }
  },
};

/** The same plugin; every `process()` is seen before it runs. */
function spied(plugin: FilterPlugin, see: (ctx: ProcessContext) => void): FilterPlugin {
  return {
    ...(fieldsOf(plugin) as unknown as FilterPlugin),
    narrow: plugin.narrow?.bind(plugin),
    roi: plugin.roi?.bind(plugin),
    init: plugin.init?.bind(plugin),
    dispose: plugin.dispose?.bind(plugin),
    process: (ctx) => {
      see(ctx);
      return plugin.process(ctx);
    },
  };
}

const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

const history: Property = {
  name: "is handed what it was given before, the newest first, as it was",
  applies: ({ history = 0 }) => history > 0,
  async check({ plugin, working, ...lab }) {
    const [set] = working;
    if (!set) return;
    const { given } = set;
    const depth = plugin.history ?? 0;
    const seen: Uint8Array[] = [];
    let problem: string | null = null;
    const watcher = spied(plugin, ({ frame, past }) => {
      const wanted = seen.slice(0, depth);
      if (past.length !== wanted.length) {
        problem ??= `has ${past.length} past pictures on frame ${seen.length}`;
      }
      past.forEach((picture, i) => {
        if (!equal(bytesOf(picture), wanted[i])) {
          problem ??= `finds past picture ${i + 1} changed on frame ${seen.length}`;
        }
      });
      seen.unshift(bytesOf(frame));
    });
    const shape = { format: "i420", ...SIZES[1] } as const;
    const pictures = Array.from({ length: depth + 3 }, (_, sequence) => calm(shape, sequence));
    await showChain(lab, [{ plugin: watcher, options: given }], { ...SIZES[1], pictures });
    if (problem !== null) {
      throw new ScrimError(`Plugin "${plugin.name}" ${problem}`, { code: "PLUGIN" });
    }
  },
};

/** Promises about chains. */
export const chainProperties: readonly Property[] = [equivalent, history];
