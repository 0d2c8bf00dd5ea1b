/**
 * Stores models that no package contains. They are downloaded on first use and checked each time they are read.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import { download, type DownloadTools, type Patience } from "./download.ts";
import { checked, difference, type RemoteFile } from "./pinned.ts";
import { modelFolder, modelsUrl } from "./place.ts";
import type { ModelProgress } from "./transfer.ts";

export type { ModelProgress };

/** Where models are stored and downloaded from. */
export interface StoreOptions {
  /** The folder of downloaded models. Default: `$XDG_CACHE_HOME/scrim/models`, or `~/.cache/scrim/models`. */
  readonly folder?: string;
  /** The base URL of all models, ending with `/`. Default: `$SCRIM_MODELS_URL`, or Google's storage. */
  readonly base?: string;
  /** The limits for retries of a download. */
  readonly patience?: Partial<Patience>;
}

/** The dependencies of reading a stored model. */
export type StoreTools = Omit<DownloadTools, "address" | "patience"> & {
  readonly store?: StoreOptions;
};

/** The interval at which a Scrim process checks whether another one has finished its download. */
const LOOK_AGAIN_MS = 200;

/** One file with its local path and its URL. */
interface Places {
  readonly file: RemoteFile;
  /** The path in the folder of models. */
  readonly path: string;
  /** The URL. */
  readonly address: string;
}

/**
 * Reads a stored model, and downloads it first if it is not stored yet.
 *
 * @throws {ScrimError} `MODEL` naming the file and its URL, with a hint how to install it by hand; the signal's reason when
 * aborted
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
    await Deno.chmod(folder, 0o700); // so that no other user can put a link at the path that the download is written to
    using _lock = await lock(places, tools);
    // Another Scrim process may have downloaded it meanwhile.
    return await readKept(places) ?? await fetchModel(places, tools);
  } catch (error) {
    tools.signal?.throwIfAborted();
    throw explained(error, places);
  }
}

async function readKept({ file, path }: Places): Promise<Uint8Array<ArrayBuffer> | null> {
  const bytes = await readIfThere(path);
  const hint = "delete it, and Scrim downloads it again";
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

/** Waits until no other Scrim process writes the partial file. The system releases the lock when its process ends. */
async function lock(
  { file, path }: Places,
  { clock, log, signal }: StoreTools,
): Promise<Disposable> {
  const handle = await Deno.open(`${path}.lock`, { write: true, create: true, mode: 0o600 });
  try {
    for (let looked = 0; !await handle.tryLock(true); looked++) {
      if (looked === 0) log.info(`Waiting for another Scrim process that downloads "${file.name}"`);
      await clock.sleep(LOOK_AGAIN_MS, signal);
    }
    return handle;
  } catch (error) {
    handle.close();
    throw error;
  }
}

/** Downloads a model to a partial file, which is renamed after its hash was checked. */
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
      throw new ScrimError(`Cannot use the file from "${address}": ${differs}`, { code: "MODEL" });
    }
    tools.log.warn(
      `The parts of "${file.name}" are of different versions; downloading the whole file`,
    );
  }
}

/** Adds the hint that the file can be installed by hand, unless the error already has a hint. */
function explained(error: unknown, { file, path, address }: Places): ScrimError {
  if (error instanceof ScrimError && error.hint) return error;
  const message = error instanceof ScrimError
    ? error.message
    : `Cannot get model "${path}": ${error instanceof Error ? error.message : error}`;
  return new ScrimError(message, {
    code: "MODEL",
    hint: `download ${address} in another way and save it as ${path}; it must have ` +
      `${file.bytes} bytes and SHA-256 ${file.sha256}`,
    cause: error instanceof ScrimError ? error.cause : error,
  });
}
