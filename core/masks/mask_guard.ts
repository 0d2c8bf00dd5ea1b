/**
 * Whether a new mask of the person may be believed. A model that takes the whole room for a person hides nothing, and says so
 * as successfully as ever.
 *
 * @module
 */
import { Absence } from "./absence.ts";
import type { Plane } from "../media/frame.ts";
import type { Milliseconds } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { LayerEngine } from "../layers/engine.ts";

/** More person than this is everything. Who sits at a desk covers 0.2 to 0.5, a face that fills the height 0.7. */
export const EVERYTHING = 0.92;
/** Who covered more than this in both masks before may well cover everything now. */
export const ORDINARY = 0.75;
/** Somebody who fills the picture stays for longer than a model's mistake while light or exposure jump. */
export const BELIEVED_MS = 1500;
/** Without masks for so long, nothing is known of the time between. */
const GAP_MS = 1000;

/** One pixel in four tells as much, for a third of the time. */
const STEP = 4;

/** The share of a mask that is person, 0..1: at least one half. */
export function personShare({ data, width, height, stride }: Plane): number {
  let inside = 0;
  for (let start = 0; start < height * stride; start += stride) {
    for (let at = start; at < start + width; at += STEP) inside += data[at] >> 7;
  }
  return inside / (height * Math.ceil(width / STEP));
}

/**
 * Looks at the masks of one model, in order. A jump to everything, and a first mask of everything, is believed only when it has
 * lasted for {@linkcode BELIEVED_MS}; who comes nearer from mask to mask always is. Allocates nothing.
 */
export class MaskGuard {
  /** Shares of the last two masks that were believed. */
  #last = 0;
  #beforeLast = 0;
  /** Since when masks of everything have come, and the last of them; `null`: the last one was ordinary. */
  #sinceMs: Milliseconds | null = null;
  #untilMs: Milliseconds = 0;

  /**
   * Whether the next mask may be used.
   *
   * @param share of its pixels that are person, 0..1
   * @param timestampMs when its frame was captured
   */
  believes(share: number, timestampMs: Milliseconds): boolean {
    if (share <= EVERYTHING || this.#last > EVERYTHING || this.#grown || this.#lasts(timestampMs)) {
      this.#beforeLast = this.#last;
      this.#last = share;
      this.#sinceMs = null;
      return true;
    }
    return false;
  }

  get #grown(): boolean {
    return this.#sinceMs === null && this.#last >= ORDINARY && this.#beforeLast >= ORDINARY;
  }

  #lasts(timestampMs: Milliseconds): boolean {
    const passed = timestampMs - this.#untilMs;
    this.#untilMs = timestampMs;
    if (this.#sinceMs === null || passed < 0 || passed > GAP_MS) this.#sinceMs = timestampMs;
    return timestampMs - this.#sinceMs >= BELIEVED_MS;
  }
}

/** Who looks at the masks of an engine. */
export interface WatchedMask {
  readonly mask: Plane;
  readonly guard: MaskGuard;
  readonly absence: Absence;
}

/** Engines outlive plans, and what is known of their masks does, too. */
const watched = new WeakMap<LayerEngine, Omit<WatchedMask, "mask">>();

/** What looks at an engine's `person` masks; `null`: it was not started for them. */
export function watchMask(engine: LayerEngine, log: Log): WatchedMask | null {
  const mask = engine.layers.get("person");
  if (!mask || "values" in mask) return null;
  let known = watched.get(engine);
  if (!known) {
    const say = (): void =>
      log.warn(
        "Nobody is found in the picture, so filters take all of it for background; " +
          "come nearer to the camera, or make more light",
      );
    watched.set(engine, known = { guard: new MaskGuard(), absence: new Absence(say) });
  }
  return { mask, ...known };
}
