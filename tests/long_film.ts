/**
 * An hour of film through Scrim, small and slow so that it takes minutes: ffprobe counts what comes out. Exit code 1: frames are
 * missing, or their times are off.
 *
 * @module
 */
import assert from "node:assert/strict";
import { run } from "../mod.ts";

const SECONDS = 3600;
const FPS = 5;

async function tool(name: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(name, { args: [...args] }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) {
  const folder = await Deno.makeTempDir({ prefix: "scrim-long-" });
  try {
    const [input, output] = [`${folder}/in.mkv`, `${folder}/out.mkv`];
    const pattern = `testsrc2=size=64x48:rate=${FPS}:duration=${SECONDS}`;
    await tool("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", pattern, "-c:v", "ffv1", input]);
    const summary = await run({ input, output, codec: "ffv1", plugins: ["mirror"] });
    assert.equal(summary.frames.out, SECONDS * FPS);
    const entries = "format=duration:stream=nb_read_frames";
    const counted = await tool("ffprobe", [
      ...["-v", "error", "-count_frames", "-show_entries", entries, "-of", "json", output],
    ]);
    const { format, streams: [stream] } = JSON.parse(counted);
    assert.equal(Number(stream.nb_read_frames), SECONDS * FPS);
    assert.ok(Math.abs(Number(format.duration) - SECONDS) < 1 / FPS, `${format.duration} s`);
    console.log(`${stream.nb_read_frames} frames, ${format.duration} s`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
