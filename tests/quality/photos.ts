/**
 * Photos as frames of a 1280x720 camera, with the places of keypoints.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import type { Arena } from "../../core/media/arena.ts";
import type { Frame } from "../../core/media/frame.ts";
import { ffmpeg } from "../ffmpeg.ts";
import { PHOTOS, type Place } from "./known_points.ts";

/** A frame and the places of its keypoints. */
export interface PosedPicture {
  readonly frame: Frame;
  readonly points: ReadonlyMap<string, Place>;
}

/** `cover`: cropped to 16:9 around its centre. `pad`: complete, with a blurred copy of itself at its sides. */
export type Framing = "cover" | "pad";

const FOLDER = new URL("../../../shared/data/", import.meta.url);
const [WIDTH, HEIGHT] = [1280, 720];

/** Why a photo is not available, or `null`. The photos lie beside the repository and are not part of it. */
export async function photoAbsent(name: keyof typeof PHOTOS): Promise<string | null> {
  const { file } = PHOTOS[name];
  try {
    await Deno.stat(new URL(file, FOLDER));
    return null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return `no ${file} in ../shared/data`;
    throw error;
  }
}

/** A photo as a frame. */
export async function posedPhoto(
  name: keyof typeof PHOTOS,
  framing: Framing,
  arena: Arena,
): Promise<PosedPicture> {
  const { file, size: [width, height], points } = PHOTOS[name];
  const scale = framing === "cover" ? WIDTH / width : HEIGHT / height;
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  const [left, top] = [(WIDTH - w) / 2, (HEIGHT - h) / 2];
  const inside = framing === "cover"
    ? `scale=${w}:${h}:flags=bicubic,crop=${WIDTH}:${HEIGHT}`
    : `split[a][b];[a]scale=${WIDTH}:${HEIGHT},gblur=40[c];[b]scale=${w}:${h}:flags=bicubic[d];` +
      `[c][d]overlay=${Math.floor(left)}:0`;
  const filters = `${inside},scale=out_color_matrix=bt709:out_range=limited,format=yuv420p`;
  const path = fileURLToPath(new URL(file, FOLDER));
  const bytes = await ffmpeg(
    ["-i", path, "-filter_complex", filters, "-frames:v", "1", "-f", "rawvideo", "-"],
  );
  const frame = arena.frame(WIDTH, HEIGHT, { matrix: "bt709", range: "limited" });
  let start = 0;
  for (const plane of [frame.y, frame.u, frame.v]) {
    plane.data.set(bytes.subarray(start, start += plane.data.length));
  }
  assert.equal(start, bytes.length);
  const places = Object.entries(points).map(([point, [x, y]]): [string, Place] => [
    point,
    { x: (x * scale + left) / WIDTH, y: (y * scale + top) / HEIGHT },
  ]);
  return { frame, points: new Map(places) };
}
