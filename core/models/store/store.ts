/**
 * Keeps models that are in no package: downloaded on first need, checked whenever they are read.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import { download, type DownloadTools, type Patience } from "./download.ts";
import { checked, difference, type RemoteFile } from "./pinned.ts";
import { modelFolder, modelsUrl } from "./place.ts";
import type { ModelProgress } from "./transfer.ts";

export type { ModelProgress };

/** Where models lie here and elsewhere. */
export interface StoreOptions {
  /** The folder that keeps them. Default: `$XDG_CACHE_HOME/scrim/models`, or `~/.cache/scrim/models`. */
  readonly folder?: string;
  /** The address of all models, ending with `/`. Default: `$SCRIM_MODELS_URL`, or Google's storage. */
  readonly base?: string;
  /** How long a download may be in trouble. */
  readonly patience?: Partial<Patience>;
}

/** What reading a kept model needs. */
export type StoreTools = Omit<DownloadTools, "address" | "patience"> & {
  readonly store?: StoreOptions;
};

/** How often a Scrim looks whether another one has finished its download. */
const LOOK_AGAIN_MS = 200;

/** One file at both of its places. */
interface Places {
  readonly file: RemoteFile;
  /** Here, with the whole path. */
  readonly path: string;
  readonly address: string;
}

/**
 * The bytes of a model, downloaded unless they are here.
 *
 * @throws {ScrimError} `MODEL` naming file, address and what to do by hand; the signal's reason when aborted
 */
export async function keptModel(
  file: RemoteFile,
  tools: StoreTools,
): Promise<Uint8Array<ArrayBuffer>> {
  const { folder = modelFolder(), base = modelsUrl() } = tools.store ?? {};
  const places = { file, path: `${folder}/${file.name}`, address: new URL(file.path, base).href };
  tools.signal?.throwIfAborted();
  try {
    const kept = await readKept(places);
    if (kept) return kept;
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    await Deno.chmod(folder, 0o700); // nobody else puts a link where the download is written to
    using _lock = await lock(places, tools);
    // Another Scrim may have brought it meanwhile.
    return await readKept(places) ?? await fetchModel(places, tools);
  } catch (error) {
    tools.signal?.throwIfAborted();
    throw explained(error, places);
  }
}

async function readKept({ file, path }: Places): Promise<Uint8Array<ArrayBuffer> | null> {
  const bytes = await readIfThere(path);
  const hint = "delete it, and Scrim fetches it anew";
  return bytes && await checked(bytes, file, { path, hint });
}

async function readIfThere(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Only one Scrim at a time writes the partial file. The system gives the lock back when its holder ends, however it ends. */
async function lock(
  { file, path }: Places,
  { clock, log, signal }: StoreTools,
): Promise<Disposable> {
  const handle = await Deno.open(`${path}.lock`, { write: true, create: true, mode: 0o600 });
  try {
    for (let looked = 0; !await handle.tryLock(true); looked++) {
      if (looked === 0) log.info(`Waiting for another Scrim that downloads "${file.name}"`);
      await clock.sleep(LOOK_AGAIN_MS, signal);
    }
    return handle;
  } catch (error) {
    handle.close();
    throw error;
  }
}

/** Downloads into a partial file that gets its name when it is known to be right. */
async function fetchModel(places: Places, tools: StoreTools): Promise<Uint8Array<ArrayBuffer>> {
  const { file, path, address } = places;
  const partPath = `${path}.part`;
  using part = await Deno.open(partPath, { read: true, write: true, create: true, mode: 0o600 });
  const job = { ...tools, address, patience: tools.store?.patience };
  for (let round = 0;; round++) {
    const { pieced } = await download(file, part, job);
    await part.sync();
    const bytes = await Deno.readFile(partPath);
    const differs = await difference(bytes, file);
    if (differs === null) {
      await Deno.rename(partPath, path);
      return bytes;
    }
    await part.truncate(0);
    if (!pieced || round > 0) {
      throw new ScrimError(`Cannot use what "${address}" sends: ${differs}`, { code: "MODEL" });
    }
    tools.log.warn(`The parts of "${file.name}" do not fit together; downloading all of it`);
  }
}

/** Whatever went wrong, the file can be put in its place by hand. */
function explained(error: unknown, { file, path, address }: Places): ScrimError {
  if (error instanceof ScrimError && error.hint) return error;
  const message = error instanceof ScrimError
    ? error.message
    : `Cannot get model "${path}": ${error instanceof Error ? error.message : error}`;
  return new ScrimError(message, {
    code: "MODEL",
    hint: `fetch ${address} by any means and put it at ${path}; it is taken if it has ` +
      `${file.bytes} bytes and SHA-256 ${file.sha256}`,
    cause: error instanceof ScrimError ? error.cause : error,
  });
}
