/**
 * One model in step with the frames: when it looks at a frame, when it runs, and which frames wait for it.
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

/** What a runner is made with. */
export interface RunnerTools {
  readonly arena: Arena;
  readonly kernels: Kernels;
  readonly clock: Clock;
  readonly stats: Stats;
  readonly log: Log;
  /** Frames per second that the source announced. */
  readonly fps: number;
  /** They come at that pace, whoever waits. */
  readonly live: boolean;
}

/** Runs an engine when its plan says so. */
export class ModelRunner {
  readonly model: PlannedModel;
  readonly #engine: LayerEngine;
  readonly #tools: RunnerTools;
  readonly #gate: MotionGate | null;
  /** Looks at each mask of the person before it is used. */
  readonly #watched: WatchedMask | null;
  readonly #slow: SlowModel | null;
  readonly #lookTimes: Histogram;
  readonly #inferTimes: Histogram;
  /** Layers of this age are made anew while they can still be used. Not with `valid`: which frame gets them is chance. */
  readonly #renewMs: number;
  #resultMs = -Infinity;
  #startedMs = -Infinity;
  #startedAt = 0;
  #framesSinceLook = Infinity;
  #pending: Promise<void> | null = null;
  #error: { readonly value: unknown } | null = null;
  /** The engine holds layers that nobody has taken. */
  #arrived = false;
  /** The frame at hand wants a run that it does not wait for. */
  #due = false;
  /** The user knows that it is slow. */
  #told = false;

  constructor(model: PlannedModel, engine: LayerEngine, tools: RunnerTools) {
    const { stats, fps, live } = tools;
    this.model = model;
    this.#engine = engine;
    this.#tools = tools;
    this.#gate = model.gated ? new MotionGate(engine.input, tools) : null;
    this.#watched = watchMask(engine, tools.log);
    this.#slow = live ? new SlowModel(1000 / fps, (slow) => this.#tell(slow)) : null;
    this.#lookTimes = stats.stage("sample");
    this.#inferTimes = stats.stage(`infer:${model.provider}`);
    this.#renewMs = model.sync === "on-motion"
      ? Infinity
      : model.maxAgeMs - (model.everyFrames + 2) * 1000 / fps;
  }

  /** When the frame was captured that the layers were computed from. */
  get resultMs(): number {
    return this.#resultMs;
  }

  /**
   * Brings the layers up to date for a frame. The engine does not write them again before {@linkcode begin}.
   *
   * @returns whether they are new since the last call; a promise only where the frame must wait
   * @throws {ScrimError} when the model failed, or gave a mask that is not to be believed
   */
  update(frame: Frame, timestampMs: number): boolean | Promise<boolean> {
    this.#rethrow();
    if (this.#tools.live) this.#watched?.absence.frame(timestampMs);
    const { sync, everyFrames, maxAgeMs } = this.model;
    const patient = sync === "every-frame" || sync === "on-motion" ||
      (sync === "adaptive" && !this.#slow?.slow);
    const looks = ++this.#framesSinceLook >= everyFrames && (patient || this.#pending === null);
    const moved = looks && this.#look(frame);
    const ageMs = timestampMs - this.#resultMs;
    if ((moved && patient) || ageMs > maxAgeMs) {
      return this.#catchUp(frame, timestampMs, { own: moved && patient, looks });
    }
    this.#due = moved || (looks && ageMs > this.#renewMs);
    return this.#arrived && this.#take();
  }

  /** Starts the run that a frame asked for without waiting for it. Its layers were read before. */
  begin(frame: Frame, timestampMs: number): void {
    if (this.#due && !this.#pending && !this.#arrived) this.#start(frame, timestampMs);
    this.#due = false;
  }

  /** The layers at hand are not to be used again: the next frame gets its own. */
  expire(): void {
    this.#resultMs = -Infinity;
  }

  /** No frame follows. */
  ended(): void {
    this.#watched?.absence.ended();
  }

  /** Resolves when no inference runs, so that another may take the engine over. */
  async settle(): Promise<void> {
    await this.#pending;
  }

  /** Whether the frame shows something else than the model was given last. Without a gate that is taken for granted. */
  #look(frame: Frame): boolean {
    if (!this.#gate) return true;
    const start = this.#tools.clock.now();
    const moved = this.#gate.look(frame);
    this.#lookTimes.add(this.#tools.clock.now() - start);
    if (!moved) this.#framesSinceLook = 0;
    return moved;
  }

  #start(frame: Frame, timestampMs: number): void {
    const { clock, kernels } = this.#tools;
    const start = clock.now();
    if (this.#gate) this.#gate.give(this.#engine.input);
    else kernels.sample(frame, this.#engine.input);
    this.#startedAt = clock.now();
    if (!this.#gate) this.#lookTimes.add(this.#startedAt - start);
    this.#startedMs = timestampMs;
    this.#framesSinceLook = 0;
    this.#pending = this.#engine.infer(timestampMs).then(this.#done, this.#failed);
  }

  /**
   * Only here a frame waits: for the run that is under way, and then for its own if it shows something else (`own`), or if its
   * layers would still be too old.
   */
  async #catchUp(
    frame: Frame,
    timestampMs: number,
    { own, looks }: { own: boolean; looks: boolean },
  ): Promise<boolean> {
    this.#due = false;
    if (this.#pending) await this.#pending;
    this.#rethrow();
    if (own || timestampMs - this.#resultMs > this.model.maxAgeMs) {
      if (!looks) this.#look(frame);
      this.#start(frame, timestampMs);
      await this.#pending;
      this.#rethrow();
    }
    return this.#take();
  }

  /** Frames that wait for a slow model are dropped by the camera: worth knowing, once. */
  #tell(slow: boolean): void {
    const { sync, provider } = this.model;
    const { log } = this.#tools;
    if (sync === "adaptive") {
      const what = slow ? "is slower than the frames: they go on" : "keeps up again: they wait";
      log.debug(`Model "${provider}" ${what}`);
    } else if (sync !== "throttled" && slow && !this.#told) {
      this.#told = true;
      log.warn(
        `Model "${provider}" is slower than the frames, so some are dropped; with --quality fast they ` +
          "go on with older masks",
      );
    }
  }

  /** What is refused here is never shown: every frame fails until there is a mask that is believed. */
  #take(): boolean {
    this.#arrived = false;
    if (!this.#watched) return true;
    const { guard, mask, absence } = this.#watched;
    const share = personShare(mask);
    absence.mask(share, this.#resultMs);
    if (guard.believes(share, this.#resultMs)) return true;
    this.expire();
    this.#gate?.forget();
    throw new ScrimError(
      `Cannot believe model "${this.model.provider}": the mask of the person covers everything suddenly; not shown`,
      { code: "MODEL", hint: "somebody who fills the picture is shown after 1.5 seconds" },
    );
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
