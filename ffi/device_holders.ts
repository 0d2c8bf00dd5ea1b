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

function holds(pid: string, path: string): boolean {
  const folder = `/proc/${pid}/fd`;
  return entries(folder).some((fd) => {
    try {
      return Deno.readLinkSync(`${folder}/${fd}`) === path;
    } catch {
      return false; // closed in between
    }
  });
}

/** The programs of this user that have `path` open, without ourselves: `zoom (process 4711)`. */
export function holdersOf(path: string): string[] {
  const found: string[] = [];
  for (const pid of entries("/proc")) {
    if (!/^\d+$/.test(pid) || Number(pid) === Deno.pid || !holds(pid, path)) continue;
    found.push(`${processName(pid)} (process ${pid})`);
  }
  return found;
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
