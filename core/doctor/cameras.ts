/**
 * Whether there is a camera that can be opened.
 *
 * @module
 */
import { deviceLabel, usableCameras } from "../device_choice.ts";
import type { DeviceDetails } from "../ports.ts";
import { type Finding, finding } from "./system.ts";

/** Nodes that this user may not open. */
function checkAccess(devices: readonly DeviceDetails[]): Finding[] {
  const closed = devices.filter(({ what }) => what === "unreachable");
  if (closed.length === 0) return [];
  const paths = closed.map(({ path, unsuitable }) => `${path} (${unsuitable})`).join(", ");
  const denied = closed.some(({ unsuitable }) => /EACCES|EPERM/.test(unsuitable ?? ""));
  const all = closed.length === devices.length;
  return [finding(
    all ? "problem" : "warning",
    "device-access",
    `cannot be opened: ${paths}`,
    denied ? "sudo usermod -aG video $USER, then log out and in again" : null,
  )];
}

function describe(camera: DeviceDetails): Finding {
  const label = deviceLabel(camera);
  const { heldBy } = camera;
  if (heldBy.length === 0) return finding("ok", "camera", `camera ${label}`);
  return finding(
    "warning",
    "camera",
    `camera ${label} is open in ${heldBy.join(", ")}`,
    "close that program if Scrim finds the camera busy (PipeWire may stay)",
  );
}

function whyNone(devices: readonly DeviceDetails[]): string {
  const reasons = devices.filter(({ kind }) => kind === "camera")
    .map(({ path, unsuitable }) => `${path} ${unsuitable}`);
  return reasons.length > 0 ? `no camera to use: ${reasons.join("; ")}` : "no camera found";
}

/** The cameras. */
export function checkCameras(devices: readonly DeviceDetails[]): Finding[] {
  const usable = usableCameras(devices);
  if (usable.length > 0) return [...checkAccess(devices), ...usable.map(describe)];
  const fed = devices.find(({ kind, free }) => kind === "loopback" && !free);
  const others = fed
    ? `--input ${fed.path} reads what another program feeds, or plug a camera in`
    : "plug one in and look for it with lsusb; --input also takes video files, rtsp:// addresses " +
      "and, on a Raspberry Pi, rpicam-vid on stdin";
  return [...checkAccess(devices), finding("problem", "camera", whyNone(devices), others)];
}
