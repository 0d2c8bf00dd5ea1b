/**
 * Opens a camera and sets up its format, rate and buffers.
 *
 * @module
 */
import { ScrimError } from "../core/base/errors.ts";
import {
  type Colorimetry,
  minStride,
  packedSize,
  packedView,
  type SourceLayout,
} from "../core/media/frame.ts";
import type { Clock } from "../core/base/clock.ts";
import type { Log } from "../core/base/log.ts";
import type { CameraRequest } from "../core/devices/devices.ts";
import type { FrameSource, SourceInfo } from "../core/media/source.ts";
import type { FrameRateMonitor } from "./frame_rate_monitor.ts";
import { ERRNO, errnoOf } from "./errno.ts";
import { JPEG_HINT, JpegDecoder, type JpegLibrary } from "./jpeg.ts";
import { decodable } from "./libv4l2_jpeg.ts";
import { MjpegCamera } from "./mjpeg_camera.ts";
import { syncPolicyOf } from "./slow_camera.ts";
import { MappedBuffers, requestCaptureBuffers } from "./v4l2_buffers.ts";
import type { Calls } from "./v4l2_calls.ts";
import { CameraSource, type CameraStream } from "./v4l2_capture.ts";
import { chooseFormat, requireFormat } from "./v4l2_choose.ts";
import { CAPS, CAPTURE, LOOPBACK_DRIVER, type V4l2, V4l2Device } from "./v4l2_device.ts";
import { colorOf, FOURCC, isJpeg, type PixelFormat, sourceLayoutOf } from "./v4l2_format.ts";
import { sizesInWords } from "./v4l2_offers.ts";
import { isFree } from "./v4l2_writer.ts";

const DEFAULT_BUFFERS = 4;
const DEFAULT_STALL_MS = 10_000;
/** Frames per second, assumed when the driver reports no rate. */
const DEFAULT_FPS = 30;
/** libv4l2 decodes JPEG without converting its colours or moving its chroma. V4L2 has no constant for JPEG's chroma location. */
const JPEG_COLOR: Colorimetry = { matrix: "bt601", range: "full", siting: "center" };

/** What opening a camera needs besides the request. */
export interface CameraTools {
  readonly log: Log;
  readonly clock: Clock;
  /** `next()` throws after this time without a frame. Default 10 s. */
  readonly stallMs?: number;
}

function requireCamera(device: V4l2Device): void {
  const loopback = device.driver === LOOPBACK_DRIVER;
  const streams = (device.caps & CAPS.capture) !== 0 && (device.caps & CAPS.streaming) !== 0;
  // Without exclusive_caps a loopback device always reports the capture capability.
  if (streams && !(loopback && isFree(device))) return;
  const why = loopback ? "nobody writes to this virtual camera" : "it does not give pictures";
  throw new ScrimError(`Cannot open ${device.subject}: ${why}`, {
    code: "DEVICE",
    hint: loopback ? "start the program that feeds it first" : "run with --list-devices",
  });
}

function noFormat(device: V4l2Device): ScrimError {
  const offered = device.formats(CAPTURE).map(({ fourcc }) => fourcc);
  const raw = Object.values(FOURCC).filter((fourcc) => fourcc !== FOURCC.rgb24);
  return new ScrimError(
    `Cannot use ${device.subject}: it offers ${offered.join(", ") || "no format"}, wanted one of ` +
      [...raw, "MJPG"].join(", "),
    {
      code: "DEVICE",
      hint: offered.some(isJpeg)
        ? JPEG_HINT
        : "install libv4l2 (Debian: libv4l-0), which converts other formats",
    },
  );
}

function noDecoder(device: V4l2Device): ScrimError {
  return new ScrimError(`Cannot use ${device.subject} with --input-format mjpeg: no decoder`, {
    code: "DEVICE",
    hint: JPEG_HINT,
  });
}

/** Layout, stride and size in bytes of a format. */
function shapeOf(device: V4l2Device, format: PixelFormat) {
  const layout = sourceLayoutOf(format.fourcc) as SourceLayout;
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
  if (!isJpeg(inside)) return colorOf(format);
  log.warn(`libv4l2 decodes every picture of ${device.subject}, slowly; ${JPEG_HINT}`);
  return JPEG_COLOR;
}

/** A camera with its format and rate set and its buffers mapped. */
interface Prepared {
  readonly format: PixelFormat;
  readonly buffers: MappedBuffers;
  readonly pace: FrameRateMonitor | null;
  /** Layout and colours describe the pictures in the buffers. */
  infoFor(layout: SourceLayout, color: Colorimetry): SourceInfo;
}

/** Prepares a camera whose format was set to one of `accept`. */
function prepare(
  device: V4l2Device,
  chosen: PixelFormat,
  request: CameraRequest,
  { log }: CameraTools,
  accept: (fourcc: string) => boolean,
): Prepared {
  // Sets format and size in one request, so that the driver judges the size for this format, and then reads what the driver set.
  const format = device.setFormat(CAPTURE, chosen);
  if (!accept(format.fourcc)) {
    throw new ScrimError(
      `Cannot use ${device.subject}: it was set to ${format.fourcc} by its driver`,
      { code: "DEVICE", hint: "close other programs that use it" },
    );
  }
  const fps = device.frameRate(CAPTURE, request.fps) ?? request.fps ?? DEFAULT_FPS;
  sayDifference(device, { request, format, fps, log });
  const { count, memory } = requestCaptureBuffers(device, request.buffers ?? DEFAULT_BUFFERS);
  log.debug(`${device.subject} has ${count} buffers in ${memory}`);
  const { width, height } = format;
  const description = `${device.path} (${device.name})`;
  return {
    format,
    buffers: new MappedBuffers(device, CAPTURE, count),
    pace: syncPolicyOf(device, { buffers: count, log }),
    infoFor: (layout, color) => ({ description, width, height, fps, layout, color, live: true }),
  };
}

/** Starts the stream; unmaps its buffers on failure. */
function started<P>(stream: CameraStream<P>, tools: CameraTools): CameraSource<P> {
  const source = new CameraSource(stream, tools);
  try {
    source.start();
  } catch (error) {
    stream.buffers.unmap();
    throw error;
  }
  return source;
}

/** Streams uncompressed pictures, from the camera or converted by libv4l2. */
function streamRaw(
  device: V4l2Device,
  chosen: PixelFormat,
  request: CameraRequest,
  tools: CameraTools,
): FrameSource {
  const { format, buffers, pace, infoFor } = prepare(
    ...[device, chosen, request, tools] as const,
    (fourcc) => sourceLayoutOf(fourcc) !== null,
  );
  try {
    const { layout, stride, leastBytes } = shapeOf(device, format);
    const color = colorFor(device, format, tools.log);
    const { width, height } = format;
    const shape = { layout, width, height, stride, color };
    const pictures = buffers.views.map((view) => packedView(view, shape));
    const stallMs = tools.stallMs ?? DEFAULT_STALL_MS;
    const info = infoFor(layout, color);
    return started({ device, buffers, pictures, info, leastBytes, stallMs, pace }, tools);
  } catch (error) {
    buffers.unmap();
    throw error;
  }
}

/** Streams JPEG pictures and decodes them with libturbojpeg. libv4l2 would also decode the pictures that are dropped. */
function streamJpeg(
  device: V4l2Device,
  chosen: PixelFormat,
  request: CameraRequest,
  tools: CameraTools & { readonly jpeg: JpegLibrary },
): FrameSource {
  const { format, buffers, pace, infoFor } = prepare(
    ...[device, chosen, request, tools] as const,
    isJpeg,
  );
  let decoder: JpegDecoder | null = null;
  try {
    decoder = new JpegDecoder(device.symbols, tools.jpeg, format);
    const stallMs = tools.stallMs ?? DEFAULT_STALL_MS;
    const info = infoFor("i420", JPEG_COLOR);
    const pictures = buffers.views;
    const stream = { device, buffers, pictures, info, leastBytes: 1, stallMs, pace };
    const camera = started(stream, tools);
    tools.log.debug(`${device.subject} gives ${format.fourcc}; libturbojpeg decodes the newest`);
    return new MjpegCamera({ ...tools, camera, decoder, stallMs, subject: device.subject });
  } catch (error) {
    decoder?.[Symbol.dispose]();
    buffers.unmap();
    throw error;
  }
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
  if (given !== wanted) {
    const sizes = sizesInWords(device, format.fourcc);
    const offers = sizes === null ? "" : `; in ${format.fourcc} it offers ${sizes}`;
    log.info(`${device.subject} gives ${given}, not ${wanted}${offers}`);
  }
  if (request.fps !== undefined && fps < 0.9 * request.fps) {
    log.info(
      `${device.subject} gives ${+fps.toFixed(2)} frames per second at ${given} in ` +
        `${format.fourcc}, not ${request.fps}; a smaller --size is often faster`,
    );
  }
}

/** Runs `use` on an open node, and closes the node if `use` fails. */
function withDevice(
  v4l2: V4l2,
  calls: Calls,
  path: string,
  use: (device: V4l2Device) => FrameSource,
): FrameSource {
  const device = new V4l2Device(v4l2, calls, { path, what: "camera" });
  try {
    return use(device);
  } catch (error) {
    // Opening a camera that is in use succeeds; setting its format or requesting buffers fails.
    const busy = errnoOf(error) === ERRNO.EBUSY;
    const failure = busy ? device.failure("open", -ERRNO.EBUSY) : error;
    device.close();
    throw failure;
  }
}

/** The format to request from a camera. `null` if it is unknown until libv4l2 has opened the camera. Changes nothing. */
function lookAt(v4l2: V4l2, request: CameraRequest): PixelFormat | null {
  const device = new V4l2Device(v4l2, v4l2.kernel, { path: request.path, what: "camera" });
  try {
    requireCamera(device);
    requireFormat(device, request.format);
    if (request.format === "mjpeg" && v4l2.jpeg === null) throw noDecoder(device);
    return v4l2.jpeg === null ? null : chooseFormat(device, request, { jpeg: true });
  } finally {
    device.close();
  }
}

/**
 * Opens a camera and starts it. It uses four driver buffers unless the request says otherwise. Frames are lent in place, except
 * those of a Motion JPEG camera, which are decoded in a thread beside the loop.
 *
 * @throws {ScrimError} `DEVICE` when it is busy, gone, no camera, or has no supported format
 */
export function openCamera(v4l2: V4l2, request: CameraRequest, tools: CameraTools): FrameSource {
  const { path } = request;
  const { kernel, libv4l2, jpeg } = v4l2;
  // Tries without libv4l2 first: libv4l2 cannot open a node without formats, does not say why, and also decodes pictures that are
  // dropped.
  const wanted = lookAt(v4l2, request);
  if (jpeg !== null && wanted !== null && isJpeg(wanted.fourcc)) {
    const all = { ...tools, jpeg };
    return withDevice(v4l2, kernel, path, (device) => streamJpeg(device, wanted, request, all));
  }
  return withDevice(v4l2, libv4l2 ?? kernel, path, (device) => {
    const raw = chooseFormat(device, request, { jpeg: false });
    if (raw === null) throw noFormat(device);
    return streamRaw(device, decodable(device, raw, tools.log), request, tools);
  });
}
