/**
 * What is wrong with files that the user named, told as such: a plugin that asks for one is not to blame.
 *
 * @module
 */
import { describeError, ScrimError } from "../base/errors.ts";
import type { HostParts } from "./host.ts";
import { openError } from "../base/open_error.ts";
import type { OptionValues } from "./options.ts";

/** The files of one stage. */
export class FileFaults {
  readonly #names: ReadonlyMap<unknown, string>;
  readonly #faults: ScrimError[] = [];

  /** @param options of the stage; paths are among them */
  constructor(options: OptionValues) {
    this.#names = new Map(Object.entries(options).map(([name, value]) => [value, name]));
  }

  /** The same parts; what reading and decoding fail with is kept. */
  watch(parts: HostParts): HostParts {
    return {
      ...parts,
      readImage: (path, options, client) =>
        this.#keep(path, () => parts.readImage(path, options, client)),
      readFile: (path) => this.#keep(path, () => parts.readFile(path)),
    };
  }

  async #keep<T>(path: string, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (!this.#names.has(path)) throw error;
      const isSystem = error instanceof Error &&
        Object.values(Deno.errors).some((kind) => error instanceof kind);
      const fault = isSystem ? openError(path, error) : error;
      if (fault instanceof ScrimError && fault.code === "FORMAT") this.#faults.push(fault);
      throw fault;
    }
  }

  /** The fault of a file that `init()` failed with, or `null`. From the sandbox only its words come back. */
  of(error: unknown): ScrimError | null {
    if (!(error instanceof Error)) return null;
    return this.#faults.find((fault) =>
      fault === error || [fault.message, describeError(fault)].includes(error.message)
    ) ?? null;
  }
}
