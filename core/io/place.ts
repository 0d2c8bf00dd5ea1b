/**
 * What the text of `--input` and `--output` means, and of options that are files: read once, for a run and for a service alike.
 *
 * @module
 */
import { guessName } from "../devices/find_device.ts";
import { isAddress } from "./ffmpeg/names.ts";
import { ownDescriptor } from "./own_descriptor.ts";
import { plainPath } from "../base/plain_path.ts";

/** Something that goes in or out. */
export type Place =
  | { readonly kind: "auto" }
  | { readonly kind: "demo" }
  | { readonly kind: "none" }
  /** Standard input or output. */
  | { readonly kind: "stdio" }
  /** A V4L2 device node. */
  | { readonly kind: "node"; readonly path: string }
  /** A device's name, with `camera:` in front. */
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "url"; readonly address: string }
  /** `perhapsName`: without a slash, so that it may be the name of a device. `special`: a pipe or device, no regular file. */
  | {
    readonly kind: "file";
    readonly path: string;
    readonly perhapsName: boolean;
    readonly special: boolean;
  };

/** Words that mean no file, by flag. */
const WORDS: Readonly<Record<"input" | "output", readonly string[]>> = {
  input: ["auto", "demo"],
  output: ["auto", "none"],
};

/** The kernel's number for all V4L2 devices. */
const V4L2_MAJOR = 81;
/** Where they lie, for those that are not there. */
const V4L2_PATH = /^\/dev\/(video\d+$|v4l\/)/;

/** Linux puts the major number of a device into bits 8 to 19, and beyond 31. */
const majorOf = (device: number): number => Math.floor(device / 256) % 4096;

function statOf(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch {
    return null; // whoever opens it says why not
  }
}

/**
 * Reads what a flag says.
 *
 * @throws {ScrimError} `USAGE` for a path that cannot be written out
 */
export function placeOf(text: string, flag: "input" | "output"): Place {
  if (WORDS[flag].includes(text)) return { kind: text as "auto" | "demo" | "none" };
  if (text === "-") return { kind: "stdio" };
  const guess = guessName(text);
  if (guess === "name") return { kind: "name", text };
  if (isAddress(text) && !/^file:/i.test(text)) return { kind: "url", address: text };
  const path = plainPath(text);
  const info = statOf(path);
  const isNode = info
    ? info.isCharDevice === true && majorOf(info.rdev ?? 0) === V4L2_MAJOR
    : V4L2_PATH.test(path);
  if (isNode) return { kind: "node", path };
  const special = info !== null && !info.isFile && !info.isDirectory;
  return { kind: "file", path, perhapsName: guess === "perhaps" && path === text, special };
}

/** The descriptor of this process that a flag means (`-`, `/dev/stdin`, `/dev/fd/5`), or `null`. @throws as {@linkcode placeOf} */
export function descriptorOf(text: string, flag: "input" | "output"): number | null {
  const place = placeOf(text, flag);
  if (place.kind === "stdio") return flag === "input" ? 0 : 1;
  return place.kind === "file" ? ownDescriptor(place.path) : null;
}
