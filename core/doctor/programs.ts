/**
 * What Scrim itself stands on: Deno, its permissions, native code, libraries and programs.
 *
 * @module
 */
import { describeError } from "../base/errors.ts";
import { type DoctorSystem, type Finding, finding, isBelow } from "./system.ts";

const OLDEST_DENO = "2.9.0";

function checkDeno({ deno, kernel, cores }: DoctorSystem): Finding {
  const text = `Deno ${deno} on Linux ${kernel} with ${cores} ${cores === 1 ? "core" : "cores"}`;
  if (isBelow(deno, OLDEST_DENO)) {
    return finding("warning", "deno", `${text}: older than ${OLDEST_DENO}`, "run deno upgrade");
  }
  return cores < 2
    ? finding("warning", "deno", text, "use --quality fast: one core has much to do")
    : finding("ok", "deno", text);
}

const LACKING = {
  read: "files and devices",
  write: "output files and downloads",
  net: "the preview page and downloads",
  run: "ffmpeg, and plugins that are not built in",
  env: "the place of downloads",
} as const;

async function checkPermissions(system: DoctorSystem): Promise<Finding> {
  const names = Object.keys(LACKING) as (keyof typeof LACKING)[];
  const given = await Promise.all(names.map((name) => system.allows(name)));
  const missing = names.filter((_, place) => !given[place]);
  if (!await system.allows("ffi")) {
    const text = "Deno may not use native code (--allow-ffi): there are no devices without it";
    return finding("problem", "permissions", text, "run Scrim with deno run -A");
  }
  if (missing.length === 0) {
    return finding("ok", "permissions", "Deno's permissions: all that Scrim can use");
  }
  const list = missing.map((name) => `--allow-${name} (${LACKING[name]})`).join(", ");
  return finding("warning", "permissions", `Deno lacks ${list}`, "run Scrim with deno run -A");
}

async function checkNative(system: DoctorSystem): Promise<Finding> {
  try {
    const path = await system.nativeLibrary();
    return finding("ok", "native-library", `Scrim's native library: ${path}`);
  } catch (error) {
    const text = `Scrim's native library cannot be used: ${describeError(error)}`;
    return finding("problem", "native-library", text, "take a whole copy of Scrim, or build it");
  }
}

function checkLibrary(
  system: DoctorSystem,
  { name, without, install }: { name: string; without: string; install: string },
): Finding {
  const id = name.replace(/\.so.*/, "");
  return system.opensLibrary(name)
    ? finding("ok", id, `${id} is installed`)
    : finding("warning", id, `${id} is not installed: ${without}`, install);
}

async function checkFfmpeg(system: DoctorSystem): Promise<Finding> {
  const versions = await Promise.all(["ffmpeg", "ffprobe"].map(async (program) => {
    const ran = await system.run(program, ["-version"]);
    return ran?.code === 0 ? / version (\S+)/.exec(ran.out)?.[1] ?? "of some version" : null;
  }));
  const [ffmpeg, ffprobe] = versions;
  if (ffmpeg !== null && ffprobe !== null) {
    return finding("ok", "ffmpeg", `ffmpeg and ffprobe ${ffmpeg}`);
  }
  const what = ffmpeg === null ? "ffmpeg" : "ffprobe";
  const text = `${what} is not there: video files and network cameras need it, webcams do not`;
  return finding("warning", "ffmpeg", text, "install ffmpeg (Debian, Ubuntu: apt install ffmpeg)");
}

/** Deno, permissions, native code, libraries, ffmpeg. */
export async function checkPrograms(system: DoctorSystem): Promise<Finding[]> {
  return [
    checkDeno(system),
    await checkPermissions(system),
    await checkNative(system),
    checkLibrary(system, {
      name: "libv4l2.so.0",
      without: "cameras whose formats Scrim does not read itself cannot be used",
      install: "install it (Debian, Ubuntu: apt install libv4l-0)",
    }),
    checkLibrary(system, {
      name: "libturbojpeg.so.0",
      without: "cameras that send Motion JPEG are decoded by libv4l2, slowly",
      install: "install it (Debian, Ubuntu: apt install libturbojpeg0)",
    }),
    await checkFfmpeg(system),
  ];
}
