/**
 * The sizes and rates that a device offers in each of its formats.
 *
 * @module
 */
import type { FormatOffer, OfferedSize } from "../core/devices/device_info.ts";
import type { V4l2Device } from "./v4l2_device.ts";
import { fourccCode } from "./v4l2_format.ts";

const RANGE = 2;
/** Upper limit of list entries, so that a faulty driver cannot cause an endless loop. */
const MOST_SIZES = 256;

function sizesOf(device: V4l2Device, fourcc: string): OfferedSize[] {
  const { symbols, calls, fd } = device;
  const words = new Uint32Array(6);
  const sizes: OfferedSize[] = [];
  for (let i = 0; i < MOST_SIZES; i++) {
    const kind = symbols.scrim_v4l2_size_at(calls, fd, fourccCode(fourcc), i, words);
    if (kind < 1) break;
    const [width, height, mostWidth, mostHeight, stepWidth, stepHeight] = words;
    const largest = { width: mostWidth, height: mostHeight };
    const upTo = kind === RANGE ? { ...largest, stepWidth, stepHeight } : null;
    sizes.push({ width, height, upTo, fps: device.fastest({ fourcc, ...largest }) });
    if (kind === RANGE) break;
  }
  return sizes.sort((a, b) => b.width * b.height - a.width * a.height);
}

/** The formats of a direction with their sizes. Duplicate formats are removed. */
export function offersOf(device: V4l2Device, type: number): FormatOffer[] {
  const names = new Set(device.formats(type).map(({ fourcc }) => fourcc));
  return [...names].map((fourcc) => ({ fourcc, sizes: sizesOf(device, fourcc) }));
}

/** Number of sizes in a message, enough to choose another one. */
const SIZES_NAMED = 6;

/** The sizes of a format as text, such as `1280x720, 640x480`; `null` if the driver does not say. */
export function sizesInWords(device: V4l2Device, fourcc: string): string | null {
  const sizes = sizesOf(device, fourcc);
  const named = sizes.slice(0, SIZES_NAMED).map(({ width, height, upTo }) =>
    upTo === null
      ? `${width}x${height}`
      : `${width}x${height} to ${upTo.width}x${upTo.height} in steps of ` +
        `${upTo.stepWidth}x${upTo.stepHeight}`
  ).join(", ");
  if (sizes.length === 0) return null;
  const more = sizes.length - SIZES_NAMED;
  return more > 0 ? `${named} and ${more} smaller` : named;
}
