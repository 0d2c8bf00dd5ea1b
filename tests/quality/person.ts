/**
 * A picture's person mask, by way of everything that happens to a camera's frame before the model sees it.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { SegmenterEngine } from "../../core/infer/engine.ts";
import type { Frame, Packed, Plane } from "../../core/frame.ts";

/** Samples `frame` into the engine's input and infers. */
export async function personMask(
  engine: SegmenterEngine,
  { frame, timestampMs }: { frame: Frame; timestampMs: number },
): Promise<Plane> {
  await sample(frame, engine.input);
  await engine.infer(timestampMs);
  const mask = engine.layers.get("person");
  assert.ok(mask);
  return mask;
}

/** Shrinks `frame` to the size of `into`. */
export async function sample(frame: Frame, into: Packed): Promise<void> {
  const { width, height } = frame;
  const child = new Deno.Command("ffmpeg", {
    args: [
      ..."-hide_banner -loglevel error -f rawvideo -pix_fmt yuv420p -s".split(" "),
      `${width}x${height}`,
      ...["-i", "-", "-vf"],
      `scale=${into.width}:${into.height}:flags=area+accurate_rnd:in_color_matrix=${frame.color.matrix},format=rgba`,
      ..."-frames:v 1 -f rawvideo -".split(" "),
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const reading = child.output();
  for (const plane of [frame.y, frame.u, frame.v]) await writer.write(plane.data.slice());
  await writer.close();
  into.data.set((await reading).stdout);
}
