/** People whose keypoints were set by hand. */
import assert from "node:assert/strict";
import { KEYPOINTS } from "../../../core/layers/names.ts";

type Keypoint = typeof KEYPOINTS[number];
type Point = readonly [x: number, y: number];

/**
 * The left half of a person who stands facing the camera, with the arms a little away from the body, in a picture of 200x300
 * pixels. The person's left is on the right of the picture. The right half is the mirror image about x = 100.
 */
const LEFT_HALF = {
  eye_inner: [104, 38],
  eye: [108, 38],
  eye_outer: [112, 39],
  ear: [116, 42],
  mouth: [105, 54],
  shoulder: [130, 84],
  elbow: [150, 124],
  wrist: [166, 162],
  pinky: [172, 172],
  index: [170, 174],
  thumb: [164, 170],
  hip: [118, 170],
  knee: [120, 222],
  ankle: [120, 272],
  heel: [119, 280],
  foot_index: [128, 288],
} as const satisfies Readonly<Record<string, Point>>;

/** The keypoints in pixels of that picture, all of them visible. */
export type Person = Map<Keypoint, Point>;

/** The person seen from the front. */
export function fromInFront(): Person {
  const person: Person = new Map([["nose", [100, 46]]]);
  for (const [name, [x, y]] of Object.entries(LEFT_HALF)) {
    const names = name === "mouth"
      ? ["mouth_left", "mouth_right"]
      : [`left_${name}`, `right_${name}`];
    names.forEach((full, side) => {
      const keypoint = KEYPOINTS.find((known) => known === full) ?? assert.fail(full);
      person.set(keypoint, [side === 0 ? x : 200 - x, y]);
    });
  }
  assert.equal(person.size, KEYPOINTS.length);
  return person;
}

/** The same person seen from behind: the person's left is on the left of the picture. */
export function fromBehind(): Person {
  return new Map([...fromInFront()].map(([name, [x, y]]) => [name, [200 - x, y]]));
}

/** The keypoints in the format of the layer `landmarks`, for a picture of this size. */
export function values(
  person: Person,
  { width = 200, height = 300, hidden = [] }: {
    width?: number;
    height?: number;
    hidden?: readonly Keypoint[];
  } = {},
): Float32Array {
  return Float32Array.from(
    KEYPOINTS.flatMap((name) => {
      const [x, y] = person.get(name) ?? assert.fail(name);
      return [x / width, y / height, 0, hidden.includes(name) ? 0.1 : 1];
    }),
  );
}
