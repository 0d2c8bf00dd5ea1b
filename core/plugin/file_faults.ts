/**
 * Reports errors of files that the user named as errors of these files, not of the plugin that reads them.
 *
 * @module
 */
import { describeError, ScrimError } from "../base/errors.ts";
import type { HostParts } from "./host.ts";
import { openError } from "../base/open_error.ts";
import type { OptionValues } from "./options.ts";

/** Records the errors of the files that a stage's options name. */
export class FileFaults {
  readonly #names: ReadonlyMap<unknown, string>;
  readonly #faults: ScrimError[] = [];

  /** @param options the option values of the stage, which include the paths */
  constructor(options: OptionValues) {
    this.#names = new Map(Object.entries(options).map(([name, value]) => [value, name]));
  }

  /** Returns `parts` with `readImage` and `readFile` wrapped, so that their errors are recorded. */
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

  /**
   * Returns the file error that made `init()` fail, or `null`. The sandbox passes on only an error's message, so messages are
   * compared, too.
   */
  of(error: unknown): ScrimError | null {
    if (!(error instanceof Error)) return null;
    return this.#faults.find((fault) =>
      fault === error || [fault.message, describeError(fault)].includes(error.message)
    ) ?? null;
  }
}
