/**
 * A plugin in the sandbox: it runs in a thread without rights and with a memory of its own. It sees the frames that it is
 * given and nothing else, and what it says is checked before it is believed.
 *
 * It promises confidentiality, not speed: a hostile plugin can waste time until the watchdog ends it.
 *
 * @module
 */
import { type Clock, systemClock } from "../base/clock.ts";
import type { Bundle } from "../bundle/bundle.ts";
import { checkPlugin, noDefaultExport } from "../plugin/validate_plugin.ts";
import { ScrimError } from "../base/errors.ts";
import type { OptionValues } from "../plugin/options.ts";
import type { FilterPlugin, LayerView } from "../plugin/contract.ts";
import type { Answers, Declaration, RunningStage, StageJob } from "../plugin/handle.ts";
import type { Log } from "../base/log.ts";
import { placeIn } from "../plugin/error_location.ts";
import { FaultReader, tame } from "./fault.ts";
import { requireSandbox } from "./flag.ts";
import { DEFAULT_LIMITS, type SandboxLimits } from "./limits.ts";
import { Link } from "./link.ts";
import { LogGate } from "./log_gate.ts";
import type { SandboxProgram } from "./program.ts";
import { CONTROL, MARK, type StartOrder } from "./protocol.ts";
import { Requests } from "./requests.ts";
import type { SandboxHandle } from "./restarting.ts";
import { placeSlots } from "./slots.ts";
import { layerOrder, SandboxedStage } from "./stage.ts";

/** What a sandbox is given. */
export interface SandboxTools {
  readonly log: Log;
  /** Ends it, whatever it does. */
  readonly signal?: AbortSignal;
  readonly limits?: Partial<SandboxLimits>;
  /** See `loadSandboxProgram()`. */
  readonly program: SandboxProgram;
  /** By which limits of time are kept. Default: the system's. */
  readonly clock?: Clock;
}

/** Far more than any filter's code: what V8 makes of it is limited by nothing else. */
const LONGEST_CODE = 2 ** 24;

/** In a declaration's place of a function. Never called. */
function placeholder(): never {
  throw new ScrimError("Cannot call a sandboxed plugin's function from this side", {
    code: "PLUGIN",
  });
}

function revive(key: string, value: unknown): unknown {
  if (key === "__proto__") throw new SyntaxError('a key is "__proto__"');
  if (typeof value !== "string" || !value.startsWith(MARK)) return value;
  const mark = value.slice(MARK.length);
  return mark === "function" ? placeholder : Number(mark);
}

/** What a plugin answered. It is JSON if the realm made it, and may be anything else if not. */
function parse(subject: string, json: string): { readonly [key: string]: unknown } {
  try {
    const value = JSON.parse(json, revive);
    if (typeof value === "object" && value !== null) return value;
    throw new SyntaxError("no object");
  } catch (cause) {
    throw new ScrimError(`Plugin "${subject}" answered nonsense: ${tame(String(cause), 200)}`, {
      code: "PLUGIN",
      cause,
    });
  }
}

function declarationOf(plugin: FilterPlugin): Declaration {
  const { narrow: _narrow, roi: _roi, init: _init, process: _process, dispose: _dispose, ...rest } =
    plugin;
  return rest;
}

/** A plugin's thread and the stages in it. */
class Sandboxed implements SandboxHandle {
  readonly sandboxed = true;
  readonly #link: Link;
  readonly #limits: SandboxLimits;
  readonly #stages = new Map<number, SandboxedStage>();
  #requests = new Requests({});
  #plugin: FilterPlugin | undefined;
  #numbers = 0;

  constructor(readonly subject: string, bundle: Bundle, tools: SandboxTools) {
    this.#limits = { ...DEFAULT_LIMITS, ...tools.limits };
    const { program, clock = systemClock } = tools;
    const { thread, realm, kernels, wasm } = program;
    const faults = new FaultReader(bundle);
    const gate = new LogGate(tools.log, subject, clock);
    const limits = this.#limits;
    this.#link = new Link(
      subject,
      { program: { thread, realm, kernels }, wasm, plugin: bundle.code, limits },
      {
        limits,
        clock,
        events: {
          read: (fault) => faults.read(fault),
          failed: (stage, fault) => this.#stages.get(stage)?.failed(faults.read(fault)),
          log: (level, text) => gate.write(level, text),
          want: (wish) => void this.#requests.answer(wish, this.#link),
        },
      },
    );
  }

  get declaration(): Declaration {
    return declarationOf(this.#loaded());
  }

  /** Resolves when the thread is really gone: a while after it was ended, if it is busy. */
  get gone(): Promise<void> {
    return this.#link.gone;
  }

  #loaded(): FilterPlugin {
    if (this.#plugin) return this.#plugin;
    throw this.#link.error("it is not loaded");
  }

  /** Ends it. */
  end(reason: unknown): void {
    this.#link.end(reason);
  }

  /** Runs the plugin's module and checks what it exports. */
  async load(): Promise<void> {
    const call = { hook: "its module", limitMs: this.#limits.loadMs };
    const { value } = await this.#link.ask(call, null);
    const { exported } = parse(this.subject, value);
    if (exported === undefined) throw noDefaultExport(this.subject);
    this.#plugin = checkPlugin(this.subject, exported);
    this.#requests = new Requests(this.#plugin.options ?? {});
  }

  async ask(options: OptionValues): Promise<Answers> {
    const { narrow, roi } = this.#loaded();
    if (narrow === undefined && roi === undefined) return { narrowed: {}, roi: null };
    const call = { hook: "narrow() or roi()", limitMs: this.#limits.askMs };
    const json = JSON.stringify(options);
    const { value } = await this.#link.ask(call, (id) => ({ kind: "ask", id, options: json }));
    const { narrowed, roi: rect } = parse(this.subject, value);
    // The chain checks both, field by field, as it does for every plugin.
    return { narrowed: narrowed as Answers["narrowed"], roi: rect as Answers["roi"] };
  }

  async start(job: StageJob): Promise<RunningStage> {
    const { access } = this.#loaded();
    const number = this.#numbers++;
    const order = this.#order(job);
    const control = new SharedArrayBuffer(CONTROL.words * 4);
    this.#requests.add(number, job);
    const abort = (): void => this.#link.send({ kind: "abort" });
    job.parts.signal.addEventListener("abort", abort);
    const forget = (): void => {
      this.#requests.remove(number);
      this.#stages.delete(number);
      job.parts.signal.removeEventListener("abort", abort);
    };
    try {
      const call = { hook: `init() of "${job.id}"`, limitMs: this.#limits.initMs };
      const json = JSON.stringify(order);
      const { value, memory } = await this.#link.ask(
        call,
        (id) => ({ kind: "start", id, stage: number, order: json, control }),
      );
      const slots = placeSlots(order, parse(this.subject, value), memory);
      const stage = new SandboxedStage(job, {
        link: this.#link,
        number,
        control,
        slots,
        limits: this.#limits,
        writes: access !== "read",
        onDisposed: forget,
      });
      this.#stages.set(number, stage);
      return stage;
    } catch (error) {
      forget();
      throw error;
    }
  }

  #order({ id, options, layers, history, parts }: StageJob): StartOrder {
    const { access, format = "i420" } = this.#loaded();
    return {
      id,
      access,
      format,
      options,
      history,
      ...parts.format,
      layers: Object.entries(layers).map(([name, view]: [string, LayerView]) =>
        layerOrder(name, view)
      ),
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#link.end(this.#link.error("Scrim ended it"));
    return Promise.resolve();
  }
}

/**
 * Puts a plugin in the sandbox: starts its thread (0.6 s), runs its module there and checks what it exports.
 *
 * @throws {ScrimError} `USAGE` when this Deno runs without the flag for it; `PLUGIN` when the module fails, hangs or exports
 * no plugin; the signal's reason when aborted
 */
export async function openSandbox(bundle: Bundle, tools: SandboxTools): Promise<SandboxHandle> {
  const { signal } = tools;
  signal?.throwIfAborted();
  requireSandbox();
  const { subject, code } = bundle;
  if (code.length > LONGEST_CODE) {
    throw new ScrimError(
      `Cannot load plugin "${subject}": its code has ${code.length} characters, at most ${LONGEST_CODE} wanted`,
      { code: "PLUGIN", hint: "give it large data as files, by options" },
    );
  }
  const sandboxed = new Sandboxed(subject, bundle, tools);
  const abort = (): void => sandboxed.end(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  void sandboxed.gone.then(() => signal?.removeEventListener("abort", abort));
  try {
    await sandboxed.load();
  } catch (error) {
    sandboxed.end(error);
    if (signal?.aborted || error instanceof ScrimError) throw error;
    throw loadError(subject, error);
  }
  return sandboxed;
}

function loadError(subject: string, cause: unknown): ScrimError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const place = cause instanceof Error ? placeIn(cause.stack ?? "") : null;
  const where = place === null ? "" : ` (${place})`;
  return new ScrimError(`Cannot load plugin "${subject}": ${message}${where}`, {
    code: "PLUGIN",
    cause,
  });
}
