import assert from "node:assert/strict";
import { drawBackdrop } from "../../plugins/backdrop.ts";
import replace from "../../plugins/replace.ts";
import { withFolder } from "../cli/scrim.ts";
import { ffmpeg, ffmpegTest } from "../ffmpeg.ts";
import { at, COLOR, paint, startStage } from "./started_stage.ts";

/** ITU-R BT.601, limited range, in real numbers. */
function toYuv(r: number, g: number, b: number): [y: number, u: number, v: number] {
  const luma = 0.299 * r + 0.587 * g + 0.114 * b;
  return [
    16 + luma * 219 / 255,
    128 + (b - luma) / 1.772 * 224 / 255,
    128 + (r - luma) / 1.402 * 224 / 255,
  ];
}

function near(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= 1, `${what}: ${actual}, wanted ${expected}`);
}

Deno.test("replace puts the colour where nobody is, and leaves the person as it is", async () => {
  await using stage = await startStage(replace, { color: "#3070c0" });
  const { frame, mask } = stage;
  paint(mask, (x) => x >= 32 ? 255 : 0);
  paint(frame.y, (x, y) => 60 + (x + y) % 100);
  paint(frame.u, 100);
  await stage.run();
  const [y, u, v] = toYuv(0x30, 0x70, 0xc0);
  near(at(frame.y, 20, 90), y, "luma");
  near(at(frame.u, 10, 45), u, "blue");
  near(at(frame.v, 10, 45), v, "red");
  for (let x = 190; x < 320; x++) assert.equal(at(frame.y, x, 90), 60 + (x + 90) % 100);
});

ffmpegTest("replace scales a picture to cover the frame, the rest cut off", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/tall.png`; // red above, blue below: of a tall picture the middle is seen
    const halves = "color=red:s=100x100[a];color=blue:s=100x100[b];[a][b]vstack";
    await ffmpeg(["-filter_complex", halves, "-frames:v", "1", path]);
    await using stage = await startStage(replace, { image: path });
    paint(stage.mask, 0);
    await stage.run();
    near(at(stage.frame.v, 80, 10), toYuv(255, 0, 0)[2], "red above");
    near(at(stage.frame.u, 80, 80), toYuv(0, 0, 255)[1], "blue below");
    const edge = Array.from({ length: 180 }, (_, y) => at(stage.frame.y, 160, y));
    const middle = edge.findIndex((luma) => luma < (toYuv(255, 0, 0)[0] + toYuv(0, 0, 255)[0]) / 2);
    assert.ok(Math.abs(middle - 90) <= 1, `the halves meet at ${middle}`);
  });
});

Deno.test("replace shows its own backdrop when nothing is set", async () => {
  await using stage = await startStage(replace, {});
  paint(stage.mask, 0);
  await stage.run();
  assert.ok(at(stage.frame.y, 160, 175) - at(stage.frame.y, 160, 2) > 60, "light grows downwards");
});

Deno.test("drawBackdrop fills any size, smoothly and opaque", () => {
  for (const [width, height] of [[1, 1], [33, 17], [90, 160]]) {
    const data = new Uint8Array(width * height * 4);
    drawBackdrop({ layout: "rgba", data, stride: width * 4, width, height, color: COLOR });
    for (let i = 0; i < data.length; i += 4) {
      assert.equal(data[i + 3], 255);
      assert.ok(data[i] > 20 && data[i + 2] > 60, `pixel ${i / 4}`);
    }
  }
});

/** A grey person on the right before a green wall, mixed over 20 pixels as the mask says; what is left of the green. */
async function greenLeft(options: { readonly [name: string]: unknown }): Promise<number> {
  await using stage = await startStage(replace, { color: "#8080c0", ...options });
  const { frame, mask } = stage;
  const share = (x: number): number => Math.min(Math.max((x - 150) / 20, 0), 1);
  paint(mask, (x) => 255 * share(5 * x + 2.5));
  paint(frame.y, (x) => 160 * (1 - share(x + 0.5)) + 120 * share(x + 0.5));
  for (const chroma of [frame.u, frame.v]) {
    paint(chroma, (x) => 60 * (1 - share(2 * x + 1)) + 128 * share(2 * x + 1));
  }
  await stage.run();
  // Neither the grey nor the blue has less red than grey: what is below 128 comes from the wall.
  const [, , behind] = toYuv(0x80, 0x80, 0xc0);
  let worst = 0;
  for (let x = 0; x < 160; x++) worst = Math.max(worst, Math.min(behind, 128) - at(frame.v, x, 45));
  return worst;
}

Deno.test("replace takes the old wall's colour out of the person's edge, unless told not to", async () => {
  const plainly = await greenLeft({ decontaminate: false });
  const cleaned = await greenLeft({});
  assert.ok(plainly > 6, `${plainly} levels of green shine through without it`);
  assert.ok(cleaned < plainly / 3, `${cleaned} levels of green are left, ${plainly} without it`);
});

Deno.test("light wrap lightens the person's edge, not the person, and leaves the new background alone", async () => {
  const rows = await Promise.all([0, 80].map(async (lightwrap) => {
    await using stage = await startStage(replace, { color: "#ffffff", lightwrap });
    paint(stage.mask, (x) => x >= 32 ? 255 : 0);
    paint(stage.frame.y, 60);
    await stage.run();
    return Array.from({ length: 320 }, (_, x) => at(stage.frame.y, x, 90));
  }));
  const [without, wrapped] = rows;
  const added = wrapped.map((value, x) => value - without[x]);
  const most = Math.max(...added);
  assert.ok(most > 30, `${most} levels on the edge`);
  const where = added.indexOf(most);
  assert.ok(where >= 155 && where < 175, `most of it at ${where}, where the person begins at 160`);
  for (let x = 180; x < 320; x++) assert.ok(Math.abs(added[x]) <= 1, `${added[x]} levels at ${x}`);
  for (let x = 0; x < 150; x++) assert.ok(Math.abs(added[x]) <= 1, `${added[x]} levels at ${x}`);
});
