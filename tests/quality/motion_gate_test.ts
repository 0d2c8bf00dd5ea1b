import assert from "node:assert/strict";
import { definePlugin, run, type RunOptions } from "../../mod.ts";
import { MemoryLog } from "../fakes.ts";
import { FPS, Noise, type Paint, sceneSource } from "./moving_scenes.ts";

const PERIOD = 1000 / FPS;

/** The mask that each frame went with, and how old it was. */
interface Masks {
  readonly masks: Uint8Array[];
  readonly ages: number[];
  readonly inferences: number;
}

/** Runs a scene through the real program and keeps what its filters were given. */
async function masksOf(frames: number, paint: Paint, options: RunOptions = {}): Promise<Masks> {
  const masks: Uint8Array[] = [];
  const ages: number[] = [];
  const keep = definePlugin({
    apiVersion: 1,
    name: "keep",
    summary: "Keeps every mask",
    access: "read",
    layers: [{ name: "person", size: "native" }],
    process({ layers: { person } }) {
      masks.push(person.data.slice());
      ages.push(person.ageMs);
    },
  });
  const { inferences } = await run({
    ...{ input: sceneSource(frames, paint), output: "none", plugins: [{ plugin: keep }] },
    ...{ log: new MemoryLog(), ...options },
  });
  return { masks, ages, inferences };
}

/** How well two masks agree on what is person. */
function iou(a: Uint8Array, b: Uint8Array): number {
  let both = 0;
  let either = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] > 127 && b[i] > 127) both++;
    if (a[i] > 127 || b[i] > 127) either++;
  }
  return both / either;
}

/** The worst agreement of a scene's masks with those of a run that infers for every frame. */
async function worst(frames: number, paint: () => Paint): Promise<Masks & { iou: number }> {
  const gated = await masksOf(frames, paint());
  const always = await masksOf(frames, paint(), { maskSync: "every-frame" });
  assert.equal(always.inferences, frames);
  const agreement = gated.masks.map((mask, i) => iou(mask, always.masks[i]));
  return { ...gated, iou: Math.min(...agreement) };
}

/** The demo figure, standing still from some frame of it. */
const still =
  (noise: Noise, how: { sigma: number; shot?: boolean }): Paint => (frame, { figure }) => {
    figure.draw(60, frame);
    noise.add(frame, how);
  };

// Tuned with noise of 0, 2, 5, 10 and 20 levels: none of these.
for (const how of [{ sigma: 1.3 }, { sigma: 3.5 }, { sigma: 7.5, shot: true }, { sigma: 14 }]) {
  const kind = how.shot ? "shot noise" : "noise";
  Deno.test(`a still scene with ${kind} of ${how.sigma} levels needs at most one inference in ten frames`, async () => {
    const { inferences, ages } = await masksOf(100, still(new Noise(7), how));
    assert.ok(inferences <= 10, `${inferences} in 100 frames`);
    assert.ok(inferences >= 100 * PERIOD / 500, "no mask is used for longer than half a second");
    assert.ok(Math.max(...ages) <= 500, `a mask was ${Math.max(...ages)} ms old`);
  });
}

Deno.test("the moving figure's masks are those of a run that infers for every frame", async () => {
  const { iou } = await worst(120, () => (frame, { number, figure }) => figure.draw(number, frame));
  assert.ok(iou >= 0.99, `IoU ${iou}`);
});

Deno.test("a figure that creeps, a fiftieth of its pace, is noticed in time", async () => {
  const creep = (): Paint => {
    const noise = new Noise(3);
    return (frame, { number, figure }) => {
      figure.draw(20 + number / 50, frame);
      noise.add(frame, { sigma: 3 });
    };
  };
  const { iou, inferences } = await worst(90, creep);
  assert.ok(iou >= 0.99, `IoU ${iou}`);
  assert.ok(inferences < 60, `${inferences} in 90 frames: what is hardly seen is not worth a run`);
});

Deno.test("a light that fades is noticed in time", async () => {
  const fade = (): Paint => {
    const noise = new Noise(5);
    return (frame, { number, figure }) => {
      figure.draw(60, frame);
      const light = 1 - 0.6 * number / 90;
      const { data } = frame.y;
      for (let i = 0; i < data.length; i++) data[i] = 16 + (data[i] - 16) * light;
      noise.add(frame, { sigma: 4 });
    };
  };
  const { iou } = await worst(90, fade);
  assert.ok(iou >= 0.99, `IoU ${iou}`);
});

/** A hand's height and colour at the left border, reaching `reach` pixels into the picture. */
function drawHand(frame: Parameters<Paint>[0], reach: number): void {
  for (
    const [plane, value, shift] of [[frame.y, 170, 0], [frame.u, 108, 1], [
      frame.v,
      155,
      1,
    ]] as const
  ) {
    for (let row = 300 >> shift; row < 420 >> shift; row++) {
      const start = row * plane.stride;
      plane.data.fill(value, start, start + (reach >> shift));
    }
  }
}

Deno.test("a hand that enters at the border is noticed before it is as wide as a finger", async () => {
  const noise = new Noise(11);
  const begins = 20;
  const { ages } = await masksOf(60, (frame, { number, figure }) => {
    figure.draw(60, frame);
    if (number >= begins) drawHand(frame, 4 * (number - begins + 1));
    noise.add(frame, { sigma: 5 });
  });
  const noticed = ages.findIndex((age, i) => i >= begins && age === 0);
  assert.ok(noticed - begins < 4, `after ${noticed - begins} frames of 4 px`);
  // And never does it go on for as much without a mask of its own.
  assert.ok(Math.max(...ages.slice(noticed)) < 4 * PERIOD, `${ages.slice(noticed)}`);
});

Deno.test("a picture that shakes as a whole is no noise", async () => {
  const { inferences } = await masksOf(30, (frame, { number, figure }) => {
    figure.draw(60, frame);
    // Chroma stands still: luma alone tells.
    frame.y.data.copyWithin(3 * (number % 2), 0);
  });
  assert.equal(inferences, 30);
});
