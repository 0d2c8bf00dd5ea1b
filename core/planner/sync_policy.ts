/**
 * How frames and models keep in step when a filter asks for a layer that is *valid*: what `--sync`, `--mask-every` and
 * `--effort` mean.
 *
 * @module
 */

/**
 * `exact`: every frame waits for layers of its own. `valid`: layers are used again while nothing moves; where something
 * moved, the frame waits. `auto`: as `valid`, until the model is slower than the frames; then they go on with the newest
 * layers, and the model works beside them. That is no default: behind a hand that moves fast, older layers show the room.
 */
export type Sync = "exact" | "valid" | "auto";

/** What `--sync` can name. */
export const SYNCS: readonly Sync[] = ["exact", "valid", "auto"];

/** How much CPU a picture may cost. */
export type Effort = "low" | "normal" | "high";

/** What `--effort` can name. */
export const EFFORTS: readonly Effort[] = ["low", "normal", "high"];

/** When models run for needs of age `valid`. Plain JSON. */
export interface Pace {
  /** Whether layers are used again, and whether frames wait. */
  readonly sync: Sync;
  /** Models run on every n-th frame at most, and frames do not wait for them. `null`: whenever something moved. */
  readonly maskEvery: number | null;
}

/** No layer that is called valid is older, whatever moved or did not. */
export const VALID_MS = 500;

/** What each effort stands for; `tests/bench` has what it costs and gives. */
const PRESETS: Readonly<Record<Effort, Pace>> = {
  low: { sync: "auto", maskEvery: 2 },
  normal: { sync: "valid", maskEvery: null },
  high: { sync: "exact", maskEvery: null },
};

/** Without any wish. */
export const DEFAULT_PACE: Pace = PRESETS.normal;

/** The pace that these options ask for. What is named by itself goes before what the effort stands for. */
export function paceOf(
  { effort = "normal", sync, maskEvery }: {
    readonly effort?: Effort;
    readonly sync?: Sync;
    readonly maskEvery?: number;
  },
): Pace {
  const preset = PRESETS[effort];
  if (sync !== undefined) return { sync, maskEvery: maskEvery ?? null };
  if (maskEvery !== undefined) return { sync: "auto", maskEvery };
  return preset;
}
