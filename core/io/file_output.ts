/**
 * A file that appears under its name only when it is whole.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { ScrimError } from "../errors.ts";

/** What bytes can be written to: `Deno.FsFile`, `Deno.stdout`. */
export interface ByteOutput {
  write(bytes: Uint8Array): Promise<number>;
}

/** Writes all of `bytes`. @throws {ScrimError} when the disk is full, the pipe closed, … */
export async function writeAll(output: ByteOutput, bytes: Uint8Array, name: string): Promise<void> {
  try {
    let done = 0;
    while (done < bytes.length) {
      done += await output.write(done === 0 ? bytes : bytes.subarray(done));
    }
  } catch (cause) {
    throw writeError(name, cause);
  }
}

function writeError(name: string, cause: unknown): ScrimError {
  const reason = cause instanceof Deno.errors.BrokenPipe
    ? "the reader closed the pipe"
    : cause instanceof Deno.errors.NotFound
    ? "no such folder"
    : cause instanceof Error
    ? cause.message
    : String(cause);
  return new ScrimError(`Cannot write "${name}": ${reason}`, { code: "DEVICE", cause });
}

/**
 * A file being written under another name in the same folder; `finish()` gives it its own name, replacing what was there. A
 * pipe or device is written directly.
 */
export class FileOutput {
  readonly path: string;
  readonly #file: Deno.FsFile;
  /** The name until the end; `null` when written directly. */
  readonly #partial: string | null;
  #open = true;

  private constructor(path: string, file: Deno.FsFile, partial: string | null) {
    this.path = path;
    this.#file = file;
    this.#partial = partial;
  }

  /** @throws {ScrimError} when the folder is missing or may not be written */
  static async create(path: string): Promise<FileOutput> {
    try {
      if (await isSpecial(path)) {
        return new FileOutput(path, await Deno.open(path, { write: true }), null);
      }
      const partial = join(dirname(path), `.${crypto.randomUUID().slice(0, 8)}.${basename(path)}`);
      const file = await Deno.open(partial, { write: true, createNew: true });
      return new FileOutput(path, file, partial);
    } catch (cause) {
      throw writeError(path, cause);
    }
  }

  /** Where the bytes lie until the end, for a program that writes them itself. */
  get place(): string {
    return this.#partial ?? this.path;
  }

  /** Appends bytes. @throws {ScrimError} when that fails */
  async write(bytes: Uint8Array): Promise<void> {
    await writeAll(this.#file, bytes, this.path);
  }

  /** Closes the file and gives it its name. @throws {ScrimError} when that fails */
  async finish(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.#file.close();
    if (this.#partial === null) return;
    try {
      await Deno.rename(this.#partial, this.path);
    } catch (cause) {
      await removeIfThere(this.#partial);
      throw writeError(this.path, cause);
    }
  }

  /** Closes the file and forgets it. Does nothing after `finish()`. */
  async discard(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.#file.close();
    if (this.#partial !== null) await removeIfThere(this.#partial);
  }
}

/** A named pipe, a device: something that exists and is no regular file. */
async function isSpecial(path: string): Promise<boolean> {
  try {
    const { isFile, isDirectory } = await Deno.stat(path);
    if (isDirectory) throw new Error("it is a folder");
    return !isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
