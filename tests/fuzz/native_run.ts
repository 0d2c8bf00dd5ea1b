/**
 * Fuzzing of native code, in a process of its own: what it writes outside of its memory ends that process, and the input that it
 * was at is named.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { PARSERS } from "./all.ts";
import type { Parser } from "./parser.ts";
import { Random } from "./random.ts";
import { Crash, fuzz, type Outcome } from "./run.ts";

/** What is tried. */
export interface NativeJob {
  readonly seed: number;
  readonly inputs: number;
  readonly from?: number;
  readonly known?: readonly string[];
}

/** The number of the input at work, in a file: the only thing that outlives the process. */
class Progress implements Disposable {
  readonly #file: Deno.FsFile;
  readonly #bytes = new Uint8Array(8);
  readonly #view = new DataView(this.#bytes.buffer);

  constructor(path: string) {
    this.#file = Deno.openSync(path, { write: true, create: true });
  }

  readonly note = (index: number): void => {
    this.#view.setFloat64(0, index);
    this.#file.seekSync(0, Deno.SeekMode.Start);
    this.#file.writeSync(this.#bytes);
  };

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

function noted(path: string): number {
  const bytes = Deno.readFileSync(path);
  return new DataView(bytes.buffer).getFloat64(0);
}

/** Fuzzes a native parser as {@linkcode fuzz} does. @throws {Crash} also where the process ended */
export async function fuzzNative(
  parser: Parser,
  { seed, inputs, from = 0, known = [] }: NativeJob,
  module: string = import.meta.url,
): Promise<Outcome> {
  const folder = await Deno.makeTempDir({ prefix: "scrim-fuzz-" });
  try {
    const place = `${folder}/input`;
    const job = JSON.stringify({ name: parser.name, seed, inputs, from, known, place });
    const { success, signal, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", fileURLToPath(module), job],
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    if (success) return JSON.parse(decoder.decode(stdout));
    if (signal === null) {
      throw new Crash(parser.name, "", new Error(decoder.decode(stderr)));
    }
    const index = noted(place);
    const target = await parser.open();
    try {
      const input = target.save(target.make(new Random(seed, index)));
      const where = `${parser.name}, seed ${seed}, input ${index}`;
      throw new Crash(where, input, new Error(`the process ended by ${signal}`));
    } finally {
      await target[Symbol.asyncDispose]?.();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Fuzzes one parser in this process and prints what came out, for {@linkcode fuzzNative}. */
export async function runChild(parsers: readonly Parser[], text: string): Promise<void> {
  const { name, place, ...job } = JSON.parse(text);
  const parser = parsers.find((one) => one.name === name);
  if (!parser) throw new Error(`no parser is called "${name}"`);
  using progress = new Progress(place);
  console.log(JSON.stringify(await fuzz(parser, { ...job, onInput: progress.note })));
}

if (import.meta.main) await runChild(PARSERS, Deno.args[0]);
