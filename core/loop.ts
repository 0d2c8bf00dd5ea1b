/**
 * One frame's journey: capture, sample, infer, stages, sink. Executes a plan and allocates nothing of its own.
 *
 * @module
 */
import type { Chain } from "./chain.ts";
import { describeError, ScrimError } from "./errors.ts";
import type { Frame, Plane } from "./frame.ts";
import type { Plan, PlanStep } from "./plan.ts";
import type { Captured, Clock, FrameSource, Kernels, LayerEngine, Log } from "./ports.ts";
import type { SafeOutput } from "./safety.ts";
import type { Histogram, Stats } from "./stats.ts";

/** All that the loop touches. */
export interface LoopParts {
  readonly plan: Plan;
  readonly source: FrameSource;
  readonly output: SafeOutput;
  readonly kernels: Kernels;
  /** By provider id. */
  readonly engines: ReadonlyMap<string, LayerEngine>;
  /** Layers at frame size, by name. */
  readonly enlarged: ReadonlyMap<string, Plane>;
  readonly chain: Chain;
  /** The frames that pictures are made in; one of them is always the last good one. */
  readonly frames: readonly Frame[];
  readonly stats: Stats;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Stop after this many frames of the source. */
  readonly limit: number;
  /** The sink is watched but the source is not live: frames are shown at their rate. */
  readonly paced: boolean;
  /** When the run began, for the time to the first picture. */
  readonly began: number;
}

/** A frame at work when the run is stopped may finish, but a hanging plugin or model stops nobody. */
const GRACE_MS = 500;

/**
 * Runs until the source ends, the limit is reached or the signal is aborted.
 *
 * @throws whatever source or sink threw
 */
export async function runLoop(parts: LoopParts): Promise<void> {
  const { signal, log } = parts;
  const stopped = Promise.withResolvers<void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onAbort = (): void => {
    timer = setTimeout(stopped.resolve, GRACE_MS);
  };
  if (signal.aborted) return;
  signal.addEventListener("abort", onAbort, { once: true });
  const running = new Loop(parts).run();
  try {
    await Promise.race([running, stopped.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    running.catch((error) => log.debug(`After the end: ${describeError(error)}`));
  }
}

const isAbort = (error: unknown, signal: AbortSignal): boolean =>
  signal.aborted && (error === signal.reason || (error as Error)?.name === "AbortError");

class Loop {
  readonly #parts: LoopParts;
  readonly #work: readonly PlanStep[];
  readonly #passes: boolean;
  readonly #times: ReadonlyMap<string, Histogram>;
  readonly #captureTimes: Histogram;
  readonly #outputTimes: Histogram;
  readonly #pair: { frame: Frame; into: Frame };
  readonly #time = { sequence: 0, timestampMs: 0 };
  #failures = 0;

  constructor(parts: LoopParts) {
    const { plan, stats } = parts;
    this.#parts = parts;
    this.#passes = plan.steps.some((step) => step.op === "transfer");
    this.#work = plan.steps.filter((step) => step.op !== "unpack" && step.op !== "pack");
    this.#captureTimes = stats.stage("capture");
    const times = new Map<string, Histogram>();
    if (!this.#passes) times.set("unpack", stats.stage("unpack"));
    for (const step of this.#work) {
      if (step.op === "infer") {
        times.set("sample", stats.stage("sample"));
        times.set(step.provider, stats.stage(`infer:${step.provider}`));
      } else if (step.op === "enlarge") times.set(step.layer, stats.stage(`enlarge:${step.layer}`));
      else if (step.op === "stage") times.set(step.stage, stats.stage(`stage:${step.stage}`));
    }
    this.#outputTimes = stats.stage("output");
    this.#times = times;
    this.#pair = { frame: parts.frames[0], into: parts.frames[0] };
  }

  async run(): Promise<void> {
    const { source, signal, limit, clock, stats, paced } = this.#parts;
    const period = 1000 / this.#parts.plan.format.fps;
    let due = clock.now();
    while (stats.framesIn < limit && !signal.aborted) {
      try {
        if (paced) {
          const wait = due - clock.now();
          if (wait > 0) await clock.sleep(wait, signal);
          due = Math.max(due + period, clock.now() - period);
        }
        const asked = clock.now();
        const captured = await source.next(signal);
        if (captured === null) return;
        this.#captureTimes.add(clock.now() - asked);
        stats.frameIn();
        const pending = this.#passes ? this.#pass(captured) : this.#filter(captured);
        if (pending instanceof Promise) await pending;
      } catch (error) {
        if (isAbort(error, signal)) return;
        throw error;
      }
    }
  }

  #pass(captured: Captured): void | Promise<void> {
    const { clock, output, stats } = this.#parts;
    const start = clock.now();
    if (stats.firstFrameMs === null) this.#first();
    try {
      return output.pass(captured.picture, captured.timestampMs);
    } finally {
      captured.release();
      this.#outputTimes.add(clock.now() - start);
    }
  }

  async #filter(captured: Captured): Promise<void> {
    const { output, stats, clock, signal } = this.#parts;
    const { sequence, timestampMs } = captured;
    let finished: Frame;
    try {
      const frame = this.#unpack(captured);
      this.#time.sequence = sequence;
      this.#time.timestampMs = timestampMs;
      finished = await this.#steps(frame);
      signal.throwIfAborted();
    } catch (error) {
      if (isAbort(error, signal)) throw error;
      stats.failed++;
      this.#complain(error);
      const shown = output.standIn(timestampMs);
      if (shown instanceof Promise) await shown;
      return;
    }
    const start = clock.now();
    const shown = output.show(finished, timestampMs);
    if (shown instanceof Promise) await shown;
    this.#outputTimes.add(clock.now() - start);
    if (stats.firstFrameMs === null) this.#first();
    this.#recovered();
  }

  #unpack(captured: Captured): Frame {
    const { kernels, clock } = this.#parts;
    const start = clock.now();
    try {
      const frame = this.#free(null);
      kernels.unpack(captured.picture, frame);
      this.#took("unpack", start);
      return frame;
    } finally {
      captured.release();
    }
  }

  /** The plan's steps on one frame; returns the frame that holds the result. */
  async #steps(captured: Frame): Promise<Frame> {
    const { clock, chain } = this.#parts;
    let frame = captured;
    for (const step of this.#work) {
      const start = clock.now();
      if (step.op === "infer") {
        await this.#infer(step.provider, captured);
      } else if (step.op === "enlarge") {
        this.#enlarge(step.layer);
        this.#took(step.layer, start);
      } else if (step.op === "stage") {
        const into = step.access === "new" ? this.#free(frame) : frame;
        this.#pair.frame = frame;
        this.#pair.into = into;
        const pending = chain.run(step.stage, this.#pair, this.#time);
        if (pending instanceof Promise) await pending;
        frame = into;
        this.#took(step.stage, start);
      }
    }
    return frame;
  }

  async #infer(provider: string, frame: Frame): Promise<void> {
    const { engines, kernels, clock } = this.#parts;
    const engine = engines.get(provider);
    if (!engine) {
      throw new ScrimError(`Cannot run model "${provider}": not started`, { code: "MODEL" });
    }
    let start = clock.now();
    kernels.sample(frame, engine.input);
    this.#took("sample", start);
    start = clock.now();
    await engine.infer(this.#time.timestampMs);
    this.#took(provider, start);
  }

  #enlarge(layer: string): void {
    const { engines, enlarged, kernels } = this.#parts;
    const into = enlarged.get(layer);
    for (const engine of engines.values()) {
      const mask = engine.layers.get(layer);
      if (mask && into) return kernels.enlarge(mask, into);
    }
    throw new ScrimError(`Cannot enlarge layer "${layer}": no model gave it`, { code: "MODEL" });
  }

  /** A frame that is neither the last good one nor in use. */
  #free(inUse: Frame | null): Frame {
    const { frames, output } = this.#parts;
    for (const frame of frames) {
      if (frame !== inUse && frame !== output.lastGood) return frame;
    }
    throw new ScrimError(`Cannot take a frame: all ${frames.length} are in use`, {
      code: "FORMAT",
    });
  }

  #first(): void {
    const { stats, clock, began, log } = this.#parts;
    stats.firstFrameMs = clock.now() - began;
    log.debug(`First picture after ${stats.firstFrameMs.toFixed(0)} ms`);
  }

  #took(name: string, start: number): void {
    this.#times.get(name)?.add(this.#parts.clock.now() - start);
  }

  /** Says what failed once, not once a frame. */
  #complain(error: unknown): void {
    if (this.#failures++ > 0) return;
    const { log } = this.#parts;
    log.warn(`${describeError(error)}; showing the last good picture, then a slate`);
    if (error instanceof Error && error.stack) log.debug(error.stack);
  }

  #recovered(): void {
    if (this.#failures === 0) return;
    this.#parts.log.warn(`Working again after ${this.#failures} failed frames`);
    this.#failures = 0;
  }
}
