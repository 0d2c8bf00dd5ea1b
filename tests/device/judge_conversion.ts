/** Is what came out of the virtual camera what ffmpeg makes of the camera's frame? @module */
import assert from "node:assert/strict";
import { bytesPerPixel, type Conversion } from "./conversions.ts";
import { compare, expected, frameBytes, passesThrough } from "./pictures.ts";
import type { ConversionResult } from "./results.ts";

const FOURCC = { yuyv: "YUYV", i420: "YU12", rgb24: "RGB3" } as const;

/**
 * Rounding: averages of two chroma rows may be rounded either way (1); RGB comes from three rounded products, and its
 * chroma from such averages (2). Bytes that only move must be equal.
 */
function tolerance(row: Conversion): number {
  if (passesThrough(row)) return 0;
  return row.output === "rgb24" ? 2 : 1;
}

/** A line of `v4l2-ctl --get-fmt-video`. */
function field(text: string, name: string): string {
  return new RegExp(`^\\s*${name}\\s*: (.*)$`, "m").exec(text)?.[1].trim() ?? "(absent)";
}

/** @throws {assert.AssertionError} when not */
export async function judgeConversion(
  row: Conversion,
  result: ConversionResult,
  out: string,
): Promise<void> {
  const { scrim, format, cameraFormat } = result;
  assert.equal(scrim.code, 0, `Scrim's exit code after SIGTERM: ${scrim.stderr}`);
  assert.equal(field(format, "Width/Height"), `${row.width}/${row.height}`);
  assert.equal(
    field(format, "Pixel Format").slice(1, 5),
    row.output === "same" ? row.format : FOURCC[row.output],
  );
  // The camera did what the row says, so that the row is what was tested.
  assert.equal(field(cameraFormat, "Pixel Format").slice(1, 5), row.format);
  const stride = row.width * bytesPerPixel(row.format) + row.padding;
  assert.equal(field(cameraFormat, "Bytes per Line"), String(stride));

  const camera = await Deno.readFile(`${out}/${row.name}.camera`);
  assert.ok(new Set(camera).size >= 8, "vivid's picture is not the coloured squares");
  const told = field(format, "Quantization").startsWith("Full") && row.output !== "rgb24";
  const wanted = await expected(row, camera, told ? "full" : "limited");
  const frames = await Deno.readFile(`${out}/${row.name}.output`);
  const size = frameBytes(row);
  assert.equal(frames.length, 2 * size);
  for (const at of [0, size]) {
    const { most, beyond, first } = compare(frames.subarray(at, at + size), wanted, tolerance(row));
    assert.equal(beyond, 0, `${beyond} bytes differ, by up to ${most}: ${first}`);
  }
}
