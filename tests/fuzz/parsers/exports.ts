/** Every function of the native library, with arguments that nobody should give it. */
import assert from "node:assert/strict";
import { DEVICE_SYMBOLS } from "../../../ffi/device_symbols.ts";
import { findLibrary, openLibrary } from "../../../ffi/load.ts";
import { kernelSymbols, kernelSymbolsFor } from "../../../ffi/symbols.ts";
import { ANY_REACH, FencedMemory } from "../../fenced_memory.ts";
import type { Parser } from "../parser.ts";
import type { Random } from "../random.ts";

/** A call by name. `null` stands for a null pointer, `"memory"` for real memory, numbers are themselves. */
interface Call {
  readonly level: number;
  readonly name: string;
  readonly args: readonly (number | "memory" | null)[];
}

type Table = { readonly [name: string]: { readonly parameters: readonly string[] } };
type Native = (...args: unknown[]) => number | bigint | Promise<number | bigint>;

const INVALID = -22;
const BAD_FILE = -9;
const BYTES = 1 << 20;

/** One more than `SCRIM_MAX_STRIDE` of checks.h. */
const MORE_THAN_A_STRIDE = 131_072 + 1;

/**
 * Either so small that no kernel reads or writes more than the memory that is there, or nothing that any may take: larger
 * than every side and stride (`SCRIM_MAX_SIDE`, `SCRIM_MAX_STRIDE`). Sizes as one number, width + 65536 height, are both.
 */
const NUMBERS = [0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 31, 32, 33, 63, 64, 128, 255, 256]
  .concat([
    8 + 65536 * 4,
    33 + 65536 * 31,
    64 + 65536 * 64,
    MORE_THAN_A_STRIDE,
    32767 * 65536,
    1 << 30,
  ])
  .concat([-1, -2, -8, -65536, 2 ** 31 - 1, 2 ** 31 - 2, -(2 ** 31), -(2 ** 31) + 1]);

const save = (call: Call): string => JSON.stringify(call);
const load = (text: string): Call => JSON.parse(text);

export const kernels: Parser<Call> = {
  name: "kernels",
  quick: 20_000,
  native: true,
  open() {
    const found = findLibrary();
    const levels = [2, 3, 4].filter((level) => level <= Math.max(2, found.isa));
    const libraries = levels.map((level) => openLibrary(kernelSymbolsFor(level), found));
    const names = Object.keys(kernelSymbols);
    // Pages that nobody has lie on either side: a byte that is written outside ends this process.
    const fenced = new FencedMemory(ANY_REACH);
    const memory = Array.from({ length: 12 }, () => fenced.bytes(BYTES).fill(0x5a));
    const taken = { yes: 0, no: 0 };
    return {
      taken,
      make(random: Random): Call {
        const name = random.pick(names);
        const { parameters } = (kernelSymbols as Table)[name];
        // Without any memory, with all of it, or with one piece missing.
        const missing = random.pick(["all", "none", "one"]);
        const lost = random.below(parameters.length);
        const small = random.pick([2, 8, 1000]); // most numbers fit, or few
        return {
          level: random.below(levels.length),
          name,
          args: parameters.map((type, i) =>
            type === "buffer"
              ? missing === "all" || (missing === "one" && i >= lost && i < lost + 2)
                ? null
                : "memory"
              : random.once(small)
              ? random.pick(NUMBERS)
              : random.pick([4, 8, 16, 32, 64, 8 + 65536 * 4, BYTES])
          ),
        };
      },
      run({ level, name, args }) {
        let buffers = 0;
        const call = libraries[level].symbols[name as keyof typeof kernelSymbols] as Native;
        const result = Number(
          call(...args.map((arg) => arg === "memory" ? memory[buffers++] : arg)),
        );
        const measures = name.endsWith("_scratch");
        taken[result < 0 ? "no" : "yes"]++;
        assert.ok(
          result === INVALID || (measures ? result >= 0 : result === 0),
          `result ${result}`,
        );
        if (!measures && args.includes(null) && !args.includes("memory")) {
          assert.equal(result, INVALID, "it worked without any memory");
        }
      },
      save,
      load,
      [Symbol.asyncDispose](): Promise<void> {
        for (const library of libraries) library.close();
        fenced[Symbol.dispose]();
        return Promise.resolve();
      },
    };
  },
};

/** Numbers of no open file. */
const NO_FILES = [-1, -2, -(2 ** 31), 2 ** 31 - 1, 1_000_000];
/** They end or decode with somebody else's functions: all must be there before one is called. */
const TABLES_OF_JPEG = ["scrim_v4l2_jpeg_open", "scrim_v4l2_jpeg_close", "scrim_v4l2_jpeg_decode"];

export const devices: Parser<Call> = {
  name: "devices",
  quick: 5000,
  native: true,
  open() {
    const library = openLibrary(DEVICE_SYMBOLS);
    const table = DEVICE_SYMBOLS as Table;
    const names = Object.keys(table).filter((name) => table[name].parameters.length > 0);
    const fenced = new FencedMemory(ANY_REACH);
    const memory = Array.from({ length: 6 }, () => fenced.bytes(4096));
    const pointer = Deno.UnsafePointer.of(memory[5]);
    const taken = { yes: 0, no: 0 };
    return {
      taken,
      make(random: Random): Call {
        const name = random.pick(names);
        const { parameters } = table[name];
        const args = parameters.map((type) => {
          if (type === "buffer" || type === "pointer") return random.once(3) ? null : "memory";
          if (type === "i64") return random.pick([0, 1, 3, 4, 4096, -1, 2 ** 40, -(2 ** 40)]);
          return type === "u32" ? random.edge() >>> 0 : random.pick(NUMBERS);
        });
        // The file is the first number behind the table of calls; only that of no file is given.
        if (parameters[1] === "i32") args[1] = random.pick(NO_FILES);
        // Empty places mean libc's functions: then there are addresses that may not be handed over.
        if (name === "scrim_v4l2_unmap") args[1] = null;
        if (name === "scrim_v4l2_open") args[1] = null;
        if (name === "scrim_v4l2_wait") args[3] = random.pick([0, 1, -1, -(2 ** 31)]);
        return { level: 0, name, args };
      },
      async run({ name, args }) {
        let buffers = 0;
        const { parameters } = table[name];
        for (const bytes of memory) bytes.fill(0);
        const given = args.map((arg, i) =>
          arg === "memory"
            ? parameters[i] === "pointer" ? pointer : memory[buffers++ % 5]
            : parameters[i] === "i64" && typeof arg === "number"
            ? BigInt(arg)
            : arg
        );
        const call = library.symbols[name as keyof typeof DEVICE_SYMBOLS] as unknown as Native;
        const result = Number(await call(...given));
        taken[result < 0 ? "no" : "yes"]++;
        if (name === "scrim_v4l2_jpeg_scratch") {
          const [width, height] = args as number[];
          const fits = [width, height].every((side) => side >= 1 && side <= 16384);
          const most = 3 * (width + 3) * (height + 1);
          assert.ok(fits ? result >= 3 * width * height && result <= most : result === INVALID);
        } else if (name === "scrim_v4l2_jpeg_open") assert.equal(result, 0);
        else if (TABLES_OF_JPEG.includes(name)) assert.equal(result, INVALID);
        else if (name === "scrim_v4l2_wait" && result === 2) assert.ok(Number(args[1]) > 0); // an error, says poll
        else assert.ok([INVALID, BAD_FILE].includes(result), `result ${result}`);
      },
      save,
      load,
      [Symbol.asyncDispose](): Promise<void> {
        library.close();
        fenced[Symbol.dispose]();
        return Promise.resolve();
      },
    };
  },
};
