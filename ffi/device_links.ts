/**
 * The paths of a device that udev keeps the same when numbers change.
 *
 * @module
 */

/** Where they are below `/dev`; what comes first is preferred: it follows the device to another socket. */
const FOLDERS = ["v4l/by-id", "v4l/by-path"];

function linksIn(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => `${folder}/${name}`).sort();
  } catch {
    return []; // a system without udev, or without such devices
  }
}

function target(path: string): string | null {
  try {
    return Deno.realPathSync(path);
  } catch {
    return null; // it leads nowhere
  }
}

/** The links to each node below `folder` (`/dev`), by the node's real path. */
export function stableLinks(folder: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const link of FOLDERS.flatMap((name) => linksIn(`${folder}/${name}`))) {
    const node = target(link);
    if (node === null) continue;
    found.set(node, [...(found.get(node) ?? []), link]);
  }
  return found;
}

/** `/dev/video0` for a link to it: the name that `/proc` and `/sys` know. */
export function realNode(path: string): string {
  return /^\/dev\/video\d+$/.test(path) ? path : target(path) ?? path;
}
