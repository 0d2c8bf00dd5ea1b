/**
 * Reads files of npm packages as data, without running their code.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { ScrimError } from "../../base/errors.ts";
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { checked, type PackageFile } from "./pinned.ts";

/** The dependencies of reading a package. */
export interface PackageTools {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal?: AbortSignal;
}

/** Reads a file of a package and checks its hash. */
export type PackageReader = (file: PackageFile) => Promise<Uint8Array<ArrayBuffer>>;

/** An installation that takes longer than this is logged. */
const NOTICE_AFTER_MS = 1000;

/**
 * Finds a package, which takes 25–40 ms. On first use, it is installed into Deno's cache.
 *
 * @param specifier `npm:name@1.2.3`
 * @returns a reader for the package's files; it throws {@linkcode ScrimError} `MODEL` when a file is not the pinned one
 * @throws {ScrimError} `MODEL` when the package cannot be installed or found; the signal's reason when aborted
 */
export async function openPackage(
  specifier: string,
  { clock, log, signal }: PackageTools,
): Promise<PackageReader> {
  signal?.throwIfAborted();
  const cancelNotice = clock.after(
    NOTICE_AFTER_MS,
    () => log.info(`Installing ${specifier}, only this once`),
  );
  try {
    const folder = new URL(".", await locate(specifier, signal));
    return (file) => readPinned(new URL(file.path, folder), file);
  } catch (cause) {
    signal?.throwIfAborted();
    throw unreadable(specifier, cause, "check the network: the package is fetched on first use");
  } finally {
    cancelNotice();
  }
}

async function readPinned(path: URL, file: PackageFile): Promise<Uint8Array<ArrayBuffer>> {
  const hint = `delete ${fileURLToPath(new URL(".", path))} and start again`;
  const bytes = await Deno.readFile(path).catch((cause) => {
    throw unreadable(file.package, cause, hint);
  });
  return await checked(bytes, file, { path: fileURLToPath(path), hint });
}

function unreadable(specifier: string, cause: unknown, hint: string): ScrimError {
  return new ScrimError(`Cannot read package "${specifier}": ${reasonOf(cause)}`, {
    code: "MODEL",
    hint,
    cause,
  });
}

/**
 * Finds the URL of the package's `package.json`, and installs the package if necessary.
 *
 * If Scrim may run programs, this is done in another Deno process without the user's configuration. An import in Scrim's own
 * process would add the package to the user's `deno.lock`, and Deno downloads all packages of a lock file together with the first
 * one. It would also install into the folder that the user's `package.json` or `nodeModulesDir` specifies. The specifier is a
 * variable, because Deno downloads the package of a literal `import()` at the start.
 */
async function locate(specifier: string, signal: AbortSignal | undefined): Promise<string> {
  const target = `${specifier}/package.json`;
  const mayRun = Deno.permissions.querySync({ name: "run", command: Deno.execPath() });
  if (Deno.build.standalone || mayRun.state !== "granted") {
    await import(target, { with: { type: "json" } });
    return import.meta.resolve(target);
  }
  const quoted = JSON.stringify(target);
  const program = `(await import(${quoted}, { with: { type: "json" } }), ` +
    `import.meta.resolve(${quoted}))`;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--print", "--no-config", "--no-lock", "--node-modules-dir=none", program],
    cwd: "/",
    signal,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).trim();
  if (!success) throw new Error(text(stderr) || "Deno failed without a message");
  return text(stdout);
}

/** The line with the error. Deno prints downloads first, then the error, then its location. */
function reasonOf(cause: unknown): string {
  const lines = String(cause instanceof Error ? cause.message : cause).split("\n");
  const line = lines.find((line) => /error:/.test(line)) ?? lines[0] ?? "";
  return line.replace(/^.*?error: (Uncaught )?(\(in promise\) )?/, "");
}
