/**
 * Pictures of people with a known mask, and the IoU of a mask with it.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { ffmpeg } from "../ffmpeg.ts";
import assert from "node:assert/strict";
import type { Arena } from "../../core/media/arena.ts";
import { defaultColor, type Frame, type Plane } from "../../core/media/frame.ts";
import { demoAlpha, DemoScene } from "../../core/io/demo/scene.ts";

/** A frame and its exact matte: 0 … 255, row by row, tightly packed. */
export interface KnownPicture {
  readonly frame: Frame;
  readonly alpha: Uint8Array;
}

/** Photos for measurements. They lie beside the repository on developers' machines and are not part of it. */
const PHOTOS = new URL("../../../shared/data/", import.meta.url);

/** Why a photo is not available, or `null`. */
export async function photoMissing(name: string): Promise<string | null> {
  const file = new URL(`${name}.jpg`, PHOTOS);
  try {
    await Deno.stat(file);
    return null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return `no ${name}.jpg in ../shared/data`;
    throw error;
  }
}

/** Frames of the demo figure, 30 a second. All share one frame, which is drawn again each time: use one picture at a time. */
export function* demoPictures(
  numbers: readonly number[],
  { width, height, arena }: { width: number; height: number; arena: Arena },
): Generator<KnownPicture> {
  const color = defaultColor(height);
  const frame = arena.frame(width, height, color);
  const scene = new DemoScene(arena.frame(width, height, color), 30);
  for (const number of numbers) {
    scene.draw(number, frame);
    yield { frame, alpha: demoAlpha(number, width, height) };
  }
}

/** A photo, scaled and cropped to 1280x720 by ffmpeg, with the alpha of a much larger network. */
export async function photo(name: string, arena: Arena): Promise<KnownPicture> {
  const cover =
    "scale=1280:-1:flags=bicubic:out_color_matrix=bt709:out_range=limited,crop=1280:720";
  const planes = await decode(`${name}.jpg`, `${cover},format=yuv420p`);
  const frame = arena.frame(1280, 720, { matrix: "bt709", range: "limited" });
  let start = 0;
  for (const plane of [frame.y, frame.u, frame.v]) {
    plane.data.set(planes.subarray(start, start += plane.data.length));
  }
  assert.equal(start, planes.length);
  const alpha = await decode(
    `${name}.out.png`,
    "alphaextract,scale=1280:-1:flags=bicubic,crop=1280:720,format=gray",
  );
  assert.equal(alpha.length, 1280 * 720);
  return { frame, alpha };
}

async function decode(file: string, filters: string): Promise<Uint8Array> {
  const path = fileURLToPath(new URL(file, PHOTOS));
  return await ffmpeg(["-i", path, "-vf", filters, "-frames:v", "1", "-f", "rawvideo", "-"]);
}

/**
 * Intersection over union of `mask`, upscaled bilinearly with pixel centres aligned, and `alpha`, both with a threshold of one
 * half.
 */
export function iou(mask: Plane, { frame, alpha }: KnownPicture): number {
  let both = 0;
  let either = 0;
  for (let y = 0; y < frame.height; y++) {
    const row = sourceAt(y, { from: mask.height, to: frame.height });
    for (let x = 0; x < frame.width; x++) {
      const column = sourceAt(x, { from: mask.width, to: frame.width });
      const top = mix(at(mask, column.low, row.low), at(mask, column.high, row.low), column.part);
      const end = mix(at(mask, column.low, row.high), at(mask, column.high, row.high), column.part);
      const isPerson = mix(top, end, row.part) > 127.5;
      const shouldBe = (alpha[y * frame.width + x] ?? 0) > 127.5;
      if (isPerson && shouldBe) both++;
      if (isPerson || shouldBe) either++;
    }
  }
  return both / either;
}

function sourceAt(
  position: number,
  { from, to }: { from: number; to: number },
): { low: number; high: number; part: number } {
  const exact = Math.min(Math.max((position + 0.5) * from / to - 0.5, 0), from - 1);
  const low = Math.floor(exact);
  return { low, high: Math.min(low + 1, from - 1), part: exact - low };
}

function at(plane: Plane, x: number, y: number): number {
  return plane.data[y * plane.stride + x] ?? NaN;
}

function mix(a: number, b: number, part: number): number {
  return a + (b - a) * part;
}
