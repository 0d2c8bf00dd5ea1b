/**
 * Devices by their names: `--input "Integrated Camera"`, `--output camera:Scrim`.
 *
 * @module
 */
import type { DeviceInfo } from "./device_info.ts";
import { ScrimError } from "../base/errors.ts";

/** In front of a name it says that it is one, whatever it looks like. */
const PREFIX = "camera:";

/** What a user's text could be: surely a device's name, perhaps one, or none. */
export type NameGuess = "name" | "perhaps" | "other";

/**
 * What text looks like. With `camera:` in front it is a name. Without, it may be one if it has no slash: a file of this name,
 * and its ending (`film.mkv`), go before.
 */
export function guessName(text: string): NameGuess {
  if (text.startsWith(PREFIX)) return "name";
  return text.includes("/") || text === "-" ? "other" : "perhaps";
}

/**
 * Whether text ends like a file's name (`.mkv`, `.3gp`, `.264`) and not like a version (`USB2.0`). It is only taken for a device's name
 * when it is exactly that.
 */
export function hasEnding(text: string): boolean {
  return /\.(?:\d*[a-z][a-z0-9]*|26\d)$/i.test(text);
}

/** Where something goes in or out, and the devices that could be meant. */
export interface Naming {
  readonly flag: "input" | "output";
  readonly devices: readonly DeviceInfo[];
}

/** Whether `--input` can name this: a camera, even one that is not chosen by itself, or a virtual camera that is fed. */
function fitsInput({ kind, free }: DeviceInfo): boolean {
  return kind === "camera" || (kind === "loopback" && !free);
}

function candidates({ flag, devices }: Naming): readonly DeviceInfo[] {
  return devices.filter((device) =>
    flag === "input" ? fitsInput(device) : device.kind === "loopback"
  );
}

function refuse(text: string, { flag }: Naming, found: readonly DeviceInfo[], why: string): never {
  const what = flag === "input" ? "cameras" : "virtual cameras";
  const list = found.map(deviceLabel).join(", ");
  throw new ScrimError(
    `Cannot use --${flag} "${text}": ${why}; ${list ? `${what}: ${list}` : `there are no ${what}`}`,
    { code: "USAGE", hint: "run with --list-devices to see every name and path" },
  );
}

/** Of several with one name the one that would be chosen, if it is only one. */
function single(found: readonly DeviceInfo[]): DeviceInfo | null {
  if (found.length === 1) return found[0];
  const usable = found.filter(({ kind, unsuitable }) => kind === "loopback" || unsuitable === null);
  return usable.length === 1 ? usable[0] : null;
}

/**
 * The device that a name means: the one called exactly so, else the only one with that text in its name, whatever the case.
 *
 * @param text as given, with or without `camera:`
 * @returns `null`: no device is called so, and `text` may be something else
 * @throws {ScrimError} `USAGE` for a name that fits several, or with `camera:` none; both list what there is
 */
export function findByName(text: string, naming: Naming): DeviceInfo | null {
  const sure = guessName(text) === "name";
  const name = sure ? text.slice(PREFIX.length) : text;
  const known = candidates(naming);
  const exact = known.filter((device) => device.name === name);
  const wanted = name.trim().toLowerCase();
  const partly = !sure && hasEnding(text) || wanted === ""
    ? []
    : known.filter((device) => device.name.toLowerCase().includes(wanted));
  const found = exact.length > 0 ? exact : partly;
  const one = single(found);
  if (one) return one;
  if (found.length > 1) refuse(text, naming, found, "several have this name; give its path");
  return sure ? refuse(text, naming, known, "no device has this name") : null;
}

/** Refuses text that is no device's name, and nothing else either. */
export function refuseName(text: string, naming: Naming, why: string): never {
  refuse(text, naming, candidates(naming), why);
}

/** The cameras that may be taken, in the order in which they are tried. */
export function usableCameras<T extends DeviceInfo>(devices: readonly T[]): readonly T[] {
  return devices.filter(({ kind, unsuitable }) => kind === "camera" && unsuitable === null);
}

/** The virtual cameras that nobody writes to, in the order in which they are taken. */
export function freeLoopbacks<T extends DeviceInfo>(devices: readonly T[]): readonly T[] {
  return devices.filter(({ kind, free, unsuitable }) =>
    kind === "loopback" && free && unsuitable === null
  );
}

/** A device in a message: `/dev/video0 (Integrated Camera; /dev/v4l/by-id/…)`. */
export function deviceLabel({ path, name, stablePath }: DeviceInfo): string {
  return `${path} (${stablePath === null ? name : `${name}; ${stablePath}`})`;
}
