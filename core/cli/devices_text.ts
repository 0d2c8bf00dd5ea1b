/**
 * `--list-devices` as text: what each node is, what it offers, and whether Scrim would take it.
 *
 * @module
 */
import { freeLoopbacks, usableCameras } from "../devices/find_device.ts";
import type { DeviceDetails, FormatOffer, NodeKind, OfferedSize } from "../devices/device_info.ts";

/** A test driver offers more than eighty formats. */
const FORMATS_SHOWN = 6;
const LINES_SHOWN = 6;
const SIZES_SHOWN = 8;
const LINKS_SHOWN = 2;

const WHAT: Readonly<Record<NodeKind, string>> = {
  camera: "camera",
  loopback: "virtual camera (v4l2loopback)",
  infrared: "infrared or grey camera",
  "raw sensor": "raw camera sensor",
  "camera part": "part of a camera",
  "compressed video": "camera with a video encoder",
  metadata: "metadata of a camera",
  codec: "video converter (memory to memory)",
  touch: "touch screen",
  output: "video output",
  unknown: "unknown device",
  unreachable: "cannot be opened",
};

/** The nodes that are taken when none is named, by path. */
export interface Defaults {
  readonly input: string | null;
  readonly output: string | null;
}

/** Which nodes are tried first when none is named. */
export function defaultsOf(devices: readonly DeviceDetails[]): Defaults {
  return {
    input: usableCameras(devices)[0]?.path ?? null,
    output: freeLoopbacks(devices)[0]?.path ?? null,
  };
}

const rate = (fps: number | null): string => fps === null ? "" : `${+fps.toFixed(2)} fps: `;

function sizeText({ width, height, upTo }: OfferedSize): string {
  if (upTo === null) return `${width}x${height}`;
  const { stepWidth, stepHeight } = upTo;
  const steps = stepWidth > 1 || stepHeight > 1 ? ` in steps of ${stepWidth}x${stepHeight}` : "";
  return `any size from ${width}x${height} to ${upTo.width}x${upTo.height}${steps}`;
}

/** `30 fps: 1280x720, 640x480; 10 fps: 1920x1080`, in the order of the sizes. */
function sizesText(sizes: readonly OfferedSize[]): string {
  const groups = new Map<number | null, string[]>();
  for (const size of sizes.slice(0, SIZES_SHOWN)) {
    groups.set(size.fps, [...(groups.get(size.fps) ?? []), sizeText(size)]);
  }
  const shown = [...groups].map(([fps, texts]) => `${rate(fps)}${texts.join(", ")}`).join("; ");
  const more = sizes.length - SIZES_SHOWN;
  return more > 0 ? `${shown}; and ${more} smaller` : shown;
}

/** Formats that offer the same share a line. */
function offerLines(offers: readonly FormatOffer[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { fourcc, sizes } of offers) {
    const text = sizes.length > 0 ? sizesText(sizes) : "sizes not told";
    groups.set(text, [...(groups.get(text) ?? []), fourcc.trim()]);
  }
  const lines = [...groups].map(([sizes, names]) => {
    const more = names.length - FORMATS_SHOWN;
    const shown = names.slice(0, FORMATS_SHOWN).join(" ");
    return `  ${shown}${more > 0 ? ` and ${more} more formats` : ""}  ${sizes}`;
  });
  const more = lines.length - LINES_SHOWN;
  return more > 0 ? [...lines.slice(0, LINES_SHOWN), `  and ${more} more`] : lines;
}

function verdict(device: DeviceDetails, { input, output }: Defaults): string {
  const { path, kind, free, heldBy, unsuitable } = device;
  const by = heldBy.length > 0 ? heldBy.join(", ") : "another program";
  if (device.what === "unreachable") return `not usable: ${unsuitable}`;
  if (kind === "loopback") {
    if (!free) return `not free: ${by} writes to it; --input ${path} reads it as a camera`;
    return path === output ? "taken when no --output is given" : `free: --output ${path} takes it`;
  }
  if (unsuitable !== null) return `not taken: ${unsuitable}`;
  const held = heldBy.length > 0 ? ` (now open in ${by})` : "";
  return path === input
    ? `taken when no --input is given${held}`
    : `--input ${path} takes it${held}`;
}

/** One device in a few lines: what it is, its lasting names, what it offers, whether it would be taken. */
export function deviceText(device: DeviceDetails, defaults: Defaults): string {
  const { path, name, driver, what, links, offers } = device;
  const driven = driver === "" || what === "loopback" ? "" : `, driver ${driver}`;
  const moreLinks = links.length - LINKS_SHOWN;
  return [
    name === "" ? path : `${path}  ${name}`,
    `  ${WHAT[what]}${driven}`,
    `  ${verdict(device, defaults)}`,
    ...links.slice(0, LINKS_SHOWN).map((link) => `  also  ${link}`),
    ...(moreLinks > 0 ? [`  and ${moreLinks} more paths`] : []),
    ...offerLines(offers),
  ].join("\n");
}

/** All devices, an empty line between them. */
export function devicesText(devices: readonly DeviceDetails[]): string {
  const defaults = defaultsOf(devices);
  return devices.map((device) => deviceText(device, defaults)).join("\n\n");
}

/** The same for programs: an array, each device with `takenAs`. */
export function devicesJson(devices: readonly DeviceDetails[]): string {
  const { input, output } = defaultsOf(devices);
  const all = devices.map((device) => ({
    ...device,
    takenAs: device.path === input ? "input" : device.path === output ? "output" : null,
  }));
  return JSON.stringify(all, null, 2);
}
