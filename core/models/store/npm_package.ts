/**
 * Files of npm packages that Scrim reads and never runs.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { ScrimError } from "../../base/errors.ts";
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { checked, type PackageFile } from "./pinned.ts";

/** What reading a package needs. */
export interface PackageTools {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal?: AbortSignal;
}

/** Reads a file of an open package and checks it. */
export type PackageReader = (file: PackageFile) => Promise<Uint8Array<ArrayBuffer>>;

/** An installation that takes longer is told. */
const TELL_AFTER_MS = 1000;

/**
 * Finds a package; on first use it is installed into Deno's cache. Later that takes 25–40 ms.
 *
 * @param specifier `npm:name@1.2.3`
 * @throws {ScrimError} `MODEL` when the package cannot be had, and its reader when a file is not the pinned one; the
 * signal's reason when aborted
 */
export async function openPackage(
  specifier: string,
  { clock, log, signal }: PackageTools,
): Promise<PackageReader> {
  signal?.throwIfAborted();
  const endTelling = clock.after(TELL_AFTER_MS, () => log.info(`Installing ${specifier}, once`));
  try {
    const folder = new URL(".", await locate(specifier, signal));
    return (file) => readPinned(new URL(file.path, folder), file);
  } catch (cause) {
    signal?.throwIfAborted();
    throw unreadable(specifier, cause, "check the network: the package is fetched on first use");
  } finally {
    endTelling();
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
 * The address of the package's `package.json`.
 *
 * Asked of another Deno where that is allowed: this process would write the package into the `deno.lock` around it, and
 * whatever a lock file lists is downloaded together with the first package, asked for or not. It would also install where a
 * `package.json` or `nodeModulesDir` around it says. The specifier is put together at run time, because Deno downloads at the
 * start what a literal `import()` names.
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
  if (!success) throw new Error(text(stderr) || "Deno did not end as it should");
  return text(stdout);
}

/** The first line that says something: Deno announces downloads, then shows the error and where it was thrown. */
function reasonOf(cause: unknown): string {
  const lines = String(cause instanceof Error ? cause.message : cause).split("\n");
  const line = lines.find((line) => /error:/.test(line)) ?? lines[0] ?? "";
  return line.replace(/^.*?error: (Uncaught )?(\(in promise\) )?/, "");
}
