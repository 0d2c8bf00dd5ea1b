/**
 * Which of a camera's formats to take.
 *
 * @module
 */
import { ScrimError } from "../core/base/errors.ts";
import type { CameraRequest } from "../core/devices/devices.ts";
import { CAPTURE, type OfferedFormat, type V4l2Device } from "./v4l2_device.ts";
import {
  FOURCC,
  isJpeg,
  JPEG_NAMES,
  layoutOf,
  type PixelFormat,
  sourceLayoutOf,
} from "./v4l2_format.ts";

/** Cheapest first: planes as they are, fewer bytes over the cable, then the rest; grey has no colours to lose. */
const PREFERENCE: readonly (keyof typeof FOURCC)[] = ["i420", "nv12", "yuyv", "uyvy", "grey"];

/** A format that a camera could be set to. */
export interface Candidate {
  readonly format: PixelFormat;
  /** Frames per second at most, `null` when unknown. */
  readonly fps: number | null;
}

/** What was asked for. */
export interface Wanted {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

function sizeError({ format }: Candidate, wanted: Wanted): number {
  return Math.abs(format.width - wanted.width) + Math.abs(format.height - wanted.height);
}

function reachedFps({ fps }: Candidate, wanted: Wanted): number {
  return Math.min(fps ?? wanted.fps, wanted.fps);
}

/** The closest size, then the rate, then the order given. `candidates` has at least one. */
export function best(candidates: readonly Candidate[], wanted: Wanted): Candidate {
  return candidates.reduce((champion, other) => {
    const size = sizeError(champion, wanted) - sizeError(other, wanted);
    if (size !== 0) return size > 0 ? other : champion;
    return reachedFps(other, wanted) > reachedFps(champion, wanted) ? other : champion;
  });
}

/**
 * The formats a camera offers that we read, in the order they are tried: the one now set, then by cost; JPEG, which costs
 * decoding and loses a little, comes last, for the sizes and rates that the cable has no room for otherwise.
 */
export function nativeOrder(
  offered: readonly OfferedFormat[],
  { current, jpeg }: { readonly current: string | undefined; readonly jpeg: boolean },
): string[] {
  const native = new Set(offered.filter(({ emulated }) => !emulated).map(({ fourcc }) => fourcc));
  const known = [...PREFERENCE.map((layout) => FOURCC[layout]), ...(jpeg ? JPEG_NAMES : [])];
  const usable = known.filter((fourcc) => native.has(fourcc));
  const first = usable.filter((fourcc) => fourcc === current && !JPEG_NAMES.includes(fourcc));
  return [...first, ...usable.filter((fourcc) => !first.includes(fourcc))];
}

/** The formats of V4L2 that a request names; `null`: any will do. */
function namesOf(format: CameraRequest["format"]): readonly string[] | null {
  if (format === undefined) return null;
  return format === "mjpeg" ? JPEG_NAMES : [FOURCC[format]];
}

/** What a user calls a format of V4L2. */
function calledBy(fourcc: string): string | null {
  return isJpeg(fourcc) ? "mjpeg" : layoutOf(fourcc);
}

/** Refuses a camera that lacks the format asked for. @throws {ScrimError} `USAGE` naming what it offers */
export function requireFormat(device: V4l2Device, format: CameraRequest["format"]): void {
  const wanted = namesOf(format);
  const offered = device.formats(CAPTURE).map(({ fourcc }) => fourcc);
  if (wanted === null || offered.some((fourcc) => wanted.includes(fourcc))) return;
  const askable = [...new Set(offered.map(calledBy).filter((name) => name !== null))];
  const names = askable.length > 0 ? askable : offered.map((fourcc) => fourcc.trim());
  throw new ScrimError(
    `Cannot use ${device.subject} with --input-format ${format}: it offers ${names.join(", ")}`,
    { code: "USAGE", hint: "leave --input-format away and Scrim chooses" },
  );
}

/**
 * The format to set, or `null` when the camera has none that we read. The colour fields are left to the driver.
 * Whoever set a format with `v4l2-ctl` keeps it, if it serves. `jpeg`: we can decode that.
 */
export function chooseFormat(
  device: V4l2Device,
  request: Pick<CameraRequest, "width" | "height" | "fps" | "format" | "layout">,
  { jpeg }: { readonly jpeg: boolean },
): PixelFormat | null {
  const current = device.currentFormat(CAPTURE);
  const wanted = {
    width: request.width ?? current?.width ?? 1280,
    height: request.height ?? current?.height ?? 720,
    fps: request.fps ?? 30,
  };
  const offered = device.formats(CAPTURE);
  const blank = { ...wanted, stride: 0, bytes: 0, colorspace: 0, encoding: 0, quantization: 0 };
  const only = namesOf(request.format);
  const first = request.layout ? FOURCC[request.layout as keyof typeof FOURCC] : current?.fourcc;
  const order = nativeOrder(offered, { current: first, jpeg })
    .filter((fourcc) => only === null || only.includes(fourcc));
  const candidates = order.map((fourcc) => {
    const format = device.tryFormat(CAPTURE, { ...blank, fourcc }) ?? { ...blank, fourcc };
    return { format, fps: device.fastest(format) };
  }).filter(({ format }) =>
    sourceLayoutOf(format.fourcc) !== null || jpeg && isJpeg(format.fourcc)
  );
  if (candidates.length > 0) return best(candidates, wanted).format;
  if (only !== null) return null;
  const convertible = offered.some(({ emulated, fourcc }) => emulated && fourcc === FOURCC.i420);
  return convertible ? { ...blank, fourcc: FOURCC.i420 } : null;
}
