/**
 * Capture, runner, sink: frame after frame, until the end. Whatever fails on the way, only finished pictures come out.
 *
 * @module
 */
import type { Pipeline } from "./pipeline.ts";
import { FailureLog } from "./failure_log.ts";
import { describeError, isAbort, ScrimError } from "../base/errors.ts";
import type { Frame } from "../media/frame.ts";
import { FilmPacing } from "./film_pacing.ts";
import { FrameRunner } from "./frame_runner.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Kernels } from "../media/kernels.ts";
import type { Captured, FrameSource } from "../media/source.ts";
import type { SafeOutput } from "./safe_output.ts";
import type { Histogram, Stats } from "../base/stats.ts";
import { EventLoopYield } from "./event_loop_yield.ts";

/** All that the loop touches. */
export interface LoopParts {
  readonly pipeline: Pipeline;
  readonly source: FrameSource;
  readonly output: SafeOutput;
  readonly kernels: Kernels;
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

/** A plan's runner and what comes out of it. */
interface Way {
  readonly runner: FrameRunner;
  /** The source's bytes, and nothing looks at them. */
  readonly passes: boolean;
  /** The source's bytes, and filters look at them. */
  readonly onlyLooks: boolean;
}

/** A frame at work when the run is stopped may finish, but a hanging plugin or model stops nobody. */
const GRACE_MS = 500;

/** The loop of one run. */
export class Loop {
  readonly #parts: LoopParts;
  readonly #captureTimes: Histogram;
  readonly #outputTimes: Histogram;
  #runner: Way;
  #next: { readonly way: Way; readonly done: (error: unknown) => void } | null = null;
  readonly #failures: FailureLog;

  constructor(parts: LoopParts) {
    const { stats } = parts;
    this.#parts = parts;
    this.#captureTimes = stats.stage("capture");
    this.#outputTimes = stats.stage("output");
    this.#failures = new FailureLog(parts);
    this.#runner = this.#travel(parts.pipeline);
  }

  /**
   * Runs until the source ends, the limit is reached or the signal is aborted.
   *
   * @throws whatever source or sink threw
   */
  async run(): Promise<void> {
    const { signal, clock, log } = this.#parts;
    const stopped = Promise.withResolvers<void>();
    let endGrace: (() => void) | undefined;
    const onAbort = (): void => {
      endGrace = clock.after(GRACE_MS, stopped.resolve);
    };
    if (signal.aborted) return;
    signal.addEventListener("abort", onAbort, { once: true });
    const running = this.#frames();
    using failures = this.#failures;
    failures.watch();
    try {
      await Promise.race([running, stopped.promise]);
    } finally {
      endGrace?.();
      signal.removeEventListener("abort", onAbort);
      running.catch((error) => log.debug(`After the end: ${describeError(error)}`));
      this.#next?.done(new ScrimError("The run has ended", { code: "PLUGIN" }));
    }
  }

  /**
   * Another pipeline takes over with the next frame. If it fails on that one, the old one makes the frame and goes on.
   *
   * @throws what the new one failed with
   */
  swap(pipeline: Pipeline): Promise<void> {
    this.#next?.done(new ScrimError("Overtaken by a newer plan", { code: "PLUGIN" }));
    return new Promise((resolve, reject) => {
      const done = (error: unknown): void => error === null ? resolve() : reject(error);
      this.#next = { way: this.#travel(pipeline), done };
    });
  }

  /** What runs now. */
  get pipeline(): Pipeline {
    return this.#runner.runner.pipeline;
  }

  #travel(pipeline: Pipeline): Way {
    const { kernels, clock, stats, output } = this.#parts;
    const { steps } = pipeline.plan;
    const runner = new FrameRunner(pipeline, {
      ...{ kernels, clock, stats },
      lastGood: () => output.lastGood,
      begin: () => output.begin(),
      onSkipped: (error) => this.#skipped(error),
    });
    const makes = steps.some((step) => step.op === "stage" && step.access !== "read") ||
      steps.some((step) => step.op === "pack");
    return { runner, passes: !steps.some((step) => step.op === "unpack"), onlyLooks: !makes };
  }

  async #frames(): Promise<void> {
    const { source, output, signal, limit, clock, stats, paced } = this.#parts;
    const period = 1000 / this.pipeline.plan.format.fps;
    let due = clock.now();
    const pace = new FilmPacing(clock);
    const turns = new EventLoopYield(clock);
    while (stats.framesIn < limit && !signal.aborted) {
      try {
        if (turns.due) await turns.give(signal);
        if (paced && !source.info.times) {
          const wait = due - clock.now();
          if (wait > 0) await clock.sleep(wait, signal);
          due = Math.max(due + period, clock.now() + period / 2); // no bursts after a stall
        }
        const asked = clock.now();
        const captured = await source.next(signal);
        if (captured === null) return;
        this.#captureTimes.add(turns.took(asked));
        if (!source.info.live) {
          if (paced && source.info.times) await pace.untilDue(captured, signal);
          output.takenMs = clock.now();
        }
        stats.frameIn();
        const pending = this.#next
          ? this.#tryNext(captured)
          : this.#runner.passes
          ? this.#pass(captured)
          : this.#filter(captured, this.#runner);
        if (pending instanceof Promise) await pending;
      } catch (error) {
        if (isAbort(error, signal)) return;
        throw error;
      }
    }
  }

  async #tryNext(captured: Captured): Promise<void> {
    if (!this.#next) return;
    const { way, done } = this.#next;
    this.#next = null;
    for (const { runner } of this.pipeline.models) await runner.settle(); // its engine may go on
    // The old one may have to make this frame, so its bytes stay lent until the new one has made it.
    const { sequence, timestampMs, picture } = captured;
    const lent = { sequence, timestampMs, picture, release: () => {} };
    let finished: Frame | null;
    try {
      finished = way.passes ? null : await this.#make(lent, way);
      this.#parts.signal.throwIfAborted();
    } catch (error) {
      done(error);
      if (isAbort(error, this.#parts.signal)) {
        captured.release();
        throw error;
      }
      const old = this.#runner;
      return old.passes ? this.#pass(captured) : this.#filter(captured, old);
    }
    this.#runner = way;
    done(null);
    if (!way.passes && !way.onlyLooks) captured.release();
    await this.#show(captured, way, finished);
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

  #filter(captured: Captured, way: Way): void | Promise<void> {
    let made: Frame | null | Promise<Frame | null>;
    try {
      made = this.#make(captured, way);
    } catch (error) {
      return this.#failed(error, captured, way);
    }
    return made instanceof Promise
      ? this.#filterLater(made, captured, way)
      : this.#show(captured, way, made);
  }

  async #filterLater(
    pending: Promise<Frame | null>,
    captured: Captured,
    way: Way,
  ): Promise<void> {
    let made: Frame | null;
    this.#failures.waits(way.runner);
    try {
      made = await pending;
      this.#parts.signal.throwIfAborted();
    } catch (error) {
      return await this.#failed(error, captured, way);
    } finally {
      this.#failures.goesOn();
    }
    await this.#show(captured, way, made);
  }

  /** Filters that only look leave the source's bytes to be passed on: these stay lent until then. */
  #make(captured: Captured, { runner, onlyLooks }: Way): Frame | null | Promise<Frame | null> {
    try {
      runner.take(captured.picture, captured.sequence, captured.timestampMs);
    } finally {
      if (!onlyLooks) captured.release();
    }
    return runner.run();
  }

  #show(captured: Captured, way: Way, made: Frame | null): void | Promise<void> {
    const { stats, clock, output } = this.#parts;
    if (way.passes || way.onlyLooks) {
      const passed = this.#pass(captured);
      return passed instanceof Promise
        ? passed.then(this.#failures.recovered)
        : this.#failures.recovered();
    }
    const start = clock.now();
    const shown = way.runner.composes
      ? output.finish(captured.timestampMs)
      : output.show(made ?? nothing(), captured.timestampMs);
    if (stats.firstFrameMs === null) this.#first();
    if (shown instanceof Promise) return this.#shownLater(shown, start);
    this.#outputTimes.add(clock.now() - start);
    this.#failures.recovered();
  }

  async #shownLater(shown: Promise<void>, start: number): Promise<void> {
    await shown;
    this.#outputTimes.add(this.#parts.clock.now() - start);
    this.#failures.recovered();
  }

  async #failed(error: unknown, captured: Captured, way: Way): Promise<void> {
    const { signal, stats, output } = this.#parts;
    if (way.onlyLooks) captured.release();
    if (isAbort(error, signal)) throw error;
    if (signal.aborted) return this.#parts.log.debug(`At the end: ${describeError(error)}`);
    stats.failed++;
    this.#failures.failed(error);
    const shown = output.publishFallback(captured.timestampMs);
    if (shown instanceof Promise) await shown;
  }

  #first(): void {
    const { stats, clock, began, log } = this.#parts;
    stats.firstFrameMs = clock.now() - began;
    log.debug(`First picture after ${stats.firstFrameMs.toFixed(0)} ms`);
  }

  #skipped(error: unknown): void {
    const { stats, signal } = this.#parts;
    if (isAbort(error, signal)) return;
    stats.skipped++;
    this.#failures.skipped(error);
  }
}

function nothing(): never {
  throw new ScrimError("Cannot show a frame: the plan makes none", { code: "FORMAT" });
}
