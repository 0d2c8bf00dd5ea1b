/**
 * Which V4L2 nodes there are, and what each is good for.
 *
 * @module
 */
import { ScrimError } from "../core/errors.ts";
import type { DeviceInfo } from "../core/ports.ts";
import {
  CAPS,
  CAPTURE,
  LOOPBACK_DRIVER,
  type OfferedFormat,
  OUTPUT,
  type V4l2,
  V4l2Device,
} from "./v4l2_device.ts";
import { isFree } from "./v4l2_writer.ts";

/** Bayer mosaics: what a sensor sees, before an image processor made a picture of it. */
const RAW_SENSOR =
  /^(BA81|GBRG|GRBG|RGGB|BYR2|BD10|(BG|GB|GR|RG|BA)1[0246]|[pab][BGgR](AA|CC|EE|A8)|ip3[bgGr])$/;
/** Grey, infrared and depth. */
const GREY_OR_DEPTH = /^(GREY|Y1[0-6].|Y8I.|Y12I|Y14P|Z16.|INV.|INZ.|D16.|IR.*)$/;
/** Streams that need a video decoder. */
const VIDEO_STREAM = /^(H264|AVC1|H263|HEVC|MPG1|MPG2|MPG4|XVID|VP80|VP90|AV1.|FWHT)$/;
/** Parts of a camera that only make sense together, under libcamera. */
const PART_OF_A_CAMERA = /^(bcm2835-isp|pispbe|unicam|rp1-cfe|rkisp1|ipu[0-9])/;

/** What decides the kind of a node. */
export interface Node {
  readonly driver: string;
  readonly caps: number;
  /** Formats it gives, as FourCC names. */
  readonly formats: readonly string[];
}

/** Why a node is no camera to choose, or `null`. A loopback device is judged elsewhere. */
export function whyNotCamera({ driver, caps, formats }: Node): string | null {
  const has = (bits: number): boolean => (caps & bits) !== 0;
  if (has(CAPS.memoryToMemory)) return "converts pictures, does not capture them";
  if (has(CAPS.touch)) return "is a touch screen";
  if (!has(CAPS.capture)) {
    if (has(CAPS.metadata)) return "gives metadata, not pictures";
    return has(CAPS.planes) ? "gives separate planes only" : "gives no pictures";
  }
  if (!has(CAPS.streaming)) return "has no mapped buffers";
  if (has(CAPS.mediaController) || PART_OF_A_CAMERA.test(driver)) {
    return "is a part of a camera that needs libcamera";
  }
  if (formats.length === 0) return "offers no formats";
  if (formats.every((name) => RAW_SENSOR.test(name))) return "gives raw sensor data only";
  if (formats.every((name) => GREY_OR_DEPTH.test(name))) return "gives grey only (infrared)";
  if (formats.every((name) => VIDEO_STREAM.test(name))) return "gives compressed video only";
  return null;
}

function describeLoopback(device: V4l2Device): DeviceInfo {
  const free = isFree(device);
  return {
    path: device.path,
    name: device.name,
    driver: device.driver,
    kind: "loopback",
    free,
    formats: names(device.formats(free ? OUTPUT : CAPTURE)),
    unsuitable: free ? null : "another program writes to it",
  };
}

function names(offered: readonly OfferedFormat[]): string[] {
  return [...new Set(offered.map(({ fourcc }) => fourcc))];
}

function describe(device: V4l2Device): DeviceInfo {
  if (device.driver === LOOPBACK_DRIVER) return describeLoopback(device);
  const { path, name, driver, caps } = device;
  const formats = names(device.formats(CAPTURE));
  const unsuitable = whyNotCamera({ driver, caps, formats });
  const camera = (caps & CAPS.capture) !== 0 && (caps & CAPS.memoryToMemory) === 0;
  return { path, name, driver, kind: camera ? "camera" : "other", free: true, formats, unsuitable };
}

function unreachable(path: string, error: ScrimError): DeviceInfo {
  const reason = error.message.slice(error.message.indexOf(": ") + 2);
  const unsuitable = error.hint ? `${reason}; ${error.hint}` : reason;
  return { path, name: "", driver: "", kind: "other", free: false, formats: [], unsuitable };
}

function videoNodes(folder: string): string[] {
  const numbers: number[] = [];
  for (const entry of Deno.readDirSync(folder)) {
    const match = /^video(\d+)$/.exec(entry.name);
    if (match) numbers.push(Number(match[1]));
  }
  return numbers.sort((a, b) => a - b).map((number) => `${folder}/video${number}`);
}

/** Every `/dev/videoN` by number. A node that cannot be opened is listed with the reason. */
export function listDevices(v4l2: V4l2, folder: string): DeviceInfo[] {
  return videoNodes(folder).map((path) => {
    try {
      const device = new V4l2Device(v4l2, v4l2.kernel, { path, what: "device" });
      try {
        return describe(device);
      } finally {
        device.close();
      }
    } catch (error) {
      if (error instanceof ScrimError) return unreachable(path, error);
      throw error;
    }
  });
}
