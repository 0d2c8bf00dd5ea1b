/**
 * The plugin's realm: evaluated before the plugin, in a context without any global but those of the language. Everything
 * that a plugin ever holds is made here, so that nothing leads from it to the thread around.
 *
 * @module
 */
import type { Image } from "../../media/image.ts";
import { makeHost } from "../../plugin/host.ts";
import type { FilterPlugin, PluginHost } from "../../plugin/contract.ts";
import { fieldsOf } from "../../plugin/fields.ts";
import type { StartOrder } from "../protocol.ts";
import { describe, shortly, valueJson } from "./describe.ts";
import { arrangeGlobals, type Timers } from "./globals.ts";
import { guardBuffers, type Reserve } from "./guard.ts";
import { guardLists } from "./guard_lists.ts";
import { guardText } from "./guard_text.ts";
import { Bytes, freeze, fromJson } from "./intrinsics.ts";
import { RealmArena, realmKernels } from "./memory.ts";
import { type Outside, type Realm, shielded } from "./outside.ts";
import { StopSignal } from "./signal.ts";
import { RealmStage } from "./stage.ts";

const isList = Array.isArray;

/** At most so many files may be asked for at once. */
const MOST_WANTED = 16;

interface Wanted {
  resolve(bytes: Uint8Array<ArrayBuffer>): void;
  reject(reason: unknown): void;
}

function freezeDeep(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  freeze(value);
  for (const key in value) freezeDeep((value as { [key: string]: unknown })[key]);
}

class PluginRealm implements Realm {
  readonly #outside: Outside;
  readonly #reserve: Reserve;
  readonly #timers: Timers;
  readonly #signal = new StopSignal();
  readonly #kernels: ReturnType<typeof realmKernels>;
  readonly #arena: RealmArena;
  /** Dense and sparse lists, not maps: their methods cannot be replaced. */
  readonly #stages: (RealmStage | undefined)[] = [];
  readonly #wanted: (Wanted | undefined)[] = [];
  #wanting = 0;
  #plugin: FilterPlugin = {} as FilterPlugin;

  constructor(outside: Outside) {
    this.#outside = outside;
    this.#reserve = guardBuffers(outside);
    guardText();
    guardLists();
    this.#timers = arrangeGlobals(outside, this.#reserve);
    this.#kernels = realmKernels(outside);
    this.#arena = new RealmArena(outside);
  }

  /** Runs a hook and answers for it, whatever it does. */
  async #answer(id: number, hook: () => unknown): Promise<void> {
    let value: string;
    try {
      value = valueJson(await hook());
    } catch (error) {
      return this.#outside.threw(id, describe(error));
    }
    this.#outside.done(id, value);
  }

  load(id: number, exported: unknown): void {
    void this.#answer(id, () => {
      this.#plugin = exported as FilterPlugin;
      const isPlugin = typeof exported === "object" && exported !== null && !isList(exported);
      return { exported: isPlugin ? fieldsOf(exported) : exported };
    });
  }

  ask(id: number, options: string): void {
    void this.#answer(id, () => {
      const values = fromJson(options);
      freezeDeep(values);
      const plugin = this.#plugin;
      return {
        narrowed: plugin.narrow === undefined ? {} : plugin.narrow(values),
        roi: plugin.roi === undefined ? null : plugin.roi(values),
      };
    });
  }

  start(id: number, stage: number, json: string): void {
    void this.#answer(id, async () => {
      const order: StartOrder = fromJson(json);
      freezeDeep(order.options);
      const host = this.#host(stage, order);
      const work = new RealmStage(this.#plugin, order, { arena: this.#arena, host });
      const plugin = this.#plugin;
      work.ready(plugin.init === undefined ? undefined : await plugin.init(host, order.options));
      this.#stages[stage] = work;
      return work.placement;
    });
  }

  process(stage: number, slot: number): void {
    let pending: unknown;
    try {
      pending = this.#stages[stage]?.run(slot);
    } catch (error) {
      return this.#outside.finished(stage, describe(error));
    }
    if (typeof pending === "object" && pending !== null) void this.#settle(stage, pending);
    else this.#outside.finished(stage, "");
  }

  async #settle(stage: number, pending: unknown): Promise<void> {
    let fault = "";
    try {
      await pending;
    } catch (error) {
      fault = describe(error);
    }
    this.#outside.finished(stage, fault);
  }

  dispose(id: number, stage: number): void {
    void this.#answer(id, async () => {
      const work = this.#stages[stage];
      this.#stages[stage] = undefined;
      const plugin = this.#plugin;
      if (work !== undefined && plugin.dispose !== undefined) await plugin.dispose(work.state);
      return null;
    });
  }

  answered(id: number, length: number, refusal: string): void {
    const wanted = this.#wanted[id];
    if (wanted === undefined) return;
    this.#wanted[id] = undefined;
    this.#wanting--;
    if (refusal !== "") return wanted.reject(new Error(refusal));
    try {
      this.#reserve(length);
    } catch (error) {
      return wanted.reject(error);
    }
    const bytes = new Bytes(length);
    this.#outside.take(id, bytes);
    wanted.resolve(bytes);
  }

  timer(id: number): void {
    this.#timers.fire(id);
  }

  abort(): void {
    try {
      this.#signal.abort();
    } catch (error) {
      this.#outside.log("warn", `uncaught in an abort listener: ${shortly(error)}`);
    }
  }

  describe(thrown: unknown): string {
    return describe(thrown);
  }

  report(what: string, thrown: unknown): void {
    this.#outside.log("warn", `${what}: ${shortly(thrown)}`);
  }

  #want(
    stage: number,
    what: "image" | "file",
    wish: { path: unknown; width: number; height: number; fit: string },
  ): Promise<Uint8Array<ArrayBuffer>> {
    return new Promise((resolve, reject) => {
      if (this.#wanting >= MOST_WANTED) {
        throw new Error(`Cannot read more than ${MOST_WANTED} files at once`);
      }
      const { width, height, fit } = wish;
      const path = `${wish.path as string}`;
      const id = this.#outside.want(stage, what, path, +width, +height, `${fit}`);
      this.#wanting++;
      this.#wanted[id] = { resolve, reject };
    });
  }

  #host(stage: number, order: StartOrder): PluginHost {
    const { id, width, height, fps, color } = order;
    return makeHost(id, {
      arena: this.#arena,
      kernels: this.#kernels as never,
      format: { width, height, fps, color },
      log: {
        info: (text) => this.#outside.log("info", text),
        warn: (text) => this.#outside.log("warn", text),
        debug: (text) => this.#outside.log("debug", text),
      },
      signal: this.#signal as unknown as AbortSignal,
      readImage: async (path, options): Promise<Image> => {
        const data = await this.#want(stage, "image", { path, ...options });
        return { ...options, data: data as never };
      },
      readFile: (path) => this.#want(stage, "file", { path, width: 0, height: 0, fit: "" }),
    });
  }
}

/** Makes the realm ready for a plugin. */
export default function startRealm(outside: Outside): Realm {
  return new PluginRealm(shielded(outside));
}
