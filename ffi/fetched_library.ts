/**
 * The native library of a Scrim that was loaded from the web: fetched once from beside its modules and kept. It is opened
 * only while it is, byte for byte, the library that `abi.ts` pins.
 *
 * @module
 */
import type { Clock } from "../core/base/clock.ts";
import { ScrimError } from "../core/base/errors.ts";

/** A library that lies on the web. */
export interface RemoteLibrary {
  readonly url: URL;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

const LONGEST_FETCH_MS = 30_000;
const WRITABLE_BY_OTHERS = 0o022;

function refused(action: string, cause: unknown, hint: string): ScrimError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ScrimError(`Cannot ${action}: ${reason}`, { code: "NATIVE", hint, cause });
}

function environment(name: string): string {
  const mayAsk = Deno.permissions.querySync({ name: "env", variable: name });
  return mayAsk.state === "granted" ? Deno.env.get(name) ?? "" : "";
}

/** `$XDG_CACHE_HOME/scrim/native`, or `~/.cache/scrim/native`. The specification has relative paths ignored. */
function cacheFolder(): string {
  const cache = environment("XDG_CACHE_HOME");
  if (cache.startsWith("/")) return `${cache}/scrim/native`;
  const home = environment("HOME");
  if (home.startsWith("/")) return `${home}/.cache/scrim/native`;
  throw new ScrimError(
    "Cannot find a folder for the native library: HOME is not set or not readable",
    {
      code: "NATIVE",
      hint:
        "set XDG_CACHE_HOME to the full path of a folder, and allow Scrim to read it (--allow-env)",
    },
  );
}

async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** Whether the file is there and right, in a folder where nobody else can change it. */
async function isKept(
  folder: string,
  { path, sha256 }: { path: string; sha256: string },
): Promise<boolean> {
  try {
    const { mode } = await Deno.stat(folder);
    if (((mode ?? 0) & WRITABLE_BY_OTHERS) !== 0) return false;
    return await sha256Of(await Deno.readFile(path)) === sha256;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function fetchBytes(url: URL, clock: Clock): Promise<Uint8Array<ArrayBuffer>> {
  const limit = new AbortController();
  const tooLong = new Error(`the server took more than ${LONGEST_FETCH_MS / 1000} s`);
  const endLimit = clock.after(LONGEST_FETCH_MS, () => limit.abort(tooLong));
  try {
    const response = await fetch(url, { signal: limit.signal });
    if (response.ok) return await response.bytes();
    await response.body?.cancel();
    throw new Error(`the server says ${response.status} ${response.statusText}`);
  } finally {
    endLimit();
  }
}

async function makePrivate(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  await Deno.chmod(folder, 0o700);
}

/** Nobody sees a part of the file: it gets its name when it is whole. */
async function keep(bytes: Uint8Array, folder: string, path: string): Promise<void> {
  const part = await Deno.makeTempFile({ dir: folder, prefix: "part-" }); // 0600
  let kept = false;
  try {
    await Deno.writeFile(part, bytes);
    await Deno.rename(part, path);
    kept = true;
  } finally {
    if (!kept) await Deno.remove(part);
  }
}

/**
 * The file of a library on the web: the kept one while it is the pinned one, else it is fetched.
 *
 * @throws {ScrimError} `NATIVE` when it can neither be fetched nor kept, or is another one
 */
export async function fetchedLibrary(
  { url, sha256 }: RemoteLibrary,
  clock: Clock,
): Promise<string> {
  const folder = cacheFolder();
  const path = `${folder}/${sha256}.so`;
  const cannotKeep = (cause: unknown): never => {
    const hint = "see that Scrim may read and write there";
    throw refused(`keep the native library in "${folder}"`, cause, hint);
  };
  if (await isKept(folder, { path, sha256 }).catch(cannotKeep)) return path;
  await makePrivate(folder).catch(cannotKeep); // before the network is troubled
  const bytes = await fetchBytes(url, clock).catch((cause) => {
    throw refused(`fetch the native library "${url}"`, cause, "it is needed once, then it is kept");
  });
  const found = await sha256Of(bytes);
  if (found !== sha256) {
    throw new ScrimError(
      `Cannot use the native library "${url}": SHA-256 ${found}, wanted ${sha256}`,
      { code: "NATIVE", hint: "load Scrim anew (--reload), or from a server that you trust" },
    );
  }
  await keep(bytes, folder, path).catch(cannotKeep);
  return path;
}
