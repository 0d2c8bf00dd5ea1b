/**
 * Lists the V4L2 nodes and what each can be used for.
 *
 * @module
 */
import { ScrimError } from "../core/base/errors.ts";
import type { DeviceDetails, DeviceInfo } from "../core/devices/device_info.ts";
import { holdersByPath } from "./device_holders.ts";
import { stableLinks } from "./device_links.ts";
import { judge } from "./node_kind.ts";
import {
  CAPS,
  CAPTURE,
  LOOPBACK_DRIVER,
  type OfferedFormat,
  OUTPUT,
  type V4l2,
  V4l2Device,
} from "./v4l2_device.ts";
import { offersOf } from "./v4l2_offers.ts";
import { isFree } from "./v4l2_writer.ts";

/** A node, its other paths, and the programs that have it open. */
interface Place {
  readonly path: string;
  readonly links: readonly string[];
  readonly heldBy: readonly string[];
}

function names(offered: readonly OfferedFormat[]): string[] {
  return [...new Set(offered.map(({ fourcc }) => fourcc))];
}

function describe(device: V4l2Device, { links }: Place): DeviceInfo {
  const { path, name, driver, caps } = device;
  const common = { path, stablePath: links[0] ?? null, name, driver };
  if (driver === LOOPBACK_DRIVER) {
    const free = isFree(device);
    const formats = names(device.formats(free ? OUTPUT : CAPTURE));
    const unsuitable = free ? null : "another program writes to it";
    return { ...common, kind: "loopback", what: "loopback", free, formats, unsuitable };
  }
  const formats = names(device.formats(CAPTURE));
  const { what, why: unsuitable } = judge({ driver, caps, formats });
  const camera = (caps & CAPS.capture) !== 0 && (caps & CAPS.memoryToMemory) === 0;
  return { ...common, kind: camera ? "camera" : "other", what, free: true, formats, unsuitable };
}

function detail(device: V4l2Device, place: Place): DeviceDetails {
  const info = describe(device, place);
  const offers = offersOf(device, info.kind === "loopback" && info.free ? OUTPUT : CAPTURE);
  return { ...info, bus: device.bus, links: place.links, heldBy: place.heldBy, offers };
}

function unreachable({ path, links, heldBy }: Place, error: ScrimError): DeviceDetails {
  const reason = error.message.slice(error.message.indexOf(": ") + 2);
  const unsuitable = error.hint ? `${reason}; ${error.hint}` : reason;
  const unknown = { name: "", driver: "", bus: "", formats: [], offers: [] };
  const place = { path, links, stablePath: links[0] ?? null, heldBy };
  return { ...unknown, ...place, kind: "other", what: "unreachable", free: false, unsuitable };
}

function videoNodes(folder: string): string[] {
  const numbers: number[] = [];
  for (const entry of Deno.readDirSync(folder)) {
    const match = /^video(\d+)$/.exec(entry.name);
    if (match) numbers.push(Number(match[1]));
  }
  return numbers.sort((a, b) => a - b).map((number) => `${folder}/video${number}`);
}

function each<T>(
  v4l2: V4l2,
  places: readonly Place[],
  { known, failed }: {
    known: (device: V4l2Device, place: Place) => T;
    failed: (place: Place, error: ScrimError) => T;
  },
): T[] {
  return places.map((place) => {
    try {
      const device = new V4l2Device(v4l2, v4l2.kernel, { path: place.path, what: "device" });
      try {
        return known(device, place);
      } finally {
        device.close();
      }
    } catch (error) {
      if (error instanceof ScrimError) return failed(place, error);
      throw error;
    }
  });
}

/** Every `/dev/videoN` by number, or `only` one. A node that cannot be opened is listed with the reason. */
export function listDevices(v4l2: V4l2, folder: string, only?: string): DeviceInfo[] {
  const links = stableLinks(folder);
  const places = videoNodes(folder).map((path) => ({
    path,
    links: links.get(path) ?? [],
    heldBy: [],
  }));
  const wanted = places.filter(({ path, links }) =>
    only === undefined || path === only || links.includes(only)
  );
  return each<DeviceInfo>(v4l2, wanted, { known: describe, failed: unreachable });
}

/** Like `listDevices`, with sizes, rates, and the programs that have each device open. Takes longer. */
export function surveyDevices(v4l2: V4l2, folder: string): DeviceDetails[] {
  const links = stableLinks(folder);
  const paths = videoNodes(folder);
  const holders = holdersByPath(paths);
  const places = paths.map((path) => ({
    path,
    links: links.get(path) ?? [],
    heldBy: holders.get(path) ?? [],
  }));
  return each(v4l2, places, { known: detail, failed: unreachable });
}
