import assert from "node:assert/strict";
import { checkPlugin } from "../../../core/plugin/validate_plugin.ts";
import { inProcess } from "../../../core/plugin/in_process.ts";
import { plan } from "../../../core/planner/planner.ts";
import type { FilterPlugin } from "../../../core/plugin.ts";
import type { PluginHandle } from "../../../core/plugin/handle.ts";
import { providersFor } from "../../../core/layers/providers.ts";
import { makeStage } from "../../../core/plugin/stage.ts";

const FORMAT = { width: 1280, height: 720, fps: 30, input: "yuyv", output: "yuyv" } as const;

function plugin(fields: object): FilterPlugin {
  return checkPlugin("test", {
    apiVersion: 1,
    name: "test",
    summary: "Test",
    access: "in-place",
    process() {},
    ...fields,
  });
}

function handle(fields: object, sandboxed = false): PluginHandle {
  const inside = inProcess("./test.ts", plugin(fields));
  return new Proxy(inside, {
    get: (target, key) => {
      if (key === "sandboxed") return sandboxed;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

const NONSENSE: readonly [what: string, fields: object, message: RegExp][] = [
  ["no object", { narrow: () => 1 }, /"narrow\(\)" is 1, wanted an object/],
  ["nothing", { narrow: () => undefined }, /"narrow\(\)" is undefined/],
  ["a promise", { narrow: async () => await ({}) }, /"narrow\(\)" is "a promise"/],
  ["an unknown key", { narrow: () => ({ identiy: true }) }, /"narrow\(\)\.identiy" is true/],
  ["an unknown region", { narrow: () => ({ touches: "sky" }) }, /"narrow\(\)\.touches" is "sky"/],
  ["an undeclared layer", { narrow: () => ({ layers: ["x"] }) }, /one that is declared in layers/],
  [
    "a move of a filter that moves nothing",
    { narrow: () => ({ moved: [1, 0, 0, 0, 1, 0] }) },
    /movesPixels: true/,
  ],
  [
    "a move that cannot be undone",
    { movesPixels: true, narrow: () => ({ moved: [0, 0, 0, 0, 0, 0] }) },
    /an invertible transform/,
  ],
  [
    "five numbers for a move",
    { movesPixels: true, narrow: () => ({ moved: [1, 0, 0, 0, 1] }) },
    /six numbers/,
  ],
  ["a part outside", { roi: () => ({ x: 0.5, y: 0, width: 1, height: 1 }) }, /a part of the frame/],
  ["a part of NaN", { roi: () => ({ x: NaN, y: 0, width: 1, height: 1 }) }, /"roi\(\)\.x" is NaN/],
  ["an empty part", { roi: () => ({ x: 0, y: 0, width: 0, height: 1 }) }, /a part of the frame/],
];

for (const [what, fields, message] of NONSENSE) {
  Deno.test(`makeStage rejects ${what} as a result of narrow() or roi()`, async () => {
    await assert.rejects(makeStage(handle(fields), {}, "test"), { code: "PLUGIN", message });
  });
}

Deno.test("makeStage ignores the fields of a sandboxed plugin that affect other filters", async () => {
  const claims = {
    ...{ movesPixels: true, hidesBackground: true },
    narrow: () => ({ overwrites: "frame", moved: [0.01, 0, 0.5, 0, 0.01, 0.6] }),
  };
  const trusted = (await makeStage(handle(claims), {}, "test")).answer;
  assert.deepEqual([trusted.overwrites, trusted.hidesBackground], ["frame", true]);
  const { answer } = await makeStage(handle(claims, true), {}, "test");
  assert.deepEqual([answer.overwrites, answer.moved, answer.hidesBackground], [null, null, false]);

  const person = [{ name: "person", size: "native" }] as const;
  const blur = { ...answer, id: "blur", sandboxed: false, movesPixels: false, layers: person };
  const kept = plan([{ ...blur, touches: "background" }, answer], FORMAT, providersFor(FORMAT));
  assert.deepEqual(kept.dropped, [], "the filter before it stays");
  assert.throws(() => plan([answer, blur], FORMAT, providersFor(FORMAT)), {
    code: "USAGE",
    message: /"test" moves pixels before it and is not trusted to say how/,
    hint: /put "blur" before "test", or trust "test" with --trust/,
  });
});
