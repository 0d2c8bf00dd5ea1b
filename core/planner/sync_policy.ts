/**
 * Which frames wait for new masks when a filter asks for a layer that is *valid*: what `--mask-sync`, `--mask-every` and
 * `--quality` mean.
 *
 * @module
 */

/**
 * `every-frame`: every frame waits for layers of its own. `on-motion`: layers are reused while nothing moves; where something
 * moved, the frame waits. `adaptive`: like `on-motion`, but when the model is slower than the frames, they use the newest layers
 * and the model works beside them. It is not the default: behind a hand that moves fast, older layers show the background.
 */
export type MaskSync = "every-frame" | "on-motion" | "adaptive";

/** What `--mask-sync` can name. */
export const MASK_SYNCS: readonly MaskSync[] = ["every-frame", "on-motion", "adaptive"];

/** Presets that trade CPU time against how closely masks follow the person. */
export type Quality = "fast" | "balanced" | "high";

/** What `--quality` can name. */
export const QUALITIES: readonly Quality[] = ["fast", "balanced", "high"];

/** When models run for needs of age `valid`. Plain JSON. */
export interface SyncPolicy {
  /** Whether layers are used again, and whether frames wait. */
  readonly sync: MaskSync;
  /** Models run on every n-th frame at most, and frames do not wait for them. `null`: whenever something moved. */
  readonly maskEvery: number | null;
}

/** No layer that is called valid is older, whatever moved or did not. */
export const VALID_MS = 500;

/** What each preset means. `tests/bench` measures their cost and their masks. */
const PRESETS: Readonly<Record<Quality, SyncPolicy>> = {
  fast: { sync: "adaptive", maskEvery: 2 },
  balanced: { sync: "on-motion", maskEvery: null },
  high: { sync: "every-frame", maskEvery: null },
};

/** The policy when nothing is asked for. */
export const DEFAULT_SYNC_POLICY: SyncPolicy = PRESETS.balanced;

/** The policy that these options ask for. `maskSync` and `maskEvery` override the preset. */
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
