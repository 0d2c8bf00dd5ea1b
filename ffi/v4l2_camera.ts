/**
 * Opens a camera: what it is, its format, its rate, its buffers.
 *
 * @module
 */
import { ScrimError } from "../core/errors.ts";
import { type Colorimetry, minStride, packedSize, packedView } from "../core/frame.ts";
import type { CameraRequest, Clock, Log, SourceInfo } from "../core/ports.ts";
import { CameraPace } from "./camera_pace.ts";
import { ERRNO, errnoOf } from "./errno.ts";
import { whySlow } from "./slow_camera.ts";
import { MappedBuffers, requestCaptureBuffers } from "./v4l2_buffers.ts";
import { CameraSource } from "./v4l2_capture.ts";
import { chooseFormat } from "./v4l2_choose.ts";
import { CAPS, CAPTURE, LOOPBACK_DRIVER, type V4l2, V4l2Device } from "./v4l2_device.ts";
import { colorOf, FOURCC, layoutOf, type PixelFormat } from "./v4l2_format.ts";
import { isFree } from "./v4l2_writer.ts";

const DEFAULT_BUFFERS = 4;
const DEFAULT_STALL_MS = 10_000;
/** Assumed when the driver knows no rate. */
const DEFAULT_FPS = 30;
/** What libv4l2 makes of it keeps the numbers of the JPEG, and where they lie; V4L2 itself has no word for that. */
const JPEG_COLOR: Colorimetry = { matrix: "bt601", range: "full", siting: "center" };

/** What a camera needs besides the request. */
export interface CameraTools {
  readonly log: Log;
  readonly clock: Clock;
  /** Without a frame for this long `next()` throws. Default 10 s. */
  readonly stallMs?: number;
}

function requireCamera(device: V4l2Device): void {
  const loopback = device.driver === LOOPBACK_DRIVER;
  const streams = (device.caps & CAPS.capture) !== 0 && (device.caps & CAPS.streaming) !== 0;
  // Without exclusive_caps a loopback device always says that it gives pictures.
  if (streams && !(loopback && isFree(device))) return;
  const why = loopback ? "nobody writes to this virtual camera" : "it does not give pictures";
  throw new ScrimError(`Cannot open ${device.subject}: ${why}`, {
    code: "DEVICE",
    hint: loopback ? "start the program that feeds it first" : "run with --list-devices",
  });
}

function noFormat(device: V4l2Device): ScrimError {
  const offered = device.formats(CAPTURE).map(({ fourcc }) => fourcc);
  return new ScrimError(
    `Cannot use ${device.subject}: it offers ${offered.join(", ") || "no format"}, wanted one of ` +
      Object.values(FOURCC).filter((fourcc) => fourcc !== FOURCC.rgb24).join(", "),
    { code: "DEVICE", hint: "install libv4l2 (Debian: libv4l-0), which converts other formats" },
  );
}

/** What a set format means for us: layout, stride, bytes. */
function shapeOf(device: V4l2Device, format: PixelFormat) {
  const layout = layoutOf(format.fourcc);
  if (layout === null) {
    throw new ScrimError(
      `Cannot use ${device.subject}: it was set to ${format.fourcc} by its driver`,
      { code: "DEVICE", hint: "close other programs that use it" },
    );
  }
  const least = minStride(layout, format.width);
  const stride = format.stride || least;
  if (stride < least) {
    throw new ScrimError(
      `Cannot use ${device.subject}: rows of ${stride} bytes, wanted ${least} for ` +
        `${format.width} pixels of ${format.fourcc}`,
      { code: "FORMAT" },
    );
  }
  return { layout, stride, leastBytes: packedSize(layout, format.height, stride) };
}

function colorFor(device: V4l2Device, format: PixelFormat, log: Log): Colorimetry {
  const inside = device.kernelFourcc();
  if (inside === null || inside === format.fourcc) return colorOf(format);
  log.info(`${device.subject} gives ${inside}; libv4l2 converts each frame to ${format.fourcc}`);
  return inside === "MJPG" || inside === "JPEG" ? JPEG_COLOR : colorOf(format);
}

function stream(device: V4l2Device, request: CameraRequest, tools: CameraTools): CameraSource {
  requireCamera(device);
  const chosen = chooseFormat(device, request);
  if (chosen === null) throw noFormat(device);
  // Format and size in one request, so that the driver judges the size in this format; then what it made of them.
  const format = device.setFormat(CAPTURE, chosen);
  const { layout, stride, leastBytes } = shapeOf(device, format);
  const color = colorFor(device, format, tools.log);
  const fps = device.frameRate(CAPTURE, request.fps) ?? request.fps ?? DEFAULT_FPS;
  sayDifference(device, { request, format, fps, log: tools.log });
  const { count, memory } = requestCaptureBuffers(device, request.buffers ?? DEFAULT_BUFFERS);
  tools.log.debug(`${device.subject} has ${count} buffers in ${memory}`);
  const buffers = new MappedBuffers(device, CAPTURE, count);
  try {
    const { width, height } = format;
    const pictures = Array.from(
      { length: buffers.count },
      (_, index) => packedView(buffers.view(index), { layout, width, height, stride, color }),
    );
    const description = `${device.path} (${device.name})`;
    const info: SourceInfo = { description, width, height, fps, layout, color, live: true };
    const stallMs = tools.stallMs ?? DEFAULT_STALL_MS;
    const pace = paceOf(device, { buffers: count, log: tools.log });
    const parts = { device, buffers, pictures, info, leastBytes, stallMs, pace };
    const source = new CameraSource(parts, tools);
    source.start();
    return source;
  } catch (error) {
    buffers.unmap();
    throw error;
  }
}

/** Another program gives a loopback device what it likes. */
function paceOf(
  device: V4l2Device,
  { buffers, log }: { buffers: number; log: Log },
): CameraPace | null {
  const fps = device.driver === LOOPBACK_DRIVER ? null : device.frameRate(CAPTURE);
  const { subject } = device;
  if (fps === null) return null;
  return new CameraPace({ subject, fps, buffers, log, whySlow: () => whySlow(device) });
}

function sayDifference(
  device: V4l2Device,
  { request, format, fps, log }: {
    request: CameraRequest;
    format: PixelFormat;
    fps: number;
    log: Log;
  },
): void {
  const wanted = `${request.width ?? format.width}x${request.height ?? format.height}`;
  const given = `${format.width}x${format.height}`;
  if (given !== wanted) log.info(`${device.subject} gives ${given}, not ${wanted}`);
  if (request.fps !== undefined && fps < 0.9 * request.fps) {
    log.info(
      `${device.subject} gives ${+fps.toFixed(2)} frames per second at ${given} in ` +
        `${format.fourcc}, not ${request.fps}; a smaller --size is often faster`,
    );
  }
}

/**
 * Opens a camera and starts it. Four buffers of the driver unless asked otherwise; frames are lent in place.
 *
 * @throws {ScrimError} `DEVICE` when it is busy, gone, no camera, or has no format we read
 */
export function openCamera(v4l2: V4l2, request: CameraRequest, tools: CameraTools): CameraSource {
  const names = { path: request.path, what: "camera" };
  if (v4l2.libv4l2) { // which cannot open what has no format, and says only that it cannot
    const plain = new V4l2Device(v4l2, v4l2.kernel, names);
    try {
      requireCamera(plain);
    } finally {
      plain.close();
    }
  }
  const device = new V4l2Device(v4l2, v4l2.libv4l2 ?? v4l2.kernel, names);
  try {
    return stream(device, request, tools);
  } catch (error) {
    // Opening never fails for a camera in use; setting its format or asking for buffers does.
    const busy = errnoOf(error) === ERRNO.EBUSY;
    const failure = busy ? device.failure("open", -ERRNO.EBUSY) : error;
    device.close();
    throw failure;
  }
}
