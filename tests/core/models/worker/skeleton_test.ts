import assert from "node:assert/strict";
import { Body } from "../../../../core/models/worker/body.ts";
import { PartLayers } from "../../../../core/models/worker/part_layers.ts";
import { Skeleton } from "../../../../core/models/worker/skeleton.ts";
import { BODY_PARTS } from "../../../../core/layers/names.ts";
import { fromBehind, fromInFront, type Person, values } from "../hand_made_people.ts";

const [WIDTH, HEIGHT] = [200, 300];

/** The part of each pixel, if all pixels are person. */
function name(points: Float32Array): (x: number, y: number) => string {
  const labels = new Uint8Array(WIDTH * HEIGHT);
  new Skeleton(WIDTH, HEIGHT).label(points, new Uint8ClampedArray(labels.length).fill(255), labels);
  return (x, y) => BODY_PARTS[(labels[y * WIDTH + x] ?? 0) - 1] ?? "background";
}

/** Pixels whose part is obvious, on the right of the picture. Their mirror images are on the left. */
const PLACES = [
  [112, 40, "face"],
  [104, 60, "face"],
  [114, 30, "face"],
  [141, 106, "upper_arm"],
  [133, 90, "upper_arm"],
  [158, 143, "lower_arm"],
  [170, 173, "hand"],
  [174, 182, "hand"],
  [119, 200, "upper_leg"],
  [120, 245, "lower_leg"],
  [126, 287, "foot"],
] as const;
const SURFACE = ["upper_arm", "lower_arm", "upper_leg", "lower_leg"];

for (
  const [view, person, right, left] of [
    ["front", fromInFront(), "left", "right"],
    ["back", fromBehind(), "right", "left"],
  ] as const
) {
  Deno.test(`Skeleton labels all parts of a person seen from the ${view}, with the person's left and right`, () => {
    const named = name(values(person));
    for (const [x, y, part] of PLACES) {
      const full = SURFACE.includes(part) ? `${part}_${view}` : part;
      assert.equal(named(x, y), `${right}_${full}`, `${x}, ${y}`);
      assert.equal(named(200 - x, y), `${left}_${full}`, `${200 - x}, ${y}`);
    }
    for (const y of [95, 120, 150]) assert.equal(named(100, y), `torso_${view}`);
  });
}

Deno.test("Skeleton distinguishes front and back upside down, too", () => {
  const turned: Person = new Map(
    [...fromInFront()].map(([key, [x, y]]) => [key, [200 - x, 300 - y]]),
  );
  const named = name(values(turned));
  assert.equal(named(100, 180), "torso_front");
  assert.equal(named(200 - 158, 300 - 143), "left_lower_arm_front");
});

Deno.test("Skeleton labels an arm in front of the chest as the arm", () => {
  const person = fromInFront();
  person.set("left_elbow", [140, 130]).set("left_wrist", [92, 120]);
  person.set("left_index", [82, 118]).set("left_pinky", [82, 121]);
  const named = name(values(person));
  assert.equal(named(116, 125), "left_lower_arm_front");
  assert.equal(named(84, 119), "left_hand");
  assert.equal(named(100, 150), "torso_front");
});

Deno.test("Skeleton omits hidden limbs, but not those that leave the picture", () => {
  const hidden = name(values(fromInFront(), { hidden: ["left_wrist"] }));
  assert.ok(!["left_lower_arm_front", "left_hand"].includes(hidden(158, 143)), hidden(158, 143));
  const person = fromInFront();
  person.set("left_elbow", [170, 124]).set("left_wrist", [230, 140]);
  const leaving = name(values(person, { hidden: ["left_wrist"] }));
  assert.equal(leaving(193, 130), "left_lower_arm_front");
});

Deno.test("Skeleton.label() gives each pixel the nearest shape, although it compares only few", () => {
  const points = values(fromInFront());
  const labels = new Uint8Array(WIDTH * HEIGHT);
  const everywhere = new Uint8ClampedArray(labels.length).fill(1);
  new Skeleton(WIDTH, HEIGHT).label(points, everywhere, labels);
  const body = new Body(WIDTH, HEIGHT);
  body.place(points);
  const seen = new Set<number>();
  for (let i = 0; i < labels.length; i++) {
    const [x, y] = [i % WIDTH + 0.5, Math.floor(i / WIDTH) + 0.5];
    let nearest = 0;
    for (let shape = 1; shape < body.count; shape++) {
      if (body.distance(shape, x, y) < body.distance(nearest, x, y)) nearest = shape;
    }
    assert.equal(labels[i], body.label(nearest, x, y), `${x}, ${y}`);
    seen.add(labels[i] ?? 0);
  }
  assert.equal(
    seen.size,
    15,
    "front half of 24 parts: 2 faces, torso, 4 arms, 2 hands, 4 legs, 2 feet",
  );
});

Deno.test("Skeleton handles degenerate poses: all points in one place, far outside, huge", () => {
  for (const [scale, shift] of [[0, 100], [1, -5000], [1000, 0], [0, 0]] as const) {
    const person: Person = new Map(
      [...fromInFront()].map(([key, [x, y]]) => [key, [x * scale + shift, y * scale + shift]]),
    );
    const labels = new Uint8Array(WIDTH * HEIGHT);
    const mask = new Uint8ClampedArray(labels.length).fill(255);
    new Skeleton(WIDTH, HEIGHT).label(values(person), mask, labels);
    assert.ok(labels.every((label) => label >= 1 && label <= 24), `${scale}, ${shift}`);
  }
});

Deno.test("PartLayers.write() divides the person mask among the parts and keeps its soft edges", () => {
  const mask = Uint8ClampedArray.from(
    { length: WIDTH * HEIGHT },
    (_, i) => i % WIDTH < 20 ? 0 : i % 256,
  );
  const layer = (full: string) => (
    { name: full, width: WIDTH, height: HEIGHT, data: new Uint8Array(mask.length).fill(77) }
  );
  const parts = BODY_PARTS.map((part) => layer(`parts/${part}`));
  const labels = layer("parts");
  const points = values(fromInFront());
  new PartLayers([labels, ...parts], { width: WIDTH, height: HEIGHT }).write(points, mask);
  const named = name(points);
  for (let i = 0; i < mask.length; i++) {
    const part = named(i % WIDTH, Math.floor(i / WIDTH));
    const expected = mask[i] ?? 0;
    const sum = parts.reduce((total, { data }) => total + (data[i] ?? 0), 0);
    assert.equal(sum, expected);
    const own = parts.find((one) => one.name === `parts/${part}`);
    assert.equal(own?.data[i], expected);
    const label = expected < 128 ? "background" : part;
    assert.equal(["background", ...BODY_PARTS][labels.data[i] ?? 99], label);
  }
});
