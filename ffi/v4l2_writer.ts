/**
 * Whether somebody writes to a v4l2loopback device.
 *
 * @module
 */
import { holdersOf } from "./device_holders.ts";
import { CAPS, CAPTURE, type V4l2Device } from "./v4l2_device.ts";

/** One of the attributes that newer versions of v4l2loopback have in sysfs; `null` where there is none (0.12: no `state`). */
function attribute(path: string, name: string): string | null {
  const node = path.slice(path.lastIndexOf("/") + 1);
  try {
    return Deno.readTextFileSync(`/sys/class/video4linux/${node}/${name}`).trim();
  } catch {
    return null; // no such attribute, or not readable now: asked in another way
  }
}

/** What `state` says: `capture` while somebody writes or the control keep_format is set, else `output`. */
function sysfsState(path: string): string | null {
  return attribute(path, "state");
}

/** The control keep_format makes the device look taken, but no program has buffers (from 0.14 on). */
function isOnlyKept(path: string): boolean {
  return sysfsState(path) === "capture" && attribute(path, "buffers") === "0";
}

/**
 * Nobody writes to this loopback device. With exclusive_caps it takes pictures until a writer starts, and gives them
 * from then on (0.12 shows neither after a writer that used `write()`). Otherwise it always shows both: newer versions tell
 * in sysfs, 0.12 has a capture format while somebody writes.
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
 * 0.12 lets a second program write the same format; newer versions refuse it themselves. With exclusive_caps the device
 * gives pictures and takes none while somebody writes, or while the control keep_format pins it: so somebody must have it
 * open, too.
 */
export function hasWriterUnguarded(device: V4l2Device): boolean {
  const givesOnly = (device.caps & CAPS.capture) !== 0 && (device.caps & CAPS.output) === 0;
  return givesOnly && sysfsState(device.node) === null && holdersOf(device.node).length > 0;
}
