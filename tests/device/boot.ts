/**
 * The host's side: can the guest run here, and running it.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { findChromium } from "../browser/chromium.ts";
import type { Results } from "./results.ts";
import type { Tier } from "./tier.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));

/** Two guests side by side on two cores: one each is fastest. With two, a reader looks while the writer writes. */
const PROCESSORS: Readonly<Record<Tier, string>> = { ci: "1", nightly: "2" };

/** A guest that takes longer hangs. Less than the limits of the runner, so that what it had is told. */
const HANG_SECONDS: Readonly<Record<Tier, string>> = { ci: "3500", nightly: "10500" };

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

/** Deno's folder for the guests: npm packages of the host's, and what Deno makes of Scrim's modules and of the experiments. */
const DENO_DIR = `${HERE}.cache/deno`;

async function deno(...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    env: { DENO_DIR },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return;
  throw new Error(`deno ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}

/** Fetches what Scrim loads at run time, because the guest has no network, and translates it here, where that is fast. */
async function fillCache(): Promise<void> {
  const info = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const { npmCache } = JSON.parse(new TextDecoder().decode(info.stdout));
  await Deno.remove(DENO_DIR, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  await Deno.mkdir(npmCache, { recursive: true });
  await Deno.mkdir(DENO_DIR, { recursive: true });
  await Deno.symlink(npmCache, `${DENO_DIR}/npm`);
  const demo = ["--input", "demo", "--size", "320x180", "--output", "none", "--frames", "2"];
  for (const plugins of [[], ["--plugins", "blur"]]) {
    await deno("run", "-A", "mod.ts", ...demo, ...plugins);
  }
  await deno("run", "-A", "mod.ts", "--list-devices");
  await deno("cache", "--no-check", "tests/device/guest/main.ts");
}

/** One experiment's outcome, and the folder of the guest that carried it out. */
export interface Outcome {
  readonly result: Results[string];
  readonly out: string;
}

async function runHalf(half: string, tier: Tier, out: string): Promise<Results> {
  const program = ["deno", "run", "-A", "tests/device/guest/main.ts", "--half", half];
  const { code } = await new Deno.Command(`${HERE}run.sh`, {
    args: [
      ...["-t", HANG_SECONDS[tier], "-o", out, "-d", Deno.execPath(), "-c", PROCESSORS[tier], "--"],
      ...program,
      ...["--tier", tier],
    ],
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (code !== 0) {
    throw new Error(`the guest ended with exit code ${code}; its files are in ${out}`);
  }
  return JSON.parse(await Deno.readTextFile(`${out}/results.json`));
}

/** Boots two guests side by side, which carry out the tier's experiments; what they found lies in folders of `out`. */
export async function runGuests(out: string, tier: Tier): Promise<ReadonlyMap<string, Outcome[]>> {
  await fillCache();
  const outcomes = new Map<string, Outcome[]>();
  await Promise.all(["first", "second"].map(async (half) => {
    const folder = `${out}/${half}`;
    await Deno.mkdir(folder);
    for (const [name, result] of Object.entries(await runHalf(half, tier, folder))) {
      outcomes.set(name, [...outcomes.get(name) ?? [], { result, out: folder }]);
    }
  }));
  return outcomes;
}
