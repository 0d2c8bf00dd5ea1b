/**
 * What `--output` means: which sink, what it takes, and its opening.
 *
 * @module
 */
import { extname } from "node:path";
import type { Arena } from "../media/arena.ts";
import type { OutputOptions, OwnSink } from "./output_options.ts";
import {
  deviceLabel,
  findByName,
  freeLoopbacks,
  hasEnding,
  refuseName,
} from "../devices/find_device.ts";
import { ScrimError } from "../base/errors.ts";
import type { PixelLayout } from "../media/frame.ts";
import type { LiveMask } from "../masks/mask_controls.ts";
import { isAddress } from "./ffmpeg/names.ts";
import { isSequence } from "./ffmpeg/encode.ts";
import { openVideoSink } from "./ffmpeg/video_sink.ts";
import { openNullSink } from "./null_sink.ts";
import { openPngSink } from "./image/png_sink.ts";
import { openPreview } from "./preview/preview.ts";
import { openY4mSink } from "./y4m/sink.ts";
import { ownDescriptor } from "./own_descriptor.ts";
import { type Place, placeOf } from "./place.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { DeviceInfo } from "../devices/device_info.ts";
import type { Devices } from "../devices/devices.ts";
import type { FrameSink } from "../media/sink.ts";
import type { SourceInfo } from "../media/source.ts";

/** An output that was chosen but not opened yet. */
export type Target =
  & {
    /** Somebody watches: frames are paced. */
    readonly live: boolean;
    /** What it can take, the default first; none: no pictures are wanted. */
    readonly layouts: readonly PixelLayout[];
    /** What the user wants it to take. */
    readonly layout: PixelLayout | "auto";
    /** The last filter may compose straight into its memory (`FrameSink.published`), unless opening it shows otherwise. */
    readonly direct: boolean;
  }
  & (
    | { readonly kind: "camera" | "png" | "y4m"; readonly path: string }
    | { readonly kind: "video"; readonly path: string; readonly codec?: string }
    | { readonly kind: "none" | "preview" }
    | { readonly kind: "own"; readonly own: OwnSink }
  );

const CAMERA_LAYOUTS: readonly PixelLayout[] = ["yuyv", "i420", "rgb24", "uyvy", "nv12", "grey"];

const HOW_TO_LOAD =
  "for a virtual camera that programs can use: sudo modprobe v4l2loopback exclusive_caps=1 " +
  "max_buffers=4 card_label=Scrim (Debian and Ubuntu: apt install v4l2loopback-dkms)";

/** The first loopback device that nobody writes to, or why there is none. */
function freeLoopback(devices: Devices | null): DeviceInfo | string {
  if (devices === null) return "virtual cameras need native code";
  const loopbacks = devices.list().filter((device) => device.kind === "loopback");
  const [free] = freeLoopbacks(loopbacks);
  if (free) return free;
  return loopbacks.length === 0
    ? "no v4l2loopback device found"
    : loopbacks.map(({ path, unsuitable }) => `${path}: ${unsuitable ?? "in use"}`).join("; ");
}

const FILE = { live: false, layout: "auto", direct: false } as const;

/** Endings of pictures that are not written. */
const OTHER_PICTURES = /\.(jpe?g|webp|bmp|tiff?)$/i;

const OUTPUTS =
  "wanted auto, /dev/videoN, a virtual camera's name, a .png or video file, - or none";

/** The path of the virtual camera that `output` names, or `null`. What ends like a file is one. */
function namedCamera(output: string, place: Place, devices: Devices | null): DeviceInfo | null {
  const perhaps = place.kind === "file" && place.perhapsName && !hasEnding(output);
  if (place.kind !== "name" && !perhaps) return null;
  if (devices) return findByName(output, { flag: "output", devices: devices.list() });
  if (perhaps) return null;
  throw new ScrimError(`Cannot use --output "${output}": V4L2 devices need native code`, {
    code: "USAGE",
    hint: "leave --no-ffi away",
  });
}

function fileTarget(
  output: string,
  { codec, devices, special }: {
    codec: string | undefined;
    devices: Devices | null;
    special: boolean;
  },
): Target {
  // A pipe, /dev/null or a descriptor says nothing about what it takes.
  const bare = (special || ownDescriptor(output) !== null) && !hasEnding(output);
  if (output === "-" || bare || /\.y4m$/i.test(output)) {
    // What a shell has opened as standard output is written to where it stands, never replaced.
    const path = ownDescriptor(output) === 1 ? "-" : output;
    return { ...FILE, kind: "y4m", path, layouts: ["i420"] };
  }
  if (/\.png$/i.test(output) && !isSequence(output)) {
    return { ...FILE, kind: "png", path: output, layouts: ["rgb24"] };
  }
  if (
    hasEnding(output) && !isAddress(output) &&
    (isSequence(output) || !OTHER_PICTURES.test(output))
  ) {
    return { ...FILE, kind: "video", path: output, codec, layouts: ["i420"] };
  }
  if (OTHER_PICTURES.test(output) && !isAddress(output)) {
    const [name, ending] = [output.slice(0, output.lastIndexOf(".")), extname(output)];
    throw new ScrimError(
      `Cannot write "${output}": one picture is written as PNG, wanted ${name}.png`,
      {
        code: "USAGE",
        hint: `${name}%03d${ending} makes a picture of each frame`,
      },
    );
  }
  const known = devices?.list() ?? [];
  refuseName(output, { flag: "output", devices: known }, OUTPUTS);
}

/**
 * Decides where pictures go, without opening it.
 *
 * @throws {ScrimError} `USAGE` for what is no output, or a format it does not take
 */
export function chooseOutput(
  options: OutputOptions,
  tools: { devices: Devices | null; log: Log },
): Target {
  const target = choose(options, tools);
  if (options.codec !== undefined && target.kind !== "video") {
    throw new ScrimError(`Cannot use --codec ${options.codec}: it is for video files only`, {
      code: "USAGE",
      hint: "name one with --output, such as --output film.mkv",
    });
  }
  return target;
}

function choose(
  options: OutputOptions,
  { devices, log }: { devices: Devices | null; log: Log },
): Target {
  const output = options.output ?? "auto";
  const wanted = options.outputFormat ?? "auto";
  if (typeof output !== "string") {
    const { layout, live, direct = false } = output;
    return { kind: "own", own: output, live, layouts: [layout], layout, direct };
  }
  const camera = { live: true, layouts: CAMERA_LAYOUTS, layout: wanted, direct: true };
  const place = placeOf(output, "output");
  if (place.kind === "node") return { ...camera, kind: "camera", path: place.path };
  if (place.kind === "none") {
    // With a format pictures are made and forgotten, for measuring.
    const layouts = wanted === "auto" ? [] : CAMERA_LAYOUTS;
    return { ...camera, kind: "none", layouts };
  }
  if (output === "auto") {
    const found = freeLoopback(devices);
    if (typeof found !== "string") {
      log.info(`Output: ${deviceLabel(found)}`);
      return { ...camera, kind: "camera", path: found.path };
    }
    log.info(`Output: the preview page (${found}); ${HOW_TO_LOAD}`);
  } else {
    const named = namedCamera(output, place, devices);
    if (named !== null) {
      log.info(`Output: ${deviceLabel(named)}`);
      return { ...camera, kind: "camera", path: named.path };
    }
  }
  const target: Target = output === "auto"
    ? { kind: "preview", live: true, layouts: ["i420"], layout: "auto", direct: false }
    : fileTarget(place.kind === "file" ? place.path : output, {
      codec: options.codec,
      devices,
      special: place.kind === "file" && place.special,
    });
  if (wanted !== "auto" && !target.layouts.includes(wanted)) {
    throw new ScrimError(
      `Cannot use --output-format ${wanted} with --output ${output}: it takes ${target.layouts[0]}`,
      { code: "USAGE", hint: "the flag is for virtual cameras and none" },
    );
  }
  return target;
}

/** What opening a sink needs: the picture's shape, and tools. */
export interface OutputRequest {
  readonly source: SourceInfo;
  /** What the sink shall take; `null`: nothing, for `none` only. */
  readonly layout: PixelLayout | null;
  /** For the preview page; 0 takes any free port. */
  readonly port: number;
  /** What the preview page may change; `null`: the chain has no mask. */
  readonly mask: LiveMask | null;
  /** Told the address of the preview page. */
  readonly onPreview: (url: string) => void;
  readonly arena: Arena;
  readonly devices: Devices | null;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends a wait for the reader of a named pipe. */
  readonly signal?: AbortSignal;
}

/**
 * Opens a chosen output.
 *
 * @throws {ScrimError} what the device or file said
 */
export async function openOutput(target: Target, request: OutputRequest): Promise<FrameSink> {
  const { devices, log, source, arena, clock, layout, port, mask } = request;
  const { width, height, fps, color } = source;
  const wait = { log, clock, signal: request.signal };
  const shape = { width, height, fps, color, arena, clock, log, wait };
  switch (target.kind) {
    case "own":
      return await target.own.open(request.arena, request.source);
    case "none":
      return openNullSink({ ...shape, layout });
    case "png":
      return await openPngSink(target.path, shape);
    case "y4m":
      return await openY4mSink(target.path, { ...shape, times: source.times });
    case "video":
      return await openVideoSink(target.path, {
        ...shape,
        codec: target.codec,
        sourceIsLive: source.live,
        times: source.times,
      });
    case "preview": {
      const preview = await openPreview({ ...shape, port, mask });
      request.onPreview(preview.url);
      return preview;
    }
    case "camera":
      if (!devices) {
        throw new ScrimError(
          `Cannot open virtual camera "${target.path}": V4L2 devices need native code`,
          { code: "USAGE", hint: "leave --no-ffi away" },
        );
      }
      return await devices.openVirtualCamera(
        { ...shape, layout: layout ?? target.layouts[0], path: target.path },
        { log, clock },
      );
  }
}
