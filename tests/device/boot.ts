/**
 * The host's side: can the guest run here, and running it.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { findChromium } from "../browser/chromium.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));

async function succeeds(command: string, ...args: string[]): Promise<boolean> {
  try {
    const silent = { args, stdin: "null", stdout: "null", stderr: "null" } as const;
    return (await new Deno.Command(command, silent).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Why the guest cannot run on this machine, or `null`. */
export async function whyNot(): Promise<string | null> {
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") return "it needs Linux on x86_64";
  for (const tool of ["qemu-system-x86_64", "v4l2-ctl", "ffmpeg", "gst-launch-1.0"]) {
    const asked = tool === "ffmpeg" ? "-version" : "--version";
    if (!await succeeds(tool, asked)) {
      return `${tool} is not installed; install the packages of tests/device/packages.txt`;
    }
  }
  if (!findChromium()) return "Chromium is not installed; install the packages of packages.txt";
  return exists(`${HERE}.cache/current`)
    ? null
    : "the guest is not built; run tests/device/build.sh";
}

/** Fetches what Scrim loads at run time, because the guest has no network. */
async function fillCache(): Promise<void> {
  const args = ["--input", "demo", "--size", "320x180", "--output", "none", "--frames", "2"];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "mod.ts", ...args, "--plugins", "blur"],
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`Scrim does not run here: ${new TextDecoder().decode(stderr)}`);
}

/** Boots the guest once and carries out every experiment; what it found lies in `out`. */
export async function runGuest(out: string): Promise<void> {
  await fillCache();
  const program = ["deno", "run", "-A", "tests/device/guest/main.ts"];
  const { code } = await new Deno.Command(`${HERE}run.sh`, {
    args: ["-t", "1800", "-o", out, "-d", Deno.execPath(), "--", ...program],
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (code !== 0) {
    throw new Error(`the guest ended with exit code ${code}; its files are in ${out}`);
  }
}
