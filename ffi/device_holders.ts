/**
 * Finds the processes that have a device open, because the driver's "device is busy" does not name them.
 *
 * @module
 */

function entries(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), (entry) => entry.name);
  } catch {
    return []; // another user's process, or it has ended
  }
}

function linkOf(path: string): string {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return ""; // closed in the meantime
  }
}

function opened(pid: string): ReadonlySet<string> {
  const folder = `/proc/${pid}/fd`;
  return new Set(entries(folder).map((fd) => linkOf(`${folder}/${fd}`)));
}

/** The user's programs, except this one, that have one of `paths` open, by path: `zoom (process 4711)`. */
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

/** The user's programs, except this one, that have `path` open. */
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

/** The hint for a busy device: which programs to close. */
export function busyHint(path: string): string {
  const holders = holdersOf(path);
  return holders.length > 0 ? `close ${holders.join(", ")}` : "close the program that uses it";
}
