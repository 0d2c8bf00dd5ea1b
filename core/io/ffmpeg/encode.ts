/**
 * What ffmpeg is told, so that `i420` pictures become a video file.
 *
 * @module
 */
import { basename, extname } from "node:path";
import { ScrimError } from "../../base/errors.ts";
import type { Colorimetry } from "../../media/frame.ts";
import { FFMPEG_COLOR } from "./decode.ts";

/** The pictures. */
export interface EncodeShape {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly color: Colorimetry;
  /** Frames come with their times, in NUT; absent: bare, at a constant rate. */
  readonly times?: { readonly rate: string; readonly ticks: number };
}

/** A picture for each frame, numbered from 1: `frame%03d.png`. */
export function isSequence(path: string): boolean {
  const plain = basename(path).replaceAll("%%", "");
  return /^[^%]*%\d{0,2}d[^%]*$/.test(plain) && PICTURES.includes(extname(path).toLowerCase());
}

/** A single picture is the last one, as with PNG. */
function asPictures(into: string): readonly string[] {
  if (isSequence(into)) return ["-f", "image2", "-atomic_writing", "1"];
  return PICTURES.includes(extname(into).toLowerCase()) ? ["-f", "image2", "-update", "1"] : [];
}

/** What ffmpeg writes as one file for each frame. */
const PICTURES = [
  ...[
    ".bmp",
    ".dpx",
    ".exr",
    ".jp2",
    ".jpeg",
    ".jpg",
    ".jxl",
    ".pam",
    ".pbm",
    ".pcx",
    ".pgm",
    ".png",
    ".ppm",
  ],
  ...[".qoi", ".sgi", ".tga", ".tif", ".tiff", ".webp", ".xbm", ".xwd"],
];

/** Playlists, whose pieces ffmpeg would write under names of its own. */
const IN_PIECES: readonly string[] = [".m3u8", ".mpd", ".ism", ".f4m"];

/**
 * Refuses outputs of several files that cannot all have their names at the end.
 *
 * @throws {ScrimError} `USAGE` saying how to get them
 */
export function refusePieces(path: string): void {
  const ending = extname(path).toLowerCase();
  if (!IN_PIECES.includes(ending)) return;
  throw new ScrimError(`Cannot write "${path}": ${ending} consists of several files, wanted one`, {
    code: "USAGE",
    hint: `write film.mp4 and cut it into pieces: ffmpeg -i film.mp4 -c copy "${path}"`,
  });
}

/** How a kind of file is encoded unless the user names a codec. The first encoder that ffmpeg has is used. */
interface Recipe {
  readonly endings: readonly string[];
  readonly encoders: readonly { readonly name: string; readonly options: readonly string[] }[];
  /** Filters, as a graph. */
  readonly filter?: string;
}

/** Visually lossless. Of the demo figure a quarter of the CPU time that ffmpeg's default preset takes, in a smaller file. */
const X264 = { name: "libx264", options: ["-crf", "18", "-preset", "veryfast"] };
const MPEG4 = { name: "mpeg4", options: ["-q:v", "3"] };

/** Pictures that hold no YUV. */
const IN_RGB = [".bmp", ".pam", ".png", ".ppm", ".sgi", ".tga", ".tif", ".tiff"];

const RECIPES: readonly Recipe[] = [
  { endings: [".mp4", ".m4v", ".mov", ".mkv", ".ts", ".flv"], encoders: [X264, MPEG4] },
  {
    endings: [".webm"],
    encoders: [{
      name: "libvpx-vp9",
      options: ["-crf", "24", "-b:v", "0", "-row-mt", "1", "-cpu-used", "4"],
    }],
  },
  { endings: [".avi"], encoders: [MPEG4] },
  {
    endings: [".gif"],
    encoders: [{ name: "gif", options: [] }],
    // A palette for each frame: one for all of them would need all of them in memory.
    filter: "split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=new=1",
  },
  {
    // JFIF pictures are full-range BT.601, whatever came in.
    endings: [".jpg", ".jpeg"],
    encoders: [{ name: "mjpeg", options: ["-q:v", "2"] }],
    filter: "scale=out_color_matrix=bt601:out_range=full,format=yuvj420p",
  },
  { endings: IN_RGB, encoders: [], filter: "format=rgb24" },
];

/** Encoders that take even sizes only, where chroma is halved. */
const EVEN = ["libx264", "libx265", "libopenh264", "mpeg4"];

/** The encoder and its options; `null`: what ffmpeg chooses by itself. */
export interface Encoding {
  readonly name: string | null;
  readonly options: readonly string[];
  readonly filter: string | null;
  /** It takes even sizes only. */
  readonly even: boolean;
}

/** Chooses by the name's ending among what there is, unless the user chose. */
export function chooseEncoding(
  path: string,
  codec: string | undefined,
  has: (encoder: string) => boolean,
): Encoding {
  const ending = extname(path).toLowerCase();
  const recipe = RECIPES.find(({ endings }) => endings.includes(ending));
  const found = codec === undefined ? recipe?.encoders.find(({ name }) => has(name)) : undefined;
  const name = codec ?? found?.name ?? null;
  return {
    name,
    options: found?.options ?? [],
    filter: recipe?.filter ?? null,
    even: name !== null && EVEN.includes(name),
  };
}

/** MPEG-4 has no finer times. */
const MPEG4_TICKS = 60000;

/** Every frame at its time, unless the file has no times but a constant rate. */
function timing(
  { rate, ticks }: { readonly rate: string; readonly ticks: number },
  into: string,
  encoder: string | null,
): readonly string[] {
  if (/\.avi$/i.test(into)) return ["-fps_mode", "cfr", "-r", rate];
  const unit = encoder === "mpeg4" && ticks > MPEG4_TICKS ? MPEG4_TICKS : ticks;
  return ["-fps_mode", "passthrough", "-enc_time_base", `1:${unit}`];
}

/** All arguments. Colours are said twice: of what comes in, for filters, and of what goes out, for the file. */
export function encodeArgs(
  from: string,
  into: string,
  shape: EncodeShape,
  { name, options, filter, even }: Encoding,
): readonly string[] {
  const { width, height, fps, color, times } = shape;
  const matrix = color.matrix === "bt601" ? "smpte170m" : "bt709";
  const colors = ["-color_range", FFMPEG_COLOR.range[color.range], "-colorspace", matrix];
  const crop = even && (width % 2 || height % 2)
    ? `crop=${width - width % 2}:${height - height % 2}:0:0`
    : null;
  const graph = [crop, filter].filter((part) => part !== null).join(",");
  return [
    ...["-hide_banner", "-nostdin", "-loglevel", "level+error", "-y"],
    ...(times
      ? ["-f", "nut"]
      : ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", `${width}x${height}`]),
    ...(times ? [] : ["-framerate", String(fps)]),
    ...[...colors, "-i", `unix:${from}`],
    ...(graph === "" ? [] : ["-filter_complex", graph]),
    ...(times ? timing(times, into, name) : []),
    ...(name === null ? [] : ["-c:v", name]),
    ...options,
    ...(filter === null ? ["-pix_fmt", "yuv420p", ...colors] : []),
    ...(/\.(mp4|m4v|mov)$/i.test(into) ? ["-movflags", "+faststart"] : []),
    ...asPictures(into),
    into,
  ];
}
