import assert from "node:assert/strict";
import { Arena } from "../../core/media/arena.ts";
import { type Picture, pictureOf } from "./film.ts";
import { iouOf } from "./matte_measures.ts";
import { SIZE } from "./moving_scenes.ts";
import { demoPictures } from "./pictures.ts";
import { rawMattes, watch } from "./watch.ts";

const FRAMES = [0, 29, 90, 150, 240];

/** How much of the old background shows, and how much of the person is lost, in pixels. */
function judge(matte: Uint8Array, alpha: Uint8Array): { rim: number; lost: number } {
  let rim = 0;
  let lost = 0;
  for (const [i, value] of matte.entries()) {
    rim += Math.max(value - alpha[i], 0) / 255;
    lost += Math.max(alpha[i] - value, 0) / 255;
  }
  return { rim, lost };
}

Deno.test("the matte shows less old background, and loses less of the person, than bilinear upscaling", async () => {
  const known = Array.from(
    demoPictures(FRAMES, { ...SIZE, arena: new Arena() }),
    ({ frame, alpha }): { picture: Picture; alpha: Uint8Array } => ({
      picture: pictureOf(frame),
      alpha,
    }),
  );
  const raw = await rawMattes({ frames: known.map(({ picture }) => picture) });
  const sum = { rim: 0, lost: 0, rawRim: 0, rawLost: 0 };
  for (const [i, { picture, alpha }] of known.entries()) {
    const { mattes: [matte] } = await watch([picture]);
    const found = judge(matte, alpha);
    const before = judge(raw[i], alpha);
    sum.rim += found.rim;
    sum.lost += found.lost;
    sum.rawRim += before.rim;
    sum.rawLost += before.lost;
    const share = iouOf(matte, alpha);
    assert.ok(share >= 0.97, `IoU ${share}`);
  }
  const pixels = Object.entries(sum).map(([name, px]) => `${name} ${Math.round(px)}`).join(", ");
  assert.ok(sum.rim < 0.65 * sum.rawRim, pixels);
  assert.ok(sum.lost < 0.65 * sum.rawLost, pixels);
});
