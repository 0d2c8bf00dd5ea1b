/**
 * What a V4L2 node is, by its driver, its capabilities and its formats.
 *
 * @module
 */
import type { NodeKind } from "../core/devices/device_info.ts";
import { CAPS } from "./v4l2_device.ts";

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

/** What a node is, and why it is no camera to choose. */
export interface Judgement {
  readonly what: NodeKind;
  readonly why: string | null;
}

/** Judges a node. A loopback device is judged elsewhere. */
export function judge({ driver, caps, formats }: Node): Judgement {
  const has = (bits: number): boolean => (caps & bits) !== 0;
  const is = (what: NodeKind, why: string): Judgement => ({ what, why });
  if (has(CAPS.memoryToMemory)) return is("codec", "converts pictures, does not capture them");
  if (has(CAPS.touch)) return is("touch", "is a touch screen");
  if (!has(CAPS.capture)) {
    if (has(CAPS.metadata)) return is("metadata", "gives metadata, not pictures");
    if (has(CAPS.output)) return is("output", "takes pictures, gives none");
    return is("unknown", has(CAPS.planes) ? "gives separate planes only" : "gives no pictures");
  }
  if (!has(CAPS.streaming)) return is("unknown", "has no mapped buffers");
  if (has(CAPS.mediaController) || PART_OF_A_CAMERA.test(driver)) {
    return is("camera part", "is a part of a camera that needs libcamera");
  }
  const all = (pattern: RegExp): boolean => formats.every((name) => pattern.test(name));
  if (formats.length === 0) return is("unknown", "offers no formats");
  if (all(RAW_SENSOR)) return is("raw sensor", "gives raw sensor data only");
  if (all(GREY_OR_DEPTH)) return is("infrared", "gives grey only (infrared)");
  if (all(VIDEO_STREAM)) return is("compressed video", "gives compressed video only");
  return { what: "camera", why: null };
}
