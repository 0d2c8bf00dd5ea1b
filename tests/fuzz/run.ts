/** Runs a parser on many inputs and measures time and memory. */
import type { Parser, Target } from "./parser.ts";
import { Random } from "./random.ts";

/** What happened. */
export interface Outcome {
  readonly inputs: number;
  readonly seconds: number;
  /** The slowest input, in milliseconds, and its number. */
  readonly slowest: { readonly ms: number; readonly index: number };
  /** Resident memory after a tenth of the inputs, and at the end, in MiB. */
  readonly memory: { readonly early: number; readonly end: number };
  readonly taken: { readonly yes: number; readonly no: number } | null;
}

/** An input that a parser could not stand, with what finds it again. */
export class Crash extends Error {
  readonly input: string;

  constructor(where: string, input: string, cause: unknown) {
    const what = cause instanceof Error ? cause.stack ?? cause.message : String(cause);
    super(`${where}: ${input.slice(0, 300)}\n${what}`, { cause });
    this.input = input;
  }
}

const rssMiB = (): number => Math.round(Deno.memoryUsage().rss / 2 ** 20);

/** Longer than this for one input is a hang, however busy the machine is. */
const LONGEST_MS = 300_000;

async function within(work: void | Promise<void>, longestMs: number): Promise<void> {
  if (work === undefined) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${longestMs} ms`)), longestMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs inputs `from` … `from + inputs - 1` of a seed. @throws {Crash} at the first that breaks a rule */
export async function fuzz(
  parser: Parser,
  { seed, inputs, from = 0, known = [], longestMs = LONGEST_MS, onInput }: {
    seed: number;
    inputs: number;
    from?: number;
    known?: readonly string[];
    longestMs?: number;
    /** Told the number of each input before it is tried. */
    onInput?: (index: number) => void;
  },
): Promise<Outcome> {
  const target: Target = await parser.open();
  try {
    const run = async (input: unknown, what: string): Promise<void> => {
      const start = performance.now();
      try {
        await within(target.run(input), longestMs);
        const ms = performance.now() - start;
        if (ms > longestMs) throw new Error(`took ${ms} ms`);
      } catch (cause) {
        throw new Crash(`${parser.name}, ${what}`, target.save(input), cause);
      }
    };
    for (const text of known) await run(target.load(text), "of the corpus");
    const began = performance.now();
    let slowest = { ms: 0, index: -1 };
    let early = rssMiB();
    for (let i = 0; i < inputs; i++) {
      const index = from + i;
      const input = target.make(new Random(seed, index));
      onInput?.(index);
      const start = performance.now();
      await run(input, `seed ${seed}, input ${index}`);
      const ms = performance.now() - start;
      if (ms > slowest.ms) slowest = { ms, index };
      if (i === Math.floor(inputs / 10)) early = rssMiB();
      // Promises alone never let timers and sockets have their turn.
      if (i % 256 === 255) await new Promise((resolve) => setTimeout(resolve, 0));
    }
    return {
      inputs,
      seconds: (performance.now() - began) / 1000,
      slowest,
      memory: { early, end: rssMiB() },
      taken: target.taken ?? null,
    };
  } finally {
    await target[Symbol.asyncDispose]?.();
  }
}
