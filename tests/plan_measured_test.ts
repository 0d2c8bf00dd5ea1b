import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { basename } from "node:path";
import {
  type Arena,
  definePlugin,
  explain,
  type FilterPlugin,
  type FrameSource,
  type PluginUse,
  run,
  type RunOptions,
  type SourceLayout,
  type Summary,
} from "../mod.ts";
import { colourModel } from "./core/models/tiny_model.ts";
import { MemoryLog } from "./fakes.ts";

const FRAMES = 5;
const DEMO = { input: "demo", size: { width: 320, height: 180 }, log: new MemoryLog() } as const;

/** A source of grey noise in any layout. */
const noise = (layout: SourceLayout) => (arena: Arena): FrameSource => {
  const color = { matrix: "bt709", range: "limited" } as const;
  const picture = arena.packed(layout, { width: 320, height: 180, color });
  crypto.getRandomValues(new Uint8Array(1000)).forEach((value, i) => picture.data[i] = value);
  let sequence = 0;
  return {
    info: { description: layout, width: 320, height: 180, fps: 30, layout, color, live: false },
    dropped: 0,
    next: () =>
      Promise.resolve({
        sequence: sequence++,
        timestampMs: 1000 + 10 * sequence, // too short a time for masks to become old
        picture,
        release: () => {},
      }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
};
/** Sources of one picture again and again. */
const still = new Set<RunOptions["input"]>();
const noisy = (layout: SourceLayout) => {
  const source = noise(layout);
  still.add(source);
  return source;
};
const NOISE = { output: "none", log: DEMO.log } as const;

const use = (plugin: FilterPlugin, options: PluginUse["options"] = {}): PluginUse => ({
  plugin,
  options,
});
const none = { process() {} };
const looks = definePlugin({
  ...{ apiVersion: 1, name: "looks", summary: "Looks at luma", access: "read", format: "luma" },
  ...none,
});
const part = definePlugin({
  ...{ apiVersion: 1, name: "part", summary: "Looks at a part of luma", access: "read" },
  ...{ format: "luma", roi: () => ({ x: 0.25, y: 0.5, width: 0.25, height: 0.25 }) },
  ...none,
});
const ghost = definePlugin({
  ...{ apiVersion: 1, name: "ghost", summary: "Keeps two", access: "in-place", history: 2 },
  ...none,
});
const nose = definePlugin({
  ...{ apiVersion: 1, name: "nose", summary: "Wants one heatmap", access: "in-place" },
  layers: [{ name: "heatmaps/nose", size: "native" }],
  ...none,
});
const rgba = definePlugin({
  ...{ apiVersion: 1, name: "rgba", summary: "Works in RGBA", access: "in-place", format: "rgba" },
  ...none,
});
const mirrored = definePlugin({
  ...{ apiVersion: 1, name: "mirrored", summary: "Mirrors", access: "new", movesPixels: true },
  narrow: () => ({ moved: [-1, 0, 1, 0, 1, 0] }),
  process: ({ frame, into, kernels }) => kernels.copy(frame, into),
});
const logo = definePlugin({
  ...{ apiVersion: 1, name: "logo", summary: "May be skipped", access: "in-place" },
  onFailure: "skip",
  ...none,
});
const hair = definePlugin({
  ...{ apiVersion: 1, name: "hair", summary: "Wants two layers of one model", access: "in-place" },
  layers: [{ name: "parts/hair", size: "native" }, { name: "person" }],
  ...none,
});
const labels = definePlugin({
  ...{ apiVersion: 1, name: "labels", summary: "Wants the label map", access: "read" },
  layers: [{ name: "parts" }],
  ...none,
});

/** A multi-class model by colours, as a user's own file. */
const model = await Deno.makeTempFile({ suffix: ".tflite" });
await Deno.writeFile(
  model,
  colourModel({
    ...{ width: 64, height: 36, labels: true },
    classes: [
      { label: "background", rgb: [190, 190, 185] },
      { label: "hair", rgb: [60, 40, 20] },
      { label: "face-skin", rgb: [230, 180, 150] },
    ],
  }),
);
globalThis.addEventListener("unload", () => Deno.removeSync(model));

const unwatched = { ...DEMO, output: "none" } as const;
const made = { ...unwatched, outputFormat: "yuyv" } as const;
const yuyv = { ...NOISE, input: noisy("yuyv") } as const;

/** A plugin of others: it runs in the sandbox. */
const example = (name: string): string =>
  fileURLToPath(new URL(`../examples/${name}.ts`, import.meta.url));

/** What runs, inferences a frame, and the models. */
const CHAINS: readonly [name: string, options: RunOptions, inferences: number, models: string[]][] =
  [
    ["nothing, nobody watches", unwatched, 0, []],
    ["nothing, converted", made, 0, []],
    ["blur", { ...made, plugins: ["blur"] }, 1, ["landscape"]],
    ["replace", { ...made, plugins: ["replace"] }, 1, ["landscape"]],
    ["blur, nobody watches", { ...unwatched, plugins: ["blur"] }, 1, ["landscape"]],
    ["blur of nothing", { ...made, plugins: [{ plugin: "blur", options: { radius: 0 } }] }, 0, []],
    ["blur for every frame", { ...made, maskSync: "every-frame", plugins: ["blur"] }, 1, [
      "landscape",
    ]],
    ["blur as RGB", { ...unwatched, outputFormat: "rgb24", plugins: ["blur"] }, 1, ["landscape"]],
    ["blur, replace", { ...made, plugins: ["blur", "replace"] }, 1, ["landscape"]],
    ["replace as I420", { ...unwatched, outputFormat: "i420", plugins: ["replace"] }, 1, [
      "landscape",
    ]],
    ["YUYV, passed through", { ...yuyv, outputFormat: "yuyv" }, 0, []],
    ["YUYV, blur", { ...yuyv, outputFormat: "yuyv", plugins: ["blur"] }, 1, ["landscape"]],
    ["grey, replace", { ...NOISE, input: noisy("grey"), plugins: ["replace"] }, 1, ["landscape"]],
    ["NV12 as I420", { ...NOISE, input: noisy("nv12"), outputFormat: "i420" }, 0, []],
    ["blur, WebAssembly", { ...made, ffi: false, plugins: ["blur"] }, 1, ["landscape"]],
    ["luma only", { ...yuyv, plugins: [use(looks)] }, 0, []],
    ["luma only of NV12", { ...NOISE, input: noisy("nv12"), plugins: [use(looks)] }, 0, []],
    ["luma only, passed on", { ...yuyv, outputFormat: "yuyv", plugins: [use(looks)] }, 0, []],
    ["a part of luma", { ...yuyv, plugins: [use(part)] }, 0, []],
    ["history", { ...made, plugins: [use(ghost)] }, 0, []],
    ["a single heatmap", { ...made, plugins: [use(nose)] }, 1, ["heatmaps"]],
    ["RGBA", { ...made, plugins: [use(rgba)] }, 0, []],
    ["a mirror before replace", { ...made, plugins: [use(mirrored), "replace"] }, 1, ["landscape"]],
    ["one that may be skipped", { ...made, plugins: [use(logo), "replace"] }, 1, ["landscape"]],
    ["two layers of one model", { ...made, model, plugins: [use(hair)] }, 1, [basename(model)]],
    ["in the sandbox", { ...made, plugins: [example("dim")] }, 1, ["landscape"]],
    ["in the sandbox, a part of luma", { ...yuyv, plugins: [example("motion")] }, 0, []],
    ["in the sandbox, history", { ...made, plugins: [example("history")] }, 0, []],
    ["in the sandbox, RGBA", { ...made, plugins: [example("rgba")] }, 0, []],
    ["in the sandbox, a new picture", { ...made, plugins: [example("mirror")] }, 0, []],
    ["a label map", { ...unwatched, model, plugins: [use(labels)] }, 1, [basename(model)]],
  ];

interface Totals {
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly bytesCopied: number;
}

/** What Scrim's own steps did between two runs: filters' own calls of kernels left out. */
function between(short: Summary, long: Summary): Totals {
  const own = ({ filterWork, ...all }: Summary): Totals => ({
    bytesRead: all.bytesRead - filterWork.bytesRead,
    bytesWritten: all.bytesWritten - filterWork.bytesWritten,
    bytesCopied: all.bytesCopied - filterWork.bytesCopied,
  });
  const [less, more] = [own(short), own(long)];
  return {
    bytesRead: more.bytesRead - less.bytesRead,
    bytesWritten: more.bytesWritten - less.bytesWritten,
    bytesCopied: more.bytesCopied - less.bytesCopied,
  };
}

for (const [name, options, inferences, models] of CHAINS) {
  Deno.test(`the plan predicts what the counters count: ${name}`, async () => {
    const plan = await explain(options);
    const { perFrame } = plan;
    assert.equal(perFrame.inferences, inferences);
    assert.deepEqual(plan.models.map(({ provider }) => provider), models);
    // Two lengths, so that what happens once, before the first frame, falls out.
    const short = await run({ ...options, frames: FRAMES });
    const long = await run({ ...options, frames: 3 * FRAMES });
    const ran = long.inferences - short.inferences;
    const spared = 2 * FRAMES * perFrame.inferences - ran;
    const gated = plan.models.some((model) => model.gated);
    assert.ok(gated ? spared >= 0 : spared === 0, `${ran} inferences`);
    if (gated && still.has(options.input)) assert.ok(ran <= 1, `${ran} inferences of one picture`);
    const predicted = (key: keyof Totals): number =>
      2 * FRAMES * perFrame[key] - spared * (plan.models[0]?.perRun[key] ?? 0);
    assert.deepEqual(between(short, long), {
      bytesRead: predicted("bytesRead"),
      bytesWritten: predicted("bytesWritten"),
      bytesCopied: predicted("bytesCopied"),
    });
  });
}

Deno.test("blur's kernels are not called where replace overwrites what it did", async () => {
  const calls = async (...plugins: string[]) =>
    (await run({ ...made, plugins, frames: FRAMES })).filterWork.calls;
  assert.equal(await calls("blur", "replace"), await calls("replace"));
  assert.ok(await calls("replace", "blur") > await calls("replace"));
});
