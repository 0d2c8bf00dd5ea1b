/**
 * The meaning of `--mask-sync`, `--mask-every` and `--quality`: which frames wait for new masks when a filter needs a layer of
 * age `valid`.
 *
 * @module
 */

/**
 * `every-frame`: each frame waits for its own layers. `on-motion`: layers are reused while nothing moves; a frame in which
 * something moved waits for new ones. `adaptive`: as `on-motion`, but when the model is slower than the frames, they do not wait
 * and use the newest layers. It is not the default, because older layers show the background behind a fast-moving hand.
 */
export type MaskSync = "every-frame" | "on-motion" | "adaptive";

/** The values of `--mask-sync`. */
export const MASK_SYNCS: readonly MaskSync[] = ["every-frame", "on-motion", "adaptive"];

/** Presets that trade CPU time against how closely masks follow the person. */
export type Quality = "fast" | "balanced" | "high";

/** The values of `--quality`. */
export const QUALITIES: readonly Quality[] = ["fast", "balanced", "high"];

/** When models run for needs of age `valid`. Plain JSON. */
export interface SyncPolicy {
  /** Whether layers are reused, and whether frames wait for new ones. */
  readonly sync: MaskSync;
  /** If a number n: models run at most on every n-th frame, and frames do not wait for them. `null`: `sync` decides. */
  readonly maskEvery: number | null;
}

/** The maximum age of a layer of age `valid` in milliseconds, even while nothing moves. */
export const VALID_MS = 500;

/** The policy of each preset. `tests/bench` measures their cost and the quality of their masks. */
const PRESETS: Readonly<Record<Quality, SyncPolicy>> = {
  fast: { sync: "adaptive", maskEvery: 2 },
  balanced: { sync: "on-motion", maskEvery: null },
  high: { sync: "every-frame", maskEvery: null },
};

/** The policy without options: the preset `balanced`. */
export const DEFAULT_SYNC_POLICY: SyncPolicy = PRESETS.balanced;

/** Makes the policy for these options. `maskSync` and `maskEvery` override the preset of `quality`. */
export function syncPolicyOf(
  { quality = "balanced", maskSync, maskEvery }: {
    readonly quality?: Quality;
    readonly maskSync?: MaskSync;
    readonly maskEvery?: number;
  },
): SyncPolicy {
  const preset = PRESETS[quality];
  if (maskSync !== undefined) return { sync: maskSync, maskEvery: maskEvery ?? null };
  if (maskEvery !== undefined) return { sync: "adaptive", maskEvery };
  return preset;
}
