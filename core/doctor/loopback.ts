/**
 * Whether there is a virtual camera to write to: v4l2loopback installed, loaded, with good options, and free.
 *
 * @module
 */
import { deviceLabel, freeLoopbacks } from "../devices/find_device.ts";
import type { DeviceDetails } from "../devices/device_info.ts";
import { builtFor, kernelsWithModule, secureBoot } from "./kernel_module.ts";
import { checkVersion } from "./loopback_version.ts";
import { type DoctorSystem, type Finding, finding } from "./system.ts";

const MODULE = "/sys/module/v4l2loopback";
const LOAD = "sudo modprobe v4l2loopback exclusive_caps=1 max_buffers=4 card_label=Scrim";
const RELOAD = `close the programs that use it, then sudo modprobe -r v4l2loopback && ${LOAD}`;
const DKMS_KEY = "/var/lib/dkms/mok.pub";
const DKMS = "/var/lib/dkms/v4l2loopback";
const WANTED_BUFFERS = 4;

const PACKAGES: readonly [family: RegExp, command: string][] = [
  [/\b(debian|ubuntu)\b/, "sudo apt install v4l2loopback-dkms"],
  [/\b(fedora|rhel)\b/, "sudo dnf install v4l2loopback (from RPM Fusion)"],
  [/\barch\b/, "sudo pacman -S v4l2loopback-dkms"],
  [/\bsuse\b/, "sudo zypper install v4l2loopback-kmp-default"],
  [/\balpine\b/, "sudo apk add v4l2loopback-src and build it with akms"],
];

function howToInstall(system: DoctorSystem): string {
  const release = system.readText("/etc/os-release") ?? "";
  const ids = [...release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].map((match) => match[1]);
  const found = PACKAGES.find(([family]) => family.test(ids.join(" ")));
  return found?.[1] ?? "install your distribution's package of v4l2loopback";
}

function notThere(system: DoctorSystem): Finding {
  const others = kernelsWithModule(system);
  const source = system.list(DKMS) !== null;
  if (others.length === 0 && !source) {
    const text = "v4l2loopback, which makes virtual cameras, is not installed";
    return finding("problem", "loopback-module", text, `${howToInstall(system)}, then ${LOAD}`);
  }
  const headers = system.list(`/lib/modules/${system.kernel}/build`) !== null;
  const built = others.length > 0 ? `only for ${others.join(", ")}` : "for no kernel";
  return finding(
    "problem",
    "loopback-module",
    `v4l2loopback is built ${built}, not for the kernel that runs (${system.kernel})`,
    headers
      ? `sudo dkms autoinstall, then ${LOAD}`
      : "install the headers of this kernel (Debian, Ubuntu: sudo apt install linux-headers-" +
        `${system.kernel}), sudo dkms autoinstall, then ${LOAD}`,
  );
}

/** What Secure Boot has to do with it, and what to do about that; nothing where it is off or the key is enrolled. */
async function secureBootHint(system: DoctorSystem): Promise<string> {
  if (secureBoot(system) !== true) return "";
  const key = await system.run("mokutil", ["--test-key", DKMS_KEY]);
  if (/already enrolled/.test(key?.out ?? "")) return "";
  const log = await system.run("dmesg", []);
  const refused = /unsigned module|module verification failed|key was rejected/i.test(
    log?.out ?? "",
  );
  const what = refused
    ? "Secure Boot is on, and the kernel has refused an unsigned module"
    : "Secure Boot is on: if that says 'Key was rejected by service'";
  return `. ${what}, enrol DKMS's key with sudo mokutil --import ${DKMS_KEY}, reboot and choose ` +
    "Enroll MOK";
}

async function notLoaded(system: DoctorSystem): Promise<Finding> {
  if (!builtFor(system, system.kernel)) return notThere(system);
  const text = "v4l2loopback is installed, but not loaded";
  const todo = `${LOAD}${await secureBootHint(system)}`;
  return finding("problem", "loopback-module", text, todo);
}

function parameter(system: DoctorSystem, name: string): string | null {
  return system.readText(`${MODULE}/parameters/${name}`)?.trim() ?? null;
}

function checkCaps(system: DoctorSystem): Finding[] {
  const values = parameter(system, "exclusive_caps");
  if (values === null) return [];
  if (/^[Y1]/.test(values)) {
    const text = "exclusive_caps=1: Chrome and what is built on it see the virtual camera";
    return [finding("ok", "exclusive-caps", `${text} once Scrim runs; start Scrim first`)];
  }
  const some = /[Y1]/.test(values) ? " for the first device" : "";
  const text =
    `v4l2loopback was loaded without exclusive_caps=1${some}: Chrome, Teams and Zoom do ` +
    "not list the virtual camera";
  return [finding("warning", "exclusive-caps", text, RELOAD)];
}

function checkBuffers(system: DoctorSystem): Finding[] {
  const buffers = Number(parameter(system, "max_buffers") ?? NaN);
  if (Number.isNaN(buffers)) return [];
  const text = `v4l2loopback has max_buffers=${buffers}`;
  if (buffers >= WANTED_BUFFERS) return [finding("ok", "max-buffers", text)];
  return [finding("warning", "max-buffers", `${text}: slow readers can see torn pictures`, RELOAD)];
}

function checkFree(devices: readonly DeviceDetails[]): Finding {
  const loopbacks = devices.filter(({ kind }) => kind === "loopback");
  const [free] = freeLoopbacks(loopbacks);
  if (free) return finding("ok", "virtual-camera", `virtual camera ${deviceLabel(free)} is free`);
  if (loopbacks.length === 0) {
    const text = "v4l2loopback is loaded, but has no device that can be opened";
    return finding("problem", "virtual-camera", text, RELOAD);
  }
  const taken = loopbacks.map(({ path, heldBy }) =>
    `${path} by ${heldBy.join(", ") || "another program"}`
  ).join("; ");
  return finding(
    "problem",
    "virtual-camera",
    `every virtual camera is written to: ${taken}`,
    "close that program, or load the module with devices=2",
  );
}

/** 0.12 does not say its version; the folder of DKMS does, if it has just one. */
function loadedVersion(system: DoctorSystem): string | null {
  const told = system.readText(`${MODULE}/version`)?.trim();
  if (told) return told;
  const built = system.list(DKMS)?.filter((name) => /^\d/.test(name)) ?? [];
  return built.length === 1 ? built[0] : null;
}

/** The module and its devices. */
export async function checkLoopback(
  system: DoctorSystem,
  devices: readonly DeviceDetails[],
): Promise<Finding[]> {
  if (system.list(MODULE) === null) return [await notLoaded(system)];
  return [
    checkVersion(loadedVersion(system), system.kernel),
    ...checkCaps(system),
    ...checkBuffers(system),
    checkFree(devices),
  ];
}
