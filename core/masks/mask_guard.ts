/**
 * Detects segmentation failures. When a model takes the whole room for a person, its mask hides nothing, and the model reports no
 * error. Such a mask must not be used.
 *
 * @module
 */
import { Absence } from "./absence.ts";
import type { Plane } from "../media/frame.ts";
import type { Milliseconds } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { LayerEngine } from "../layers/engine.ts";

/**
 * A mask with a larger share of person counts as one that covers the whole frame. A person at a desk covers 0.2 to 0.5, a face
 * that fills the height 0.7.
 */
export const EVERYTHING = 0.92;
/** If both previous masks have at least this share of person, a mask that covers the whole frame is plausible. */
export const ORDINARY = 0.75;
/**
 * Masks that cover the whole frame for this long are accepted. Failures of a model after a jump of light or exposure are shorter;
 * a person who really fills the picture stays longer.
 */
export const BELIEVED_MS = 1500;
/** After a pause between masks longer than this, the time of {@linkcode BELIEVED_MS} starts again. */
const GAP_MS = 1000;

/** Only every fourth pixel of a row is counted: the share is practically the same, in a third of the time. */
const STEP = 4;

/** The share of the pixels of a mask that are person (128 or more), 0..1. */
export function personShare({ data, width, height, stride }: Plane): number {
  let inside = 0;
  for (let start = 0; start < height * stride; start += stride) {
    for (let at = start; at < start + width; at += STEP) inside += data[at] >> 7;
  }
  return inside / (height * Math.ceil(width / STEP));
}

/**
 * Checks the masks of one model, in order. Masks that suddenly cover the whole frame are refused until such masks have come for
 * {@linkcode BELIEVED_MS}. The same holds for the first mask. If the person came nearer from mask to mask, the mask is accepted
 * at once. The guard does not allocate per frame.
 */
export class MaskGuard {
  /** The shares of the last two accepted masks. */
  #last = 0;
  #beforeLast = 0;
  /** When the current series of refused masks began (`null`: the last mask was accepted), and when its last mask came. */
  #sinceMs: Milliseconds | null = null;
  #untilMs: Milliseconds = 0;

  /**
   * Whether the next mask is plausible and may be used.
   *
   * @param share the share of its pixels that are person, 0..1
   * @param timestampMs the capture time of its frame
   */
  believes(share: number, timestampMs: Milliseconds): boolean {
    if (
      share <= EVERYTHING || this.#last > EVERYTHING || this.#cameNearer ||
      this.#lastsLongEnough(timestampMs)
    ) {
      this.#beforeLast = this.#last;
      this.#last = share;
      this.#sinceMs = null;
      return true;
    }
    return false;
  }

  get #cameNearer(): boolean {
    return this.#sinceMs === null && this.#last >= ORDINARY && this.#beforeLast >= ORDINARY;
  }

  #lastsLongEnough(timestampMs: Milliseconds): boolean {
    const passed = timestampMs - this.#untilMs;
    this.#untilMs = timestampMs;
    if (this.#sinceMs === null || passed < 0 || passed > GAP_MS) this.#sinceMs = timestampMs;
    return timestampMs - this.#sinceMs >= BELIEVED_MS;
  }
}

/** The `person` mask of an engine, and the checks for it. */
export interface WatchedMask {
  readonly mask: Plane;
  readonly guard: MaskGuard;
  readonly absence: Absence;
}

/** The checks of each engine. An engine can be used by several plans, one after the other, and keeps its checks. */
const watched = new WeakMap<LayerEngine, Omit<WatchedMask, "mask">>();

/** Returns the checks for an engine's `person` mask; `null` if the engine does not give that layer. */
export function watchMask(engine: LayerEngine, log: Log): WatchedMask | null {
  const mask = engine.layers.get("person");
  if (!mask || "values" in mask) return null;
  let known = watched.get(engine);
  if (!known) {
    const say = (): void =>
      log.warn(
        "Nobody is found in the picture, so filters treat all of it as background; " +
          "move closer to the camera or add light",
      );
    watched.set(engine, known = { guard: new MaskGuard(), absence: new Absence(say) });
  }
  return { mask, ...known };
}
