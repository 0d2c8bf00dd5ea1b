/**
 * Translates between V4L2's formats and colour fields and those of Scrim.
 *
 * Source: the kernel's `include/uapi/linux/videodev2.h` (V4L2_MAP_YCBCR_ENC_DEFAULT, V4L2_MAP_QUANTIZATION_DEFAULT).
 *
 * @module
 */
import {
  type Colorimetry,
  type PixelLayout,
  SOURCE_LAYOUTS,
  type SourceLayout,
} from "../core/media/frame.ts";

/** A picture format as drivers report it. */
export interface PixelFormat {
  readonly width: number;
  readonly height: number;
  readonly fourcc: string;
  /** Bytes per row of the first plane; 0 if the driver does not say. */
  readonly stride: number;
  /** Bytes of a picture. */
  readonly bytes: number;
  readonly colorspace: number;
  readonly encoding: number;
  readonly quantization: number;
}

/** The FourCC names of the layouts that cameras and virtual cameras may have. */
export const FOURCC: Readonly<Record<Exclude<PixelLayout, "rgba">, string>> = {
  yuyv: "YUYV",
  uyvy: "UYVY",
  nv12: "NV12",
  i420: "YU12",
  grey: "GREY",
  rgb24: "RGB3",
};

/** FourCC names of formats that are a sequence of JPEG pictures. */
export const JPEG_NAMES: readonly string[] = ["MJPG", "JPEG"];

/** Whether a FourCC name stands for JPEG pictures. */
export function isJpeg(fourcc: string | null): boolean {
  return fourcc !== null && JPEG_NAMES.includes(fourcc);
}

/** The layout of a FourCC name; `null` for an unknown name. */
export function layoutOf(fourcc: string): PixelLayout | null {
  for (const [layout, name] of Object.entries(FOURCC)) {
    if (name === fourcc) return layout as PixelLayout;
  }
  return null;
}

/** The layout of a FourCC name that a camera may send; `null` for one that Scrim cannot unpack, including RGB. */
export function sourceLayoutOf(fourcc: string): SourceLayout | null {
  return SOURCE_LAYOUTS.find((layout) => FOURCC[layout] === fourcc) ?? null;
}

/** 0x56595559 → `YUYV`. */
export function fourccName(code: number): string {
  return String.fromCharCode(code & 255, (code >> 8) & 255, (code >> 16) & 255, (code >> 24) & 127);
}

/** `YUYV` → 0x56595559. */
export function fourccCode(name: string): number {
  let code = 0;
  for (let i = 3; i >= 0; i--) code = (code << 8) | name.charCodeAt(i);
  return code >>> 0;
}

const REC709 = 3;
const SMPTE240M = 2;
const JPEG = 7;
const SRGB = 8;
const BT2020 = 10;
const DCI_P3 = 12;
const ENCODING_601 = 1;
const ENCODING_709 = 2;
const FULL_RANGE = 1;
const LIMITED_RANGE = 2;

/** XV709, BT.2020 (both kinds) and SMPTE 240M are not supported; BT.709 is much closer to them than BT.601. */
const NEAR_709: readonly number[] = [ENCODING_709, 4, 6, 7, 8];

function defaultEncoding(colorspace: number): number {
  const wide = [REC709, DCI_P3, BT2020, SMPTE240M].includes(colorspace);
  return wide ? ENCODING_709 : ENCODING_601;
}

/** The colorimetry of a driver's colour fields. A field of 0 follows from the others by V4L2's rules (grey has full range). */
export function colorOf(
  format: Pick<PixelFormat, "fourcc" | "colorspace" | "encoding" | "quantization">,
): Colorimetry {
  const encoding = format.encoding || defaultEncoding(format.colorspace);
  const full = format.quantization === FULL_RANGE ||
    (format.quantization === 0 && (format.colorspace === JPEG || format.fourcc === FOURCC.grey));
  return {
    matrix: NEAR_709.includes(encoding) ? "bt709" : "bt601",
    range: full ? "full" : "limited",
  };
}

/** The colour fields for `color`. Webcams and screens share the primaries of sRGB. */
export function colorFields(
  color: Colorimetry,
  layout: PixelLayout,
): Pick<PixelFormat, "colorspace" | "encoding" | "quantization"> {
  if (layout === "rgb24") return { colorspace: SRGB, encoding: 0, quantization: FULL_RANGE };
  return {
    colorspace: color.matrix === "bt709" ? REC709 : SRGB,
    encoding: color.matrix === "bt709" ? ENCODING_709 : ENCODING_601,
    quantization: color.range === "full" ? FULL_RANGE : LIMITED_RANGE,
  };
}
