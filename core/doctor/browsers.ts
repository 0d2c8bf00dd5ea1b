/**
 * Browsers and callers in Flatpak and Snap, which see only the devices that they are given.
 *
 * @module
 */
import { type DoctorSystem, type Finding, finding } from "./system.ts";

/** Programs that use cameras, as Flatpak and Snap call them. */
const FLATPAKS =
  /firefox|chrom(e|ium)|brave|edge|vivaldi|opera|librewolf|zoom|teams|discord|slack|skype|signal|element|jitsi|obs/i;
const SNAPS =
  /^(firefox|chromium|brave|opera|zoom-client|teams-for-linux|discord|slack|signal-desktop|element-desktop|obs-studio)$/;

const lines = (text: string): string[] =>
  text.split("\n").map((line) => line.trim()).filter(Boolean);

async function checkFlatpaks(system: DoctorSystem): Promise<Finding[]> {
  const listed = await system.run("flatpak", ["list", "--app", "--columns=application"]);
  if (listed === null || listed.code !== 0) return [];
  const names = lines(listed.out).filter((name) => FLATPAKS.test(name));
  return await Promise.all(names.map(async (name) => {
    const info = await system.run("flatpak", ["info", "--show-permissions", name]);
    const devices = /^devices=(.*)$/m.exec(info?.out ?? "")?.[1] ?? "";
    const portal = /firefox|librewolf/i.test(name)
      ? "; if it still misses the virtual camera, set media.webrtc.camera.allow-pipewire to false in " +
        "about:config"
      : "";
    return devices.split(";").includes("all")
      ? finding("ok", "flatpak", `${name} (Flatpak) may use cameras${portal}`)
      : finding(
        "warning",
        "flatpak",
        `${name} (Flatpak) sees no /dev/video devices, only what the camera portal gives`,
        `flatpak override --user --device=all ${name}, then start it again${portal}`,
      );
  }));
}

async function checkSnaps(system: DoctorSystem): Promise<Finding[]> {
  const listed = await system.run("snap", ["list"]);
  if (listed === null || listed.code !== 0) return [];
  const names = lines(listed.out).slice(1).map((line) => line.split(/\s+/)[0])
    .filter((name) => SNAPS.test(name));
  return await Promise.all(names.map(async (name) => {
    const connections = await system.run("snap", ["connections", name]);
    const row = lines(connections?.out ?? "").find((line) => /^camera\s/.test(line));
    const slot = row?.split(/\s+/)[2] ?? "-";
    return slot === "-"
      ? finding(
        "warning",
        "snap",
        `${name} (Snap) may not use cameras`,
        `sudo snap connect ${name}:camera, then start it again`,
      )
      : finding("ok", "snap", `${name} (Snap) may use cameras`);
  }));
}

/** The programs of Flatpak and Snap that use cameras. */
export async function checkBrowsers(system: DoctorSystem): Promise<Finding[]> {
  return [...await checkFlatpaks(system), ...await checkSnaps(system)];
}
