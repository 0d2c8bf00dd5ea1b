/**
 * The package as it would be published, and programs that use it from elsewhere.
 *
 * @module
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { serve, type Server } from "../core/bundle/server.ts";
import { hangGuard } from "../wait.ts";

/** The checkout, with a slash at the end. */
export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  ts: "application/typescript",
  js: "text/javascript",
  json: "application/json",
  wasm: "application/wasm",
};

/** The paths that `deno publish` would send, from the checkout's root. */
async function publishedFiles(): Promise<ReadonlySet<string>> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["publish", "--dry-run", "--allow-dirty", "--no-check", "--allow-slow-types"],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout);
  assert.equal(code, 0, text);
  const files = [...text.matchAll(/^ +(file:\/\/\S+) \([\d.]+[KMG]?B\)$/gm)];
  return new Set(files.map(([, url]) => fileURLToPath(url).slice(ROOT.length)));
}

/** Other bytes for published files, by path; `null`: not there. */
export type Replaced = Readonly<Record<string, Uint8Array<ArrayBuffer> | null>>;

/** Serves these files and no others, as a registry would. */
export async function servePublished(
  instead: Replaced = {},
): Promise<Server & { files: ReadonlySet<string> }> {
  const files = await publishedFiles();
  const server = serve(async (pathname) => {
    const path = decodeURIComponent(pathname.slice(1));
    if (!files.has(path) || instead[path] === null) return undefined;
    const type = TYPES[path.split(".").at(-1) ?? ""] ?? "application/octet-stream";
    return { type, body: instead[path] ?? await Deno.readFile(ROOT + path) };
  });
  return { ...server, files };
}

/** What became of a program. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs Deno in a folder. With `DENO_DIR` of its own it has an empty module cache, npm packages excepted. */
export async function deno(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: folder,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    signal: hangGuard(),
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** An empty cache for Deno that has the npm packages of this machine's cache. */
export async function coldCache(folder: string): Promise<{ readonly DENO_DIR: string }> {
  const { out } = await deno(folder, ["info", "--json"]);
  const { npmCache } = JSON.parse(out) as { npmCache: string };
  await Deno.mkdir(npmCache, { recursive: true });
  await Deno.mkdir(`${folder}/cache`);
  await Deno.symlink(npmCache, `${folder}/cache/npm`);
  return { DENO_DIR: `${folder}/cache` };
}
