/** Body parts are where the figure's drawing has them. */
import assert from "node:assert/strict";
import { Arena } from "../../core/media/arena.ts";
import { demoAlpha } from "../../core/io/demo/scene.ts";
import { BODY_PARTS } from "../../core/layers/names.ts";
import { LayerFinder, providerOf } from "./finder.ts";
import { demoPlace } from "./known_points.ts";
import { demoPictures } from "./pictures.ts";

/** Design points of the figure that leave no doubt. It looks at us: its left is on our right. */
const PLACES = [
  ["body", [40, -10], "left_face"],
  ["body", [-40, -10], "right_face"],
  ["body", [50, 100], "left_face"],
  ["body", [-50, 100], "right_face"],
  ["body", [90, -120], "left_face"],
  ["body", [-90, -120], "right_face"],
  ["body", [0, 300], "torso_front"],
  ["body", [60, 360], "torso_front"],
  ["body", [-60, 360], "torso_front"],
  ["body", [-290, 375], "right_upper_arm_front"],
  ["arm", [295, 110], "left_hand"],
  ["arm", [280, 30], "left_hand"],
  ["arm", [290, 300], "left_lower_arm_front"],
] as const;

/** While the arm rises, tracking lags behind; so frames with an arm that is up or down. */
const DEMO_FRAMES = [0, 40, 60, 150, 210, 310, 330];

Deno.test("body parts of the demo figure are on face, torso, arms and hand, left and right as it says", async () => {
  const size = { width: 1280, height: 720 };
  const arena = new Arena();
  const layers = ["parts", "parts/left_hand", "parts/left_face"];
  let hands = 0;
  for (const frameNumber of DEMO_FRAMES) {
    await using finder = await LayerFinder.start(providerOf("pose", size), layers, arena);
    for (const { frame } of demoPictures([frameNumber], { ...size, arena })) {
      for (let i = 0; i < 4; i++) await finder.look(frame);
    }
    const labels = finder.plane("parts");
    const index = (x: number, y: number): number =>
      Math.floor(y * labels.height) * labels.stride + Math.floor(x * labels.width);
    for (const [part, point, expected] of PLACES) {
      const place = demoPlace(part, point, { frameNumber, ...size });
      if (!place) continue;
      const label = labels.data[index(place.x, place.y)] ?? 0;
      const found = ["background", ...BODY_PARTS][label];
      assert.equal(found, expected, `${part} ${point} in frame ${frameNumber}`);
      if (expected !== "left_hand") continue;
      const mask = finder.plane("parts/left_hand");
      assert.ok((mask.data[index(place.x, place.y)] ?? 0) > 128);
      hands++;
    }
    judgeOutline(labels, demoAlpha(frameNumber, size.width, size.height), size);
  }
  assert.ok(hands >= 4, "an arm was up");
});

/** Nothing in the background has a part, but for pixels near the figure. */
function judgeOutline(
  labels: { data: Uint8Array; stride: number; width: number; height: number },
  alpha: Uint8Array,
  { width, height }: { width: number; height: number },
): void {
  let [outside, named] = [0, 0];
  for (let y = 0; y < labels.height; y++) {
    for (let x = 0; x < labels.width; x++) {
      const row = Math.floor((y + 0.5) * height / labels.height);
      const column = Math.floor((x + 0.5) * width / labels.width);
      if ((alpha[row * width + column] ?? 0) > 0) continue;
      outside++;
      if (labels.data[y * labels.stride + x] !== 0) named++;
    }
  }
  assert.ok(named / outside < 0.03, `${named} of ${outside} pixels of the background`);
}
