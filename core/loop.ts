/**
 * One frame's journey: capture, sample, infer, stages, sink. Executes a plan and allocates nothing of its own.
 *
 * @module
 */
import type { Chain } from "./chain.ts";
import { describeError, ScrimError } from "./errors.ts";
import type { Frame, Plane } from "./frame.ts";
import { MASK_EDGE } from "./layers.ts";
import type { Plan, PlanStep } from "./plan.ts";
import type { Captured, Clock, FrameSource, Kernels, LayerEngine, Log } from "./ports.ts";
import type { SafeOutput } from "./safety.ts";
import type { Histogram, Stats } from "./stats.ts";

/** One layer in its stages. */
export interface LayerPlanes {
  /** As the model gave it. */
  readonly given: Plane;
  /** Softened, at the same size: what stages see that want it `native`. */
  readonly soft: Plane;
  /** Enlarged, with its edge: what stages see that want it at frame size. */
  readonly full: Plane | null;
}

/** All that the loop touches. */
export interface LoopParts {
  readonly plan: Plan;
  readonly source: FrameSource;
  readonly output: SafeOutput;
  readonly kernels: Kernels;
  /** By provider id. */
  readonly engines: ReadonlyMap<string, LayerEngine>;
  /** The planned layers, by name. */
  readonly layers: ReadonlyMap<string, LayerPlanes>;
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

/** A step of the plan and what it took. */
interface Work {
  readonly step: Exclude<PlanStep, { readonly op: "transfer" | "unpack" | "pack" }>;
  readonly times: Histogram;
}

function workOf(plan: Plan, stats: Stats): readonly Work[] {
  return plan.steps.flatMap((step): Work[] => {
    switch (step.op) {
      case "infer":
        return [{ step, times: stats.stage(`infer:${step.provider}`) }];
      case "soften":
      case "enlarge":
        return [{ step, times: stats.stage(`${step.op}:${step.layer}`) }];
      case "stage":
        return [{ step, times: stats.stage(`stage:${step.stage}`) }];
      default:
        return []; // the borders: part of every run
    }
  });
}

class Loop {
  readonly #parts: LoopParts;
  readonly #passes: boolean;
  readonly #captureTimes: Histogram;
  readonly #unpackTimes: Histogram;
  readonly #sampleTimes: Histogram;
  readonly #work: readonly Work[];
  readonly #outputTimes: Histogram;
  readonly #pair: { frame: Frame; into: Frame };
  readonly #time = { sequence: 0, timestampMs: 0 };
  #failures = 0;

  constructor(parts: LoopParts) {
    const { plan, stats } = parts;
    this.#parts = parts;
    this.#passes = plan.steps.some((step) => step.op === "transfer");
    this.#captureTimes = stats.stage("capture");
    this.#unpackTimes = stats.stage("unpack");
    this.#sampleTimes = stats.stage("sample");
    this.#work = workOf(plan, stats);
    this.#outputTimes = stats.stage("output");
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
          due = Math.max(due + period, clock.now() + period / 2); // no bursts after a stall
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
      this.#unpackTimes.add(clock.now() - start);
      return frame;
    } finally {
      captured.release();
    }
  }

  /** The plan's steps on one frame; returns the frame that holds the result. */
  async #steps(captured: Frame): Promise<Frame> {
    const { clock } = this.#parts;
    let frame = captured;
    for (const { step, times } of this.#work) {
      let start = clock.now();
      if (step.op === "infer") {
        this.#sample(step.provider, frame);
        start = clock.now();
        await this.#engine(step.provider).infer(this.#time.timestampMs);
      } else if (step.op === "stage") {
        const into = step.access === "new" ? this.#free(frame) : frame;
        const pending = this.#stage(step.stage, frame, into);
        if (pending instanceof Promise) await pending;
        frame = into;
      } else {
        this.#mask(step);
      }
      times.add(clock.now() - start);
    }
    return frame;
  }

  #stage(id: string, frame: Frame, into: Frame): void | Promise<void> {
    this.#pair.frame = frame;
    this.#pair.into = into;
    return this.#parts.chain.run(id, this.#pair, this.#time);
  }

  #sample(provider: string, frame: Frame): void {
    const { kernels, clock } = this.#parts;
    const start = clock.now();
    kernels.sample(frame, this.#engine(provider).input);
    this.#sampleTimes.add(clock.now() - start);
  }

  #engine(provider: string): LayerEngine {
    const engine = this.#parts.engines.get(provider);
    if (engine) return engine;
    throw new ScrimError(`Cannot run model "${provider}": not started`, { code: "MODEL" });
  }

  #mask(step: Extract<PlanStep, { readonly layer: string }>): void {
    const { layers, kernels } = this.#parts;
    const planes = layers.get(step.layer);
    if (planes && step.op === "soften") kernels.soften(planes.given, planes.soft);
    else if (planes?.full) kernels.enlarge(planes.soft, planes.full, MASK_EDGE);
    else {throw new ScrimError(`Cannot ${step.op} layer "${step.layer}": not there`, {
        code: "MODEL",
      });}
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
