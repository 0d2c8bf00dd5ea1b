/**
 * One model in step with the frames: every frame waits for its own layers, or takes the newest that are young enough.
 *
 * @module
 */
import type { Frame } from "./frame.ts";
import type { PlannedModel } from "./plan.ts";
import type { Clock, Kernels, LayerEngine } from "./ports.ts";
import type { Histogram, Stats } from "./stats.ts";

/** Runs an engine when its plan says so. */
export class ModelRunner {
  readonly model: PlannedModel;
  readonly #engine: LayerEngine;
  readonly #kernels: Kernels;
  readonly #clock: Clock;
  readonly #sampleTimes: Histogram;
  readonly #inferTimes: Histogram;
  #resultMs = -Infinity;
  #startedMs = -Infinity;
  #startedAt = 0;
  #framesSinceStart = Infinity;
  #pending: Promise<void> | null = null;
  #error: { readonly value: unknown } | null = null;
  #arrived = false;

  constructor(
    model: PlannedModel,
    engine: LayerEngine,
    { kernels, clock, stats }: { kernels: Kernels; clock: Clock; stats: Stats },
  ) {
    this.model = model;
    this.#engine = engine;
    this.#kernels = kernels;
    this.#clock = clock;
    this.#sampleTimes = stats.stage("sample");
    this.#inferTimes = stats.stage(`infer:${model.provider}`);
  }

  /** When the frame was captured that the layers were computed from. */
  get resultMs(): number {
    return this.#resultMs;
  }

  /**
   * Brings the layers up to date for a frame. The engine does not write them again before {@linkcode begin}.
   *
   * @returns whether they are new since the last call; a promise only where the frame must wait
   * @throws {ScrimError} when the model failed
   */
  update(frame: Frame, timestampMs: number): boolean | Promise<boolean> {
    const { maxAgeMs } = this.model;
    this.#framesSinceStart++;
    if (maxAgeMs === null) {
      this.#start(frame, timestampMs);
      return this.#wait();
    }
    this.#rethrow();
    const young = timestampMs - this.#resultMs <= maxAgeMs;
    if (young) return this.#arrived && this.#take();
    return this.#catchUp(frame, timestampMs, maxAgeMs);
  }

  /** Starts the next inference if one is due and frames do not wait for theirs. Layers were read before. */
  begin(frame: Frame, timestampMs: number): void {
    const { maxAgeMs, everyFrames } = this.model;
    if (maxAgeMs === null || this.#pending || this.#arrived) return;
    if (this.#framesSinceStart >= everyFrames) this.#start(frame, timestampMs);
  }

  /** Resolves when no inference runs, so that another may take the engine over. */
  async settle(): Promise<void> {
    await this.#pending;
  }

  #start(frame: Frame, timestampMs: number): void {
    const start = this.#clock.now();
    this.#kernels.sample(frame, this.#engine.input);
    this.#startedAt = this.#clock.now();
    this.#sampleTimes.add(this.#startedAt - start);
    this.#startedMs = timestampMs;
    this.#framesSinceStart = 0;
    this.#pending = this.#engine.infer(timestampMs).then(this.#done, this.#failed);
  }

  /** Too old: only now does a frame wait, for the inference that runs and then, if that is too old as well, for its own. */
  async #catchUp(frame: Frame, timestampMs: number, maxAgeMs: number): Promise<boolean> {
    if (this.#pending) await this.#wait();
    if (timestampMs - this.#resultMs <= maxAgeMs) return true;
    this.#start(frame, timestampMs);
    return await this.#wait();
  }

  async #wait(): Promise<boolean> {
    await this.#pending;
    this.#rethrow();
    return this.#take();
  }

  #take(): boolean {
    this.#arrived = false;
    return true;
  }

  #rethrow(): void {
    const error = this.#error;
    this.#error = null;
    if (error) throw error.value;
  }

  readonly #done = (): void => {
    this.#pending = null;
    this.#arrived = true;
    this.#resultMs = this.#startedMs;
    this.#inferTimes.add(this.#clock.now() - this.#startedAt);
  };

  readonly #failed = (value: unknown): void => {
    this.#pending = null;
    this.#error = { value };
  };
}
