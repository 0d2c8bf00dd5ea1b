import assert from "node:assert/strict";
import { explainPlan } from "../../../core/planner/explain.ts";
import { providersFor } from "../../../core/layers/providers.ts";
import { plan } from "../../../core/planner/planner.ts";
import type { StageSpec } from "../../../core/plugin/stage_spec.ts";
import { stage } from "./answers.ts";

const FORMAT = { width: 1280, height: 720, fps: 30, input: "yuyv", output: "yuyv" } as const;
const PROVIDERS = providersFor(FORMAT);

const PERSON = [{ name: "person", size: "native" }] as const;
const blur = stage("blur", { layers: PERSON, touches: "background" });
const replace = stage("replace", {
  layers: PERSON,
  touches: "background",
  overwrites: "background",
});

const ops = (chain: readonly StageSpec[], format: Parameters<typeof plan>[1] = FORMAT) =>
  plan(chain, format, PROVIDERS).steps.map(({ op }) => op);

Deno.test("plan passes bytes through when no stage is left and the layouts agree", () => {
  assert.deepEqual(ops([]), ["copyPacked"]);
  assert.deepEqual(ops([stage("off", { identity: true, layers: PERSON })]), ["copyPacked"]);
  assert.deepEqual(ops([], { ...FORMAT, output: "i420" }), ["unpack", "pack"]);
});

Deno.test("plan runs no model when no live stage needs a layer", () => {
  const made = plan(
    [stage("tint"), stage("off", { identity: true, layers: PERSON })],
    FORMAT,
    PROVIDERS,
  );
  assert.deepEqual(made.models, []);
  assert.equal(made.perFrame.inferences, 0);
  assert.deepEqual(made.dropped, [{ stage: "off", reason: "changes nothing with its options" }]);
});

Deno.test("plan drops a background filter that a later one overwrites", () => {
  const made = plan([blur, replace], FORMAT, PROVIDERS);
  assert.deepEqual(made.stages.map(({ id }) => id), ["replace"]);
  assert.deepEqual(made.dropped, [{ stage: "blur", reason: "overwritten by replace" }]);
  assert.deepEqual(plan([replace, blur], FORMAT, PROVIDERS).stages.map(({ id }) => id), [
    "replace",
    "blur",
  ]);
});

Deno.test("plan keeps a filter if a stage between it and the overwriting one could use its changes", () => {
  const kept = (between: StageSpec) =>
    plan([blur, between, replace], FORMAT, PROVIDERS).stages.some(({ id }) => id === "blur");
  assert.equal(kept(stage("smear")), true, "it changes the whole frame");
  assert.equal(
    kept(stage("spy", { access: "read", touches: "background" })),
    true,
    "it reads the picture",
  );
  assert.equal(kept(stage("tint", { touches: "background" })), false);
});

Deno.test("plan keeps a filter that changes more than the later one overwrites", () => {
  const made = plan([stage("grey"), replace], FORMAT, PROVIDERS);
  assert.deepEqual(made.stages.map(({ id }) => id), ["grey", "replace"]);
});

Deno.test("plan upscales a layer once for all stages that need it, and not at all if none does", () => {
  const big = (id: string) => stage(id, { layers: [{ name: "person" }] });
  assert.deepEqual(ops([big("a"), big("b")]), [
    ...["unpack", "infer", "refine", "upscale", "stage", "stage", "pack"],
  ]);
  assert.deepEqual(ops([blur]), ["unpack", "infer", "smooth", "stage", "pack"]);
});

Deno.test("plan refuses a layer that no model gives, naming the plugin, the layer and the layers that exist", () => {
  assert.throws(
    () => plan([stage("hairy", { layers: [{ name: "parts/hat" }] })], FORMAT, PROVIDERS),
    {
      message: 'Cannot give plugin "hairy" the layer "parts/hat": no model gives it',
      hint:
        /^layers that exist: person, parts, parts\/hair,.*, landmarks,.*parts\/left_hand \(approximate\)/,
    },
  );
});

Deno.test("plan refuses a layer after a stage that moves pixels, naming both stages", () => {
  const flip = stage("flip", { movesPixels: true });
  assert.throws(() => plan([flip, blur], FORMAT, PROVIDERS), /"blur".*"flip" moves pixels/);
  assert.deepEqual(ops([blur, flip]), ["unpack", "infer", "smooth", "stage", "stage", "pack"]);
});

Deno.test("plan predicts the copied bytes: between two YUYV devices, only those of the mask", () => {
  const exact = { sync: "every-frame", maskEvery: null } as const;
  assert.equal(plan([blur], FORMAT, PROVIDERS, exact).perFrame.bytesCopied, 256 * 144);
  // The sample that was compared is copied to the model's input.
  assert.equal(plan([blur], FORMAT, PROVIDERS).perFrame.bytesCopied, 256 * 144 * (1 + 4));
  assert.equal(plan([], FORMAT, PROVIDERS).perFrame.bytesCopied, 1280 * 720 * 2);
  const planar = { ...FORMAT, input: "i420", output: "i420" } as const;
  assert.equal(plan([stage("tint")], planar, PROVIDERS).perFrame.bytesCopied, 2 * 1280 * 720 * 1.5);
});

Deno.test("plan makes the last filter compose directly into a sink that allows it", () => {
  const composing = { ...blur, access: "compose" } as const;
  const direct = { ...FORMAT, direct: true };
  assert.deepEqual(ops([composing]), ["unpack", "infer", "smooth", "stage", "pack"]);
  assert.deepEqual(ops([composing], direct), ["unpack", "infer", "smooth", "stage"]);
  const made = plan([composing], direct, PROVIDERS);
  const last = made.steps.at(-1);
  assert.ok(last?.op === "stage" && last.direct === "yuyv" && !last.apart && last.copy === null);
  // No buffer for the last good picture is needed, because the sink has it.
  const frames = made.buffers.find(({ kind }) => kind === "frames");
  assert.equal(frames?.count, 1);
});

Deno.test("plan makes no filter compose into the sink that is not last, is skippable or is sandboxed", () => {
  const composing = { ...blur, access: "compose" } as const;
  const direct = { ...FORMAT, direct: true };
  const packs = (chain: readonly StageSpec[], format: typeof direct = direct) =>
    ops(chain, format).includes("pack");
  assert.ok(packs([blur]));
  assert.ok(packs([composing, stage("grey")]));
  assert.ok(packs([{ ...composing, sandboxed: true }]));
  const guard = stage("guard", { hidesBackground: true });
  assert.ok(packs([guard, { ...composing, onFailure: "skip" }]));
  assert.ok(!packs([stage("grey"), composing]));
  assert.ok(!packs([{ ...composing, history: 1 }]));
  assert.ok(!ops([composing], { ...direct, output: null } as never).includes("pack"));
});

Deno.test("plan is plain JSON", () => {
  const made = plan([blur, replace], FORMAT, PROVIDERS);
  assert.deepEqual(JSON.parse(JSON.stringify(made)), made);
});

Deno.test("explainPlan prints the whole plan", async (t) => {
  await t.assertSnapshot(explainPlan(plan([blur, replace], FORMAT, PROVIDERS)));
  await t.assertSnapshot(explainPlan(plan([], FORMAT, PROVIDERS)));
});
