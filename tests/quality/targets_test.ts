import assert from "node:assert/strict";
import type { Judgement, MatteFigures } from "./judge.ts";
import type { SceneName } from "./scenes.ts";
import { judgeTargets, reached, TARGETS } from "./targets.ts";

const PLAIN: MatteFigures = { iou: 0.9, bandError: 0.1, flicker: 0.01, lag: 0, shownOutside: 0 };
const NOTHING = {
  y: new Uint8Array(),
  u: new Uint8Array(),
  v: new Uint8Array(),
};

function judged(scrim: Partial<MatteFigures>, raw: Partial<MatteFigures> = {}): Judgement {
  const shown = { input: NOTHING, matte: NOTHING.y, blur: NOTHING, replace: NOTHING };
  return { raw: { ...PLAIN, ...raw }, scrim: { ...PLAIN, ...scrim }, colors: null, shown };
}

Deno.test("a target is the change of means over, or the worst of, the scenes that were measured", () => {
  const some = new Map<SceneName, Judgement>([
    ["demo", judged({ bandError: 0.07, iou: 0.899 })],
    ["girl-1", judged({ bandError: 0.27, iou: 0.93 }, { bandError: 0.3 })],
    ["glasses", judged({ bandError: 1, iou: 0 })],
  ]);
  assert.ok(Math.abs(reached(TARGETS.band, some) - -15) < 1e-9);
  assert.ok(Math.abs(reached(TARGETS.iou, some) - 0.001) < 1e-9);
  assert.ok(Number.isNaN(reached(TARGETS.red, some)), "nothing red was measured");
});

Deno.test("the table says what is met and what is missed, and leaves out what was not measured", () => {
  const some = new Map<SceneName, Judgement>([["demo", judged({ flicker: 0.001, iou: 0.89 })]]);
  const marks = judgeTargets(some).rows.map(({ name }) => name);
  assert.deepEqual(marks, [
    `MISSED ${TARGETS.band.what}`,
    `MISSED ${TARGETS.iou.what}`,
    `met    ${TARGETS.flicker.what}`,
  ]);
});
