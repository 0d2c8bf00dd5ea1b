/**
 * Everything that the contract promises, tried on one plugin from its declaration alone.
 *
 * @module
 */
import { checkPlugin } from "../plugin/validate_plugin.ts";
import type { FilterPlugin } from "../plugin/contract.ts";
import { type OpenKernels, openLab, type Trials } from "./lab.ts";
import { chainProperties } from "./properties/chain.ts";
import { declarationProperties } from "./properties/declaration.ts";
import { noGrowth } from "./properties/growth.ts";
import { lifecycleProperties } from "./properties/lifecycle.ts";
import { composeProperties } from "./properties/compose.ts";
import { memoryProperties } from "./properties/memory.ts";
import { regionProperties } from "./properties/regions.ts";
import type { Property } from "./property.ts";
import { WatchedRandom } from "./random.ts";

/** One test. */
export interface ConformanceTest {
  /** A sentence that begins with the plugin's name. */
  readonly name: string;
  /**
   * Passes or throws.
   *
   * @throws {ScrimError} `PLUGIN` naming the option values and the size, with what was seen and what was wanted; whatever
   * the plugin threw
   */
  run(): Promise<void>;
}

const PROPERTIES = [
  ...declarationProperties,
  ...memoryProperties,
  ...composeProperties,
  ...regionProperties,
  ...lifecycleProperties,
  noGrowth,
  ...chainProperties,
];

/** The tests of one plugin; only the first for one whose declaration the contract refuses. */
export function conformanceTests(
  plugin: FilterPlugin,
  trials: Trials,
  open: OpenKernels,
): readonly ConformanceTest[] {
  const name = typeof plugin?.name === "string" ? plugin.name : "plugin";
  const problem = refusal(name, plugin);
  const declared: ConformanceTest = {
    name: `${name} declares itself as the contract says, and answers every extreme of its options`,
    run: async () => {
      if (problem) throw problem.error;
      await openLab(plugin, trials, { open, restartRandom: () => {} });
    },
  };
  if (problem) return [declared];
  const tests = PROPERTIES.filter(({ applies }) => applies?.(plugin) ?? true);
  return [
    declared,
    ...tests.map((property) => ({
      name: `${name} ${property.name}`,
      run: () => check(property, plugin, { trials, open }),
    })),
  ];
}

async function check(
  property: Property,
  plugin: FilterPlugin,
  { trials, open }: { trials: Trials; open: OpenKernels },
): Promise<void> {
  using random = new WatchedRandom(trials.random);
  const restartRandom = (place: number): void => random.restart(place);
  try {
    await property.check(await openLab(plugin, trials, { open, restartRandom }));
  } catch (error) {
    throw property === noGrowth ? error : random.explain(error);
  }
}

function refusal(name: string, plugin: FilterPlugin): { readonly error: unknown } | null {
  try {
    checkPlugin(name, plugin);
    return null;
  } catch (error) {
    return { error };
  }
}
