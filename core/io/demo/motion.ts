/**
 * How the demo figure moves: everything follows from the time alone, so frame n looks the same in every run.
 *
 * @module
 */

/** A pose. One object is reused for every frame. Lengths are design units. */
export interface Pose {
  /** How far the head is to the right of its place above the waist. */
  lean: number;
  /** How much the head is tilted: units to the right per unit above the neck. */
  tilt: number;
  /** How far everything is sunk by breathing out. */
  sink: number;
  /** How far the arm is below its raised place; beyond {@linkcode ARM_DOWN} it is out of sight. */
  armDown: number;
  /** How the forearm is inclined: units to the right per unit above the elbow. */
  armTilt: number;
  /** Index into {@linkcode EYES_OPEN}. */
  eyes: number;
  laugh: boolean;
}

/** How far the eyes are open, by index. */
export const EYES_OPEN: readonly number[] = [1, 0.45, 0];
/** `armDown` of an arm that is down: more than any picture is high below the face. */
export const ARM_DOWN = 700;

/** Seconds from one wave to the next, from its start to the raised arm, and of the whole wave. */
const WAVE_EVERY = 9;
const WAVE_RISE = 0.6;
const WAVE_LENGTH = 3.4;
/** Seconds from one blink to the next; it takes 0.2 s. */
const BLINK_EVERY = 3.7;
const TURN = 2 * Math.PI;

/** A pose to fill with {@linkcode moveTo}. */
export function newPose(): Pose {
  return { lean: 0, tilt: 0, sink: 0, armDown: ARM_DOWN, armTilt: 0, eyes: 0, laugh: false };
}

/** Sets the pose at `seconds` from the start. */
export function moveTo(pose: Pose, seconds: number): void {
  pose.lean = 13 * Math.sin(TURN * seconds / 6.1) + 5 * Math.sin(TURN * seconds / 2.7);
  pose.tilt = 0.055 * Math.sin(TURN * seconds / 4.3 + 0.6);
  pose.sink = 3 * Math.sin(TURN * seconds / 3.9);
  const wave = seconds % WAVE_EVERY;
  const raised = ease(Math.min(wave, WAVE_LENGTH - wave) / WAVE_RISE);
  pose.armDown = ARM_DOWN * (1 - raised);
  pose.armTilt = 0.07 + 0.12 * Math.sin(TURN * 1.5 * wave);
  pose.laugh = raised > 0.5;
  const blink = (seconds + 1.6) % BLINK_EVERY;
  pose.eyes = blink >= 0.2 ? 0 : blink >= 0.06 && blink < 0.14 ? 2 : 1;
}

/** 0 to 1 with a soft start and end. */
function ease(part: number): number {
  const x = Math.min(Math.max(part, 0), 1);
  return x * x * (3 - 2 * x);
}
