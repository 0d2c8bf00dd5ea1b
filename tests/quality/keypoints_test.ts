/** Keypoints and heatmaps are where the figure's drawing puts nose, eyes, shoulders and hand, and where people see them in photos. */
import assert from "node:assert/strict";
import { Arena } from "../../core/media/arena.ts";
import type { Plane } from "../../core/media/frame.ts";
import { KEYPOINTS } from "../../core/layers/names.ts";
import { missing } from "../tools.ts";
import { LayerFinder, providerOf } from "./finder.ts";
import { demoPoints, type Place } from "./known_points.ts";
import { photoAbsent, posedPhoto } from "./photos.ts";
import { demoPictures, iou } from "./pictures.ts";

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Frames 1 s apart, 30 a second: the figure moves, laughs, raises an arm. */
const DEMO_FRAMES = Array.from({ length: 12 }, (_, i) => 30 * i);
const SIZES: readonly Size[] = [
  { width: 1280, height: 720 },
  { width: 640, height: 480 },
  { width: 720, height: 1280 },
];
const HD = { width: 1280, height: 720 };

/** The middle of the point with the highest value. */
function peak({ data, stride, width, height }: Plane): Place & { readonly value: number } {
  const value = data.reduce((most, one) => Math.max(most, one), 0);
  const index = data.indexOf(value);
  return {
    x: (index % stride + 0.5) / width,
    y: (Math.floor(index / stride) + 0.5) / height,
    value,
  };
}

/** How far two places are apart, in parts of the frame's shorter side. */
function apart(a: Place, b: Place, { width, height }: Size): number {
  return Math.hypot((a.x - b.x) * width, (a.y - b.y) * height) / Math.min(width, height);
}

function landmark(values: Float32Array, name: string): Place & { readonly visibility: number } {
  const at = 4 * KEYPOINTS.findIndex((known) => known === name);
  const [x = NaN, y = NaN, , visibility = NaN] = values.subarray(at, at + 4);
  return { x, y, visibility };
}

/** What was measured is up to: face 0.061, shoulders 0.125, wrist 0.034; fed squeezed instead, it is 0.3 and more. */
const MAP_LIMITS = { face: 0.08, shoulder: 0.14, wrist: 0.06 } as const;
/** Measured: face 0.041, shoulders 0.09; the arm lags when it rises. */
const POINT_LIMITS = { face: 0.055, shoulder: 0.12 } as const;

function kind(name: string): "face" | "shoulder" | "wrist" | null {
  if (/nose|eye|mouth/.test(name)) return "face";
  if (name.endsWith("shoulder")) return "shoulder";
  return name.endsWith("wrist") ? "wrist" : null;
}

for (const size of SIZES) {
  const format = `${size.width}x${size.height}`;
  Deno.test(`heatmaps at ${format} peak on the demo figure's nose, eyes, mouth, shoulders and wrist`, async () => {
    const arena = new Arena();
    const names = [...demoPoints(60, size).keys()].filter((name) => kind(name));
    const layers = names.map((name) => `heatmaps/${name}`);
    await using finder = await LayerFinder.start(providerOf("heatmaps", size), layers, arena);
    let judged = 0;
    for (const frameNumber of DEMO_FRAMES) {
      for (const { frame } of demoPictures([frameNumber], { ...size, arena })) {
        await finder.look(frame);
      }
      for (const [name, place] of demoPoints(frameNumber, size)) {
        const what = kind(name);
        if (!what) continue;
        const found = peak(finder.plane(`heatmaps/${name}`));
        const off = apart(found, place, size);
        assert.ok(
          off <= MAP_LIMITS[what],
          `${name} in frame ${frameNumber}: ${off.toFixed(3)} off`,
        );
        if (what === "face") assert.ok(found.value >= 100, `${name} ${found.value}`);
        judged++;
      }
    }
    assert.ok(judged >= 12 * 7, `${judged}`);
  });

  Deno.test(`landmarks at ${format} are on the demo figure's nose, eyes, mouth and shoulders, right from left`, async () => {
    const arena = new Arena();
    const provider = providerOf("pose", size);
    await using finder = await LayerFinder.start(provider, ["landmarks", "person"], arena);
    for (const frameNumber of DEMO_FRAMES) {
      for (const picture of demoPictures([frameNumber], { ...size, arena })) {
        await finder.look(picture.frame);
        const found = iou(finder.plane("person"), picture);
        assert.ok(found >= 0.92, `IoU ${found} in frame ${frameNumber}`);
      }
      const points = finder.points();
      for (const [name, place] of demoPoints(frameNumber, size)) {
        const what = kind(name);
        if (what !== "face" && what !== "shoulder") continue;
        const found = landmark(points, name);
        const off = apart(found, place, size);
        assert.ok(off <= POINT_LIMITS[what], `${name} in ${frameNumber}: ${off.toFixed(3)} off`);
        assert.ok(found.visibility > 0.9, `${name} ${found.visibility}`);
      }
      const [nose, mouth] = [landmark(points, "nose"), landmark(points, "mouth_left")];
      assert.ok(nose.y < mouth.y);
      assert.ok(landmark(points, "left_eye").x > landmark(points, "right_eye").x);
    }
  });
}

Deno.test("landmarks of an empty room are all invisible, and nobody's mask is empty", async () => {
  const arena = new Arena();
  const layers = ["landmarks", "person", "parts", "parts/torso_front"];
  await using finder = await LayerFinder.start(providerOf("pose", HD), layers, arena);
  const frame = arena.frame(HD.width, HD.height, { matrix: "bt709", range: "limited" });
  for (const picture of demoPictures([0], { ...HD, arena })) {
    for (let i = 0; i < 3; i++) await finder.look(picture.frame);
  }
  assert.ok(finder.points().some((value) => value !== 0), "somebody was there");
  for (const plane of [frame.y, frame.u, frame.v]) plane.data.fill(128);
  for (let i = 0; i < 3; i++) await finder.look(frame);
  assert.ok(finder.points().every((value) => value === 0));
  for (const name of layers.slice(1)) {
    assert.ok(finder.plane(name).data.every((value) => value === 0), name);
  }
});

/** What may be judged: a face near the upper edge and shoulders in a space suit may not. Measured: 0.092, 0.054; 0.059, 0.023. */
const PHOTO_CASES = [
  { name: "girl-1", framing: "cover", maps: 0.1, points: 0.07 },
  { name: "girl-1", framing: "pad", maps: 0.1, points: 0.05 },
  { name: "astronaut", framing: "pad", maps: 0.07, points: 0.03 },
] as const;

for (const { name, framing, maps, points } of PHOTO_CASES) {
  const absent = await photoAbsent(name);
  if (absent) console.log(`keypoints are not measured: ${absent}`);
  Deno.test({
    name:
      `heatmaps and landmarks are on face, shoulders, elbows and wrists of ${name} (${framing})`,
    ignore: absent !== null || missing("ffmpeg"),
    fn: async () => {
      const arena = new Arena();
      const picture = await posedPhoto(name, framing, arena);
      const names = [...picture.points.keys()];
      const layers = names.map((point) => `heatmaps/${point}`);
      await using finder = await LayerFinder.start(providerOf("heatmaps", HD), layers, arena);
      await using pose = await LayerFinder.start(providerOf("pose", HD), ["landmarks"], arena);
      await finder.look(picture.frame);
      for (let i = 0; i < 3; i++) await pose.look(picture.frame);
      for (const [point, place] of picture.points) {
        const onMap = apart(peak(finder.plane(`heatmaps/${point}`)), place, HD);
        assert.ok(onMap <= maps, `heatmap of ${point}: ${onMap.toFixed(3)} off`);
        const off = apart(landmark(pose.points(), point), place, HD);
        assert.ok(off <= points, `${point}: ${off.toFixed(3)} off`);
      }
    },
  });
}
