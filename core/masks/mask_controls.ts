/**
 * The user's controls for all masks. They can be changed during a run.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import { shown } from "../base/format_value.ts";
import type { Edge } from "../media/kernels.ts";

/** Global controls of all masks. */
export interface MaskOptions {
  /** The model's confidence at which the outline lies, 0..1. A smaller value shows more around the person. Default 0.48. */
  readonly threshold: number;
  /** The width of the outline, 0 (hard) .. 1 (as soft as in the model's mask). Default 0.27. */
  readonly softness: number;
  /** Moves the outline outwards, or inwards if negative; whole pixels of the frame, -64..64. Default 0. */
  readonly dilate: number;
  /** The weight of the previous mask where nothing moves, 0 (no smoothing over time) .. 0.98. Default 0.9. */
  readonly smoothing: number;
  /** Whether the outline follows the edges of the picture. Default true. */
  readonly refine: boolean;
}

/**
 * The defaults, measured on photos and the demo figure (`tests/quality`). The threshold is a little below one half, because
 * models miss hands and thin parts more often than they add any.
 */
export const DEFAULT_MASK: MaskOptions = {
  threshold: 0.48,
  softness: 0.27,
  dilate: 0,
  smoothing: 0.9,
  refine: true,
};

/** The range of each numeric control. */
export const MASK_BOUNDS = {
  threshold: { min: 0, max: 1, whole: false },
  softness: { min: 0, max: 1, whole: false },
  dilate: { min: -64, max: 64, whole: true },
  smoothing: { min: 0, max: 0.98, whole: false },
} as const;

/**
 * Added to both values of the edge of masks that are not refined. Such a mask is softer, and this moves its outline a little
 * inwards, because viewers notice a rim of the old background most.
 */
const INSIDE = 10;

type Numbers = keyof typeof MASK_BOUNDS;

/** The names of the numeric controls. */
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

/**
 * Checks some controls.
 *
 * @throws {ScrimError} `USAGE` naming the control, its value and the allowed values
 */
export function checkMask(change: { readonly [name: string]: unknown }): void {
  for (const [name, value] of Object.entries(change)) {
    if (Object.hasOwn(MASK_BOUNDS, name)) checkNumber(name as Numbers, value);
    else if (name !== "refine") {
      refuse(name, value, `one of ${Object.keys(DEFAULT_MASK).join(", ")}`);
    } else if (typeof value !== "boolean") refuse(name, value, "true or false");
  }
}

/** Sets an edge whose middle is `threshold` and whose width is `softness`, moved by `inside` (0..255). */
function fitEdge(
  { threshold, softness }: MaskOptions,
  { inside, into }: { inside: number; into: Mutable<Edge> },
): void {
  const low = Math.round(255 * (threshold - softness / 2)) + inside;
  const high = Math.round(255 * (threshold + softness / 2)) + inside;
  into.low = Math.min(Math.max(low, 0), 254);
  into.high = Math.min(Math.max(high, into.low + 1), 255);
}

/** The current controls of a run. A change takes effect with the next frame. */
export class LiveMask {
  #options: MaskOptions;
  readonly #edge: Mutable<Edge> = { low: 0, high: 255 };
  readonly #softEdge: Mutable<Edge> = { low: 0, high: 255 };
  readonly #listeners = new Set<() => void>();

  /**
   * Creates the controls. Omitted controls have their defaults.
   *
   * @throws {ScrimError} `USAGE` for a value that is not allowed
   */
  constructor(options: Partial<MaskOptions> = {}) {
    checkMask(options);
    this.#options = { ...DEFAULT_MASK, ...options };
    this.#fit();
  }

  /** The current values. */
  get options(): MaskOptions {
    return this.#options;
  }

  /** Whether masks are only smoothed in space, so that neither the frame nor the previous mask is needed for them. */
  get plain(): boolean {
    const { refine, smoothing, dilate } = this.#options;
    return !refine && smoothing === 0 && dilate === 0;
  }

  /** The edge for refined masks. Changes update this same object, so readers can keep a reference to it. */
  get edge(): Edge {
    return this.#edge;
  }

  /** The edge for masks at the model's size that are only smoothed. Changes update this same object. */
  get softEdge(): Edge {
    return this.#softEdge;
  }

  /**
   * Changes some controls.
   *
   * @throws {ScrimError} `USAGE` for a value that is not allowed; then no control changes
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
