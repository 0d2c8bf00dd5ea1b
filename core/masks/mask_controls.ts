/**
 * How masks become mattes, as the user wants it, while a run goes on.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import { shown } from "../base/format_value.ts";
import type { Edge } from "../media/kernels.ts";

/** Global controls of all masks. */
export interface MaskOptions {
  /** How sure the model must be where the outline is drawn, 0..1. Less shows more round the person. Default 0.48. */
  readonly threshold: number;
  /** How wide the outline is, 0 (hard) .. 1 (as soft as the model's own). Default 0.27. */
  readonly softness: number;
  /** Moves the outline outwards, or inwards when less than 0; whole pixels of the frame, -64..64. Default 0. */
  readonly dilate: number;
  /** How much of what was is kept from one mask to the next where nothing moves, 0 (nothing) .. 0.98. Default 0.9. */
  readonly smoothing: number;
  /** Whether the outline follows the edges of the picture. Default true. */
  readonly refine: boolean;
}

/**
 * Measured on photos and the demo figure (`tests/quality`): a threshold a little below one half, since models lose hands and
 * thin parts rather than add any.
 */
export const DEFAULT_MASK: MaskOptions = {
  threshold: 0.48,
  softness: 0.27,
  dilate: 0,
  smoothing: 0.9,
  refine: true,
};

/** What each number may be. */
export const MASK_BOUNDS = {
  threshold: { min: 0, max: 1, whole: false },
  softness: { min: 0, max: 1, whole: false },
  dilate: { min: -64, max: 64, whole: true },
  smoothing: { min: 0, max: 0.98, whole: false },
} as const;

/**
 * Without the picture's edges a mask is softer, and its outline lies a little further inside: a rim of the old background
 * is what viewers mind.
 */
const INSIDE = 10;

type Numbers = keyof typeof MASK_BOUNDS;

/** The controls that are numbers. */
export const MASK_NUMBERS = Object.keys(MASK_BOUNDS) as readonly Numbers[];
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function refuse(name: string, value: unknown, wanted: string): never {
  throw new ScrimError(`Cannot use mask ${name} ${shown(value)}: wanted ${wanted}`, {
    code: "USAGE",
    hint:
      "flags are --mask-threshold, --mask-softness, --mask-dilate, --mask-smoothing, --mask-refine",
  });
}

function checkNumber(name: Numbers, value: unknown): void {
  const { min, max, whole } = MASK_BOUNDS[name];
  const fits = typeof value === "number" && value >= min && value <= max &&
    (!whole || Number.isInteger(value));
  if (!fits) refuse(name, value, `a ${whole ? "whole " : ""}number ${min}..${max}`);
}

/** @throws {ScrimError} `USAGE` naming the control, its value and what is allowed */
export function checkMask(change: { readonly [name: string]: unknown }): void {
  for (const [name, value] of Object.entries(change)) {
    if (Object.hasOwn(MASK_BOUNDS, name)) checkNumber(name as Numbers, value);
    else if (name !== "refine") {
      refuse(name, value, `one of ${Object.keys(DEFAULT_MASK).join(", ")}`);
    } else if (typeof value !== "boolean") refuse(name, value, "true or false");
  }
}

/** An edge round `threshold`, as wide as `softness`. Both of 0..1. */
function fitEdge(
  { threshold, softness }: MaskOptions,
  { inside, into }: { inside: number; into: Mutable<Edge> },
): void {
  const low = Math.round(255 * (threshold - softness / 2)) + inside;
  const high = Math.round(255 * (threshold + softness / 2)) + inside;
  into.low = Math.min(Math.max(low, 0), 254);
  into.high = Math.min(Math.max(high, into.low + 1), 255);
}

/** The controls of a run. Changing them takes effect with the next frame. */
export class LiveMask {
  #options: MaskOptions;
  readonly #edge: Mutable<Edge> = { low: 0, high: 255 };
  readonly #softEdge: Mutable<Edge> = { low: 0, high: 255 };
  readonly #listeners = new Set<() => void>();

  /**
   * Makes controls; what is left out has its default.
   *
   * @throws {ScrimError} `USAGE` for values that do not fit
   */
  constructor(options: Partial<MaskOptions> = {}) {
    checkMask(options);
    this.#options = { ...DEFAULT_MASK, ...options };
    this.#fit();
  }

  /** What holds now. */
  get options(): MaskOptions {
    return this.#options;
  }

  /** Masks are only smoothed: nothing of the frame, and nothing that was, is needed for them. */
  get plain(): boolean {
    const { refine, smoothing, dilate } = this.#options;
    return !refine && smoothing === 0 && dilate === 0;
  }

  /** Where the outline of a refined mask lies: the same object all along, so that nobody has to be told of a change. */
  get edge(): Edge {
    return this.#edge;
  }

  /** The same for a mask at the model's size, smoothed only. */
  get softEdge(): Edge {
    return this.#softEdge;
  }

  /**
   * Changes some of them.
   *
   * @throws {ScrimError} `USAGE` for values that do not fit; nothing is changed then
   */
  set(change: Partial<MaskOptions>): void {
    checkMask(change);
    this.#options = { ...this.#options, ...change };
    this.#fit();
    for (const listener of this.#listeners) listener();
  }

  /** Calls `listener` after each change until the signal is aborted. */
  onChange(listener: () => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener("abort", () => this.#listeners.delete(listener), { once: true });
  }

  #fit(): void {
    fitEdge(this.#options, { inside: 0, into: this.#edge });
    fitEdge(this.#options, { inside: INSIDE, into: this.#softEdge });
  }
}
