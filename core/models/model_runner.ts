/**
 * Decides when a model samples a frame, when it runs, and which frames wait for it.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import { ScrimError } from "../base/errors.ts";
import type { Frame } from "../media/frame.ts";
import { personShare, type WatchedMask, watchMask } from "../masks/mask_guard.ts";
import { MotionGate } from "./motion_gate.ts";
import type { PlannedModel } from "../planner/plan.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { LayerEngine } from "../layers/engine.ts";
import type { Kernels } from "../media/kernels.ts";
import type { Histogram, Stats } from "../base/stats.ts";
import { SlowModel } from "./latency_monitor.ts";

/** The dependencies of a runner. */
export interface RunnerTools {
  readonly arena: Arena;
  readonly kernels: Kernels;
  readonly clock: Clock;
  readonly stats: Stats;
  readonly log: Log;
  /** The nominal frame rate of the source in frames per second. */
  readonly fps: number;
  /** Whether frames arrive in real time. */
  readonly live: boolean;
}

/** Runs an engine as planned. */
export class ModelRunner {
  readonly model: PlannedModel;
  readonly #engine: LayerEngine;
  readonly #tools: RunnerTools;
  readonly #gate: MotionGate | null;
  /** Checks each `person` mask before it is used; `null` if the engine gives none. */
  readonly #watched: WatchedMask | null;
  readonly #slow: SlowModel | null;
  readonly #sampleTimes: Histogram;
  readonly #inferTimes: Histogram;
  /**
   * When the layers are older than this, a run starts early, before they are too old to use. Infinity in mode `on-motion`, which
   * has no early runs: timing would decide which frame gets their layers.
   */
  readonly #earlyRunMs: number;
  #resultMs = -Infinity;
  #startedMs = -Infinity;
  #startedAt = 0;
  #framesSinceSample = Infinity;
  #pending: Promise<void> | null = null;
  #error: { readonly value: unknown } | null = null;
  /** The engine has new layers that `update()` has not reported yet. */
  #fresh = false;
  /** The current frame requires a run that it does not wait for. */
  #due = false;
  /** The user has been warned that the model is slow. */
  #warned = false;

  constructor(model: PlannedModel, engine: LayerEngine, tools: RunnerTools) {
    const { stats, fps, live } = tools;
    this.model = model;
    this.#engine = engine;
    this.#tools = tools;
    this.#gate = model.gated ? new MotionGate(engine.input, tools) : null;
    this.#watched = watchMask(engine, tools.log);
    this.#slow = live ? new SlowModel(1000 / fps, (slow) => this.#logSpeed(slow)) : null;
    this.#sampleTimes = stats.stage("sample");
    this.#inferTimes = stats.stage(`infer:${model.provider}`);
    this.#earlyRunMs = model.sync === "on-motion"
      ? Infinity
      : model.maxAgeMs - (model.everyFrames + 2) * 1000 / fps;
  }

  /** The capture time of the frame that the layers were computed from; -Infinity if there are no usable layers. */
  get resultMs(): number {
    return this.#resultMs;
  }

  /**
   * Updates the layers for a frame, if necessary. The engine does not write them again before {@linkcode begin}.
   *
   * @returns whether the layers are new since the last call; a promise only if the frame must wait
   * @throws {ScrimError} when the model failed or its mask is not plausible
   */
  update(frame: Frame, timestampMs: number): boolean | Promise<boolean> {
    this.#rethrow();
    if (this.#tools.live) this.#watched?.absence.frame(timestampMs);
    const { sync, everyFrames, maxAgeMs } = this.model;
    const mayWait = sync === "every-frame" || sync === "on-motion" ||
      (sync === "adaptive" && !this.#slow?.slow);
    const samples = ++this.#framesSinceSample >= everyFrames && (mayWait || this.#pending === null);
    const moved = samples && this.#differs(frame);
    const ageMs = timestampMs - this.#resultMs;
    if ((moved && mayWait) || ageMs > maxAgeMs) {
      return this.#catchUp(frame, timestampMs, { own: moved && mayWait, samples });
    }
    this.#due = moved || (samples && ageMs > this.#earlyRunMs);
    return this.#fresh && this.#take();
  }

  /** Starts the run that the frame requires but does not wait for. Call it after the frame's layers were read. */
  begin(frame: Frame, timestampMs: number): void {
    if (this.#due && !this.#pending && !this.#fresh) this.#start(frame, timestampMs);
    this.#due = false;
  }

  /** Marks the current layers as unusable, so that the next frame waits for new ones. */
  expire(): void {
    this.#resultMs = -Infinity;
  }

  /** Call this after the last frame. */
  ended(): void {
    this.#watched?.absence.ended();
  }

  /** Resolves when no inference is running, so that another runner can use the engine. */
  async settle(): Promise<void> {
    await this.#pending;
  }

  /** Whether the frame differs from the one that the model received last. Always true without a motion gate. */
  #differs(frame: Frame): boolean {
    if (!this.#gate) return true;
    const start = this.#tools.clock.now();
    const moved = this.#gate.look(frame);
    this.#sampleTimes.add(this.#tools.clock.now() - start);
    if (!moved) this.#framesSinceSample = 0;
    return moved;
  }

  #start(frame: Frame, timestampMs: number): void {
    const { clock, kernels } = this.#tools;
    const start = clock.now();
    if (this.#gate) this.#gate.give(this.#engine.input);
    else kernels.sample(frame, this.#engine.input);
    this.#startedAt = clock.now();
    if (!this.#gate) this.#sampleTimes.add(this.#startedAt - start);
    this.#startedMs = timestampMs;
    this.#framesSinceSample = 0;
    this.#pending = this.#engine.infer(timestampMs).then(this.#done, this.#failed);
  }

  /**
   * Waits for the run in progress, and then for a run of this frame if it needs one (`own`) or the layers are still too old. This
   * is the only place where a frame waits.
   */
  async #catchUp(
    frame: Frame,
    timestampMs: number,
    { own, samples }: { own: boolean; samples: boolean },
  ): Promise<boolean> {
    this.#due = false;
    if (this.#pending) await this.#pending;
    this.#rethrow();
    if (own || timestampMs - this.#resultMs > this.model.maxAgeMs) {
      if (!samples) this.#differs(frame);
      this.#start(frame, timestampMs);
      await this.#pending;
      this.#rethrow();
    }
    return this.#take();
  }

  /** Logs that the model became slow or fast again. It warns once if the camera drops frames that wait for the model. */
  #logSpeed(slow: boolean): void {
    const { sync, provider } = this.model;
    const { log } = this.#tools;
    if (sync === "adaptive") {
      const what = slow
        ? "is slower than the frames, so they do not wait for it"
        : "keeps up with the frames again, so they wait for it";
      log.debug(`Model "${provider}" ${what}`);
    } else if (sync !== "throttled" && slow && !this.#warned) {
      this.#warned = true;
      log.warn(
        `Model "${provider}" is slower than the frames, so some are dropped; with --quality fast they ` +
          "use older masks instead",
      );
    }
  }

  /** Checks the new layers. It throws if the mask is not plausible; frames then fail until a mask is accepted. */
  #take(): boolean {
    this.#fresh = false;
    if (!this.#watched) return true;
    const { guard, mask, absence } = this.#watched;
    const share = personShare(mask);
    absence.mask(share, this.#resultMs);
    if (guard.believes(share, this.#resultMs)) return true;
    this.expire();
    this.#gate?.forget();
    throw new ScrimError(
      `Cannot use the mask of model "${this.model.provider}": it suddenly covers the whole frame`,
      { code: "MODEL", hint: "a person who fills the picture is shown after 1.5 seconds" },
    );
  }

  #rethrow(): void {
    const error = this.#error;
    this.#error = null;
    if (error) throw error.value;
  }

  readonly #done = (): void => {
    this.#pending = null;
    this.#fresh = true;
    this.#resultMs = this.#startedMs;
    const took = this.#tools.clock.now() - this.#startedAt;
    this.#inferTimes.add(took);
    this.#slow?.add(took);
  };

  readonly #failed = (value: unknown): void => {
    this.#pending = null;
    this.#error = { value };
    this.#gate?.forget();
  };
}
