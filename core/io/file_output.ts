/**
 * The one way in which Scrim writes files: a file has its name only when it is whole.
 *
 * @module
 */
import { basename, dirname, extname, join, resolve } from "node:path";
import { ScrimError } from "../base/errors.ts";
import type { UnfinishedFile } from "../media/sink.ts";
import { openNamedPipe, type WaitTools } from "./named_pipe.ts";
import { errorName, reasonFor } from "../base/reasons.ts";

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

function writeError(name: string, cause: unknown, place: string | null = null): ScrimError {
  const reason = reasonFor(cause, "no such folder");
  const kept = place === null ? "" : `; what was written lies in "${place}"`;
  return new ScrimError(`Cannot write "${name}": ${reason}${kept}`, { code: "DEVICE", cause });
}

/** The longest name that Linux file systems take, in bytes. */
const LONGEST_NAME = 255;
const RANDOM_CHARACTERS = 8;

/** Another name in the same folder, with the same ending, for what is not whole yet. It is never too long. */
export function partialName(path: string): string {
  const name = basename(path);
  const ending = extname(name);
  const mark = `.${crypto.randomUUID().slice(0, RANDOM_CHARACTERS)}`;
  const bytes = new TextEncoder().encode(name).length;
  const fits = mark.length + 1 + bytes <= LONGEST_NAME;
  return join(dirname(path), fits ? `${mark}.${name}` : `${mark}${ending}`);
}

/** How a file is made. */
export interface FileOutputOptions {
  /** Permission bits, whatever the process's mask says. Default: those of the file that is replaced, else the usual ones. */
  readonly mode?: number;
  /** How to wait for the reader of a named pipe. Default: without a word, for ever. */
  readonly wait?: WaitTools;
}

/** Who may do what with a file. */
interface Rights {
  readonly mode: number | null;
  readonly uid: number | null;
  readonly gid: number | null;
}

/** What a path leads to. */
interface Target extends Rights {
  /** The path behind all symbolic links. */
  readonly path: string;
  readonly kind: "new" | "file" | "pipe" | "device";
}

const PERMISSIONS = 0o7777;
const OWNER_MAY = 0o600;

/**
 * A file being written under another name in the same folder. `finish()` gives it its own name in place of the file that was there, whose
 * permissions and, where the system lets it, owner it takes over. Where the path is a symbolic link, the file that it leads to is
 * replaced. A pipe or device is written directly.
 */
export class FileOutput {
  /** As the user named it. */
  readonly path: string;
  readonly #file: Deno.FsFile;
  readonly #target: Target;
  /** The name until the end; `null` when written directly. */
  readonly #partial: string | null;
  #open = true;
  /** It has its name, was discarded, or failed. */
  #done = false;

  private constructor(path: string, target: Target, file: Deno.FsFile, partial: string | null) {
    this.path = path;
    this.#target = target;
    this.#file = file;
    this.#partial = partial;
  }

  /** @throws {ScrimError} when the folder is missing or may not be written; the signal's reason when aborted */
  static async create(path: string, options: FileOutputOptions = {}): Promise<FileOutput> {
    const { mode, wait } = options;
    try {
      const found = await targetOf(path);
      if (found.kind === "pipe" && wait) {
        return new FileOutput(path, found, await openNamedPipe(path, "write", wait), null);
      }
      if (found.kind === "pipe" || found.kind === "device") {
        return new FileOutput(path, found, await Deno.open(path, { write: true }), null);
      }
      if (found.kind === "file") (await Deno.open(found.path, { write: true })).close(); // may it be changed?
      const target = mode === undefined ? found : { ...found, mode };
      const partial = partialName(target.path);
      // Never readable by more people than the file that it becomes.
      const first = target.mode === null ? {} : { mode: target.mode & 0o777 | OWNER_MAY };
      const file = await Deno.open(partial, { write: true, createNew: true, ...first });
      return new FileOutput(path, target, file, partial);
    } catch (cause) {
      wait?.signal?.throwIfAborted();
      throw writeError(path, cause);
    }
  }

  /** What `finish()` still completes; `null` when nothing is left to be done, or it is written directly. */
  get unfinished(): UnfinishedFile | null {
    return this.#done || this.#partial === null ? null : { path: this.path, place: this.#partial };
  }

  /** Where the bytes lie until the end, for a program that writes them itself. */
  get place(): string {
    return this.#partial ?? this.path;
  }

  /** Appends bytes. @throws {ScrimError} when that fails */
  async write(bytes: Uint8Array): Promise<void> {
    await writeAll(this.#file, bytes, this.path);
  }

  /**
   * Waits until the disk has all of it, and gives it its name. When that fails, the bytes are kept.
   *
   * @throws {ScrimError} naming the reason, and where the bytes lie
   */
  async finish(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    try {
      if (this.#partial === null) this.#file.close();
      else await this.#complete(this.#partial);
    } catch (cause) {
      const kept = this.#partial !== null && await isThere(this.#partial);
      throw writeError(this.path, cause, kept ? this.#partial : null);
    } finally {
      this.#done = true;
    }
  }

  async #complete(partial: string): Promise<void> {
    try {
      // Also what another program wrote: errors of the disk belong to the file, not to who has it open.
      await this.#file.sync().catch(ignoreUnsupported);
    } finally {
      this.#file.close();
    }
    await takeOver(partial, this.#target);
    try {
      await Deno.rename(partial, this.#target.path);
    } catch (error) {
      if (errorName(error) !== "EBUSY") throw error;
      // A file that is mounted by itself, as containers do, keeps its place: only what is in it can be replaced.
      await copyInto(partial, this.#target.path);
      await removeIfThere(partial);
    }
  }

  /** Closes the file and forgets it. Does nothing after `finish()`. */
  async discard(): Promise<void> {
    if (!this.#open) return;
    this.leave();
    if (this.#partial !== null) await removeIfThere(this.#partial);
  }

  /** Closes the file and leaves what was written where it is. Does nothing after `finish()`. */
  leave(): void {
    if (this.#open) this.#file.close();
    this.#open = false;
    this.#done = true;
  }
}

/**
 * Writes a small file that is either the old one or the new one, whatever ends the program in between.
 *
 * @param mode permission bits, whatever the process's mask says
 * @throws {ScrimError} when it cannot be written; the file that was there is then still there
 */
export async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const file = await FileOutput.create(path, { mode });
  try {
    await file.write(new TextEncoder().encode(text));
    await file.finish();
  } finally {
    await file.discard();
  }
}

const MOST_LINKS = 40;
const NOBODY = { mode: null, uid: null, gid: null } as const;

/** What `path` leads to, through symbolic links to files that need not exist. */
async function targetOf(path: string): Promise<Target> {
  const info = await orNull(Deno.stat(path));
  if (info) {
    if (info.isDirectory) throw new Error("it is a folder");
    const mode = info.mode === null ? null : info.mode & PERMISSIONS;
    const kind = info.isFile ? "file" : info.isFifo ? "pipe" : "device";
    const at = info.isFile ? await Deno.realPath(path) : path;
    return { path: at, kind, mode, uid: info.uid, gid: info.gid };
  }
  let place = path;
  for (let links = 0; (await orNull(Deno.lstat(place)))?.isSymlink; links++) {
    if (links === MOST_LINKS) throw new Error("it leads through too many symbolic links");
    place = resolve(await Deno.realPath(dirname(place)), await Deno.readLink(place));
  }
  return { path: place, kind: "new", ...NOBODY };
}

async function orNull<T>(looking: Promise<T>): Promise<T | null> {
  try {
    return await looking;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Gives a file the rights of the one that it replaces. */
async function takeOver(partial: string, { mode, uid, gid }: Rights): Promise<void> {
  if (mode === null) return;
  const own = await Deno.stat(partial);
  if (uid !== null && gid !== null && (own.uid !== uid || own.gid !== gid)) {
    // Only root may give files away; a group that one is not in cannot be kept either.
    await Deno.chown(partial, uid, gid).catch(ignoreRefusal);
  }
  await Deno.chmod(partial, mode).catch(ignoreUnsupported);
}

function ignoreRefusal(error: unknown): void {
  if (errorName(error) !== "EPERM") ignoreUnsupported(error);
}

/** File systems without permissions (FAT, some servers) and those that cannot wait for a disk. */
function ignoreUnsupported(error: unknown): void {
  if (!["EINVAL", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EPERM"].includes(errorName(error) ?? "")) {
    throw error;
  }
}

async function copyInto(from: string, into: string): Promise<void> {
  using source = await Deno.open(from);
  using target = await Deno.open(into, { write: true, truncate: true });
  const buffer = new Uint8Array(1 << 16);
  for (let got = await source.read(buffer); got !== null; got = await source.read(buffer)) {
    for (let done = 0; done < got;) done += await target.write(buffer.subarray(done, got));
  }
  await target.sync().catch(ignoreUnsupported);
}

/** Whether something has this name, if only a link. */
export function isThere(path: string): Promise<boolean> {
  return Deno.lstat(path).then(() => true, () => false);
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
