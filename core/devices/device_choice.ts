/**
 * Which device is taken when the user names none.
 *
 * @module
 */
import type { DeviceInfo } from "./device_info.ts";

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
