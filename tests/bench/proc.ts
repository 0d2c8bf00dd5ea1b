/**
 * What the kernel says of processes, from outside of them.
 *
 * @module
 */

/** User and kernel time is told in hundredths of a second, on every Linux machine. */
const MS_PER_TICK = 10;

/** Parent and used time of a process; `null` when it has ended. */
function statOf(pid: number): { parent: number; cpuMs: number } | null {
  let text: string;
  try {
    text = Deno.readTextFileSync(`/proc/${pid}/stat`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || /os error 3\b/.test(String(error))) return null;
    throw error;
  }
  // The name, in brackets, may hold spaces; field 3 of proc(5) follows it.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number);
  return { parent, cpuMs: (user + system) * MS_PER_TICK };
}

/** User and system time that a process has used, all threads, in steps of 10 ms. */
export function cpuMsOf(pid: number): number {
  return statOf(pid)?.cpuMs ?? NaN;
}

/** The same of a process and all that were started by it and live. */
export function cpuMsOfTree(root: number): number {
  const stats = new Map<number, { parent: number; cpuMs: number }>();
  for (const { name } of Deno.readDirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : null;
    if (stat) stats.set(Number(name), stat);
  }
  const belongs = (pid: number): boolean => {
    const parent = stats.get(pid)?.parent;
    return pid === root || parent !== undefined && belongs(parent);
  };
  return [...stats].reduce((sum, [pid, { cpuMs }]) => belongs(pid) ? sum + cpuMs : sum, 0);
}

/** Memory of a process that is in RAM, in bytes. */
export function residentBytes(pid: number): number {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`)) ??
    [];
  return Number(kibibytes) * 1024;
}

/** Files, sockets and pipes that a process has open. */
export function openHandles(pid: number): number {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
}

/** Threads of a process. */
export function threads(pid: number): number {
  return [...Deno.readDirSync(`/proc/${pid}/task`)].length;
}
