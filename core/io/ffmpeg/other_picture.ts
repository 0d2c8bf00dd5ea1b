/**
 * Pictures that ffmpeg reads and Scrim does not (BMP, TIFF, GIF, AVIF, …), told from films by what is in them.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import { fileName } from "./names.ts";
import { NO_VIDEO, parseProbe } from "./probe.ts";
import { FfmpegProcess } from "./process.ts";

/** What a file is. `bytes`: the picture as a PNG. `unknown`: neither, or ffmpeg is not there to tell. */
export type OtherPicture =
  | { readonly kind: "picture"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "film" | "unknown" };

/** Counts no more packets of the first video stream than it takes to tell one from several. */
const COUNT_ARGS: readonly string[] = [
  ...["-hide_banner", "-loglevel", "error", "-print_format", "json"],
  ...["-count_packets", "-read_intervals", "%+#2", "-select_streams", "V:0"],
  ...["-show_entries", "stream=codec_name,nb_read_packets,duration:format=format_name"],
];

/** Kinds of which one packet is one picture, even where the file says how long it is shown. */
const PICTURES = /^(gif|image2|apng|\w+_pipe)$/;
/** ffmpeg's names of what Scrim decodes itself. */
const OURS = /^(mjpeg|png|webp)$/;

/** @throws {ScrimError} `FORMAT` for a picture that ffmpeg does not decode; the signal's reason when aborted */
export async function readOtherPicture(path: string, signal?: AbortSignal): Promise<OtherPicture> {
  const { options, address } = fileName(path);
  const probe = await outputOf("ffprobe", [...COUNT_ARGS, ...options, "-i", address], signal);
  if (probe === null || !(await probe.child.ended).success) return { kind: "unknown" };
  const kind = kindOf(new TextDecoder().decode(probe.bytes), path);
  if (kind !== "picture") return { kind };
  const made = await outputOf("ffmpeg", [
    ...["-hide_banner", "-nostdin", "-loglevel", "error", ...options, "-i", address],
    ...["-map", "0:V:0", "-frames:v", "1", "-c:v", "png", "-f", "image2pipe", "-"],
  ], signal);
  if (made === null) return { kind: "unknown" };
  if (made.bytes.length === 0 || !(await made.child.ended).success) {
    throw await made.child.failure(`Cannot decode "${path}"`, "convert it to PNG, JPEG or WebP");
  }
  return { kind, bytes: made.bytes };
}

/** Runs it; `null` when it is not installed or may not be run. */
async function outputOf(
  program: "ffmpeg" | "ffprobe",
  args: readonly string[],
  signal?: AbortSignal,
): Promise<{ readonly child: FfmpegProcess; readonly bytes: Uint8Array<ArrayBuffer> } | null> {
  let child: FfmpegProcess;
  try {
    child = FfmpegProcess.start(program, args, "output");
  } catch (error) {
    if (error instanceof ScrimError && error.code === "DEVICE") return null;
    throw error;
  }
  const stop = (): Promise<void> => child.kill();
  signal?.addEventListener("abort", stop, { once: true });
  const bytes = await child.bytes();
  signal?.removeEventListener("abort", stop);
  signal?.throwIfAborted();
  return { child, bytes };
}

function kindOf(json: string, path: string): "picture" | "film" | "unknown" {
  const said = parseProbe(json, path);
  const format = said.inner("format").text("format_name") ?? "";
  const [stream] = said.list("streams");
  const packets = Number(stream?.text("nb_read_packets"));
  // ffmpeg believes the name, but what such files begin with is known here.
  if (format === "image2" && OURS.test(stream?.text("codec_name") ?? "")) return "unknown";
  if (!(packets > 0) || NO_VIDEO.includes(format)) return "unknown";
  if (packets > 1) return "film";
  return PICTURES.test(format) || !(Number(stream.text("duration")) > 0) ? "picture" : "film";
}
