/**
 * Modules from web servers. Deno's cache cannot be asked for them, so each bundle fetches its own.
 *
 * @module
 */
import { describeError } from "../base/errors.ts";
import {
  type Loader,
  loaderBy,
  loaderOf,
  type Module,
  Refusal,
  type Source,
  type Usage,
  type Zone,
} from "./module.ts";
import { contract, isContract } from "./own.ts";

const MIB = 1024 * 1024;
const TIMEOUT_MS = 30_000;

const TYPES: Readonly<Record<string, Loader>> = {
  "application/typescript": "ts",
  "application/x-typescript": "ts",
  "text/typescript": "ts",
  "video/mp2t": "ts",
  "text/tsx": "tsx",
  "application/javascript": "js",
  "application/x-javascript": "js",
  "application/ecmascript": "js",
  "text/ecmascript": "js",
  "text/javascript": "js",
  "text/jsx": "jsx",
  "application/json": "json",
  "text/json": "json",
};

/** How much one bundle may fetch. */
export interface RemoteLimits {
  /** Of one module. Default 8 MiB. */
  readonly moduleBytes?: number;
  /** Of all together. Default 64 MiB. */
  readonly totalBytes?: number;
}

interface Fetched {
  readonly url: string;
  readonly bytes: Uint8Array;
  /** `undefined`: neither the server nor the ending says that it is a module. */
  readonly loader: Loader | undefined;
}

/** What one bundle fetches. Each address is asked for once. */
export class RemoteModules implements Zone {
  readonly name = "a module from the web";
  readonly reach = ["http", "https", "jsr", "npm"];
  readonly #fetched = new Map<string, Promise<Fetched>>();
  readonly #limits: Required<RemoteLimits>;
  readonly #signal: AbortSignal;
  #bytes = 0;

  /** @param limits what to give up at */
  constructor(limits: RemoteLimits = {}, signal: AbortSignal) {
    this.#limits = { moduleBytes: 8 * MIB, totalBytes: 64 * MIB, ...limits };
    this.#signal = signal;
  }

  /** The module at an address, or where that is forwarded to. */
  async module(url: string, usage: Usage): Promise<Module> {
    if (isContract(url)) return contract();
    const fetched = await this.#get(url);
    loaderBy(fetched.loader, usage);
    if (usage.type !== undefined && new URL(fetched.url).origin !== new URL(url).origin) {
      throw new Refusal(`forwarded to ${fetched.url}, wanted data from the plugin's own server`);
    }
    return { url: fetched.url, zone: this };
  }

  /** The JSON at an address. */
  async json(url: string): Promise<unknown> {
    const { bytes } = await this.#get(url);
    try {
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch (cause) {
      throw new Refusal(`${url} is not JSON`, undefined, cause);
    }
  }

  relative(specifier: string, importer: Module, usage: Usage): Promise<Module> {
    // Of the importer's own server, so that data may come from there, too.
    return this.module(new URL(specifier, importer.url).href, usage);
  }

  declared(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async load({ url }: Module, type: string | undefined): Promise<Source> {
    const { bytes, loader: own } = await this.#get(url);
    const loader = loaderBy(own, { type, required: true });
    return { contents: loader === "binary" ? bytes : new TextDecoder().decode(bytes), loader };
  }

  #get(address: string): Promise<Fetched> {
    const url = new URL(address);
    url.hash = "";
    let fetched = this.#fetched.get(url.href);
    if (fetched === undefined) {
      fetched = this.#fetch(url.href);
      this.#fetched.set(url.href, fetched);
    }
    return fetched;
  }

  async #fetch(url: string): Promise<Fetched> {
    refuseOpen(url, "");
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(TIMEOUT_MS)]);
    let fetched: Fetched;
    try {
      const response = await fetch(url, { signal });
      if (url.startsWith("https:") && !response.url.startsWith("https:")) {
        await response.body?.cancel();
        throw new Refusal(`forwarded to ${response.url}, wanted https:`);
      }
      try {
        refuseOpen(response.url, `forwarded to ${response.url}: `);
      } catch (refusal) {
        await response.body?.cancel();
        throw refusal;
      }
      if (!response.ok) {
        await response.body?.cancel();
        throw new Refusal(`the server says ${response.status} ${response.statusText}`.trim());
      }
      const bytes = await this.#read(response);
      fetched = { url: response.url, bytes, loader: loaderOfResponse(response) };
    } catch (cause) {
      if (cause instanceof Refusal) throw cause;
      this.#signal.throwIfAborted();
      throw new Refusal(`not reachable: ${innermost(cause)}`, "check the network", cause);
    }
    this.#fetched.set(fetched.url, Promise.resolve(fetched));
    return fetched;
  }

  async #read(response: Response): Promise<Uint8Array> {
    const { moduleBytes, totalBytes } = this.#limits;
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      this.#bytes += chunk.length;
      // Leaving the loop cancels the body.
      if (length > moduleBytes) throw new Refusal(`more than ${moduleBytes} bytes`);
      if (this.#bytes > totalBytes) {
        throw new Refusal(`more than ${totalBytes} bytes of modules in all`);
      }
      chunks.push(chunk);
    }
    return await new Blob(chunks as Uint8Array<ArrayBuffer>[]).bytes();
  }
}

/** Names and numbers of this machine. */
const THIS_MACHINE = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/** Whoever is on the way can change what plain http brings: it is for this machine only. */
function refuseOpen(url: string, prefix: string): void {
  const { protocol, hostname } = new URL(url);
  if (protocol !== "http:" || THIS_MACHINE.test(hostname)) return;
  throw new Refusal(`${prefix}plain http: from ${hostname}, wanted https:`);
}

/** Deno says `fetch failed`, or the address once more; what went wrong is in the causes. */
function innermost(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  return describeError(inner).replace(
    /^error sending request [^)]*\)?: (client error \(\w+\): )?/,
    "",
  );
}

function loaderOfResponse(response: Response): Loader | undefined {
  const type = (response.headers.get("content-type") ?? "").split(";")[0].trim().toLowerCase();
  const byEnding = loaderOf(new URL(response.url).pathname);
  const byType = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  // Servers call .tsx and .jsx by the names of .ts and .js.
  return byEnding === `${byType}x` ? byEnding : byType ?? byEnding;
}
