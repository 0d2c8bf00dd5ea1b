/**
 * What ffmpeg is told, so that a video becomes `i420` pictures of one size, at one rate, in colours that Scrim knows.
 *
 * @module
 */
import type { Colorimetry } from "../../media/frame.ts";
import { type FrameTimes, frameTimes } from "./frame_times.ts";
import type { VideoName } from "./names.ts";
import type { VideoFacts } from "./probe.ts";
import { TONE_MAPPED, toneMapping } from "./tone_map.ts";

/** What a user wants of a video. */
export interface Wanted {
  /** Scaled to cover this, the rest cut off, as pictures are. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Frames are repeated or left out. */
  readonly fps?: number;
}

/** ffmpeg's words for both kinds of colours. */
export const FFMPEG_COLOR = {
  matrix: { bt601: "bt601", bt709: "bt709" },
  range: { limited: "tv", full: "pc" },
} as const;

/** What comes out. */
export interface Decoding {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly color: Colorimetry;
  /** Frames keep the times of the film; `null`: they have a constant rate, or come when they come. */
  readonly times: FrameTimes | null;
  /** All arguments but where the pictures go. */
  readonly args: readonly string[];
}

/**
 * The arguments, and what will come of them. `live`: every frame as it comes, whatever its time. `toneMap`: this ffmpeg can, and
 * light of high dynamic range is mapped.
 */
export function decoding(
  name: VideoName,
  facts: VideoFacts,
  { size, fps, live, toneMap }: Wanted & { readonly live: boolean; readonly toneMap: boolean },
): Decoding {
  const times = live || fps !== undefined ? null : frameTimes(facts);
  const { width, height } = size ?? facts;
  const mapped = toneMap && facts.hdr !== null;
  const filters = [
    ...(fps === undefined ? [] : [`fps=${fps}`]),
    ...(mapped
      ? [...resizing(facts, size, "bicubic"), ...toneMapping(facts)]
      : scaling(facts, size)),
    "format=yuv420p",
  ];
  const args = [
    ...["-hide_banner", "-nostdin", "-loglevel", "error"],
    ...(live ? ["-fflags", "nobuffer"] : []),
    ...[...name.options, "-i", name.address, "-map", "0:V:0", "-an", "-sn", "-dn"],
    // Every frame, whatever its time: ffmpeg makes the filters anew when size or pixels change midway.
    ...["-vf", filters.join(","), "-fps_mode", "passthrough"],
    ...["-enc_time_base", `1:${facts.ticks}`, "-c:v", "rawvideo", "-f", "nut"],
  ];
  return {
    width,
    height,
    fps: fps ?? facts.fps,
    times,
    color: mapped ? TONE_MAPPED : facts.color,
    args,
  };
}

/** Size and colours in one pass of ffmpeg's scaler. Where both are right it only acts when the size changes midway. */
function scaling(facts: VideoFacts, size: Wanted["size"]): readonly string[] {
  if (facts.ready && !size) return resizing(facts, size, "bicubic");
  const { matrix, range } = facts.color;
  const into = FFMPEG_COLOR.range[range];
  const colors = facts.foreign === "RGB" || facts.foreign === "grey"
    ? `out_color_matrix=${matrix}:out_range=${into}`
    : facts.foreign
    ? `out_color_matrix=${matrix}:in_range=${into}:out_range=${into}`
    : `in_color_matrix=${matrix}:out_color_matrix=${matrix}:in_range=${into}:out_range=${into}`;
  return resizing(facts, size, `bicubic:${colors}`);
}

/** To the size of the film or, so that it covers it, to the one that is wanted. */
function resizing(facts: VideoFacts, size: Wanted["size"], flags: string): readonly string[] {
  if (!size) return [`scale=${facts.width}:${facts.height}:flags=${flags}`];
  const { width, height } = size;
  const factor = Math.max(width / facts.width, height / facts.height);
  const even = (length: number, least: number): number =>
    Math.max(least, 2 * Math.round(length * factor / 2));
  const [across, down] = [even(facts.width, width), even(facts.height, height)];
  return [`scale=${across}:${down}:flags=${flags}`, `crop=${width}:${height}`];
}
