/**
 * A scene's frames as a camera sends them, with their ground truth.
 *
 * @module
 */
import type { Arena } from "../../core/media/arena.ts";
import type { Frame } from "../../core/media/frame.ts";
import type { FrameSource } from "../../core/media/source.ts";
import { frameSource } from "./moving_scenes.ts";

/** A picture of 1280x720 with its own memory: luma, then chroma at half the size. */
export interface Picture {
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
}

/** The frames of a scene and their ground truth. */
export interface Film {
  /** The frames that the camera sends. */
  readonly frames: readonly Picture[];
  /** The exact matte of each frame, 0..255, row by row. Frames without motion share one object. */
  readonly alphas: readonly Uint8Array[];
  /** Drawn scenes only: the background without people, and the frames without the camera's noise. */
  readonly truth: { readonly room: Picture; clean(number: number): Picture } | null;
}

/** A frame's planes, copied. */
export function pictureOf({ y, u, v }: Frame): Picture {
  return { y: y.data.slice(), u: u.data.slice(), v: v.data.slice() };
}

/** Copies a picture into a frame of its size without padding between rows. */
export function putPicture({ y, u, v }: Picture, into: Frame): void {
  into.y.data.set(y);
  into.u.data.set(u);
  into.v.data.set(v);
}

/** The frames as a source for `run()`. */
export function filmSource(frames: readonly Picture[]): (arena: Arena) => FrameSource {
  return frameSource(frames.length, (frame, number) => putPicture(frames[number], frame));
}
