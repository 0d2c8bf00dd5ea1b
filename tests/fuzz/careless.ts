/** A native parser with a mistake: some inputs make a kernel write outside of its memory. For the test of `native_run.ts`. */
import { openLibrary } from "../../ffi/load.ts";
import { kernelSymbols } from "../../ffi/symbols.ts";
import { FencedMemory } from "../fenced_memory.ts";
import { runChild } from "./native_run.ts";
import type { Parser } from "./parser.ts";

/** One input in about a hundred is one byte too long. */
export const careless: Parser<number> = {
  name: "careless",
  quick: 0,
  native: true,
  open() {
    const memory = new FencedMemory();
    const [from, into] = [memory.bytes(8192), memory.bytes(4096)];
    const library = openLibrary({ scrim_copy_plane: kernelSymbols.scrim_copy_plane });
    return {
      make: (random) => random.once(100) ? 4097 : 4096,
      run(length) {
        library.symbols.scrim_copy_plane(from, length, into, length, length, 1);
      },
      save: String,
      load: Number,
      [Symbol.asyncDispose](): Promise<void> {
        library.close();
        memory[Symbol.dispose]();
        return Promise.resolve();
      },
    };
  },
};

if (import.meta.main) await runChild([careless as Parser], Deno.args[0]);
