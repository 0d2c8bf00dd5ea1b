/**
 * Which sizes and rates a device offers in each of its formats.
 *
 * @module
 */
import type { FormatOffer, OfferedSize } from "../core/ports.ts";
import type { V4l2Device } from "./v4l2_device.ts";
import { fourccCode } from "./v4l2_format.ts";

const RANGE = 2;
/** A driver that never ends its list cannot hold us. */
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

/** The formats of a direction with their sizes. A format that is listed twice is told once. */
export function offersOf(device: V4l2Device, type: number): FormatOffer[] {
  const names = new Set(device.formats(type).map(({ fourcc }) => fourcc));
  return [...names].map((fourcc) => ({ fourcc, sizes: sizesOf(device, fourcc) }));
}
