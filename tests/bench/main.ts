/**
 * All benchmarks in one table.
 *
 *     deno task bench                                     the groups that are quick, about three minutes
 *     deno task bench --only kernels,chains               some
 *     deno task bench --only prior-art                    the ideas of those who did this before, tried
 *     deno task bench --only all                          every one
 *     deno task bench --against tests/bench/results/X.json     and how they differ from an older run
 *
 * @module
 */
import { parseArgs } from "node:util";
import { aarch64Estimate } from "./aarch64_estimate.ts";
import { askingBench } from "./asking_bench.ts";
import { chainsBench } from "./chains_bench.ts";
import { demoBench } from "./demo_bench.ts";
import { qualityBench } from "./quality_bench.ts";
import { inferenceBench } from "./inference_bench.ts";
import { kernelsBench } from "./kernels_bench.ts";
import { modelsBench } from "./models_bench.ts";
import { opencvBench } from "./opencv_bench.ts";
import { processBench, startBench } from "./process_bench.ts";
import { PRIOR_ART } from "./prior_art/all.ts";
import { compare, defaultFile, loadResults, machineName, saveResults } from "./results.ts";
import { sandboxBench } from "./sandbox_bench.ts";
import { formatGroup, type Group } from "./table.ts";
import { judge } from "./targets.ts";

/** Every group by the name that `--only` knows. */
export const BENCHES: Readonly<Record<string, () => Promise<Group>>> = {
  kernels: () => kernelsBench(),
  chains: chainsBench,
  opencv: opencvBench,
  inference: inferenceBench,
  process: processBench,
  start: startBench,
  quality: qualityBench,
  models: modelsBench,
  asking: askingBench,
  sandbox: sandboxBench,
  demo: demoBench,
  aarch64: aarch64Estimate,
  ...PRIOR_ART,
};
/** What runs when nobody says. */
const DEFAULT = ["kernels", "chains", "opencv", "inference", "process", "start", "quality"];

const USAGE = `deno task bench [--only NAME,NAME…] [--against FILE] [--save FILE]
names: ${Object.keys(BENCHES).join(", ")}
prior-art: all of ${Object.keys(PRIOR_ART).join(", ")}. all: everything. Default: ${
  DEFAULT.join(", ")
}`;

function chosen(only: string | undefined): readonly string[] {
  if (only === undefined) return DEFAULT;
  if (only === "all") return Object.keys(BENCHES);
  const names = only.split(",").flatMap((name) =>
    name === "prior-art" ? Object.keys(PRIOR_ART) : [name]
  );
  const unknown = names.find((name) => !Object.hasOwn(BENCHES, name));
  if (unknown === undefined) return names;
  throw new RangeError(`Cannot measure "${unknown}": unknown\n${USAGE}`);
}

function options() {
  const text = { type: "string" } as const;
  const known = { only: text, against: text, save: text, help: { type: "boolean" } } as const;
  return parseArgs({ args: Deno.args, options: known }).values;
}

async function main(): Promise<void> {
  const { only, against, save, help } = options();
  if (help) return console.log(USAGE);
  const machine = machineName();
  const [load] = Deno.loadavg();
  const older = against === undefined ? null : await loadResults(against);
  const groups: Group[] = [];
  const show = (group: Group): void => console.log(`${formatGroup(group)}\n`);
  console.log(`${machine}; load before: ${load.toFixed(1)}\n`);
  for (const name of chosen(only)) {
    const group = await BENCHES[name]();
    groups.push(group);
    show(group);
  }
  const targets = judge(groups);
  if (targets.rows.length > 0) show(targets);
  if (older && older.machine !== machine) console.log(`the older run is of ${older.machine}\n`);
  for (const group of older ? groups : []) {
    show(compare(group, older?.groups.find(({ title }) => title === group.title)));
  }
  const file = save ?? defaultFile(machine);
  const measuredAt = new Date().toISOString();
  const kept = groups.map((group) => ({ ...group, measuredAt, load }));
  await saveResults(file, { machine, groups: kept });
  console.log(`kept in ${file}`);
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
