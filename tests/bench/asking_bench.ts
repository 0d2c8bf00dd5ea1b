/**
 * What asking saves: the same chain when its filters get the layers they name, and when every layer is computed for every
 * frame and handed over at frame size, as tools do that do not ask. Each in a process of its own.
 *
 *     deno run -A tests/bench/asking_bench.ts
 *
 * @module
 */
import { BODY_PARTS, KEYPOINTS } from "../../core/layers/names.ts";
import { definePlugin, explain, type PluginUse, run, type RunOptions } from "../../mod.ts";
import { HD } from "./frames.ts";
import { type Figures, type Group, printBench } from "./table.ts";

const FRAMES = 200;

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

async function measure(chain: string, input: string): Promise<Figures> {
  const options: RunOptions = {
    plugins: CHAINS[chain],
    // A file is read as fast as it is filtered: the pace of a camera would hide the difference.
    ...{ input, output: "none", outputFormat: "yuyv", frames: FRAMES },
  };
  const plan = await explain(options);
  const summary = await run(options);
  const stages = Object.entries(summary.stages).filter(([name]) => name !== "capture");
  return {
    "ms": stages.reduce((sum, [, { mean, count }]) => sum + mean * count / FRAMES, 0),
    "cpu ms": summary.cpuMsPerFrame ?? NaN,
    "models": plan.models.length,
    "layers": plan.layers.length,
    "MiB moved": (summary.bytesRead + summary.bytesWritten) / FRAMES / 2 ** 20,
    "RSS MiB": summary.rssBytes / 2 ** 20,
  };
}

async function inProcessOfItsOwn(chain: string, input: string): Promise<Figures> {
  const args = ["run", "-A", import.meta.filename ?? "", chain, input];
  const { stdout, success } = await new Deno.Command(Deno.execPath(), { args, stderr: "inherit" })
    .output();
  if (!success) throw new Error(`the chain "${chain}" could not be measured`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Measures both, and what one is of the other. */
export async function askingBench(): Promise<Group> {
  const input = await Deno.makeTempFile({ suffix: ".y4m" });
  try {
    await run({ input: "demo", output: input, frames: FRAMES, size: HD });
    const asked = await inProcessOfItsOwn("asked", input);
    const everything = await inProcessOfItsOwn("everything", input);
    const ratios = Object.keys(asked).map((key) => [key, everything[key] / asked[key]]);
    const rows = [
      { name: "asked: person", figures: asked },
      { name: "every layer, at frame size", figures: everything },
      { name: "ratio", figures: Object.fromEntries(ratios) },
    ];
    return { title: "replace at 1280x720, a frame", rows, notes: [`${FRAMES} frames`] };
  } finally {
    await Deno.remove(input);
  }
}

if (import.meta.main) {
  const [chain, input] = Deno.args;
  if (chain === undefined) await printBench(askingBench);
  else console.log(JSON.stringify(await measure(chain, input)));
}
