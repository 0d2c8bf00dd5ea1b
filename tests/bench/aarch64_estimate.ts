/**
 * What a frame of 1280x720 costs on a Raspberry Pi: an estimate, made where there is none. Counts the instructions of the
 * kernels as compiled for aarch64, and divides by clock rates and by assumed instructions per cycle. The model is not in it.
 *
 *     apt-get install qemu-user-static libc6-dev-arm64-cross libgcc-12-dev-arm64-cross clang-19 lld-19
 *     deno run -A tests/bench/aarch64_estimate.ts
 *
 * QEMU writes down each block of instructions when it translates it, and then whenever it is entered. A job made twice takes
 * more than one made once by exactly the job, libc's `memcpy` included; counting single steps (`-singlestep`, ten times as
 * slow) gives the same difference to the instruction.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { nativeName } from "../../ffi/native/compile.ts";
import { AARCH64, skipWithoutAarch64 } from "../native/compilers.ts";
import { jobTape, SIZE } from "../native/replay/job_tape.ts";
import { compileProgram } from "../native/replay/programs.ts";
import { linesOf } from "./lines.ts";
import { type Group, printBench, type Row } from "./table.ts";

const BEFORE = ["unpack yuyv", "sample 256x144", "smooth"];

/** The kernels of a chain, from the camera's bytes to those of the virtual camera. */
const CHAINS: Readonly<Record<string, readonly string[]>> = {
  replace: [...BEFORE, "composite to yuyv, full background"],
  blur: [...BEFORE, "blur 12, masked", "composite to yuyv"],
};

/**
 * Both cores can start two 128-bit vector instructions a cycle beside loads and stores (Arm's software optimization guides);
 * the A72 decodes three instructions a cycle and has little memory bandwidth, the A76 decodes four. Real loops reach half
 * of that or less.
 */
const BOARDS = [
  { name: "Raspberry Pi 4, A72 at 1.5 GHz", gigahertz: 1.5, least: 0.7, most: 1.5 },
  { name: "Raspberry Pi 4, A72 at 1.8 GHz", gigahertz: 1.8, least: 0.7, most: 1.5 },
  { name: "Raspberry Pi 5, A76 at 2.4 GHz", gigahertz: 2.4, least: 1.2, most: 2.5 },
] as const;

/** How many instructions an emulated program executes. */
async function executed(program: string, args: readonly string[]): Promise<number> {
  const [emulator, ...options] = AARCH64.emulator;
  const child = new Deno.Command(emulator, {
    args: [...options, "-d", "nochain,exec,in_asm", program, ...args],
    stderr: "piped",
  }).spawn();
  /** Instructions of each block, by address. */
  const lengths = new Map<number, number>();
  let block: number | undefined;
  let total = 0;
  for await (const line of linesOf(child.stderr)) {
    if (line.startsWith("Trace ")) {
      total += lengths.get(parseInt(line.split("/", 2)[1], 16)) ?? 0;
    } else if (line.startsWith("IN:")) {
      block = undefined;
    } else if (line.startsWith("0x")) {
      const address = parseInt(line, 16);
      if (block === undefined) lengths.set(address, 0);
      block ??= address;
      lengths.set(block, (lengths.get(block) ?? 0) + 1);
    }
  }
  if (!(await child.status).success) throw new Error(`Cannot run "${program}" in ${emulator}`);
  return total;
}

const LIBRARY = fileURLToPath(
  new URL(`../../ffi/native/prebuilt/${nativeName("aarch64")}`, import.meta.url),
);

async function countJobs(names: readonly string[]): Promise<Map<string, number>> {
  const folder = await Deno.makeTempDir({ prefix: "scrim-estimate-" });
  try {
    const { name, flags } = AARCH64.compiler;
    const program = await compileProgram("count", folder, { name, flags: ["-O2", ...flags] });
    const counts = new Map<string, number>();
    for (const job of names) {
      const tape = `${folder}/job.tape`;
      await Deno.writeFile(tape, jobTape(job));
      const args = [LIBRARY, "", tape];
      const once = await executed(program, [...args, "1"]);
      counts.set(job, await executed(program, [...args, "2"]) - once);
    }
    return counts;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Counts, and estimates both chains on one core of each board. */
export async function aarch64Estimate(): Promise<Group> {
  const title = `a frame of ${SIZE.width}x${SIZE.height} on a Raspberry Pi, ESTIMATED`;
  const { note } = skipWithoutAarch64();
  if (note) return { title, rows: [], notes: [`left out${note.replaceAll(/[()]/g, "")}`] };
  const counts = await countJobs([...new Set(Object.values(CHAINS).flat())]);
  const rows: Row[] = [...counts].map(([name, count]) => ({
    name,
    figures: { "million instructions": count / 1e6 },
  }));
  for (const [chain, names] of Object.entries(CHAINS)) {
    const millions = names.reduce((all, name) => all + (counts.get(name) ?? 0), 0) / 1e6;
    for (const { name, gigahertz, least, most } of BOARDS) {
      const ms = (perCycle: number): number => millions / (perCycle * gigahertz);
      const estimates = { "at best ms": ms(most), "at worst ms": ms(least) };
      const figures = { "million instructions": millions, ...estimates };
      rows.push({ name: `${chain}, ${name}`, figures });
    }
  }
  return {
    title,
    rows,
    notes: ["instructions are counted, their pace is assumed; without the model"],
  };
}

if (import.meta.main) await printBench(aarch64Estimate);
