/** Machines on which something is wrong, one thing each. @module */
import { camera, loopback, type Machine, unloaded, WELL } from "./machines.ts";

/** A machine that differs from a good one, and what is said of it. */
export interface Case {
  readonly name: string;
  readonly machine: Machine;
  readonly id: string;
  readonly status: "warning" | "problem";
  readonly text: RegExp;
  readonly todo: RegExp;
}

/** A good machine with changes. */
export const well = (changes: Machine): Machine => ({ ...WELL, ...changes });
/** A good machine with other files. */
export const files = (changes: Record<string, string | Uint8Array>): Machine =>
  well({ files: { ...WELL.files, ...changes } });
const MODULES = "/lib/modules";
const OWN = `${MODULES}/6.8.0-50-generic`;
const denied = camera({
  ...{ kind: "other", what: "unreachable", unsuitable: "permission denied (EACCES)" },
});

/** What the doctor must find. */
export const CASES: readonly Case[] = [
  {
    name: "an old Deno",
    machine: well({ deno: "2.8.9" }),
    id: "deno",
    status: "warning",
    text: /older than 2\.9\.0/,
    todo: /deno upgrade/,
  },
  {
    name: "one core",
    machine: well({ cores: 1 }),
    id: "deno",
    status: "warning",
    text: /with 1 core$/,
    todo: /--quality fast/,
  },
  {
    name: "no native code allowed",
    machine: well({ forbidden: ["ffi"] }),
    id: "permissions",
    status: "problem",
    text: /--allow-ffi/,
    todo: /deno run -A/,
  },
  {
    name: "permissions missing",
    machine: well({ forbidden: ["net", "run"] }),
    id: "permissions",
    status: "warning",
    text: /lacks --allow-net \(the preview.*\), --allow-run \(ffmpeg/,
    todo: /deno run -A/,
  },
  {
    name: "no native library",
    machine: well({ native: new Error("it is stale") }),
    id: "native-library",
    status: "problem",
    text: /it is stale/,
    todo: /copy of Scrim/,
  },
  {
    name: "no libv4l2",
    machine: well({ libraries: ["libturbojpeg.so.0"] }),
    id: "libv4l2",
    status: "warning",
    text: /not installed/,
    todo: /libv4l-0/,
  },
  {
    name: "no ffmpeg",
    machine: well({ commands: {} }),
    id: "ffmpeg",
    status: "warning",
    text: /^ffmpeg is not there/,
    todo: /apt install ffmpeg/,
  },
  {
    name: "no ffprobe",
    machine: well({ commands: { "ffmpeg -version": "ffmpeg version 6.1" } }),
    id: "ffmpeg",
    status: "warning",
    text: /^ffprobe is not there/,
    todo: /apt install ffmpeg/,
  },
  {
    name: "no look at devices",
    machine: well({ devices: new Error('Requires all access to "/dev"') }),
    id: "devices",
    status: "problem",
    text: /Requires all access/,
    todo: /deno run -A/,
  },
  {
    name: "no camera",
    machine: well({ devices: [loopback()] }),
    id: "camera",
    status: "problem",
    text: /^no camera found$/,
    todo: /lsusb/,
  },
  {
    name: "only an infrared camera",
    machine: well({ devices: [camera({ unsuitable: "gives grey only" }), loopback()] }),
    id: "camera",
    status: "problem",
    text: /\/dev\/video0 gives grey only/,
    todo: /plug one in/,
  },
  {
    name: "a camera that nobody may open",
    machine: well({ devices: [denied] }),
    id: "device-access",
    status: "problem",
    text: /\/dev\/video0 \(permission denied/,
    todo: /usermod -aG video/,
  },
  {
    name: "one of several that may not be opened",
    machine: well({ devices: [camera(), { ...denied, path: "/dev/video1" }, loopback()] }),
    id: "device-access",
    status: "warning",
    text: /\/dev\/video1/,
    todo: /usermod/,
  },
  {
    name: "a camera that is open elsewhere",
    machine: well({ devices: [camera({ heldBy: ["zoom (process 7)"] }), loopback()] }),
    id: "camera",
    status: "warning",
    text: /open in zoom \(process 7\)/,
    todo: /close that program/,
  },
  {
    name: "no v4l2loopback on Ubuntu",
    machine: unloaded({}, [`${OWN}/modules.dep`]),
    id: "loopback-module",
    status: "problem",
    text: /is not installed$/,
    todo: /apt install v4l2loopback-dkms.*modprobe/,
  },
  {
    name: "no v4l2loopback on Fedora",
    machine: unloaded({ "/etc/os-release": "ID=fedora\n" }, [`${OWN}/modules.dep`]),
    id: "loopback-module",
    status: "problem",
    text: /is not installed$/,
    todo: /dnf install/,
  },
  {
    name: "a module for another kernel, and no headers",
    machine: unloaded(
      { [`${MODULES}/6.8.0-49-generic/modules.dep`]: "extra/v4l2loopback.ko:\n" },
      [`${OWN}/modules.dep`],
    ),
    id: "loopback-module",
    status: "problem",
    text: /built only for 6\.8\.0-49-generic, not for the kernel that runs \(6\.8\.0-50-generic\)/,
    todo: /linux-headers-6\.8\.0-50-generic/,
  },
  {
    name: "sources of DKMS that were never built",
    machine: unloaded(
      { "/var/lib/dkms/v4l2loopback/0.12.7/source": "", [`${OWN}/build/Makefile`]: "" },
      [`${OWN}/modules.dep`],
    ),
    id: "loopback-module",
    status: "problem",
    text: /built for no kernel/,
    todo: /^sudo dkms autoinstall/,
  },
  {
    name: "a module that is not loaded",
    machine: unloaded(),
    id: "loopback-module",
    status: "problem",
    text: /installed, but not loaded/,
    todo: /^sudo modprobe v4l2loopback exclusive_caps=1 max_buffers=4 card_label=Scrim$/,
  },
  {
    name: "a module that Secure Boot may refuse",
    machine: unloaded({
      "/sys/firmware/efi/efivars/SecureBoot-8be4": Uint8Array.of(6, 0, 0, 0, 1),
    }),
    id: "loopback-module",
    status: "problem",
    text: /not loaded/,
    todo: /Key was rejected by service.*mokutil --import/,
  },
  {
    name: "an old version",
    machine: files({ "/sys/module/v4l2loopback/version": "0.12.7\n" }),
    id: "loopback-version",
    status: "warning",
    text: /^v4l2loopback 0\.12\.7: .*torn pictures \(Scrim chooses/,
    todo: /0\.15\.4/,
  },
  {
    name: "no exclusive_caps",
    machine: files({ "/sys/module/v4l2loopback/parameters/exclusive_caps": "N,N,N\n" }),
    id: "exclusive-caps",
    status: "warning",
    text: /without exclusive_caps=1: Chrome/,
    todo: /modprobe -r v4l2loopback/,
  },
  {
    name: "few buffers",
    machine: files({ "/sys/module/v4l2loopback/parameters/max_buffers": "2\n" }),
    id: "max-buffers",
    status: "warning",
    text: /max_buffers=2/,
    todo: /max_buffers=4/,
  },
  {
    name: "a virtual camera that is taken",
    machine: well({
      devices: [
        camera(),
        loopback({ free: false, unsuitable: "taken", heldBy: ["obs (process 3)"] }),
      ],
    }),
    id: "virtual-camera",
    status: "problem",
    text: /\/dev\/video10 by obs \(process 3\)/,
    todo: /devices=2/,
  },
  {
    name: "a module without devices",
    machine: well({ devices: [camera()] }),
    id: "virtual-camera",
    status: "problem",
    text: /has no device/,
    todo: /modprobe/,
  },
  {
    name: "nothing at boot",
    machine: files({ "/etc/modules-load.d/scrim.conf": "#v4l2loopback\n" }),
    id: "boot",
    status: "warning",
    text: /not loaded when the machine starts/,
    todo: /tee \/etc\/modules-load\.d\/scrim\.conf/,
  },
  {
    name: "no options at boot",
    machine: files({ "/etc/modprobe.d/scrim.conf": "# options v4l2loopback exclusive_caps=1\n" }),
    id: "boot",
    status: "warning",
    text: /without exclusive_caps=1/,
    todo: /tee \/etc\/modprobe\.d\/scrim\.conf/,
  },
  {
    name: "a browser in Flatpak without devices",
    machine: well({
      commands: {
        ...WELL.commands,
        "flatpak list --app --columns=application": "org.gimp.GIMP\ncom.google.Chrome\n",
        "flatpak info --show-permissions com.google.Chrome": "[Context]\ndevices=dri;\n",
      },
    }),
    id: "flatpak",
    status: "warning",
    text: /^com\.google\.Chrome \(Flatpak\) sees no/,
    todo: /flatpak override --user --device=all com\.google\.Chrome/,
  },
  {
    name: "a browser in Snap without its camera plug",
    machine: well({
      commands: {
        ...WELL.commands,
        "snap list": "Name  Version  Rev\nchromium  130  1\ncore22  1  1\n",
        "snap connections chromium":
          "Interface  Plug  Slot  Notes\naudio  chromium:audio  :audio  -\n" +
          "camera  chromium:camera  -  -\n",
      },
    }),
    id: "snap",
    status: "warning",
    text: /^chromium \(Snap\) may not use cameras$/,
    todo: /snap connect chromium:camera/,
  },
];
