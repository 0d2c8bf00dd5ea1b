/**
 * What `--input` means: which source, opened.
 *
 * @module
 */
import type { InputOptions, InputTools } from "./input_options.ts";
import { applyControls } from "../devices/controls.ts";
import {
  deviceLabel,
  findByName,
  hasEnding,
  refuseName,
  usableCameras,
} from "../devices/find_device.ts";
import { describeError, ScrimError } from "../base/errors.ts";
import { openFile, refuse } from "./open_file.ts";
import { openDemo } from "./demo/source.ts";
import { openOwnSource } from "./own_source.ts";
import { type Place, placeOf } from "./place.ts";
import { openVideoCamera } from "./ffmpeg/video_source.ts";
import type { DeviceInfo } from "../devices/device_info.ts";
import type { Devices } from "../devices/devices.ts";
import type { FrameSource } from "../media/source.ts";

const DEFAULT_SIZE = { width: 1280, height: 720 };
const DEFAULT_FPS = 30;

/** An open source. */
export interface OpenedInput {
  readonly source: FrameSource;
  /** Opens it once more, after it was closed; `null` for all but cameras. */
  readonly reopen: (() => Promise<FrameSource>) | null;
}

const once = (source: FrameSource): OpenedInput => ({ source, reopen: null });

const NO_FFI = "V4L2 devices need native code (leave --no-ffi away, allow FFI)";

async function openCamera(
  path: string,
  options: InputOptions,
  tools: InputTools,
): Promise<OpenedInput> {
  const { devices, log } = tools;
  if (!devices) {
    throw new ScrimError(`Cannot open camera "${path}": ${NO_FFI}`, { code: "USAGE" });
  }
  const { size, fps, buffers, controls = {}, inputFormat = "auto" } = options;
  const format = inputFormat === "auto" ? undefined : inputFormat;
  const setControls = (at: string): void => {
    if (Object.keys(controls).length === 0) return;
    using panel = devices.controls(at);
    applyControls(panel, { camera: at, settings: controls, log });
  };
  const known = infoOf(path, devices);
  setControls(path);
  try {
    const source = await devices.openCamera({ path, ...size, fps, format, buffers }, tools);
    const { width, height, layout } = source.info;
    const again = { width, height, fps: fps ?? source.info.fps, layout, format, buffers };
    const place = known?.stablePath ?? path; // another number may be given to it when it is plugged in again
    const reopen = async (): Promise<FrameSource> => {
      setControls(place);
      return await devices.openCamera({ path: place, ...again }, tools);
    };
    return { source, reopen };
  } catch (error) {
    const formats = known?.formats ?? [];
    const stream = formats.every((fourcc) => VIDEO_STREAM.test(fourcc)) ? formats[0] : undefined;
    if (stream === undefined) throw error;
    log.info(`Camera "${path}" sends ${stream} only; ffmpeg decodes it`);
    const open = (): Promise<FrameSource> =>
      openVideoCamera(path, stream, { ...options, ...tools });
    return { source: await open(), reopen: open };
  }
}

const ASK_AGAIN_MS = 1000;

/** A camera that the user named, once it is free. */
async function openWhenFree(
  path: string,
  options: InputOptions,
  tools: InputTools,
): Promise<OpenedInput> {
  for (let said = false;; said = true) {
    try {
      return await openCamera(path, options, tools);
    } catch (error) {
      if (!tools.patient || !(error instanceof ScrimError) || error.code !== "BUSY") throw error;
      if (!said) tools.log.warn(`${describeError(error)}. Scrim starts as soon as it is free`);
      await tools.clock.sleep(ASK_AGAIN_MS, options.signal);
      options.signal?.throwIfAborted();
    }
  }
}

/** Streams that need a video decoder. */
const VIDEO_STREAM = /^(H264|HEVC|MPG[124]|VP80|VP90)$/;

/** What is known of a node; `null` when nobody may look. */
function infoOf(path: string, devices: Devices): DeviceInfo | null {
  try {
    return devices.list(path)[0] ?? null;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    return null;
  }
}

function demo(options: InputOptions, tools: InputTools): FrameSource {
  return openDemo({ ...(options.size ?? DEFAULT_SIZE), fps: options.fps ?? DEFAULT_FPS, ...tools });
}

/** The first real camera that opens, else the demo figure; either way it says so in one line. */
async function openAuto(options: InputOptions, tools: InputTools): Promise<OpenedInput> {
  const cameras: readonly DeviceInfo[] = tools.devices?.list()
    .filter((device) => device.kind === "camera") ?? [];
  const usable = usableCameras(cameras);
  for (const device of usable) {
    try {
      const opened = await openCamera(device.path, options, tools);
      tools.log.info(`Input: ${deviceLabel(device)}`);
      return opened;
    } catch (error) {
      if (error instanceof ScrimError && error.code === "USAGE") throw error; // a control or format that it has not
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
  refuse("auto", options, ["inputFormat"]);
  refuseControls("auto", options, ` (${why})`);
  tools.log.info(`Input: the demo figure (${why})`);
  return once(demo(options, tools));
}

function refuseControls(input: string, { controls = {} }: InputOptions, why = ""): void {
  const [name] = Object.keys(controls);
  if (name === undefined) return;
  throw new ScrimError(`Cannot use --control ${name} with "${input}": it is no camera${why}`, {
    code: "USAGE",
    hint: "leave --control away, or name a camera with --input",
  });
}

const INPUTS = "wanted auto, demo, /dev/videoN, a camera's name, a file, an address or -";

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(
    () => true,
    (error) => !(error instanceof Deno.errors.NotFound),
  );
}

/** The camera that `input` names, or `null` when it is something else. A file of that name goes before. */
async function namedCamera(
  input: string,
  place: Place,
  { devices }: InputTools,
): Promise<DeviceInfo | null> {
  const perhaps = place.kind === "file" && place.perhapsName;
  if (place.kind !== "name" && !perhaps) return null;
  if (!perhaps && !devices) {
    throw new ScrimError(`Cannot use --input "${input}": ${NO_FFI}`, { code: "USAGE" });
  }
  if (!devices || (perhaps && await isThere(input))) return null;
  const naming = { flag: "input", devices: devices.list() } as const;
  const found = findByName(input, naming);
  if (found === null && !hasEnding(input)) refuseName(input, naming, INPUTS);
  return found;
}

/**
 * The node of the camera that `input` names; of `auto` the first one.
 *
 * @throws {ScrimError} `USAGE` when it names none
 */
export function cameraPath(input: string, devices: Devices): string {
  const place = placeOf(input, "input");
  if (place.kind === "node") return place.path;
  const list = devices.list();
  const naming = { flag: "input", devices: list } as const;
  const found = input === "auto" ? usableCameras(list)[0] : findByName(input, naming);
  return found?.path ?? refuseName(input, naming, "it names no camera");
}

/**
 * Opens what `--input` names.
 *
 * @throws {ScrimError} `USAGE` for what is no input, else what the device or file said
 */
export async function openInput(options: InputOptions, tools: InputTools): Promise<OpenedInput> {
  const input = options.input ?? "auto";
  if (typeof input !== "string") {
    refuseControls("a source of your own", options);
    return once(await openOwnSource(input, tools.arena));
  }
  const place = placeOf(input, "input");
  if (place.kind === "auto") return await openAuto(options, tools);
  if (place.kind === "demo") {
    refuse(input, options, ["inputFormat"]);
    refuseControls(input, options);
    return once(demo(options, tools));
  }
  const camera = await namedCamera(input, place, tools);
  if (camera) tools.log.info(`Input: ${deviceLabel(camera)}`);
  const node = camera?.path ?? (place.kind === "node" ? place.path : null);
  if (node !== null) return await openWhenFree(node, options, tools);
  refuseControls(input, options);
  return once(await openFile(place.kind === "file" ? place.path : input, options, tools));
}
