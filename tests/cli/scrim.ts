/** Runs the program as a user does. */

import { fileURLToPath } from "node:url";

const MOD = fileURLToPath(new URL("../../mod.ts", import.meta.url));

/** The command, ready to spawn. */
export function scrim(args: readonly string[], options: Deno.CommandOptions = {}): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", MOD, ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...options,
  });
}

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs to the end. */
export async function runScrim(
  args: readonly string[],
  options?: Deno.CommandOptions,
): Promise<Outcome> {
  const { code, stdout, stderr } = await scrim(args, options).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** A folder for one test, removed afterwards. */
export async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A picture as ffmpeg decodes it: RGB, three bytes a pixel. */
export async function decode(
  path: string,
): Promise<{ width: number; height: number; rgb: Uint8Array }> {
  const probe = await new Deno.Command("ffprobe", {
    args: ["-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0", path],
  }).output();
  const [width, height] = new TextDecoder().decode(probe.stdout).trim().split(",").map(Number);
  const { stdout } = await new Deno.Command("ffmpeg", {
    args: ["-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
  }).output();
  return { width, height, rgb: stdout };
}
