/**
 * The conversions that are tried, one row a run of Scrim: what the camera gives, what the virtual camera takes. The guest
 * measures them, the host judges them.
 *
 * @module
 */

/** Pixel formats of the vivid camera, as FourCC names. RGB3 stands for those that only libv4l2 can read. */
export type CameraFormat = "YUYV" | "UYVY" | "NV12" | "YU12" | "GREY" | "RGB3";

/** Values of `--output-format`; `same`: without the flag, so that the camera's own bytes must come out. */
export type OutputFormat = "yuyv" | "i420" | "rgb24" | "same";

/** One run. */
export interface Conversion {
  /** Also the name of its files. */
  readonly name: string;
  /** The vivid device: a webcam (BT.601) or an HDMI receiver (BT.709, any even size). */
  readonly camera: string;
  readonly format: CameraFormat;
  /** Bytes that the camera adds to each row. */
  readonly padding: number;
  readonly width: number;
  readonly height: number;
  readonly output: OutputFormat;
  /** The loopback device. */
  readonly device: string;
  /** The program that reads the loopback device. */
  readonly reader: "v4l2-ctl" | "ffmpeg";
  /** Tried by the nightly tier only, because another row is much the same. */
  readonly nightly: boolean;
}

/** vivid as a webcam: sRGB, so BT.601 limited; sizes from a list. */
export const WEBCAM = "/dev/video20";
/** Another one, so that two conversions run side by side. */
export const SECOND_WEBCAM = "/dev/video22";
/** vivid as an HDMI receiver: Rec. 709 limited; any even size. */
export const HDMI = "/dev/video21";
/** A loopback that shows capture only while somebody writes (`exclusive_caps=1`, what Chrome needs). */
export const EXCLUSIVE = "/dev/video10";
/** A loopback that shows both sides always (`exclusive_caps=0`). */
export const OPEN = "/dev/video11";
/** More of each. */
export const SPARE_EXCLUSIVE = "/dev/video12";
/** More of each. */
export const SPARE_OPEN = "/dev/video13";

/** Bytes of the first plane's pixels. */
export function bytesPerPixel(format: CameraFormat): number {
  if (format === "RGB3") return 3;
  return format === "YUYV" || format === "UYVY" ? 2 : 1;
}

function conversion(
  format: CameraFormat,
  size: string,
  rest: Partial<Conversion> = {},
): Conversion {
  const [width, height] = size.split("x").map(Number);
  const row = {
    camera: WEBCAM,
    padding: 0,
    output: "yuyv" as const,
    device: EXCLUSIVE,
    reader: "v4l2-ctl" as const,
    nightly: false,
    ...rest,
  };
  const padded = row.padding ? "_padded" : "";
  const hdmi = row.camera === HDMI ? "_hdmi" : "";
  const name = `${format.toLowerCase()}${padded}${hdmi}_${size}_to_${row.output}`;
  return { ...row, name, format, width, height };
}

/** From the webcam to the first two loopback devices, one after the other. */
const FIRST_LANE: readonly Conversion[] = [
  conversion("YUYV", "640x360", { nightly: true }),
  conversion("YUYV", "320x180", { device: OPEN, reader: "ffmpeg", nightly: true }),
  conversion("YUYV", "640x480", { padding: 96 }),
  conversion("UYVY", "320x180", { padding: 64, device: OPEN, nightly: true }),
  conversion("NV12", "640x360", { device: OPEN, reader: "ffmpeg" }),
  conversion("YU12", "320x180", { nightly: true }),
  conversion("GREY", "640x360", { nightly: true }),
  conversion("YU12", "640x360", { output: "i420", device: OPEN }),
  conversion("UYVY", "640x360", { output: "same" }),
  conversion("NV12", "320x180", { output: "same", padding: 64, device: OPEN, nightly: true }),
  conversion("RGB3", "640x480"),
];

function second(format: CameraFormat, size: string, rest: Partial<Conversion> = {}): Conversion {
  return conversion(format, size, { camera: SECOND_WEBCAM, device: SPARE_EXCLUSIVE, ...rest });
}

/** In the other guest: from the other cameras to the other loopback devices. */
const SECOND_LANE: readonly Conversion[] = [
  second("YUYV", "322x242", { camera: HDMI }),
  second("UYVY", "640x480"),
  second("NV12", "640x480", { padding: 64, nightly: true }),
  second("YU12", "640x480", { padding: 64, reader: "ffmpeg" }),
  second("GREY", "322x242", { camera: HDMI, padding: 30 }),
  second("YUYV", "640x480", {
    ...{ output: "i420", reader: "ffmpeg", device: SPARE_OPEN, nightly: true },
  }),
  second("YUYV", "640x480", { output: "rgb24", nightly: true }),
  second("GREY", "640x480", { output: "same", padding: 32, nightly: true }),
  // libv4l2 rounds YU12 to multiples of 8, so no odd sizes here.
  second("YU12", "640x480", { output: "same", reader: "ffmpeg", nightly: true }),
  second("NV12", "640x480", { output: "rgb24", camera: HDMI, device: SPARE_OPEN }),
];

/** One lane for each guest; its rows run one after the other. */
export const LANES: readonly (readonly Conversion[])[] = [FIRST_LANE, SECOND_LANE];

/** All of them. */
export const CONVERSIONS: readonly Conversion[] = LANES.flat();

/** The one that is tried with every newer version of v4l2loopback, beside other programs on the other devices. */
export const ANY_VERSION: Conversion = SECOND_LANE.find(({ device }) => device === SPARE_OPEN)!;
