/**
 * What asking saves: the same chain when its filters get the layers they name, and when every layer is computed for every
 * frame and handed over at frame size, as tools do that do not ask. Each in a process of its own.
 *
 *     deno run -A tests/bench/asking_bench.ts [frames]
 *
 * @module
 */
import { BODY_PARTS, KEYPOINTS } from "../../core/layer_names.ts";
import { definePlugin, explain, type PluginUse, run, type RunOptions } from "../../mod.ts";

const FRAMES = Number(Deno.args[0] ?? 200);

/** Wants everything, looks at nothing. */
const everything = definePlugin({
  apiVersion: 1,
  name: "everything",
  summary: "Has every layer computed, as if nobody had asked",
  access: "read",
  layers: [
    "person",
    "landmarks",
    ...BODY_PARTS.map((name) => `parts/${name}`),
    ...KEYPOINTS.map(
      (name) => `heatmaps/${name}`,
    ),
  ].map((name) => ({ name })),
  process() {},
});

const CHAINS: Readonly<Record<string, readonly (string | PluginUse)[]>> = {
  asked: ["replace"],
  everything: [{ plugin: everything }, "replace"],
};

/** What one chain cost. */
interface Cost {
  readonly msPerFrame: number;
  readonly cpuMsPerFrame: number;
  readonly models: number;
  readonly layers: number;
  readonly mebibytesMoved: number;
  readonly mebibytesResident: number;
}

async function measure(chain: string): Promise<Cost> {
  const options: RunOptions = {
    plugins: CHAINS[chain],
    // A file is read as fast as it is filtered: the pace of a camera would hide the difference.
    ...{ input: Deno.args[2], output: "none", outputFormat: "yuyv", frames: FRAMES },
  };
  const plan = await explain(options);
  const summary = await run(options);
  const stages = Object.entries(summary.stages).filter(([name]) => name !== "capture");
  return {
    msPerFrame: stages.reduce((sum, [, { mean, count }]) => sum + mean * count / FRAMES, 0),
    cpuMsPerFrame: summary.cpuMsPerFrame ?? NaN,
    models: plan.models.length,
    layers: plan.layers.length,
    mebibytesMoved: (summary.bytesRead + summary.bytesWritten) / FRAMES / 2 ** 20,
    mebibytesResident: summary.rssBytes / 2 ** 20,
  };
}

async function inProcessOfItsOwn(chain: string, input: string): Promise<Cost> {
  const args = ["run", "-A", import.meta.filename ?? "", String(FRAMES), chain, input];
  const { stdout, success } = await new Deno.Command(Deno.execPath(), { args, stderr: "inherit" })
    .output();
  if (!success) throw new Error(`the chain "${chain}" could not be measured`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function main(): Promise<void> {
  const input = await Deno.makeTempFile({ suffix: ".y4m" });
  try {
    const film = {
      input: "demo",
      output: input,
      frames: FRAMES,
      size: { width: 1280, height: 720 },
    };
    await run(film);
    const asked = await inProcessOfItsOwn("asked", input);
    const all = await inProcessOfItsOwn("everything", input);
    console.log(`replace at 1280x720, ${FRAMES} frames`);
    console.log(
      "".padEnd(20),
      "asked".padStart(10),
      "everything".padStart(12),
      "ratio".padStart(8),
    );
    for (const key of Object.keys(asked) as (keyof Cost)[]) {
      const ratio = (all[key] / asked[key]).toFixed(1);
      console.log(
        key.padEnd(20),
        asked[key].toFixed(1).padStart(10),
        all[key].toFixed(1).padStart(12),
        ratio.padStart(8),
      );
    }
  } finally {
    await Deno.remove(input);
  }
}

if (import.meta.main) {
  const chain = Deno.args[1];
  if (chain === undefined) await main();
  else console.log(JSON.stringify(await measure(chain)));
}
