/**
 * Who has a device open: what "device is busy" leaves out.
 *
 * @module
 */

function entries(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), (entry) => entry.name);
  } catch {
    return []; // another user's process, or one that has ended
  }
}

function linkOf(path: string): string {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return ""; // closed in between
  }
}

function opened(pid: string): ReadonlySet<string> {
  const folder = `/proc/${pid}/fd`;
  return new Set(entries(folder).map((fd) => linkOf(`${folder}/${fd}`)));
}

/** The programs of this user that have one of `paths` open, by path, without ourselves: `zoom (process 4711)`. */
export function holdersByPath(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>(paths.map((path) => [path, []]));
  for (const pid of entries("/proc")) {
    if (!/^\d+$/.test(pid) || Number(pid) === Deno.pid) continue;
    const files = opened(pid);
    for (const [path, holders] of found) {
      if (files.has(path)) holders.push(`${processName(pid)} (process ${pid})`);
    }
  }
  return found;
}

/** The programs of this user that have `path` open, without ourselves. */
export function holdersOf(path: string): readonly string[] {
  return holdersByPath([path]).get(path) ?? [];
}

function processName(pid: string): string {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/comm`).trim();
  } catch {
    return "a program";
  }
}

/** What to do about a busy device: who to close. */
export function busyHint(path: string): string {
  const holders = holdersOf(path);
  return holders.length > 0 ? `close ${holders.join(", ")}` : "close the program that uses it";
}
