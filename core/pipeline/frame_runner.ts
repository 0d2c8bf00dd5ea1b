/**
 * One frame's way through a plan: unpack, models, layers, stages. Allocates nothing of its own.
 *
 * @module
 */
import type { ModelWork, Pipeline } from "./pipeline.ts";
import { ScrimError } from "../base/errors.ts";
import type { Frame, Packed } from "../media/frame.ts";
import type { Slot } from "./buffer_pool.ts";
import type { PlanStep, StageStep } from "../planner/plan.ts";
import type { Clock } from "../base/clock.ts";
import type { Kernels } from "../media/kernels.ts";
import type { Histogram, KernelCounters, Stats } from "../base/stats.ts";

/** When a frame was captured. */
export interface FrameTime {
  sequence: number;
  timestampMs: number;
  /** When the stage at work is called. */
  nowMs: number;
}

/** What a runner touches beside its pipeline. */
export interface FrameRunnerTools {
  readonly kernels: Kernels;
  readonly clock: Clock;
  readonly stats: Stats;
  /** The frame that must stay untouched because it may be shown again. */
  lastGood(): Frame | null;
  /** The sink's memory, for a stage that composes straight into it. */
  begin(): Packed;
  /** A stage failed and the picture went on without it. */
  onSkipped(error: unknown): void;
}

/** A stage of the plan or a conversion, and what it took. */
interface Work {
  readonly step: Extract<PlanStep, { op: "stage" | "convert" }>;
  readonly times: Histogram;
}

/** Executes the steps of one pipeline between the borders. */
export class FrameRunner {
  readonly pipeline: Pipeline;
  readonly #tools: FrameRunnerTools;
  readonly #unpack: Extract<PlanStep, { op: "unpack" }> | null;
  readonly #unpackTimes: Histogram;
  readonly #work: readonly Work[];
  readonly #time: FrameTime = { sequence: 0, timestampMs: 0, nowMs: 0 };
  readonly #pair: { from: Slot; into: Slot; direct: Packed | null } = {
    from: undefined as never,
    into: undefined as never,
    direct: null,
  };
  /** From frame to frame, of frames without times that wait to be pulled: however long that takes, ages and smoothing are the same. */
  readonly #periodMs: number | null;
  /** When the frame at hand is shown, for models and layers. */
  #shownMs = 0;
  #waiting: ModelWork | StageStep | null = null;
  readonly #layerFrame = { frame: undefined as never as Frame, timestampMs: 0 };
  readonly #before: KernelCounters = { calls: 0, bytesRead: 0, bytesWritten: 0, bytesCopied: 0 };
  /** Where the picture is now: as planes, as RGBA, or both. */
  #planes: Slot | null = null;
  #rgba: Slot | null = null;

  constructor(pipeline: Pipeline, tools: FrameRunnerTools) {
    this.pipeline = pipeline;
    this.#tools = tools;
    const { steps, format: { live = true, timed = false, fps } } = pipeline.plan;
    this.#periodMs = live || timed ? null : 1000 / fps;
    this.#unpack = steps.find((step) => step.op === "unpack") ?? null;
    this.#unpackTimes = tools.stats.stage("unpack");
    this.#work = steps.flatMap((step): Work[] => {
      if (step.op === "stage") return [{ step, times: tools.stats.stage(`stage:${step.stage}`) }];
      if (step.op === "convert") return [{ step, times: tools.stats.stage("convert") }];
      return []; // models and layers go before them, the borders belong to the loop
    });
  }

  /** Takes what the plan wants of a captured picture; afterwards its bytes are no longer needed for the steps. */
  take(picture: Packed, sequence: number, timestampMs: number): void {
    this.#time.sequence = sequence;
    this.#time.timestampMs = timestampMs;
    this.#shownMs = this.#periodMs === null ? timestampMs : sequence * this.#periodMs;
    this.#planes = this.#rgba = null;
    const step = this.#unpack;
    if (!step) return;
    const { kernels, clock, lastGood } = this.#tools;
    const start = clock.now();
    const slot = this.pipeline.pictures.planes(null, lastGood());
    const crop = step.crop ?? undefined;
    if (slot.frame) kernels.unpack(picture, slot.frame, crop);
    else if (slot.luma) kernels.unpackLuma(picture, slot.luma, crop);
    this.#planes = slot;
    this.#unpackTimes.add(clock.now() - start);
  }

  /** The last stage composes into the sink's memory: there the result is when `run()` is over. */
  get composes(): boolean {
    const last = this.#work.at(-1)?.step;
    return last?.op === "stage" && last.direct !== null;
  }

  /** What the promise of `run()` waits for, in words. */
  get waitsFor(): string {
    const waiting = this.#waiting;
    if (waiting === null) return "Nothing";
    return "runner" in waiting
      ? `Model "${waiting.runner.model.provider}"`
      : `Plugin "${waiting.stage}"`;
  }

  /**
   * The steps. Returns the frame that holds the result, or `null` where the plan makes none; a promise only if it waits for a
   * model or a stage.
   *
   * @throws {ScrimError} naming the model or stage that failed
   */
  run(): Frame | null | Promise<Frame | null> {
    const { models } = this.pipeline;
    for (let i = 0; i < models.length; i++) {
      const pending = this.#infer(models[i]);
      if (pending instanceof Promise) return this.#modelsLater(pending, i + 1);
    }
    return this.#stages(0);
  }

  /** The models from the `next` one on, once a frame must wait for one. */
  async #modelsLater(pending: Promise<void>, next: number): Promise<Frame | null> {
    await pending;
    for (const work of this.pipeline.models.slice(next)) await this.#infer(work);
    return await this.#stages(0);
  }

  #stages(first: number): Frame | null | Promise<Frame | null> {
    for (let i = first; i < this.#work.length; i++) {
      const { step, times } = this.#work[i];
      const start = this.#tools.clock.now();
      if (step.op === "convert") this.#convert(step.to);
      else {
        const pending = this.#stage(step);
        if (pending instanceof Promise) return this.#stagesLater(pending, { at: i, start });
      }
      times.add(this.#tools.clock.now() - start);
    }
    return this.#planes?.frame ?? null;
  }

  async #stagesLater(
    pending: Promise<void>,
    { at, start }: { at: number; start: number },
  ): Promise<Frame | null> {
    await pending;
    this.#work[at].times.add(this.#tools.clock.now() - start);
    return await this.#stages(at + 1);
  }

  #infer(work: ModelWork): void | Promise<void> {
    const frame = this.#planes?.frame;
    if (!frame) throw new ScrimError("Cannot run a model without a frame", { code: "MODEL" });
    const fresh = work.runner.update(frame, this.#shownMs);
    if (fresh instanceof Promise) {
      this.#waiting = work;
      return fresh.then((isFresh) => this.#layers(work, isFresh, frame));
    }
    this.#layers(work, fresh, frame);
  }

  #layers({ runner, steps }: ModelWork, fresh: boolean, frame: Frame): void {
    const { layers } = this.pipeline;
    const { clock } = this.#tools;
    const timestampMs = this.#shownMs;
    if (fresh) {
      this.#layerFrame.frame = frame;
      this.#layerFrame.timestampMs = timestampMs;
      for (const { step, times } of steps) {
        const start = clock.now();
        layers.run(step, this.#layerFrame);
        times.add(clock.now() - start);
      }
    }
    layers.setAge(runner.model.provider, timestampMs - runner.resultMs);
    runner.begin(frame, timestampMs);
  }

  #convert(to: "i420" | "rgba"): void {
    const { kernels, lastGood } = this.#tools;
    const { pictures } = this.pipeline;
    if (to === "rgba") {
      const slot = pictures.rgba(this.#rgba);
      const frame = this.#planes?.frame;
      if (frame && slot.rgba) kernels.pack(frame, slot.rgba);
      this.#rgba = slot;
      return;
    }
    const slot = pictures.planes(this.#planes, lastGood());
    if (this.#rgba?.rgba && slot.frame) kernels.fromRgba(this.#rgba.rgba, slot.frame);
    this.#planes = slot;
  }

  #stage(step: StageStep): void | Promise<void> {
    const given = this.#given(step);
    this.#place(step, given);
    this.#remember();
    try {
      this.#time.nowMs = this.#tools.clock.now();
      const pending = this.pipeline.chain.run(step.stage, this.#pair, this.#time);
      if (pending instanceof Promise) {
        this.#waiting = step;
        return this.#finishLater(step, given, pending);
      }
    } catch (error) {
      return this.#failed(step, error);
    }
    this.#finish(step, given);
  }

  #given(step: StageStep): Slot {
    const given = step.format === "rgba" ? this.#rgba : this.#planes;
    if (given) return given;
    throw new ScrimError(`Cannot run stage "${step.stage}": no picture`, { code: "PLUGIN" });
  }

  /** Decides where a stage reads and writes, and makes the copy that the plan names. */
  #place(step: StageStep, given: Slot): void {
    const { pictures } = this.pipeline;
    const { lastGood, kernels } = this.#tools;
    let into = given;
    if (step.apart || step.copy) {
      into = step.format === "rgba" ? pictures.rgba(given) : pictures.planes(given, lastGood());
    }
    if (step.copy) {
      if (given.rgba && into.rgba) kernels.copyPacked(given.rgba, into.rgba);
      else if (given.frame && into.frame) kernels.copy(given.frame, into.frame);
    }
    this.#pair.direct = step.direct === null ? null : this.#tools.begin();
    // A stage that rewrites works on its copy; one that fills reads the original.
    this.#pair.from = step.apart || step.access === "new" ? given : into;
    this.#pair.into = into;
  }

  async #finishLater(step: StageStep, given: Slot, pending: Promise<void>): Promise<void> {
    try {
      await pending;
    } catch (error) {
      return this.#failed(step, error);
    }
    this.#finish(step, given);
  }

  #finish(step: StageStep, given: Slot): void {
    this.#countFilter();
    if (step.access !== "read") {
      const { into } = this.#pair;
      this.#planes = step.format === "rgba" ? null : into;
      this.#rgba = step.format === "rgba" ? into : null;
    }
    if (step.history > 0) this.pipeline.chain.keep(step.stage, given);
  }

  /** The picture goes on as it was, where the plan allows that. */
  #failed(step: StageStep, error: unknown): void {
    this.#countFilter();
    if (!step.skippable) throw error;
    this.#tools.onSkipped(error);
  }

  /** Notes the kernels' counters before a filter. */
  #remember(): void {
    const { calls, bytesRead, bytesWritten, bytesCopied } = this.#tools.kernels.counters;
    this.#before.calls = calls;
    this.#before.bytesRead = bytesRead;
    this.#before.bytesWritten = bytesWritten;
    this.#before.bytesCopied = bytesCopied;
  }

  /** Counts what a filter did through kernels, apart from the plan's own steps. */
  #countFilter(): void {
    const { calls, bytesRead, bytesWritten, bytesCopied } = this.#tools.kernels.counters;
    const work = this.#tools.stats.filterWork;
    work.calls += calls - this.#before.calls;
    work.bytesRead += bytesRead - this.#before.bytesRead;
    work.bytesWritten += bytesWritten - this.#before.bytesWritten;
    work.bytesCopied += bytesCopied - this.#before.bytesCopied;
  }
}
