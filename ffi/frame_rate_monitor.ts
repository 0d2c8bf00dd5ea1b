/**
 * Detects a camera that is slower than agreed, or that loses frames because it has no free buffer. Logs each problem once, with
 * its reason.
 *
 * @module
 */
import type { Log } from "../core/base/log.ts";

/** Length of one measurement in ms, by the driver's clock. Two consecutive measurements must agree. */
const LOOK_MS = 2000;
const LOOKS = 2;
/** A rate below this share of the agreed rate is too slow. 24 of 30 frames is normal under 25 Hz lamps. */
const SLOW = 0.8;
/** A share of lost frames above this is reported. */
const LOST = 0.1;
/** Measuring restarts after a longer pause or a larger jump of the counter. */
const LONGEST_PAUSE_MS = 1000;
const LARGEST_GAP = 1000;
/** Number of buffers that is enough for most cameras while one buffer is being read. */
const USUAL_BUFFERS = 4;

/** What the monitor watches. */
export interface PaceSubject {
  /** `camera "/dev/video0"`. */
  readonly subject: string;
  /** The rate that its driver agreed to, in frames per second. */
  readonly fps: number;
  readonly buffers: number;
  readonly log: Log;
  /** The likely reason for a low rate and what to do. Called once, when the rate is low. */
  whySlow(): string;
}

/** Measures the frame rate and the lost frames of one stream. */
export class FrameRateMonitor {
  readonly #of: PaceSubject;
  #sequence = -1;
  #timeMs = 0;
  #sinceMs = 0;
  #frames = 0;
  #lost = 0;
  #passedOver = 0;
  #slowLooks = 0;
  #lossyLooks = 0;
  #saidSlow = false;
  #saidLossy = false;

  constructor(of: PaceSubject) {
    this.#of = of;
  }

  /** Resets the measurement when the stream starts again. */
  restart(): void {
    this.#sequence = -1;
    this.#slowLooks = this.#lossyLooks = 0;
  }

  /**
   * Records one frame. Allocates nothing.
   *
   * @param timeMs the driver's timestamp
   * @param sequence the driver's counter, 32 bits
   * @param passedOver frames received since the last one that were given back unused because newer ones followed
   */
  saw(timeMs: number, sequence: number, passedOver: number): void {
    const gap = (sequence - this.#sequence) >>> 0;
    const pause = timeMs - this.#timeMs;
    const follows = this.#sequence >= 0 && gap > 0 && gap < LARGEST_GAP && pause > 0 &&
      pause < LONGEST_PAUSE_MS;
    this.#sequence = sequence;
    this.#timeMs = timeMs;
    if (!follows) return this.#begin(timeMs);
    this.#frames += gap;
    this.#lost += Math.max(0, gap - 1 - passedOver);
    this.#passedOver += passedOver;
    if (timeMs - this.#sinceMs >= LOOK_MS) this.#look(timeMs);
  }

  #begin(timeMs: number): void {
    this.#sinceMs = timeMs;
    this.#frames = this.#lost = this.#passedOver = 0;
  }

  #look(timeMs: number): void {
    const rate = this.#frames * 1000 / (timeMs - this.#sinceMs);
    this.#slowLooks = rate < SLOW * this.#of.fps ? this.#slowLooks + 1 : 0;
    this.#lossyLooks = this.#lost > LOST * this.#frames ? this.#lossyLooks + 1 : 0;
    if (this.#slowLooks === LOOKS && !this.#saidSlow) this.#saySlow(rate);
    if (this.#lossyLooks === LOOKS && !this.#saidLossy) this.#sayLossy();
    this.#begin(timeMs);
  }

  #saySlow(rate: number): void {
    const { subject, fps, log } = this.#of;
    this.#saidSlow = true;
    log.warn(
      `${subject} gives ${+rate.toFixed(1)} frames per second, not ${+fps.toFixed(1)}: ` +
        this.#of.whySlow(),
    );
  }

  #sayLossy(): void {
    const { subject, buffers, log } = this.#of;
    this.#saidLossy = true;
    const todo = this.#passedOver === 0 && buffers < USUAL_BUFFERS
      ? `--buffers ${USUAL_BUFFERS} gives it more`
      : "the filters take longer than a frame lasts: a smaller --size or --quality fast helps";
    log.warn(
      `${subject} lost ${this.#lost} of ${this.#frames} frames, because none of its ${buffers} ` +
        `buffers was free; ${todo}`,
    );
  }
}
