/**
 * Which sizes of JPEG cameras libv4l2 can decode where libturbojpeg is missing. It returns EIO for pictures whose height is no
 * multiple of 16, such as 1920x1080 and 640x360, and it does so only when they are read.
 *
 * @module
 */
import { ScrimError } from "../core/base/errors.ts";
import type { Log } from "../core/base/log.ts";
import { JPEG_HINT } from "./jpeg.ts";
import { CAPTURE, type V4l2Device } from "./v4l2_device.ts";
import { isJpeg, type PixelFormat } from "./v4l2_format.ts";

const UNIT = 16;
/** Common camera sizes that libv4l2 can decode, as alternatives. */
const SIZES = [
  { width: 1280, height: 720 },
  { width: 640, height: 480 },
  { width: 320, height: 240 },
];

const decodes = ({ height }: PixelFormat): boolean => height % UNIT === 0;

/**
 * Returns `wanted`; if libv4l2 would have to decode JPEG of a size that it cannot, the nearest size that it can. Sets the format
 * of the device.
 *
 * @throws {ScrimError} `DEVICE` naming the missing package when there is no such size
 */
export function decodable(device: V4l2Device, wanted: PixelFormat, log: Log): PixelFormat {
  const native = device.formats(CAPTURE).some(({ emulated, fourcc }) =>
    !emulated && fourcc === wanted.fourcc
  );
  if (native) return wanted;
  const format = device.setFormat(CAPTURE, wanted);
  if (!isJpeg(device.kernelFourcc()) || decodes(format)) return wanted;
  const far = ({ width, height }: { width: number; height: number }): number =>
    Math.abs(width - format.width) + Math.abs(height - format.height);
  const size = `${format.width}x${format.height}`;
  const why = `libv4l2 cannot decode the ${size} JPEG pictures of ${device.subject}`;
  for (const other of [...SIZES].sort((a, b) => far(a) - far(b))) {
    const offered = device.tryFormat(CAPTURE, { ...wanted, ...other });
    if (offered === null || !decodes(offered)) continue;
    log.warn(`${why}; it is set to ${offered.width}x${offered.height}. For ${size} ${JPEG_HINT}`);
    return { ...wanted, width: offered.width, height: offered.height };
  }
  throw new ScrimError(`Cannot use ${device.subject}: ${why}`, { code: "DEVICE", hint: JPEG_HINT });
}
