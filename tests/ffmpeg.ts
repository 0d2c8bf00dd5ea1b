/**
 * The ffmpeg program as an independent reader and writer of pictures.
 *
 * @module
 */
import { missing } from "./tools.ts";

/** A test that needs ffmpeg: skipped with the reason where there is none, a failure in CI. */
export function ffmpegTest(name: string, fn: () => void | Promise<void>): void {
  Deno.test({ name, fn, ignore: missing("ffmpeg", "ffprobe") });
}

/** Runs ffmpeg; a text is split at its spaces. Gives what it wrote to its standard output (`-`). */
export async function ffmpeg(
  args: string | readonly string[],
  input?: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const list = typeof args === "string" ? args.split(" ") : args;
  const process = new Deno.Command("ffmpeg", {
    args: ["-hide_banner", "-loglevel", "error", ...(input ? [] : ["-nostdin"]), "-y", ...list],
    stdin: input ? "piped" : "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = process.output();
  if (input) await new Blob([input.slice()]).stream().pipeTo(process.stdin);
  const { success, stdout, stderr } = await output;
  if (!success) throw new Error(`ffmpeg ${list.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return stdout;
}
