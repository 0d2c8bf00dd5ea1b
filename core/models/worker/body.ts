/**
 * A rough model of a body around the keypoints of a person: torso, head and limbs of typical width. It gives the part of the body
 * that a pixel of a person most likely shows. It is an approximation: hair, clothes and held things count as the nearest part,
 * and a part that another one hides is not recognised as hidden.
 *
 * @module
 */
import { BODY_PARTS, KEYPOINTS } from "../../layers/names.ts";
import { Quad, Rods } from "./body_shapes.ts";

type Keypoint = typeof KEYPOINTS[number];
type BodyPart = typeof BODY_PARTS[number];
type Side = "left" | "right";

/** Four numbers per keypoint: x, y, z, visibility. */
const NUMBERS = 4;
/** A joint inside the picture with a smaller visibility counts as hidden. */
const VISIBLE = 0.35;

/** Half widths of an adult's limbs at their beginning and end, in units of the distance between the shoulder joints. */
const WIDTH = {
  upperArm: [0.19, 0.15],
  lowerArm: [0.15, 0.12],
  hand: [0.14, 0.15],
  upperLeg: [0.28, 0.2],
  lowerLeg: [0.19, 0.13],
  foot: [0.15, 0.12],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

/** The margin of the torso beyond the lines between its joints, in the same unit. */
const TORSO = 0.1;
/** The head, in the same unit: its minimum half width, and its extent above the eyes and below the mouth. */
const HEAD = { half: 0.25, above: 0.42, below: 0.13 } as const;
/** Half the width of the head, in units of the distance between the ears. */
const EARS = 0.6;
/** The extent of the hand beyond the knuckles, which are keypoints, in units of their distance from the wrist. */
const FINGERS = 0.8;
/** The minimum of the unit, for a person seen from the side: in torso lengths, and in distances between the ears. */
const LEAST_BY_TORSO = 0.6;
const LEAST_BY_EARS = 1.8;

interface Limb {
  readonly from: number;
  readonly to: number;
  readonly width: readonly [number, number];
  readonly front: number;
  readonly back: number;
}

function index(name: Keypoint): number {
  return KEYPOINTS.indexOf(name) * NUMBERS;
}

/** The value of a part in a label map, where 0 is the background. */
function labelOf(part: BodyPart): number {
  return BODY_PARTS.indexOf(part) + 1;
}

function limbsOf(side: Side): readonly Limb[] {
  const limb = (
    [from, to]: readonly [Keypoint, Keypoint],
    [front, back]: readonly [BodyPart, BodyPart],
    width: readonly [number, number],
  ): Limb => ({
    from: index(from),
    to: index(to),
    width,
    front: labelOf(front),
    back: labelOf(back),
  });
  const both = (part: "upper_arm" | "lower_arm" | "upper_leg" | "lower_leg") =>
    [`${side}_${part}_front`, `${side}_${part}_back`] as const;
  return [
    limb([`${side}_shoulder`, `${side}_elbow`], both("upper_arm"), WIDTH.upperArm),
    limb([`${side}_elbow`, `${side}_wrist`], both("lower_arm"), WIDTH.lowerArm),
    limb([`${side}_hip`, `${side}_knee`], both("upper_leg"), WIDTH.upperLeg),
    limb([`${side}_knee`, `${side}_ankle`], both("lower_leg"), WIDTH.lowerLeg),
    limb([`${side}_heel`, `${side}_foot_index`], [`${side}_foot`, `${side}_foot`], WIDTH.foot),
  ];
}

const LIMBS: readonly Limb[] = [...limbsOf("left"), ...limbsOf("right")];
const HANDS = (["left", "right"] as const).map((side) => ({
  wrist: index(`${side}_wrist`),
  index: index(`${side}_index`),
  pinky: index(`${side}_pinky`),
  label: labelOf(`${side}_hand`),
}));

const [LEFT_SHOULDER, RIGHT_SHOULDER] = [index("left_shoulder"), index("right_shoulder")];
const [LEFT_HIP, RIGHT_HIP] = [index("left_hip"), index("right_hip")];
const [LEFT_EYE, RIGHT_EYE] = [index("left_eye"), index("right_eye")];
const [LEFT_EAR, RIGHT_EAR] = [index("left_ear"), index("right_ear")];
const [LEFT_MOUTH, RIGHT_MOUTH] = [index("mouth_left"), index("mouth_right")];
const NOSE = index("nose");
const [LEFT_FACE, RIGHT_FACE] = [labelOf("left_face"), labelOf("right_face")];
/** The largest number of shapes of a body: head, torso, limbs and hands. */
export const MOST_SHAPES = 2 + LIMBS.length + HANDS.length;

const [TORSO_FRONT, TORSO_BACK] = [labelOf("torso_front"), labelOf("torso_back")];

/** The shapes of one person, numbered from 0: head, limbs, hands, torso. It allocates only in its constructor. */
export class Body {
  readonly #width: number;
  readonly #height: number;
  /** Keypoints in pixels: x, y, unused, visibility. */
  readonly #points = new Float64Array(KEYPOINTS.length * NUMBERS);
  /** Head, limbs and hands. The head is the first. */
  readonly #rods = new Rods(MOST_SHAPES - 1);
  readonly #torso = new Quad();
  readonly #corners = new Float64Array(8);
  /** The line that divides the face: a point is on its left side if `x · faceX + y · faceY > faceAt`. */
  #faceX = 0;
  #faceY = 0;
  #faceAt = 0;
  #torsoLabel = TORSO_FRONT;

  /** A body in a picture of this size in pixels. */
  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
  }

  /** The number of shapes. Hidden limbs have none. */
  get count(): number {
    return this.#rods.count + 1;
  }

  /** Computes the shapes from the keypoints of a person, in the format of `Points`. */
  place(values: Float32Array): void {
    const points = this.#points;
    for (let at = 0; at < points.length; at += NUMBERS) {
      points[at] = values[at] * this.#width;
      points[at + 1] = values[at + 1] * this.#height;
      points[at + 3] = values[at + 3];
    }
    const unit = this.#unit();
    const front = this.#facesUs();
    this.#rods.clear();
    this.#placeHead(unit);
    this.#placeTorso(unit, front);
    for (const { from, to, width, ...label } of LIMBS) {
      if (!this.#seen(from) || !this.#seen(to)) continue;
      const [x, y, toX, toY] = [points[from], points[from + 1], points[to], points[to + 1]];
      this.#rods.add(x, y, toX, toY, width, unit, front ? label.front : label.back);
    }
    for (const { wrist, index, pinky, label } of HANDS) {
      if (!this.#seen(wrist)) continue;
      const [x, y] = [points[wrist], points[wrist + 1]];
      const dx = (points[index] + points[pinky]) / 2 - x;
      const dy = (points[index + 1] + points[pinky + 1]) / 2 - y;
      const beyond = 1 + FINGERS;
      this.#rods.add(x, y, x + beyond * dx, y + beyond * dy, WIDTH.hand, unit, label);
    }
  }

  /** The label of a shape at a point in pixels. */
  label(shape: number, x: number, y: number): number {
    if (shape === this.#rods.count) return this.#torsoLabel;
    if (shape > 0) return this.#rods.label(shape);
    return x * this.#faceX + y * this.#faceY > this.#faceAt ? LEFT_FACE : RIGHT_FACE;
  }

  /**
   * The distance of a point from a shape in pixels, negative inside. Inside the torso it is 0, so that limbs and head in front of
   * the torso are nearer.
   */
  distance(shape: number, x: number, y: number): number {
    return shape < this.#rods.count
      ? this.#rods.distance(shape, x, y)
      : Math.max(this.#torso.distance(x, y), 0);
  }

  /** Whether a joint is not hidden. A joint outside the picture has a low visibility but does not count as hidden. */
  #seen(point: number): boolean {
    const [x, y] = [this.#points[point], this.#points[point + 1]];
    const outside = x < 0 || y < 0 || x >= this.#width || y >= this.#height;
    return outside || this.#points[point + 3] >= VISIBLE;
  }

  #middle(a: number, b: number, axis: 0 | 1): number {
    return (this.#points[a + axis] + this.#points[b + axis]) / 2;
  }

  #apart(a: number, b: number): number {
    return Math.hypot(
      this.#points[a] - this.#points[b],
      this.#points[a + 1] - this.#points[b + 1],
    );
  }

  /** The unit of all widths: the estimated distance between the shoulder joints as seen from the front, in pixels. */
  #unit(): number {
    const torso = Math.hypot(
      this.#middle(LEFT_HIP, RIGHT_HIP, 0) - this.#middle(LEFT_SHOULDER, RIGHT_SHOULDER, 0),
      this.#middle(LEFT_HIP, RIGHT_HIP, 1) - this.#middle(LEFT_SHOULDER, RIGHT_SHOULDER, 1),
    );
    return Math.max(
      this.#apart(LEFT_SHOULDER, RIGHT_SHOULDER),
      LEAST_BY_TORSO * torso,
      LEAST_BY_EARS * this.#apart(LEFT_EAR, RIGHT_EAR),
    );
  }

  /** Whether the person faces the camera: with the hips below, the left shoulder is then on the right. */
  #facesUs(): boolean {
    const points = this.#points;
    const dx = points[LEFT_SHOULDER] - points[RIGHT_SHOULDER];
    const dy = points[LEFT_SHOULDER + 1] - points[RIGHT_SHOULDER + 1];
    const downX = this.#middle(LEFT_HIP, RIGHT_HIP, 0) -
      this.#middle(LEFT_SHOULDER, RIGHT_SHOULDER, 0);
    const downY = this.#middle(LEFT_HIP, RIGHT_HIP, 1) -
      this.#middle(LEFT_SHOULDER, RIGHT_SHOULDER, 1);
    return dx * downY - dy * downX >= 0;
  }

  #placeTorso(unit: number, front: boolean): void {
    let at = 0;
    for (const corner of [LEFT_SHOULDER, RIGHT_SHOULDER, RIGHT_HIP, LEFT_HIP]) {
      this.#corners[at++] = this.#points[corner];
      this.#corners[at++] = this.#points[corner + 1];
    }
    this.#torso.set(this.#corners, TORSO * unit);
    this.#torsoLabel = front ? TORSO_FRONT : TORSO_BACK;
  }

  /** Adds a rod from the mouth to the forehead. A line through the nose, parallel to that from mouth to eyes, divides it. */
  #placeHead(unit: number): void {
    const points = this.#points;
    const half = Math.max(EARS * this.#apart(LEFT_EAR, RIGHT_EAR), HEAD.half * unit);
    const [eyesX, eyesY] = [
      this.#middle(LEFT_EYE, RIGHT_EYE, 0),
      this.#middle(LEFT_EYE, RIGHT_EYE, 1),
    ];
    const mouthX = this.#middle(LEFT_MOUTH, RIGHT_MOUTH, 0);
    const mouthY = this.#middle(LEFT_MOUTH, RIGHT_MOUTH, 1);
    const long = Math.hypot(eyesX - mouthX, eyesY - mouthY);
    const upX = long > 0 ? (eyesX - mouthX) / long : 0;
    const upY = long > 0 ? (eyesY - mouthY) / long : -1;
    const up = HEAD.above * unit - half;
    const down = HEAD.below * unit - half;
    this.#rods.add(
      ...[mouthX - down * upX, mouthY - down * upY] as const,
      ...[eyesX + up * upX, eyesY + up * upY] as const,
      [half, half],
      1,
      LEFT_FACE,
    );
    // The direction across the face, towards its left side.
    const acrossX = points[LEFT_EYE] - points[RIGHT_EYE] + points[LEFT_EAR] - points[RIGHT_EAR];
    const acrossY = points[LEFT_EYE + 1] - points[RIGHT_EYE + 1] + points[LEFT_EAR + 1] -
      points[RIGHT_EAR + 1];
    const side = acrossX * upY - acrossY * upX > 0 ? 1 : -1;
    this.#faceX = side * upY;
    this.#faceY = -side * upX;
    this.#faceAt = points[NOSE] * this.#faceX + points[NOSE + 1] * this.#faceY;
  }
}
