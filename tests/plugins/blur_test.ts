import assert from "node:assert/strict";
import blur from "../../plugins/blur.ts";
import { at, paint, startStage } from "./started_stage.ts";

/** The person: the middle, from top to bottom, between whole pixels of the mask (20 and 44 of 64). */
const isPerson = (x: number, width: number): boolean => x >= width * 20 / 64 && x < width * 44 / 64;

Deno.test("blur leaves the person as it is and smooths the background", async () => {
  await using stage = await startStage(blur, { radius: 24 });
  const { frame, mask } = stage;
  const stripes = (x: number, y: number): number => (x + y) % 8 < 4 ? 40 : 200;
  paint(mask, (x) => isPerson(x, 64) ? 255 : 0);
  paint(frame.y, stripes);
  await stage.run();
  for (let y = 0; y < 180; y += 7) {
    for (let x = 120; x < 200; x++) assert.equal(at(frame.y, x, y), stripes(x, y), `${x},${y}`);
    for (let x = 0; x < 80; x++) {
      assert.ok(Math.abs(at(frame.y, x, y) - 120) <= 6, `${x},${y}: ${at(frame.y, x, y)}`);
    }
  }
});

Deno.test("blur does not let the person's colours into the background", async () => {
  await using stage = await startStage(blur, { radius: 40 });
  const { frame, mask } = stage;
  paint(mask, (x) => isPerson(x, 64) ? 255 : 0);
  paint(frame.y, (x) => isPerson(x, 320) ? 90 : 180);
  paint(frame.u, (x) => isPerson(x, 160) ? 90 : 128);
  paint(frame.v, (x) => isPerson(x, 160) ? 240 : 128);
  await stage.run();
  for (let x = 0; x < 320; x++) {
    if (x > 93 && x < 226) continue; // the person and the width of its outline
    assert.ok(Math.abs(at(frame.v, x >> 1, 45) - 128) <= 2, `chroma at ${x}`);
    assert.ok(Math.abs(at(frame.y, x, 90) - 180) <= 2, `luma at ${x}`);
  }
});

Deno.test("blur survives a mask without a person and one without a background", async () => {
  for (const value of [0, 255]) {
    await using stage = await startStage(blur, { radius: 200 }, { width: 66, height: 34 });
    paint(stage.mask, value);
    paint(stage.frame.y, (x) => x % 2 ? 30 : 210);
    await stage.run();
    const pixel = at(stage.frame.y, 31, 17);
    if (value === 255) assert.equal(pixel, 30);
    else assert.ok(Math.abs(pixel - 120) < 4, `${pixel}`);
  }
});

Deno.test("blur with radius 0 is left out", () => {
  assert.deepEqual(blur.narrow?.({ radius: 0 }), { identity: true });
});

Deno.test("blur makes a disc of a light with kind bokeh, and a soft spot of it without", async () => {
  const levels = async (kind: string): Promise<number[]> => {
    await using stage = await startStage(blur, { radius: 24, kind });
    paint(stage.frame.y, (x, y) => Math.hypot(x - 160, y - 90) < 8 ? 235 : 50);
    await stage.run();
    return [0, 12, 30, 36].map((away) => at(stage.frame.y, 160 + away, 90));
  };
  const [middle, inside, , outside] = await levels("bokeh");
  assert.ok(middle > 150 && Math.abs(middle - inside) < 10, `${middle}, ${inside} inside`);
  assert.ok(outside <= 52, `${outside} outside`);
  const soft = await levels("gaussian");
  assert.ok(soft[0] < 100 && soft[0] > soft[1] && soft[1] > soft[2], `${soft}`);
});
