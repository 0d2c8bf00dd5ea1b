/**
 * A rough body round the keypoints of a person: torso, head and limbs of sensible width. Pure geometry, to say which part of
 * the body a pixel of a person most likely shows. An approximation: hair, clothes and what is worn or held go to the nearest
 * part, and what hides another part is not known.
 *
 * @module
 */
import { BODY_PARTS, KEYPOINTS } from "../../layers/names.ts";
import { Quad, Rods } from "./body_shapes.ts";

type Keypoint = typeof KEYPOINTS[number];
type BodyPart = typeof BODY_PARTS[number];
type Side = "left" | "right";

/** Four numbers a keypoint: x, y, z, visibility. */
const NUMBERS = 4;
/** A limb that begins or ends in the picture, but is less visible there, is behind something. */
const VISIBLE = 0.35;

/** Lengths of a grown-up in distances between the shoulder joints: half widths, at the beginning and end of a limb. */
const WIDTH = {
  upperArm: [0.19, 0.15],
  lowerArm: [0.15, 0.12],
  hand: [0.14, 0.15],
  upperLeg: [0.28, 0.2],
  lowerLeg: [0.19, 0.13],
  foot: [0.15, 0.12],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

/** How far the torso reaches beyond the lines between its joints, in the same unit. */
const TORSO = 0.1;
/** The head, in the same unit: half its width at least; how far it reaches above the eyes and below the mouth. */
const HEAD = { half: 0.25, above: 0.42, below: 0.13 } as const;
/** Half of a head's width in distances between the ears. */
const EARS = 0.6;
/** Hands reach beyond the knuckles, which are keypoints, by so much of their distance from the wrist. */
const FINGERS = 0.8;
/** The shortest a shoulder line seen from the side may be, in lengths of the torso and in distances between the ears. */
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

/** The value of a label map for a part: 0 is the background. */
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
/** No body has more. */
export const MOST_SHAPES = 2 + LIMBS.length + HANDS.length;

const [TORSO_FRONT, TORSO_BACK] = [labelOf("torso_front"), labelOf("torso_back")];

/** The shapes of one person, numbered from 0: head, limbs, hands, torso. Allocates nothing after its construction. */
export class Body {
  readonly #width: number;
  readonly #height: number;
  /** Keypoints in pixels: x, y, unused, visibility. */
  readonly #points = new Float64Array(KEYPOINTS.length * NUMBERS);
  /** The head is the first of them. */
  readonly #rods = new Rods(MOST_SHAPES - 1);
  readonly #torso = new Quad();
  readonly #corners = new Float64Array(8);
  /** Where the face is divided: left is where `x · faceX + y · faceY > faceAt`. */
  #faceX = 0;
  #faceY = 0;
  #faceAt = 0;
  #torsoLabel = TORSO_FRONT;

  /** In a picture of this size. */
  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
  }

  /** How many shapes there are; limbs that are hidden have none. */
  get count(): number {
    return this.#rods.count + 1;
  }

  /** Takes the pose of a person: keypoints as {@linkcode Points} has them. */
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

  /** The label of a shape at a point. */
  label(shape: number, x: number, y: number): number {
    if (shape === this.#rods.count) return this.#torsoLabel;
    if (shape > 0) return this.#rods.label(shape);
    return x * this.#faceX + y * this.#faceY > this.#faceAt ? LEFT_FACE : RIGHT_FACE;
  }

  /** How far a point is from a shape. Inside the torso is not nearer than on its surface: limbs and head lie on it. */
  distance(shape: number, x: number, y: number): number {
    return shape < this.#rods.count
      ? this.#rods.distance(shape, x, y)
      : Math.max(this.#torso.distance(x, y), 0);
  }

  /** A joint inside the picture that is hardly visible is hidden; outside it is never visible. */
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

  /** From shoulder to shoulder, were they seen from in front. */
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

  /** Seen from in front, with the hips below, the left shoulder is on the right. */
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

  /** A rod from the mouth to the forehead, divided along the line from mouth to eyes through the nose. */
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
    // Across the face, towards its left.
    const acrossX = points[LEFT_EYE] - points[RIGHT_EYE] + points[LEFT_EAR] - points[RIGHT_EAR];
    const acrossY = points[LEFT_EYE + 1] - points[RIGHT_EYE + 1] + points[LEFT_EAR + 1] -
      points[RIGHT_EAR + 1];
    const side = acrossX * upY - acrossY * upX > 0 ? 1 : -1;
    this.#faceX = side * upY;
    this.#faceY = -side * upX;
    this.#faceAt = points[NOSE] * this.#faceX + points[NOSE + 1] * this.#faceY;
  }
}
