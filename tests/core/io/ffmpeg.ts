/**
 * The ffmpeg program as an independent reader and writer of files.
 *
 * @module
 */

/** Runs ffmpeg with arguments separated by spaces; gives what it wrote to its standard output (`-`). */
export async function ffmpeg(args: string, input?: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const process = new Deno.Command("ffmpeg", {
    args: ["-hide_banner", "-loglevel", "error", "-y", ...args.split(" ")],
    stdin: input ? "piped" : "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = process.output();
  if (input) await new Blob([input.slice()]).stream().pipeTo(process.stdin);
  const { success, stdout, stderr } = await output;
  if (!success) throw new Error(`ffmpeg ${args}: ${new TextDecoder().decode(stderr)}`);
  return stdout;
}

/** A folder that goes away with the test. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "scrim-io-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** The names in a folder, sorted. */
export function namesIn(path: string): string[] {
  return [...Deno.readDirSync(path)].map(({ name }) => name).sort();
}
