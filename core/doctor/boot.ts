/**
 * Whether the virtual camera will be there after the next start, and what may keep the module from loading.
 *
 * @module
 */
import { secureBoot } from "./kernel_module.ts";
import { type DoctorSystem, type Finding, finding } from "./system.ts";

const LOAD_FOLDERS = ["/etc/modules-load.d", "/run/modules-load.d", "/usr/lib/modules-load.d"];
const OPTION_FOLDERS = ["/etc/modprobe.d", "/run/modprobe.d", "/usr/lib/modprobe.d"];
const LOAD_FILE = "/etc/modules-load.d/scrim.conf";
const OPTION_FILE = "/etc/modprobe.d/scrim.conf";
const OPTIONS = "options v4l2loopback exclusive_caps=1 max_buffers=4 card_label=Scrim";

/** The lines of the .conf files of folders, without comments. */
function linesOf(system: DoctorSystem, folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) =>
    (system.list(folder) ?? []).filter((name) => name.endsWith(".conf"))
      .flatMap((name) => (system.readText(`${folder}/${name}`) ?? "").split("\n"))
  ).map((line) => line.trim()).filter((line) => !/^[#;]/.test(line));
}

function checkAtBoot(system: DoctorSystem): Finding {
  const loaded = [
    ...linesOf(system, LOAD_FOLDERS),
    ...(system.readText("/etc/modules") ?? "").split("\n"),
  ]
    .some((line) => /^v4l2loopback\b/.test(line.trim()));
  const options = linesOf(system, OPTION_FOLDERS)
    .filter((line) => /^options\s+v4l2[-_]?loopback\b/.test(line)).join(" ");
  if (!loaded) {
    const todo =
      `echo v4l2loopback | sudo tee ${LOAD_FILE}; echo "${OPTIONS}" | sudo tee ${OPTION_FILE}`;
    return finding("warning", "boot", "v4l2loopback is not loaded when the machine starts", todo);
  }
  if (/\bexclusive_caps=[1Yy]/.test(options)) {
    return finding("ok", "boot", "v4l2loopback is loaded when the machine starts");
  }
  return finding(
    "warning",
    "boot",
    "v4l2loopback is loaded when the machine starts, but without exclusive_caps=1",
    `echo "${OPTIONS}" | sudo tee ${OPTION_FILE}`,
  );
}

function checkSecureBoot(system: DoctorSystem): Finding[] {
  const on = secureBoot(system);
  if (on === null) return [];
  return [finding(
    "ok",
    "secure-boot",
    on
      ? "Secure Boot is on: only modules with an enrolled signature load"
      : "Secure Boot is off: it keeps no module from loading",
  )];
}

/** What concerns the start of the machine. */
export function checkBoot(system: DoctorSystem): Finding[] {
  return [checkAtBoot(system), ...checkSecureBoot(system)];
}
