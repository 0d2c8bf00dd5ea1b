/**
 * What `--input` means: which source, opened.
 *
 * @module
 */
import type { Arena } from "./arena.ts";
import type { RunOptions } from "./config.ts";
import { describeError, ScrimError } from "./errors.ts";
import { openFile, refuse } from "./file_inputs.ts";
import { openDemo } from "./io/demo_source.ts";
import { openVideoCamera } from "./io/ffmpeg/video_source.ts";
import type { Clock, DeviceInfo, Devices, FrameSource, Kernels, Log } from "./ports.ts";

const DEFAULT_SIZE = { width: 1280, height: 720 };
const DEFAULT_FPS = 30;

/** What opening a source may need. */
export interface InputTools {
  readonly arena: Arena;
  readonly devices: Devices | null;
  readonly kernels: Kernels;
  readonly log: Log;
  readonly clock: Clock;
  /** Somebody watches the output: a source without a pace of its own takes the clock's. */
  readonly live: boolean;
  /** The output could carry sound. */
  readonly sound: boolean;
}

const NO_FFI = "V4L2 devices need native code (leave --no-ffi away, allow FFI)";

async function openCamera(
  path: string,
  options: RunOptions,
  tools: InputTools,
): Promise<FrameSource> {
  if (!tools.devices) {
    throw new ScrimError(`Cannot open camera "${path}": ${NO_FFI}`, { code: "USAGE" });
  }
  const { size, fps, buffers } = options;
  try {
    return await tools.devices.openCamera({ path, ...size, fps, buffers }, tools);
  } catch (error) {
    const stream = videoStreamOf(path, tools.devices);
    if (stream === null) throw error;
    tools.log.info(`Camera "${path}" sends ${stream} only; ffmpeg decodes it`);
    return await openVideoCamera(path, stream, { ...options, ...tools });
  }
}

/** Streams that need a video decoder. */
const VIDEO_STREAM = /^(H264|HEVC|MPG[124]|VP80|VP90)$/;

/** What a camera sends that has nothing but video streams; `null` for all others, and when nobody may look. */
function videoStreamOf(path: string, devices: Devices): string | null {
  let formats: readonly string[] = [];
  try {
    formats = devices.list().find((device) => device.path === path)?.formats ?? [];
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
  }
  const all = formats.length > 0 && formats.every((fourcc) => VIDEO_STREAM.test(fourcc));
  return all ? formats[0] : null;
}

function demo(options: RunOptions, tools: InputTools): FrameSource {
  return openDemo({ ...(options.size ?? DEFAULT_SIZE), fps: options.fps ?? DEFAULT_FPS, ...tools });
}

/** The first real camera that opens, else the demo figure; either way it says so in one line. */
async function openAuto(options: RunOptions, tools: InputTools): Promise<FrameSource> {
  const cameras: readonly DeviceInfo[] = tools.devices?.list()
    .filter((device) => device.kind === "camera") ?? [];
  const usable = cameras.filter((device) => device.unsuitable === null);
  for (const { path, name } of usable) {
    try {
      const source = await openCamera(path, options, tools);
      tools.log.info(`Input: ${path} (${name})`);
      return source;
    } catch (error) {
      tools.log.warn(describeError(error));
    }
  }
  const reasons = cameras.filter((device) => device.unsuitable !== null)
    .map((device) => `${device.path}: ${device.unsuitable}`);
  const why = tools.devices === null
    ? "without native code"
    : usable.length
    ? "no camera could be opened"
    : reasons.length
    ? reasons.join("; ")
    : "no camera found";
  tools.log.info(`Input: the demo figure (${why})`);
  return demo(options, tools);
}

/**
 * Opens what `--input` names.
 *
 * @throws {ScrimError} `USAGE` for what is no input, else what the device or file said
 */
export async function openInput(options: RunOptions, tools: InputTools): Promise<FrameSource> {
  const input = options.input ?? "auto";
  if (typeof input !== "string") return await input(tools.arena);
  if (["auto", "demo"].includes(input) || input.startsWith("/dev/")) {
    refuse(input, options, ["inputFormat"]);
  }
  if (input === "auto") return await openAuto(options, tools);
  if (input === "demo") return demo(options, tools);
  if (input.startsWith("/dev/")) return await openCamera(input, options, tools);
  return await openFile(input, options, tools);
}
