import assert from "node:assert/strict";
import { DEFAULT_SYNC_POLICY, type SyncPolicy } from "../../../core/planner/sync_policy.ts";
import { plan } from "../../../core/planner/planner.ts";
import type { StageSpec } from "../../../core/plugin/stage_spec.ts";
import { composeMoves } from "../../../core/planner/models.ts";
import type { LayerNeed } from "../../../core/plugin.ts";
import { providersFor } from "../../../core/layers/providers.ts";
import { stage } from "./answers.ts";

const FORMAT = { width: 1280, height: 720, fps: 30, input: "yuyv", output: "yuyv" } as const;
const PROVIDERS = providersFor(FORMAT);

const planOf = (...chain: StageSpec[]) => plan(chain, FORMAT, PROVIDERS);
const wanting = (...needs: (string | LayerNeed)[]) =>
  stage("s", { layers: needs.map((need) => typeof need === "string" ? { name: need } : need) });
const models = (...needs: (string | LayerNeed)[]) =>
  planOf(wanting(...needs)).models.map(({ provider, layers }) =>
    `${provider}: ${layers.join(" ")}`
  );

Deno.test("plan chooses the cheapest set of models: one that gives both layers instead of two", () => {
  assert.deepEqual(models("person"), ["landscape: person"]);
  assert.deepEqual(models("person", "parts/hair"), ["multiclass: person parts/hair"]);
  assert.deepEqual(models("parts"), ["multiclass: parts"]);
  assert.deepEqual(models("heatmaps/nose"), ["heatmaps: heatmaps/nose"]);
  assert.deepEqual(models("landmarks"), ["pose: landmarks"]);
  assert.deepEqual(models("heatmaps/nose", "person"), [
    "landscape: person",
    "heatmaps: heatmaps/nose",
  ]);
  assert.deepEqual(models(), []);
});

Deno.test("plan takes several layers of one model from one inference", () => {
  const made = planOf(wanting("heatmaps/nose", "heatmaps/left_eye", "heatmaps/right_eye"));
  assert.equal(made.perFrame.inferences, 1);
  assert.deepEqual(made.models[0].layers.length, 3);
});

Deno.test("plan uses an approximate layer only if no model gives the layer directly, and marks it", () => {
  assert.deepEqual(models("parts/left_hand"), ["pose: parts/left_hand"]);
  const approximate = (name: string) => planOf(wanting(name)).layers[0].approximate;
  assert.equal(approximate("parts/left_hand"), true);
  assert.equal(approximate("parts"), false);
});

Deno.test("plan combines the layers of all stages that run, and ignores those of dropped ones", () => {
  const hair = stage("hair", { layers: [{ name: "parts/hair" }] });
  const person = stage("person", { layers: [{ name: "person" }] });
  assert.deepEqual(planOf(hair, person).models.map(({ provider }) => provider), ["multiclass"]);
  const off = { ...hair, identity: true };
  assert.deepEqual(planOf(off, person).models.map(({ provider }) => provider), ["landscape"]);
});

/** When a model runs, and which frames wait for it, for needs of these ages. */
function inStep(ages: readonly LayerNeed["age"][], policy?: SyncPolicy) {
  const stages = ages.map((age, i) => stage(`s${i}`, { layers: [{ name: "person", age }] }));
  const [{ sync, gated, everyFrames, maxAgeMs }] = plan(stages, FORMAT, PROVIDERS, policy).models;
  return [sync, gated, everyFrames, maxAgeMs];
}

Deno.test("plan runs a model as often as its strictest need requires", () => {
  assert.deepEqual(inStep([undefined]), ["on-motion", true, 1, 500]);
  assert.deepEqual(inStep(["valid"]), ["on-motion", true, 1, 500]);
  assert.deepEqual(inStep(["valid", 200]), ["on-motion", true, 1, 200]);
  assert.deepEqual(inStep(["exact", 500, "valid"]), ["every-frame", false, 1, 0]);
  // (200 - 6.5) ms are 5.8 frames at 30 fps, so with a run on every fifth frame, no mask is older than 200 ms.
  assert.deepEqual(inStep([500, 200]), ["throttled", false, 5, 200]);
  assert.deepEqual(inStep([10]), ["throttled", false, 1, 10]);
});

Deno.test("plan applies the sync policy to needs of age valid only", () => {
  const every = (maskEvery: number): SyncPolicy => ({ sync: "adaptive", maskEvery });
  assert.deepEqual(inStep(["valid"], { sync: "adaptive", maskEvery: null }), [
    "adaptive",
    true,
    1,
    500,
  ]);
  assert.deepEqual(inStep(["valid"], { sync: "every-frame", maskEvery: null }), [
    "every-frame",
    false,
    1,
    0,
  ]);
  assert.deepEqual(inStep(["valid"], every(3)), ["throttled", true, 3, 500]);
  assert.deepEqual(inStep(["exact"], every(3)), ["every-frame", false, 1, 0]);
  assert.deepEqual(inStep([200], every(3)), ["throttled", false, 5, 200]);
  assert.deepEqual(inStep(["valid", 200], every(30)), ["throttled", true, 5, 200]);
  // No mask of age valid is older than 500 ms, which is 14 frames at 30 fps plus the inference.
  assert.deepEqual(inStep(["valid"], every(60)), ["throttled", true, 14, 500]);
});

Deno.test("plan makes frames of a source that is not live wait for every inference, so that the same frames give the same pictures", () => {
  const pulled = (age: LayerNeed["age"], policy?: SyncPolicy) => {
    const needs = stage("s", { layers: [{ name: "person", age }] });
    const [model] = plan([needs], { ...FORMAT, live: false }, PROVIDERS, policy).models;
    return [model.sync, model.gated, model.everyFrames];
  };
  assert.deepEqual(pulled("valid"), ["on-motion", true, 1]);
  assert.deepEqual(pulled("valid", { sync: "adaptive", maskEvery: 3 }), ["on-motion", true, 3]);
  assert.deepEqual(pulled(200), ["on-motion", false, 5]);
  assert.deepEqual(pulled("exact"), ["every-frame", false, 1]);
});

Deno.test("plan predicts the cost of one inference", () => {
  const [model] = planOf(wanting("person")).models;
  const sample = 256 * 144 * 4;
  const mask = 256 * 144;
  const large = 1280 * 720;
  assert.deepEqual(model.perRun, {
    // The sample copied to the model; motion, refinement and copy of the guide; the mask; luma and previous matte; the matte.
    bytesRead: sample + 2 * sample + 2 * sample + sample + mask + 2 * large + large,
    bytesWritten: sample + sample + large + large,
    bytesCopied: sample + sample + mask,
  });
  const [native] = planOf(wanting({ name: "person", size: "native" })).models;
  assert.deepEqual(native.perRun, {
    bytesRead: sample + mask, // the sample copied to the model, the mask smoothed
    bytesWritten: sample + mask,
    bytesCopied: sample + mask,
  });
});

Deno.test("plan predicts a fraction of an inference per frame if a model runs on every n-th frame", () => {
  const { perFrame } = planOf(wanting({ name: "person", age: 200 }));
  assert.equal(perFrame.inferences, 1 / 5);
  const steps = planOf(wanting({ name: "heatmaps/nose", size: "native", age: 200 })).steps;
  assert.deepEqual(steps.map(({ op }) => op), ["unpack", "infer", "snapshot", "stage", "pack"]);
});

Deno.test("plan upscales masks and label maps, but not points", () => {
  const { layers, steps } = planOf(wanting("person", "landmarks", "parts"));
  assert.deepEqual(layers.map(({ name, kind, upscaled }) => [name, kind, upscaled]), [
    ["person", "mask", true],
    ["landmarks", "points", false],
    ["parts", "labels", true],
  ]);
  const does = (op: string) => steps.flatMap((step) => step.op === op ? [step] : []).length;
  assert.deepEqual(["smooth", "refine", "upscale"].map(does), [0, 1, 2]);
});

const MIRROR = [-1, 0, 1, 0, 1, 0] as const;
const mirror = (id: string) => stage(id, { access: "new", movesPixels: true, moved: MIRROR });

Deno.test("plan refines each mask of the size of its model's input once, in the forms that are needed", () => {
  const ops = (...chain: Parameters<typeof planOf>) => {
    const { layers, steps } = planOf(...chain);
    return [
      layers.map(({ id, native, refined, upscaled }) => [id, native, refined, upscaled]),
      steps.flatMap((step) => "layer" in step ? [[step.op, step.form ?? ""].join(" ").trim()] : []),
    ];
  };
  const person = (size: "any" | "native" | "frame", id: string) =>
    stage(id, { layers: [{ name: "person", size }] });
  assert.deepEqual(ops(person("any", "a"), person("any", "b")), [
    [["person", false, true, false]],
    ["refine"],
  ]);
  assert.deepEqual(ops(person("any", "a"), person("native", "b"), person("frame", "c")), [
    [["person", true, true, true]],
    ["smooth", "refine", "upscale"],
  ]);
  assert.deepEqual(
    ops(person("any", "a"), mirror("m"), person("any", "b"), person("native", "c")),
    [
      [["person", false, true, false], ["person@m", true, true, false]],
      ["smooth", "refine", "warp native", "warp refined"],
    ],
  );
  const part = { layers: [{ name: "person", size: "any" }], access: "in-place" } as const;
  const roi = { x: 0, y: 0, width: 0.5, height: 0.5 };
  assert.deepEqual(ops(stage("part", { ...part, roi })), [
    [["person", false, true, true]],
    ["refine", "upscale"],
  ]);
  const plain = plan(
    [person("any", "a"), person("frame", "b")],
    FORMAT,
    PROVIDERS,
    DEFAULT_SYNC_POLICY,
    {
      plainMasks: true,
    },
  );
  assert.deepEqual(
    plain.steps.flatMap((step) => "layer" in step ? [step.op] : []),
    ["smooth", "upscale"],
    "masks that are only smoothed stay at the model's size for stages that accept any size",
  );
  assert.deepEqual(ops(wanting({ name: "heatmaps/nose", size: "any" })), [
    [["heatmaps/nose", true, false, false]],
    ["snapshot"],
  ]);
});

Deno.test("plan transforms a layer like the picture, once for all stages that need it", () => {
  const late = (id: string) => stage(id, { layers: [{ name: "person", size: "native" }] });
  const made = planOf(late("first"), mirror("mirror"), late("second"), late("third"));
  assert.deepEqual(made.layers.map(({ id, moved }) => [id, moved]), [
    ["person", null],
    ["person@mirror", MIRROR],
  ]);
  assert.deepEqual(made.steps.map(({ op }) => op), [
    ...["unpack", "infer", "smooth", "warp", "stage", "stage", "stage", "stage", "pack"],
  ]);
  const twice = planOf(mirror("a"), mirror("b"), late("c")).layers;
  assert.deepEqual(twice.map(({ id, moved }) => [id, moved]), [["person@a@b", [1, 0, 0, 0, 1, 0]]]);
});

Deno.test("composeMoves applies the first transform before the second", () => {
  // The picture is shifted right by a quarter of its width, then rotated by 90 degrees.
  const shift = [1, 0, -0.25, 0, 1, 0] as const;
  const turn = [0, 1, 0, -1, 0, 1] as const;
  const [a, b, c, d, e, f] = composeMoves(shift, turn);
  const at = (x: number, y: number) => [a * x + b * y + c, d * x + e * y + f];
  // (0.1, 0.4) of the rotated picture is (0.4, 0.9) of the shifted one, which is (0.15, 0.9) of the original.
  const [x, y] = at(0.1, 0.4);
  assert.ok(Math.abs(x - 0.15) < 1e-12 && Math.abs(y - 0.9) < 1e-12, `${x} ${y}`);
});
