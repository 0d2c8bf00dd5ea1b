/**
 * What `--size` takes.
 *
 * @module
 */
import type { RunOptions } from "../run/run_options.ts";
import { refuseFlag } from "../settings/values.ts";

/** What people call sizes. */
const SIZES: Readonly<Record<string, { readonly width: number; readonly height: number }>> = {
  "360p": { width: 640, height: 360 },
  "480p": { width: 854, height: 480 },
  "720p": { width: 1280, height: 720 },
  "1080p": { width: 1920, height: 1080 },
  "1440p": { width: 2560, height: 1440 },
  "2160p": { width: 3840, height: 2160 },
  "4k": { width: 3840, height: 2160 },
};

/** `720p` or `1280x720`. @throws {ScrimError} `USAGE` for anything else */
export function toSize(text: string | undefined): RunOptions["size"] {
  if (text === undefined) return undefined;
  const named = Object.hasOwn(SIZES, text.toLowerCase()) ? SIZES[text.toLowerCase()] : null;
  if (named) return named;
  const match = /^(\d+)[x×](\d+)$/i.exec(text);
  if (!match) return refuseFlag("size", text, "WIDTHxHEIGHT, such as 1280x720, or 720p");
  return { width: Number(match[1]), height: Number(match[2]) };
}
