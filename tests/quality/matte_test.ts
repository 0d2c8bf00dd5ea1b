import assert from "node:assert/strict";
import { Arena } from "../../core/arena.ts";
import type { Plane } from "../../core/frame.ts";
import { PersonFinder } from "./person.ts";
import { demoPictures, iou } from "./pictures.ts";

const SIZE = { width: 1280, height: 720 };
const FRAMES = [0, 29, 90, 150, 240];

/** How much of the old background shows, and how much of the person is lost, in pixels. */
function judge(matte: Plane, alpha: Uint8Array): { rim: number; lost: number } {
  let rim = 0;
  let lost = 0;
  for (const [i, value] of matte.data.entries()) {
    rim += Math.max(value - alpha[i], 0) / 255;
    lost += Math.max(alpha[i] - value, 0) / 255;
  }
  return { rim, lost };
}

Deno.test("the matte shows less old background, and loses less of the person, than bilinear enlargement", async () => {
  const arena = new Arena();
  await using finder = await PersonFinder.start("landscape", arena);
  const sum = { rim: 0, lost: 0, rawRim: 0, rawLost: 0 };
  for (const picture of demoPictures(FRAMES, { ...SIZE, arena })) {
    const { matte, raw } = await finder.matte(picture.frame, arena);
    const found = judge(matte, picture.alpha);
    const before = judge(raw, picture.alpha);
    sum.rim += found.rim;
    sum.lost += found.lost;
    sum.rawRim += before.rim;
    sum.rawLost += before.lost;
    const share = iou(matte, picture);
    assert.ok(share >= 0.97, `IoU ${share}`);
  }
  const pixels = Object.entries(sum).map(([name, px]) => `${name} ${Math.round(px)}`).join(", ");
  assert.ok(sum.rim < 0.65 * sum.rawRim, pixels);
  assert.ok(sum.lost < 0.65 * sum.rawLost, pixels);
});
