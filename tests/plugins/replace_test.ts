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
