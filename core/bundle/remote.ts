/**
 * Modules from web servers. Deno's cache cannot be asked for them, so they are kept in one of our own.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { describeError } from "../base/errors.ts";
import { type CachedModule, type ModuleCache, ofThisMachine } from "./module_cache.ts";
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

/** What fetching takes. */
export interface RemoteTools {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Asked before a server is, and given what servers answer. Default: none. */
  readonly cache?: ModuleCache | null;
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
  readonly #tools: RemoteTools;
  #bytes = 0;

  /** @param limits what to give up at */
  constructor(limits: RemoteLimits = {}, tools: RemoteTools) {
    this.#limits = { moduleBytes: 8 * MIB, totalBytes: 64 * MIB, ...limits };
    this.#tools = tools;
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
    const kept = await this.#tools.cache?.get(url) ?? null;
    if (kept) this.#count(kept.bytes.length, kept.bytes.length);
    const answer = kept ?? await this.#ask(url);
    if (!kept) await this.#tools.cache?.put(url, answer);
    const fetched = { url: answer.url, bytes: answer.bytes, loader: loaderOfAnswer(answer) };
    this.#fetched.set(fetched.url, Promise.resolve(fetched));
    return fetched;
  }

  /** Asks the server, and whoever it forwards to. */
  async #ask(url: string): Promise<CachedModule> {
    const tooLong = new AbortController();
    const endLimit = this.#tools.clock.after(
      TIMEOUT_MS,
      () => tooLong.abort(new Error(`no answer after ${TIMEOUT_MS / 1000} s`)),
    );
    const signal = AbortSignal.any([this.#tools.signal, tooLong.signal]);
    try {
      const response = await followed(url, signal);
      if (!response.ok) {
        await response.body?.cancel();
        throw new Refusal(`the server says ${response.status} ${response.statusText}`.trim());
      }
      const type = response.headers.get("content-type") ?? "";
      return { url: response.url, type, bytes: await this.#read(response) };
    } catch (cause) {
      if (cause instanceof Refusal) throw cause;
      this.#tools.signal.throwIfAborted();
      throw new Refusal(`not reachable: ${innermost(cause)}`, "check the network", cause);
    } finally {
      endLimit();
    }
  }

  /** @throws {Refusal} when one module, or all together, are too large */
  #count(moduleLength: number, more: number): void {
    const { moduleBytes, totalBytes } = this.#limits;
    this.#bytes += more;
    if (moduleLength > moduleBytes) throw new Refusal(`more than ${moduleBytes} bytes`);
    if (this.#bytes > totalBytes) {
      throw new Refusal(`more than ${totalBytes} bytes of modules in all`);
    }
  }

  async #read(response: Response): Promise<Uint8Array<ArrayBuffer>> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      this.#count(length, chunk.length); // leaving the loop cancels the body
      chunks.push(chunk);
    }
    return await new Blob(chunks as Uint8Array<ArrayBuffer>[]).bytes();
  }
}

/** Servers may forward a request this often. */
const MOST_FORWARDED = 10;

/** The answer to a request, forwarded by our own rules: every server on the way must be one that may be asked. */
async function followed(url: string, signal: AbortSignal): Promise<Response> {
  let at = url;
  for (let forwarded = 0; forwarded <= MOST_FORWARDED; forwarded++) {
    const response = await fetch(at, { signal, redirect: "manual" });
    const location = response.headers.get("location");
    if (location === null || ![301, 302, 303, 307, 308].includes(response.status)) return response;
    await response.body?.cancel();
    const next = URL.canParse(location, at) ? new URL(location, at) : null;
    if (!next) throw new Refusal(`forwarded to "${location}", which is no address`);
    if (!/^https?:$/.test(next.protocol) || at.startsWith("https:") && next.protocol !== "https:") {
      throw new Refusal(`forwarded to ${next.href}, wanted https:`);
    }
    refuseOpen(next.href, `forwarded to ${next.href}: `);
    at = next.href;
  }
  throw new Refusal(`forwarded more than ${MOST_FORWARDED} times`);
}

/** Whoever is on the way can change what plain http brings: it is for this machine only. */
function refuseOpen(url: string, prefix: string): void {
  const { protocol, hostname } = new URL(url);
  if (protocol !== "http:" || ofThisMachine(url)) return;
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

function loaderOfAnswer({ url, type }: CachedModule): Loader | undefined {
  const plain = type.split(";")[0].trim().toLowerCase();
  const byEnding = loaderOf(new URL(url).pathname);
  const byType = Object.hasOwn(TYPES, plain) ? TYPES[plain] : undefined;
  // Servers call .tsx and .jsx by the names of .ts and .js.
  return byEnding === `${byType}x` ? byEnding : byType ?? byEnding;
}
