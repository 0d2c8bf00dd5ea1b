/**
 * Whether there is a camera that can be opened.
 *
 * @module
 */
import { deviceLabel, usableCameras } from "../devices/find_device.ts";
import type { DeviceDetails } from "../devices/device_info.ts";
import { type DoctorSystem, type Finding, finding } from "./system.ts";

const JOIN = "sudo usermod -aG video $USER, then log out and in again";

/** The number and the members of the group `video`. */
function videoGroup(system: DoctorSystem): { number: string; members: readonly string[] } | null {
  const line = /^video:[^:]*:(\d+):(.*)$/m.exec(system.readText("/etc/group") ?? "");
  return line && { number: line[1], members: line[2].split(",") };
}

/** What to do about nodes that may not be opened: join the group, or log in again after having joined it. */
function howToAccess(system: DoctorSystem): string {
  const status = system.readText("/proc/self/status") ?? "";
  const user = /^Uid:\s+(\d+)/m.exec(status)?.[1];
  const groups = /^Groups:\s*(.*)$/m.exec(status)?.[1].trim().split(/\s+/) ?? [];
  const name = new RegExp(`^([^:]*):[^:]*:${user}:`, "m")
    .exec(system.readText("/etc/passwd") ?? "")?.[1];
  const video = videoGroup(system);
  if (video === null || name === undefined) return JOIN;
  if (groups.includes(video.number)) {
    return "you are in the group video already: look at the node's own rights with getfacl";
  }
  return video.members.includes(name)
    ? "you are in the group video, but not in this session yet: log out and in again"
    : JOIN;
}

/** Nodes that this user may not open. */
function checkAccess(system: DoctorSystem, devices: readonly DeviceDetails[]): Finding[] {
  const closed = devices.filter(({ what }) => what === "unreachable");
  if (closed.length === 0) return [];
  const paths = closed.map(({ path, unsuitable }) => `${path} (${unsuitable})`).join(", ");
  const denied = closed.some(({ unsuitable }) => /EACCES|EPERM/.test(unsuitable ?? ""));
  const all = closed.length === devices.length;
  return [finding(
    all ? "problem" : "warning",
    "device-access",
    `cannot be opened: ${paths}`,
    denied ? howToAccess(system) : null,
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
export function checkCameras(
  system: DoctorSystem,
  devices: readonly DeviceDetails[],
): Finding[] {
  const usable = usableCameras(devices);
  if (usable.length > 0) return [...checkAccess(system, devices), ...usable.map(describe)];
  const fed = devices.find(({ kind, free }) => kind === "loopback" && !free);
  const others = fed
    ? `--input ${fed.path} reads what another program feeds, or plug a camera in`
    : "plug one in and look for it with lsusb; --input also takes video files, rtsp:// addresses " +
      "and, on a Raspberry Pi, rpicam-vid on stdin";
  return [...checkAccess(system, devices), finding("problem", "camera", whyNone(devices), others)];
}
