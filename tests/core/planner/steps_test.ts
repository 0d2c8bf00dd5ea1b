import assert from "node:assert/strict";
import type { StageStep } from "../../../core/planner/plan.ts";
import { plan } from "../../../core/planner/planner.ts";
import type { StageSpec } from "../../../core/plugin/stage_spec.ts";
import { pixelRect } from "../../../core/planner/steps.ts";
import { providersFor } from "../../../core/layers/providers.ts";
import { stage } from "./answers.ts";

const FORMAT = { width: 1280, height: 720, fps: 30, input: "yuyv", output: "yuyv" } as const;
const PROVIDERS = providersFor(FORMAT);
const FRAME = 1280 * 720 * 1.5;
const LUMA = 1280 * 720;

const planOf = (chain: readonly StageSpec[], format: Partial<Parameters<typeof plan>[1]> = {}) =>
  plan(chain, { ...FORMAT, ...format }, PROVIDERS);
const ops = (...args: Parameters<typeof planOf>) => planOf(...args).steps.map(({ op }) => op);
const stages = (...args: Parameters<typeof planOf>) =>
  planOf(...args).steps.filter((step): step is StageStep => step.op === "stage");
const pictures = (...args: Parameters<typeof planOf>) =>
  planOf(...args).buffers.filter(({ kind }) =>
    kind === "frames" || kind === "rgba" || kind === "luma"
  )
    .map(({ kind, count, bytes }) => [kind, count, bytes]);

const look = (answer: Partial<StageSpec> = {}) => stage("look", { access: "read", ...answer });
const luma = { format: "luma" } as const;

Deno.test("plan has no steps when the sink accepts no pictures and no filter runs", () => {
  const made = planOf([], { output: null });
  assert.deepEqual([made.steps, made.buffers], [[], []]);
  assert.deepEqual(made.perFrame, { inferences: 0, bytesRead: 0, bytesWritten: 0, bytesCopied: 0 });
});

Deno.test("plan copies the camera's bytes to the sink when filters only read", () => {
  assert.deepEqual(ops([look()]), ["unpack", "stage", "copyPacked"]);
  assert.deepEqual(ops([look()], { output: null }), ["unpack", "stage"]);
  assert.deepEqual(ops([look()], { output: "i420" }), ["unpack", "stage", "pack"]);
});

Deno.test("plan unpacks no chroma when no filter, model or sink needs colour", () => {
  const [unpack] = planOf([look(luma)], { output: null }).steps;
  assert.deepEqual(unpack, { op: "unpack", from: "yuyv", planes: "luma", crop: null });
  assert.deepEqual(pictures([look(luma)], { output: null }), [["luma", 1, LUMA]]);
  const planesOf = (...chain: StageSpec[]) => {
    const step = planOf(chain).steps[0];
    return step.op === "unpack" && step.planes;
  };
  assert.equal(planesOf(look(luma)), "luma");
  assert.equal(planesOf(look(luma), look()), "i420", "another filter needs colour");
  assert.equal(planesOf(stage("contrast", luma)), "i420", "the sink needs colour");
  assert.equal(
    planesOf(look({ ...luma, layers: [{ name: "person" }] })),
    "i420",
    "a model needs colour",
  );
});

Deno.test("plan unpacks only the part that filters read", () => {
  const left = look({ ...luma, roi: { x: 0, y: 0, width: 0.25, height: 0.5 } });
  const middle = stage("middle", {
    ...{ access: "read", format: "luma" },
    roi: { x: 0.25, y: 0.25, width: 0.25, height: 0.5 },
  });
  const [unpack, first, second] = planOf([left, middle], { output: null }).steps;
  assert.deepEqual(unpack, {
    ...{ op: "unpack", from: "yuyv", planes: "luma" },
    crop: { x: 0, y: 0, width: 640, height: 540 },
  });
  assert.deepEqual((first as StageStep).crop, { x: 0, y: 0, width: 320, height: 360 });
  assert.deepEqual((second as StageStep).crop, { x: 320, y: 180, width: 320, height: 360 });
  assert.deepEqual(pictures([left], { output: null }), [["luma", 1, 320 * 360]]);
  const [whole] = planOf([left, look(luma)], { output: null }).steps;
  assert.equal(whole.op === "unpack" && whole.crop, null, "one filter reads all of it");
  const [alone] = stages([{ ...left, access: "in-place" }]);
  assert.deepEqual(alone.crop, { x: 0, y: 0, width: 320, height: 360 });
});

Deno.test("pixelRect moves edges outwards to even pixels and stays inside the frame", () => {
  const size = { width: 101, height: 51 };
  const at = (x: number, y: number, width: number, height: number) =>
    pixelRect({ x: x / 101, y: y / 51, width: width / 101, height: height / 51 }, size);
  assert.deepEqual(at(3, 5, 4, 4), { x: 2, y: 4, width: 6, height: 6 });
  assert.deepEqual(at(4, 6, 4, 4), { x: 4, y: 6, width: 4, height: 4 });
  assert.deepEqual(at(99, 49, 2, 2), { x: 98, y: 48, width: 3, height: 3 });
  assert.deepEqual(at(50, 20, 0.01, 0.01), { x: 50, y: 20, width: 2, height: 2 });
  assert.equal(at(0, 0, 101, 51), null);
  assert.equal(pixelRect(null, size), null);
});

Deno.test("plan converts only between stages whose formats differ", () => {
  const rgba = (id: string) => stage(id, { format: "rgba" });
  assert.deepEqual(ops([rgba("a"), rgba("b")]), [
    ...["unpack", "convert", "stage", "stage", "convert", "pack"],
  ]);
  assert.deepEqual(ops([rgba("a"), stage("b"), rgba("c")]), [
    ...["unpack", "convert", "stage", "convert", "stage", "convert", "stage", "convert", "pack"],
  ]);
  assert.deepEqual(
    ops([look({ format: "rgba" }), stage("b")]),
    ["unpack", "convert", "stage", "stage", "pack"],
    "planes stay valid after a filter that only reads",
  );
  assert.deepEqual(pictures([rgba("a")]), [["frames", 2, FRAME], ["rgba", 1, 1280 * 720 * 4]]);
});

Deno.test("plan copies nothing for any access unless a stage keeps the picture", () => {
  for (const access of ["read", "in-place", "new", "either"] as const) {
    assert.deepEqual(stages([stage("s", { access })]).map(({ copy }) => copy), [null], access);
  }
  assert.deepEqual(pictures([stage("s")]), [["frames", 2, FRAME]]);
  assert.deepEqual(pictures([stage("s", { access: "new" })]), [["frames", 3, FRAME]]);
});

Deno.test("plan copies a kept picture once before a filter rewrites it, and gives the reason", () => {
  const ghost = stage("ghost", { history: 2 });
  assert.deepEqual(stages([ghost])[0].copy, {
    bytes: FRAME,
    reason: "ghost keeps the picture for its history",
  });
  assert.deepEqual(pictures([ghost]), [["frames", 5, FRAME]]);
  const watch = look({ history: 1 });
  const [, tint] = stages([watch, stage("tint")]);
  assert.equal(tint.copy?.reason, "look keeps the picture for its history");
  const [, warp] = stages([watch, stage("warp", { access: "new" })]);
  assert.equal(warp.copy, null);
  const [, either] = stages([watch, stage("either", { access: "either" })]);
  assert.deepEqual(
    [either.copy, either.apart],
    [null, true],
    "it writes to another buffer without a copy",
  );
  const [, , second] = stages([watch, stage("one"), stage("two")]);
  assert.equal(second.copy, null, "it works on the copy that was already made");
});

Deno.test("plan copies the picture before a skippable filter; a filter is skippable only if another one hides the background", () => {
  const logo = stage("logo", { onFailure: "skip" });
  const hide = stage("hide", { hidesBackground: true });
  const [guarded] = stages([logo, hide]);
  assert.deepEqual([guarded.skippable, guarded.copy?.reason], [
    true,
    "logo may be skipped when it fails",
  ]);
  const skippable = (...chain: StageSpec[]) => stages(chain)[0].skippable;
  assert.equal(skippable(logo), false, "alone");
  assert.equal(skippable(logo, stage("tint")), false, "the other one does not hide the background");
  assert.equal(
    skippable(logo, { ...hide, onFailure: "skip" }),
    false,
    "the other one is skipped when it fails",
  );
  assert.equal(skippable(logo, { ...hide, identity: true }), false, "the other one is left out");
  assert.equal(
    skippable({ ...logo, hidesBackground: true }),
    false,
    "it is the one that hides the background",
  );
  assert.deepEqual(stages([{ ...logo, access: "new" }, hide])[0].copy, null, "new needs no copy");
});

Deno.test("plan copies the chroma for a filter that writes only luma", () => {
  const [fill] = stages([stage("fill", { access: "new", format: "luma" })]);
  assert.equal(fill.copy?.reason, "fill writes only luma, so the chroma is copied");
  assert.equal(stages([stage("either", { access: "either", format: "luma" })])[0].copy, null);
});

Deno.test("plan counts the bytes copied into the sandbox and out of it", () => {
  const outside = stage("outside", {
    sandboxed: true,
    layers: [{ name: "person", size: "native" }, { name: "parts/hair" }],
  });
  const [step] = stages([outside]);
  assert.deepEqual(step.sandbox, { in: FRAME + 256 * 256 + LUMA, out: FRAME });
  assert.equal(stages([{ ...outside, access: "read" }])[0].sandbox?.out, 0);
  const points = stages([{ ...outside, layers: [{ name: "landmarks" }] }])[0].sandbox?.in;
  assert.equal(points, FRAME + 33 * 4 * 4);
  const kept = stages([{ ...outside, history: 3 }]);
  assert.deepEqual([kept[0].copy, pictures([{ ...outside, history: 3 }])[0][1]], [null, 2]);
  const small = {
    ...outside,
    layers: [],
    format: "luma",
    roi: { x: 0, y: 0, width: 0.5, height: 0.5 },
  };
  assert.deepEqual(stages([small as StageSpec])[0].sandbox, { in: LUMA / 4, out: LUMA / 4 });
});

Deno.test("plan predicts the bytes of every step", () => {
  const { perFrame } = planOf([look(luma)], { output: null });
  assert.deepEqual(perFrame, {
    ...{ inferences: 0, bytesCopied: 0 },
    bytesRead: 1280 * 720 * 2,
    bytesWritten: LUMA,
  });
  const planar = planOf([look(luma)], { input: "nv12", output: null }).perFrame;
  assert.deepEqual([planar.bytesRead, planar.bytesCopied], [LUMA, LUMA]);
  const copying = planOf([stage("ghost", { history: 1 })]).perFrame;
  assert.equal(copying.bytesCopied, FRAME);
});
