/**
 * Detects whether a program writes to a v4l2loopback device.
 *
 * @module
 */
import { holdersOf } from "./device_holders.ts";
import { CAPS, CAPTURE, type V4l2Device } from "./v4l2_device.ts";

/** A sysfs attribute of newer versions of v4l2loopback; `null` where it is missing (0.12 has no `state`). */
function attribute(path: string, name: string): string | null {
  const node = path.slice(path.lastIndexOf("/") + 1);
  try {
    return Deno.readTextFileSync(`/sys/class/video4linux/${node}/${name}`).trim();
  } catch {
    return null; // no such attribute, or not readable now: the caller uses another method
  }
}

/** The attribute `state`: `capture` while a program writes or the control keep_format is set, otherwise `output`. */
function sysfsState(path: string): string | null {
  return attribute(path, "state");
}

/** The control keep_format makes an unused device look taken; no program has buffers then (0.14 and later). */
function isOnlyKept(path: string): boolean {
  return sysfsState(path) === "capture" && attribute(path, "buffers") === "0";
}

/**
 * Whether no program writes to this loopback device. With exclusive_caps, it has the output capability until a writer starts, and
 * the capture capability from then on (0.12 has neither after a writer that used `write()`). Without exclusive_caps it always has
 * both: then newer versions tell in sysfs, and 0.12 has a capture format while a program writes.
 */
export function isFree(device: V4l2Device): boolean {
  if (isOnlyKept(device.path)) return true;
  const gives = (device.caps & CAPS.capture) !== 0;
  const takes = (device.caps & CAPS.output) !== 0;
  if (!gives || !takes) return !gives;
  const state = sysfsState(device.node);
  if (state === "output" || state === "capture") return state === "output";
  return device.currentFormat(CAPTURE) === null;
}

/**
 * Whether another program writes and the driver would not refuse a second writer. 0.12 lets a second program write the same
 * format; newer versions refuse it. With exclusive_caps the device has the capture capability only, while a program writes or
 * while the control keep_format pins it, so a program must also have it open.
 */
export function hasWriterUnguarded(device: V4l2Device): boolean {
  const givesOnly = (device.caps & CAPS.capture) !== 0 && (device.caps & CAPS.output) === 0;
  return givesOnly && sysfsState(device.node) === null && holdersOf(device.node).length > 0;
}
