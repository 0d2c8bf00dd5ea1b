/**
 * What ffprobe says of a video, as far as a source must know it.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import { type Colorimetry, defaultColor } from "../../media/frame.ts";

/** ffmpeg's names of the transfer curves of high dynamic range: PQ and HLG. */
export type Hdr = "smpte2084" | "arib-std-b67";

/** A video stream, as it is shown: turned, with square pixels. */
export interface VideoFacts {
  readonly width: number;
  readonly height: number;
  /** Its pixels are not square: it must be scaled to this size. */
  readonly stretched: boolean;
  /** Frames per second; of a varying rate the average. */
  readonly fps: number;
  /** The same as ffmpeg writes it: `30000/1001`. */
  readonly rate: string;
  readonly varying: boolean;
  /** Times of frames are whole numbers of these a second. */
  readonly ticks: number;
  /** What Scrim takes its colours for. */
  readonly color: Colorimetry;
  /** What ffmpeg must convert from: its pixels are RGB or grey, or of a matrix that Scrim does not know; `null`: nothing. */
  readonly foreign: string | null;
  /** It was filmed in high dynamic range, in this transfer curve. */
  readonly hdr: Hdr | null;
  /** Its pictures are planar 4:2:0 of 8 bits, at this size: nothing is to be converted. */
  readonly ready: boolean;
  /** Its length is known, so it is a film rather than something that happens now. */
  readonly recorded: boolean;
  /** It says when a frame is due. Bare streams of cameras (H.264, MJPEG) do not. */
  readonly timed: boolean;
  readonly interlaced: boolean;
  readonly sound: boolean;
}

/** An object of ffprobe's JSON, of which nothing is believed before it was looked at. */
export class Said {
  readonly #fields: { readonly [name: string]: unknown };

  constructor(value: unknown) {
    this.#fields = typeof value === "object" && value !== null ? { ...value } : {};
  }

  text(name: string): string | undefined {
    const value = this.#fields[name];
    return typeof value === "string" ? value : undefined;
  }

  number(name: string): number | undefined {
    const value = this.#fields[name];
    return typeof value === "number" ? value : undefined;
  }

  inner(name: string): Said {
    return new Said(this.#fields[name]);
  }

  list(name: string): readonly Said[] {
    const value = this.#fields[name];
    return Array.isArray(value) ? value.map((entry) => new Said(entry)) : [];
  }
}

/** What is asked of ffprobe, before the input. */
export const PROBE_ARGS: readonly string[] = [
  ...["-hide_banner", "-loglevel", "error", "-print_format", "json"],
  ...["-show_streams", "-show_format"],
];

const MAX_SIDE = 16384;
const MAX_FPS = 1000;
/** Pixels that are wider than high by less are square: whoever scaled the video kept the shape of the whole. */
const SQUARE = 0.01;
/** Where a stream does not know; its frames have their times nevertheless. */
const ANY_RATE = { fps: 25, rate: "25/1", varying: true };
/** Where the unit of time is unknown, or finer than any clock. */
const USUAL_TICKS = 90000;
const MAX_TICKS = 10_000_000;
/** Text files "are" films for ffmpeg: of a typing terminal. */
export const NO_VIDEO: readonly string[] = ["tty", "ansi", "bintext", "xbin", "adf", "idf"];
/** Streams without times. `jpeg_pipe` is how MJPEG on a pipe is called. */
const BARE = ["h264", "hevc", "mjpeg", "mpjpeg", "jpeg_pipe", "m4v", "mpegvideo", "obu"];
const HDR: readonly Hdr[] = ["smpte2084", "arib-std-b67"];
const BT709 = ["bt709"];
const BT601 = ["smpte170m", "bt470bg"];
const UNSAID = ["unknown", "reserved"];

/** Reads ffprobe's JSON. @throws {ScrimError} when there is no video in it, or none of a usable size */
export function readProbe(json: string, name: string): VideoFacts {
  const said = parseProbe(json, name);
  const streams = said.list("streams");
  const format = said.inner("format");
  const kind = format.text("format_name") ?? "";
  const video = streams.find((stream) =>
    stream.text("codec_type") === "video" &&
    stream.inner("disposition").number("attached_pic") !== 1
  );
  if (!video || NO_VIDEO.includes(kind)) throw refuse(name, "there is no video in it");
  const shape = shown(video);
  for (const side of [shape.width, shape.height]) {
    if (!(Number.isInteger(side) && side >= 1 && side <= MAX_SIDE)) {
      throw refuse(
        name,
        `its size is ${shape.width}x${shape.height}, sides of 1..${MAX_SIDE} wanted`,
      );
    }
  }
  const color = colorOf(video);
  return {
    ...shape,
    ...rateOf(video),
    ...color,
    hdr: HDR.find((curve) => curve === video.text("color_transfer")) ?? null,
    ready: video.text("pix_fmt") === "yuv420p" && !shape.stretched && color.foreign === null,
    recorded: Number(format.text("duration")) > 0,
    timed: !BARE.includes(kind),
    interlaced: ["tt", "bb", "tb", "bt"].includes(video.text("field_order") ?? ""),
    sound: streams.some((stream) => stream.text("codec_type") === "audio"),
  };
}

/** ffprobe's JSON as an object. @throws {ScrimError} when it is none */
export function parseProbe(json: string, name: string): Said {
  try {
    return new Said(JSON.parse(json || "{}"));
  } catch {
    throw refuse(name, "what ffprobe says of it is no JSON");
  }
}

function refuse(name: string, reason: string): ScrimError {
  return new ScrimError(`Cannot read "${name}": ${reason}`, { code: "FORMAT" });
}

/** The size after ffmpeg has turned the picture, with square pixels. */
function shown(video: Said): Pick<VideoFacts, "width" | "height" | "stretched"> {
  const coded = video.number("width") ?? 0;
  const height = video.number("height") ?? 0;
  const [across, down] = (video.text("sample_aspect_ratio") ?? "1:1").split(":").map(Number);
  const stretched = across > 0 && down > 0 && Math.abs(across / down - 1) > SQUARE;
  const width = stretched ? 2 * Math.round(coded * across / down / 2) : coded;
  const rotations = video.list("side_data_list").map((data) => data.number("rotation"));
  const angle = rotations.find((rotation) => rotation !== undefined) ??
    Number(video.inner("tags").text("rotate") ?? 0);
  const lies = Math.abs(angle) % 180 === 90;
  return lies ? { width: height, height: width, stretched } : { width, height, stretched };
}

/** A nominal rate that the average keeps to, within a hundredth, is steady. */
function rateOf(video: Said): Pick<VideoFacts, "fps" | "rate" | "varying" | "ticks"> {
  const [, unit] = (video.text("time_base") ?? "").split("/").map(Number);
  const ticks = Number.isInteger(unit) && unit > 0 && unit <= MAX_TICKS ? unit : USUAL_TICKS;
  return { ...shownRate(video, ticks), ticks };
}

function shownRate(video: Said, ticks: number): Pick<VideoFacts, "fps" | "rate" | "varying"> {
  const said = fraction(video.text("r_frame_rate"));
  const average = fraction(video.text("avg_frame_rate"));
  // Browsers' recordings have no rate: ffprobe names the unit of their times.
  const nominal = !average && said?.fps === ticks ? null : said;
  if (nominal && (!average || Math.abs(nominal.fps - average.fps) < average.fps / 100)) {
    return { ...nominal, varying: false };
  }
  return average ? { ...average, varying: true } : ANY_RATE;
}

function fraction(text: string | undefined): { fps: number; rate: string } | null {
  const [up, down] = (text ?? "").split("/").map(Number);
  const fps = up / down;
  return fps > 0 && fps <= MAX_FPS ? { fps, rate: `${up}/${down}` } : null;
}

function colorOf(video: Said): Pick<VideoFacts, "color" | "foreign"> {
  const format = video.text("pix_fmt") ?? "";
  const space = video.text("color_space") ?? "unknown";
  const usual = defaultColor(video.number("height") ?? 0);
  const limited = { ...usual, range: "limited" } as const;
  if (/^(?:[0x]?(?:rgb|bgr)|gbr|a?rgb|[ar]?bgr|argb|abgr|pal8|mono)/.test(format)) {
    return { color: limited, foreign: "RGB" };
  }
  if (/^y?gr[ae]y|^ya/.test(format)) return { color: limited, foreign: "grey" };
  const range = video.text("color_range") === "pc" || format.startsWith("yuvj")
    ? "full"
    : "limited";
  if (BT709.includes(space)) return { color: { matrix: "bt709", range }, foreign: null };
  if (BT601.includes(space)) return { color: { matrix: "bt601", range }, foreign: null };
  if (UNSAID.includes(space)) return { color: { ...usual, range }, foreign: null };
  return { color: { matrix: "bt709", range }, foreign: space };
}
