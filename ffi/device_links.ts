/**
 * The links that udev makes to a device. They stay the same when device numbers change.
 *
 * @module
 */

/**
 * Folders of links below `/dev`, the preferred one first: a link by identity stays valid when the device moves to another socket.
 */
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
    return null; // a dangling link
  }
}

/** The links to each node below `folder` (`/dev`), keyed by the node's real path. */
export function stableLinks(folder: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const link of FOLDERS.flatMap((name) => linksIn(`${folder}/${name}`))) {
    const node = target(link);
    if (node === null) continue;
    found.set(node, [...(found.get(node) ?? []), link]);
  }
  return found;
}

/** Resolves a link to the node's own path, such as `/dev/video0`, which `/proc` and `/sys` use. */
export function realNode(path: string): string {
  return /^\/dev\/video\d+$/.test(path) ? path : target(path) ?? path;
}
