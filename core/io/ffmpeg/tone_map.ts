/**
 * Films of high dynamic range, made fit for the usual screen.
 *
 * @module
 */
import type { VideoFacts } from "./probe.ts";
import { FfmpegProcess } from "./process.ts";

/** The nits of white paper in such films (ITU-R BT.2408): it becomes the white of the usual screen, nearly. */
const WHITE_NITS = 203;
/** Lights of 1000 nits are the brightest that are told apart, as multiples of white. */
const PEAK = 1000 / WHITE_NITS;

/** What comes out of {@linkcode toneMapping}. */
export const TONE_MAPPED = { matrix: "bt709", range: "limited" } as const;

/** Filters that turn the light of the film into that of BT.709, in its colours and limited range. */
export function toneMapping({ hdr }: Pick<VideoFacts, "hdr">): readonly string[] {
  if (hdr === null) return [];
  return [
    `zscale=tin=${hdr}:min=bt2020nc:pin=bt2020:t=linear:npl=${WHITE_NITS}`,
    "format=gbrpf32le",
    "zscale=p=bt709",
    `tonemap=mobius:desat=0:peak=${PEAK.toFixed(3)}`,
    "zscale=t=bt709:m=bt709:r=limited",
    "format=yuv420p",
  ];
}

/** Whether this ffmpeg has the filters for it; which ones it has depends on who built it. */
export async function canToneMap(): Promise<boolean> {
  const args = ["-hide_banner", "-loglevel", "error", "-filters"];
  const listed = await FfmpegProcess.start("ffmpeg", args, "output").text();
  const names = new Set(listed.split("\n").map((line) => line.trim().split(/\s+/)[1]));
  return names.has("zscale") && names.has("tonemap");
}
