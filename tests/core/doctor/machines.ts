/** Machines that do not exist, for the doctor. @module */
import type { DeviceDetails } from "../../../core/devices/device_info.ts";
import { examine } from "../../../core/doctor/doctor.ts";
import type { DoctorSystem, Finding } from "../../../core/doctor/system.ts";

/** What a machine is made of. */
export interface Machine {
  /** Files by path. A folder is there when something is in it. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** What programs print, by their whole command line. */
  readonly commands?: Readonly<Record<string, string>>;
  readonly libraries?: readonly string[];
  readonly devices?: readonly DeviceDetails[] | Error;
  readonly native?: Error;
  /** Permissions that Deno was not given. */
  readonly forbidden?: readonly string[];
  readonly deno?: string;
  readonly kernel?: string;
  readonly cores?: number;
}

/** A node that is a usable camera, unless changed. */
export const camera = (changes: Partial<DeviceDetails> = {}): DeviceDetails => ({
  ...{ path: "/dev/video0", name: "Webcam", driver: "uvcvideo", bus: "usb-1", stablePath: null },
  ...{ kind: "camera", what: "camera", free: true, formats: [], unsuitable: null },
  ...{ links: [], heldBy: [], offers: [] },
  ...changes,
});

/** A virtual camera that is free, unless changed. */
export const loopback = (changes: Partial<DeviceDetails> = {}): DeviceDetails =>
  camera({
    ...{ path: "/dev/video10", name: "Scrim", driver: "v4l2 loopback" },
    ...{ kind: "loopback", what: "loopback", ...changes },
  });

const KERNEL = "6.8.0-50-generic";
const MODULE = "/sys/module/v4l2loopback";

/** A machine on which everything is well. */
export const WELL = {
  files: {
    [`${MODULE}/version`]: "0.15.4\n",
    [`${MODULE}/parameters/exclusive_caps`]: "Y,N,N,N\n",
    [`${MODULE}/parameters/max_buffers`]: "4\n",
    [`/lib/modules/${KERNEL}/modules.dep`]: "updates/dkms/v4l2loopback.ko.zst: kernel/a.ko.zst\n",
    "/etc/os-release": 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n',
    "/etc/modules-load.d/scrim.conf": "# a comment\nv4l2loopback\n",
    "/etc/modprobe.d/scrim.conf": "options v4l2loopback exclusive_caps=1 max_buffers=4\n",
  },
  commands: {
    "ffmpeg -version": "ffmpeg version 6.1 Copyright",
    "ffprobe -version": "ffprobe version 6.1 Copyright",
  },
  libraries: ["libv4l2.so.0", "libturbojpeg.so.0"],
  devices: [camera(), loopback()],
} as const satisfies Machine;

/** `WELL` without the module loaded, with other files added. */
export function unloaded(files: Machine["files"] = {}, without: readonly string[] = []): Machine {
  const kept = Object.entries(WELL.files).filter(([path]) =>
    !path.startsWith(MODULE) && !without.includes(path)
  );
  return { ...WELL, files: { ...Object.fromEntries(kept), ...files }, devices: [camera()] };
}

function system(machine: Machine): DoctorSystem {
  const { files = {}, commands = {}, devices = [] } = machine;
  const file = (path: string): string | Uint8Array | null =>
    Object.hasOwn(files, path) ? files[path] : null;
  return {
    readText: (path) => {
      const found = file(path);
      return typeof found === "string" ? found : null;
    },
    readBytes: (path) => {
      const found = file(path);
      return found instanceof Uint8Array ? found : null;
    },
    list: (folder) => {
      const inside = Object.keys(files).filter((path) => path.startsWith(`${folder}/`));
      const names = inside.map((path) => path.slice(folder.length + 1).split("/")[0]);
      return names.length > 0 ? [...new Set(names)] : null;
    },
    run: (program, args) => {
      const out = commands[[program, ...args].join(" ")];
      return Promise.resolve(out === undefined ? null : { code: 0, out });
    },
    opensLibrary: (name) => (machine.libraries ?? []).includes(name),
    nativeLibrary: () =>
      machine.native ? Promise.reject(machine.native) : Promise.resolve("/scrim.so"),
    survey: () => devices instanceof Error ? Promise.reject(devices) : Promise.resolve(devices),
    allows: (permission) => Promise.resolve(!(machine.forbidden ?? []).includes(permission)),
    deno: machine.deno ?? "2.9.6",
    kernel: machine.kernel ?? KERNEL,
    cores: machine.cores ?? 8,
  };
}

/** What the doctor finds on a machine. */
export async function diagnose(
  machine: Machine,
): Promise<{ ok: boolean; all: readonly Finding[]; of(id: string): Finding }> {
  const { ok, findings } = await examine(system(machine));
  return {
    ok,
    all: findings,
    of: (id) => {
      const found = findings.find((one) => one.id === id);
      if (!found) throw new Error(`nothing is said of ${id}`);
      return found;
    },
  };
}
