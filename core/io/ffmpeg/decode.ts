/**
 * What ffmpeg is told, so that a video becomes `i420` pictures of one size, at one rate, in colours that Scrim knows.
 *
 * @module
 */
import type { Colorimetry } from "../../media/frame.ts";
import type { VideoName } from "./names.ts";
import type { VideoFacts } from "./probe.ts";

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
  /** All arguments but where the pictures go. */
  readonly args: readonly string[];
}

/** The arguments, and what will come of them. `live`: every frame as it comes, whatever its time. */
export function decoding(
  name: VideoName,
  facts: VideoFacts,
  { size, fps, live }: Wanted & { readonly live: boolean },
): Decoding {
  const rate = fps === undefined ? facts.rate : String(fps);
  const { width, height } = size ?? facts;
  const steady = fps !== undefined || (facts.varying && !live);
  const filters = [
    ...(steady ? [`fps=${rate}`] : []),
    ...scaling(facts, size),
    "format=yuv420p",
    // Numbered anew: what follows neither repeats nor drops a frame.
    `settb=1/(${rate})`,
    "setpts=N",
  ];
  const args = [
    ...["-hide_banner", "-nostdin", "-loglevel", "error"],
    ...(live ? ["-fflags", "nobuffer"] : []),
    ...[...name.options, "-i", name.address, "-map", "0:V:0", "-an", "-sn", "-dn"],
    ...["-vf", filters.join(","), "-r", rate, "-f", "rawvideo"],
  ];
  return { width, height, fps: fps ?? facts.fps, color: facts.color, args };
}

/** Size and colours in one pass of ffmpeg's scaler, unless both are right. */
function scaling(facts: VideoFacts, size: Wanted["size"]): readonly string[] {
  if (facts.ready && !size) return [];
  const { matrix, range } = facts.color;
  const into = FFMPEG_COLOR.range[range];
  const colors = facts.foreign === "RGB" || facts.foreign === "grey"
    ? `out_color_matrix=${matrix}:out_range=${into}`
    : facts.foreign
    ? `out_color_matrix=${matrix}:in_range=${into}:out_range=${into}`
    : `in_color_matrix=${matrix}:out_color_matrix=${matrix}:in_range=${into}:out_range=${into}`;
  const options = `flags=bicubic:${colors}`;
  if (!size) return [`scale=${facts.width}:${facts.height}:${options}`];
  const { width, height } = size;
  const factor = Math.max(width / facts.width, height / facts.height);
  const even = (length: number, least: number): number =>
    Math.max(least, 2 * Math.round(length * factor / 2));
  const [across, down] = [even(facts.width, width), even(facts.height, height)];
  return [`scale=${across}:${down}:${options}`, `crop=${width}:${height}`];
}
