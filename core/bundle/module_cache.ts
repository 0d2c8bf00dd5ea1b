/**
 * Modules from the web, kept on disk, so that a plugin starts without a network and is tomorrow what it is today.
 *
 * An entry is two files: what the server said about an address, with the SHA-256 of the content, and the content under that hash. The
 * hash is checked at each use. It finds what was damaged or changed; it cannot find an attacker who may write this folder, and so
 * change both.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";

/** What a server answered. */
export interface CachedModule {
  /** Where the content came from in the end, after forwarding. */
  readonly url: string;
  /** The `content-type`, as the server wrote it. */
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

interface Entry {
  readonly asked: string;
  readonly url: string;
  readonly type: string;
  readonly sha256: string;
}

/** Names and numbers of this machine. */
const THIS_MACHINE = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/** Whether a server runs on this machine. */
export function ofThisMachine(url: string): boolean {
  return THIS_MACHINE.test(new URL(url).hostname);
}

/** Modules by their address. */
export class ModuleCache {
  readonly #folder: string;
  readonly #renew: boolean;
  readonly #keeps: (url: string) => boolean;

  /**
   * @param folder made when the first module is kept
   * @param options.renew nothing is taken out, so that everything is fetched and kept again
   * @param options.keeps which addresses are kept. Default: those of other machines, since what this one serves needs no network and is
   * often being written
   */
  constructor(
    folder: string,
    { renew = false, keeps = (url) => !ofThisMachine(url) }: {
      readonly renew?: boolean;
      readonly keeps?: (url: string) => boolean;
    } = {},
  ) {
    this.#folder = folder;
    this.#renew = renew;
    this.#keeps = keeps;
  }

  /**
   * What is kept for an address; `null`: nothing.
   *
   * @throws {ScrimError} `PLUGIN` when the content is not what was kept
   */
  async get(url: string): Promise<CachedModule | null> {
    if (this.#renew || !this.#keeps(url)) return null;
    const text = await readIfThere(await this.#entryPath(url));
    if (text === null) return null;
    const entry = readEntry(new TextDecoder().decode(text), url);
    const bytes = entry && await readIfThere(`${this.#folder}/${entry.sha256}`);
    if (!entry || bytes === null) return null; // half of an entry: fetched again
    if (await sha256(bytes) !== entry.sha256) {
      throw new ScrimError(`Cannot use "${url}": the copy on this disk was changed`, {
        code: "PLUGIN",
        hint: `run with --reload to fetch it again; the copy is ${this.#folder}/${entry.sha256}`,
      });
    }
    return { url: entry.url, type: entry.type, bytes };
  }

  /** Keeps a module. Where nothing can be written, nothing is kept: the next start fetches again. */
  async put(asked: string, { url, type, bytes }: CachedModule): Promise<void> {
    if (!this.#keeps(asked)) return;
    const hash = await sha256(bytes);
    const entry: Entry = { asked, url, type, sha256: hash };
    try {
      await Deno.mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeWhole(`${this.#folder}/${hash}`, bytes);
      const json = new TextEncoder().encode(JSON.stringify(entry, null, 2));
      await writeWhole(await this.#entryPath(asked), json);
    } catch {
      // A folder that cannot be made or written, a full disk: the plugin was fetched all the same.
    }
  }

  async #entryPath(url: string): Promise<string> {
    return `${this.#folder}/${await sha256(new TextEncoder().encode(url))}.json`;
  }
}

/** An entry that fits the address; `null` for anything else, which is then fetched again. */
function readEntry(json: string, url: string): Entry | null {
  let entry: Partial<Entry> | null;
  try {
    entry = JSON.parse(json);
  } catch {
    return null;
  }
  const { asked, url: from, type, sha256: hash } = entry ?? {};
  if (asked !== url || typeof from !== "string" || typeof type !== "string") return null;
  if (typeof hash !== "string" || !/^[0-9a-f]{64}$/.test(hash) || !URL.canParse(from)) return null;
  return { asked, url: from, type, sha256: hash };
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** Written under a name of its own and renamed, so that others never see a part of it. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const partial = `${path}.${crypto.randomUUID()}.part`;
  try {
    await Deno.writeFile(partial, bytes, { createNew: true, mode: 0o600 });
    await Deno.rename(partial, path);
  } catch (error) {
    await Deno.remove(partial).catch(() => {}); // it may never have been there
    throw error;
  }
}

async function readIfThere(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) {
      return null;
    }
    throw error;
  }
}
