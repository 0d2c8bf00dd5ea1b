/**
 * The true keypoints in pictures of people: exact for the demo figure, marked by hand in photos.
 *
 * @module
 */
import { figureStand } from "../../core/io/demo/figure.ts";
import { moveTo, newPose } from "../../core/io/demo/motion.ts";

/** A place in a frame, in 0..1 of its width and height. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Keypoints of the demo figure in its design units, from its drawing (`demo_face.ts`, `demo_person.ts`). It faces the camera, so
 * its left is on the right.
 */
const BODY = {
  nose: [3, 34],
  left_eye: [47, -2],
  right_eye: [-45, -2],
  mouth_left: [42, 72],
  mouth_right: [-38, 72],
  left_shoulder: [240, 320],
  right_shoulder: [-240, 320],
} as const;

/** Its raised hand (`demo_arm.ts`); index and pinky are at the knuckles. */
const ARM = {
  left_wrist: [296, 186],
  left_index: [260, 60],
  left_pinky: [327, 66],
} as const;

/** The horizontal shift by which the drawing leans: none below the waist, full at the face (`demo_scene.ts`). */
function leanAt(y: number): number {
  return Math.max((500 - y) / 500, 0) ** 1.4;
}

/** The place in a frame of a design point of the figure's body or arm; `null` for the arm while it is not raised. */
export function demoPlace(
  part: "body" | "arm",
  [x, atRest]: readonly [number, number],
  { frameNumber, width, height }: { frameNumber: number; width: number; height: number },
): Place | null {
  const pose = newPose();
  moveTo(pose, frameNumber / 30);
  if (part === "arm" && pose.armDown > 0) return null;
  const { scale, x: middle, y: center } = figureStand(width, height);
  const y = atRest + pose.sink;
  const above = Math.max(180 - y, 0);
  const shift = part === "body"
    ? pose.lean * leanAt(y) + pose.tilt * above * above / (above + 40)
    : pose.lean * leanAt(300) + pose.armTilt * Math.max(520 - atRest, 0);
  return { x: ((x + shift) * scale + middle) / width, y: (y * scale + center) / height };
}

/** The keypoints of the demo figure in a frame; those of the hand only while it is raised. */
export function demoPoints(
  frameNumber: number,
  size: { width: number; height: number },
): ReadonlyMap<string, Place> {
  const points = new Map<string, Place>();
  for (const [part, known] of [["body", BODY], ["arm", ARM]] as const) {
    for (const [name, point] of Object.entries(known)) {
      const place = demoPlace(part, point, { frameNumber, ...size });
      if (place) points.set(name, place);
    }
  }
  return points;
}

/** Photos in `../shared/data`, with pixels that were marked by hand at four- to sixfold magnification. */
export const PHOTOS = {
  astronaut: {
    file: "astronaut.png",
    size: [512, 512],
    // Without shoulders, which are inside a space suit.
    points: {
      nose: [224, 127],
      left_eye: [247, 103],
      right_eye: [204, 101],
      mouth_left: [243, 142],
      mouth_right: [206, 142],
    },
  },
  "girl-1": {
    file: "girl-1.jpg",
    size: [600, 399],
    points: {
      nose: [222, 187],
      left_eye: [235, 177],
      right_eye: [208, 179],
      mouth_left: [232, 199],
      mouth_right: [213, 200],
      left_shoulder: [278, 223],
      right_shoulder: [170, 229],
      left_elbow: [328, 176],
      right_elbow: [142, 183],
      left_wrist: [360, 119],
      right_wrist: [116, 103],
    },
  },
  "girl-2": {
    file: "girl-2.jpg",
    size: [718, 478],
    // Seen from behind, so left is on the left.
    points: { left_shoulder: [258, 315], right_shoulder: [436, 324], right_elbow: [430, 425] },
  },
} as const satisfies Readonly<
  Record<string, {
    file: string;
    size: readonly [number, number];
    points: Readonly<Record<string, readonly [number, number]>>;
  }>
>;
