/** Conversions by ffmpeg, for tests that need another opinion. @module */
import assert from "node:assert/strict";

/** One raw picture to another pixel format, as accurately as ffmpeg can. */
export async function convert(
  bytes: Uint8Array,
  shape: { width: number; height: number; from: string; to: string },
): Promise<Uint8Array> {
  const size = `${shape.width}x${shape.height}`;
  const raw = (format: string) => ["-f", "rawvideo", "-pix_fmt", format, "-s", size];
  const flags = "sws_flags=accurate_rnd+full_chroma_int+full_chroma_inp+neighbor";
  const child = new Deno.Command("ffmpeg", {
    args: [
      ...["-v", "error", ...raw(shape.from), "-i", "-"],
      ...["-vf", `scale=${flags.replace("sws_flags", "flags")}`],
      ...[...raw(shape.to), "-"],
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(bytes.slice());
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return stdout;
}
