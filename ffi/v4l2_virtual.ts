/**
 * Opens a v4l2loopback device as a virtual camera: format, rate and buffers, in an order that every version of v4l2loopback
 * accepts.
 *
 * @module
 */
import { ScrimError } from "../core/base/errors.ts";
import { minStride, type Packed, packedSize, packedView } from "../core/media/frame.ts";
import type { Clock } from "../core/base/clock.ts";
import type { Log } from "../core/base/log.ts";
import type { VirtualCameraRequest } from "../core/devices/devices.ts";
import type { FrameSink, SinkInfo } from "../core/media/sink.ts";
import { busyHint, holdersOf } from "./device_holders.ts";
import { ERRNO, errnoOf } from "./errno.ts";
import { MappedBuffers } from "./v4l2_buffers.ts";
import { LOOPBACK_DRIVER, OUTPUT, type V4l2, V4l2Device } from "./v4l2_device.ts";
import { colorFields, colorOf, FOURCC, layoutOf, type PixelFormat } from "./v4l2_format.ts";
import { MappedSink } from "./v4l2_output.ts";
import { WritingSink } from "./v4l2_write.ts";
import { hasWriterUnguarded } from "./v4l2_writer.ts";

const BUFFERS = 4;

interface Tools {
  readonly log: Log;
  readonly clock: Clock;
}

type Shape = Omit<Packed, "data">;

function checkRequest(request: VirtualCameraRequest): void {
  const subject = `virtual camera "${request.path}"`;
  if (request.width % 2 !== 0 || request.height % 2 !== 0) {
    throw new ScrimError(
      `Cannot open ${subject}: size ${request.width}x${request.height}, wanted even numbers`,
      { code: "FORMAT", hint: "browsers cannot show odd sizes; use another --size" },
    );
  }
  if (request.layout === "rgba") {
    throw new ScrimError(
      `Cannot open ${subject}: format rgba, wanted one of ${Object.keys(FOURCC).join(", ")}`,
      { code: "FORMAT" },
    );
  }
}

function openLoopback(v4l2: V4l2, path: string): V4l2Device {
  const device = new V4l2Device(v4l2, v4l2.kernel, { path, what: "virtual camera" });
  // Only the driver name identifies it: with exclusive_caps or keep_format the device may not report the output capability.
  if (device.driver === LOOPBACK_DRIVER) return device;
  device.close();
  throw new ScrimError(
    `Cannot open ${device.subject}: its driver is "${device.driver}", wanted "${LOOPBACK_DRIVER}"`,
    { code: "DEVICE", hint: "run with --list-devices to see virtual cameras" },
  );
}

function wantedFormat(request: VirtualCameraRequest): PixelFormat {
  const { width, height, layout, color } = request;
  const fourcc = FOURCC[layout as keyof typeof FOURCC];
  return { width, height, fourcc, stride: 0, bytes: 0, ...colorFields(color, layout) };
}

/** Opens a device and sets its format; the caller closes it. */
function negotiate(v4l2: V4l2, request: VirtualCameraRequest, log: Log) {
  let device = openLoopback(v4l2, request.path);
  try {
    if (hasWriterUnguarded(device)) throw device.failure("open", -ERRNO.EBUSY);
    const wanted = wantedFormat(request);
    let format: PixelFormat;
    try {
      format = device.setFormat(OUTPUT, wanted);
    } catch (error) {
      if (errnoOf(error) !== ERRNO.EINVAL) throw error;
      // Versions 0.12.5 to 0.12.7 lose the output capability after a writer used write(). Starting and closing a stream restores
      // it, even if the start fails. This is harmless on other versions.
      device.stream(OUTPUT, true);
      device.close();
      device = openLoopback(v4l2, request.path);
      format = device.setFormat(OUTPUT, wanted);
    }
    return { device, shape: agreedShape(device, { request, format, log }) };
  } catch (error) {
    const refused = owned(device, error);
    device.close();
    throw refused;
  }
}

/** A second writer gets EBUSY, or EINVAL while exclusive_caps shows a camera. Version 0.12 accepts both writers. */
function owned(device: V4l2Device, error: unknown): unknown {
  const errno = errnoOf(error);
  if (errno !== ERRNO.EBUSY && errno !== ERRNO.EINVAL) return error;
  const text = "another program writes to it";
  return device.failure("open", -errno, { text, hint: busyHint(device.node) });
}

/** The hint that says how to release a format. */
function releaseHint(path: string): string {
  const kept = holdersOf(path).length > 0 ? "" : " or set the device's control keep_format to 0";
  return `${busyHint(path)}${kept}`;
}

/** S_FMT succeeds with the old format when a reader or the control keep_format holds it, so all fields are compared. */
function agreedShape(
  device: V4l2Device,
  { request, format, log }: { request: VirtualCameraRequest; format: PixelFormat; log: Log },
): Shape {
  const { width, height, color } = request;
  const layout = layoutOf(format.fourcc);
  if (format.width !== width || format.height !== height || layout === null) {
    throw new ScrimError(
      `Cannot open ${device.subject}: it is held at ${format.width}x${format.height} ` +
        `${format.fourcc}, wanted ${width}x${height} ${FOURCC[request.layout as "yuyv"]}`,
      {
        code: "DEVICE",
        hint: `${releaseHint(device.node)}, or use --size ${format.width}x${format.height}`,
      },
    );
  }
  if (layout !== request.layout) {
    log.info(
      `${device.subject} is held at ${layout} by another program or its control keep_format; ` +
        `using that, not ${request.layout}`,
    );
  }
  const stride = format.stride || minStride(layout, width);
  const bytes = packedSize(layout, height, stride);
  if (stride < minStride(layout, width) || format.bytes < bytes) {
    throw new ScrimError(
      `Cannot open ${device.subject}: rows of ${format.stride} and frames of ${format.bytes} ` +
        `bytes, wanted ${minStride(layout, width)} and ${bytes}`,
      { code: "FORMAT" },
    );
  }
  const told = colorOf(format);
  if (layout !== "rgb24" && (told.matrix !== color.matrix || told.range !== color.range)) {
    log.debug(`${device.subject} tells readers ${told.matrix} ${told.range} colours`);
  }
  return { layout, width, height, stride, color };
}

function infoOf(device: V4l2Device, shape: Shape): SinkInfo {
  return { description: `${device.path} (${device.name})`, layout: shape.layout, live: true };
}

/** STREAMON follows REQBUFS: 0.14 and later refuse it otherwise. */
function mapped(device: V4l2Device, shape: Shape, tools: Tools): MappedSink {
  const count = device.check("get buffers of", device.request(OUTPUT, BUFFERS));
  if (count < 1) throw device.failure("get buffers of", -ERRNO.EINVAL);
  const buffers = new MappedBuffers(device, OUTPUT, count);
  try {
    const bytes = packedSize(shape.layout, shape.height, shape.stride);
    const pictures = buffers.views.map((view) => packedView(view.subarray(0, bytes), shape));
    device.check("start", device.stream(OUTPUT, true));
    return new MappedSink({ device, buffers, pictures, info: infoOf(device, shape), bytes }, tools);
  } catch (error) {
    buffers.unmap();
    throw error;
  }
}

function written(
  v4l2: V4l2,
  request: VirtualCameraRequest,
  { log, clock }: Tools,
): WritingSink {
  const { device, shape } = negotiate(v4l2, request, log);
  device.frameRate(OUTPUT, request.fps);
  const bytes = packedSize(shape.layout, shape.height, shape.stride);
  const picture = packedView(new Uint8Array(bytes), shape);
  return new WritingSink(device, picture, infoOf(device, shape), clock);
}

/**
 * Opens a v4l2loopback device for writing and starts it. Readers see it at once; the driver decides what they get before the
 * first `commit()`.
 *
 * @throws {ScrimError} `DEVICE` when it is busy, gone, no loopback device or held at another size; `FORMAT` for an odd size
 */
export async function openVirtualCamera(
  v4l2: V4l2,
  request: VirtualCameraRequest,
  tools: Tools,
): Promise<FrameSink> {
  checkRequest(request);
  const { device, shape } = negotiate(v4l2, request, tools.log);
  // Advisory: v4l2loopback does not enforce the rate, it only reports it to readers.
  device.frameRate(OUTPUT, request.fps);
  let sink: MappedSink;
  try {
    sink = mapped(device, shape, tools);
  } catch (error) {
    device.close(); // newer versions keep the I/O method per open file, so reopen for write()
    if (errnoOf(error) === ERRNO.EBUSY || errnoOf(error) === ERRNO.ENODEV) throw error;
    const why = error instanceof Error ? error.message : String(error);
    tools.log.warn(`${why}; using write(), which costs a copy of every frame`);
    return written(v4l2, request, tools);
  }
  try {
    await sink.start();
    return sink;
  } catch (error) {
    await sink[Symbol.asyncDispose]();
    throw error;
  }
}
