/** What the examples that need layers make of them: from models by colour, and from the real ones on the demo figure. */
import assert from "node:assert/strict";
import { colourModel, withFile } from "../core/models/tiny_model.ts";
import { demoPoints } from "../quality/known_points.ts";
import { type Drawing, example, play } from "./play.ts";

type Colour = readonly [red: number, green: number, blue: number];

const CLASSES = [
  { label: "background", rgb: [40, 160, 60] },
  { label: "hair", rgb: [90, 50, 30] },
  { label: "face", rgb: [230, 180, 150] },
] as const;

/** BT.601, limited range. */
function yuv([red, green, blue]: Colour): readonly [y: number, u: number, v: number] {
  const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
  const chroma = (difference: number): number => Math.round(128 + difference * 224 / 255);
  return [
    Math.round(16 + luma * 219 / 255),
    chroma((blue - luma) / 1.772),
    chroma((red - luma) / 1.402),
  ];
}

const LEVELS = CLASSES.map(({ rgb }) => yuv(rgb));

/** Three stripes, one of each class. */
const stripes: Drawing = (plane, x) => {
  const stripe = LEVELS[Math.floor(x / (plane === "y" ? 32 : 16))];
  return stripe[plane === "y" ? 0 : plane === "u" ? 1 : 2];
};
const STRIPES = { width: 96, height: 48, draw: stripes, frames: 2 } as const;

/** The middle of each stripe, as y, u and v. */
async function middles(plugins: Parameters<typeof play>[0]["plugins"]): Promise<{
  readonly stripes: readonly (readonly number[])[];
  readonly log: readonly string[];
}> {
  const bytes = colourModel({ width: 48, height: 24, classes: CLASSES, labels: true });
  let result: Awaited<ReturnType<typeof middles>> = { stripes: [], log: [] };
  await withFile(bytes, async (model) => {
    const { pictures, log, summary } = await play({ ...STRIPES, plugins, model });
    assert.equal(summary.inferences, 2, "one model, once a frame");
    const { y, u, v } = pictures[pictures.length - 1];
    const chroma = (stripe: number): number => 12 * 48 + 16 * stripe + 8;
    const stripes = [0, 1, 2].map((stripe) => [
      y[24 * 96 + 32 * stripe + 16],
      u[chroma(stripe)],
      v[chroma(stripe)],
    ]);
    result = { stripes, log };
  });
  return result;
}

function assertNear(values: readonly number[], wanted: readonly number[], within = 3): void {
  const fits = wanted.every((value, i) => Math.abs(values[i] - value) <= within);
  assert.ok(fits, `${values} is not within ${within} of ${wanted}`);
}

Deno.test("two_layers.ts dyes the hair, greys the background and leaves the face", async () => {
  const options = { color: "#c02060", strength: 70 };
  const { stripes } = await middles([{ plugin: example("two_layers.ts"), options }]);
  const [background, hair, face] = LEVELS;
  const [, dyeU, dyeV] = yuv([0xc0, 0x20, 0x60]);
  assertNear(stripes[0], [background[0], 128, 128]);
  const mixed = (dye: number, was: number): number => 0.7 * dye + 0.3 * was;
  assertNear(stripes[1], [hair[0], mixed(dyeU, hair[1]), mixed(dyeV, hair[2])]);
  assertNear(stripes[2], face);
});

Deno.test("two_layers.ts with background=keep leaves the background", async () => {
  const options = { background: "keep" };
  const { stripes } = await middles([{ plugin: example("two_layers.ts"), options }]);
  assertNear(stripes[0], LEVELS[0]);
  assertNear(stripes[2], LEVELS[2]);
});

Deno.test("custom_model.ts names the classes of any model and gives each a colour", async () => {
  const { stripes, log } = await middles([example("custom_model.ts")]);
  assert.ok(log.includes("info classes: the model knows background, hair, face"), log.join("\n"));
  assertNear(stripes[0], LEVELS[0]);
  for (const label of [1, 2]) {
    const [y, u, v] = LEVELS[label];
    const mixed = (was: number, side: number): number => 0.3 * was + 0.7 * (128 + 90 * side);
    const angle = 2.4 * label;
    assertNear(stripes[label], [y, mixed(u, Math.cos(angle)), mixed(v, Math.sin(angle))]);
  }
});

Deno.test("mirror.ts moves the person of a later filter along", async () => {
  const dim = { plugin: example("dim.ts"), options: { strength: 100 } };
  const { stripes: there } = await middles([dim]);
  assert.deepEqual(there.map(([y]) => y), [0, LEVELS[1][0], LEVELS[2][0]]);
  const { stripes: mirrored } = await middles([example("mirror.ts"), dim]);
  assert.deepEqual(mirrored.map(([y]) => y), [LEVELS[2][0], LEVELS[1][0], 0]);
});

const DEMO = { width: 640, height: 360, draw: "demo" } as const;

Deno.test("heatmap.ts puts a red nose where the demo figure has its own", async () => {
  const { pictures } = await play({ ...DEMO, frames: 4, plugins: [example("heatmap.ts")] });
  const { u, v } = pictures[3];
  let [count, x, y] = [0, 0, 0];
  for (let at = 0; at < u.length; at++) {
    if (u[at] !== 100 || v[at] !== 230) continue;
    count++;
    x += at % 320 + 0.5;
    y += Math.floor(at / 320) + 0.5;
  }
  const radius = 0.06 * 180 / 2;
  assert.ok(count > 0.8 * Math.PI * radius ** 2 && count < 1.6 * Math.PI * radius ** 2, `${count}`);
  const nose = demoPoints(0, DEMO).get("nose");
  assert.ok(nose);
  const away = Math.hypot(x / count - nose.x * 320, y / count - nose.y * 180);
  assert.ok(away < 9, `${away.toFixed(1)} of 320 pixels away`);
});

Deno.test("landmarks.ts draws lines through the demo figure's keypoints", async () => {
  const { pictures } = await play({ ...DEMO, frames: 30, plugins: [example("landmarks.ts")] });
  const { u, v } = pictures[29];
  const painted: { x: number; y: number }[] = [];
  for (let at = 0; at < u.length; at++) {
    if (u[at] === 70 && v[at] === 60) painted.push({ x: at % 320, y: Math.floor(at / 320) });
  }
  const points = demoPoints(0, DEMO);
  for (const name of ["nose", "left_eye", "right_eye", "mouth_left", "left_shoulder"]) {
    const point = points.get(name);
    assert.ok(point);
    const nearest = Math.min(
      ...painted.map(({ x, y }) => Math.hypot(x - point.x * 320, y - point.y * 180)),
    );
    assert.ok(
      nearest < 14,
      `${name}: the nearest line is ${nearest.toFixed(1)} of 320 pixels away`,
    );
  }
  assert.ok(painted.length < u.length / 20, "lines, not areas");
});
