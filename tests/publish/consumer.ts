/**
 * Programs that take Scrim from a web server.
 *
 * @module
 */
import { type Files, type Folder, folderOf } from "../core/bundle/packages.ts";
import { coldCache, deno, type Outcome, type Replaced, ROOT, servePublished } from "./published.ts";

const ALL = ["-A", `--deny-read=${ROOT}`];

/** A folder with programs that take Scrim from a server, and a module cache of its own. */
export interface Consumer extends AsyncDisposable {
  readonly folder: Folder;
  /** The published files. */
  readonly files: ReadonlySet<string>;
  /** What was asked of the server so far, without the first slash. */
  requests(): readonly string[];
  /** Default: all permissions but to read this checkout. */
  run(main: string, permissions?: readonly string[]): Promise<Outcome>;
  /** From now on there is only the cache. */
  stopServer(): Promise<void>;
}

/**
 * `SERVER` in the files is the server's address.
 *
 * @param options.instead what the server has in place of published files
 * @param options.env more variables for the programs; their caches are in the folder's `cache` and `xdg`
 */
export async function consumerOf(
  files: Files,
  options: { readonly instead?: Replaced; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Consumer> {
  const server = await servePublished(options.instead);
  const folder = await folderOf(Object.fromEntries(
    Object.entries(files).map((
      [name, text],
    ) => [name, typeof text === "string" ? text.replaceAll("SERVER", server.url) : text]),
  ));
  const caches = { ...await coldCache(folder.path), XDG_CACHE_HOME: `${folder.path}/xdg` };
  let running = true;
  const stopServer = async (): Promise<void> => {
    if (running) await server[Symbol.asyncDispose]();
    running = false;
  };
  return {
    folder,
    files: server.files,
    requests: () => server.requests.map((path) => path.slice(1)),
    run: async (main, permissions = ALL) => {
      const host = `--allow-import=${new URL(server.url).host}`;
      const args = permissions === ALL ? ALL : [host, ...permissions];
      return await deno(
        folder.path,
        ["run", "--no-prompt", "--no-lock", "--quiet", ...args, main],
        { ...caches, ...options.env },
      );
    },
    stopServer,
    [Symbol.asyncDispose]: async () => {
      await stopServer();
      await folder[Symbol.asyncDispose]();
    },
  };
}
