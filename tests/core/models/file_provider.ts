/** Providers for tests. */
import assert from "node:assert/strict";
import type { LayerProvider } from "../../../core/layers/layers.ts";
import { providersFor } from "../../../core/layers/providers.ts";

/** The provider of a model file with these labels, or with this number of channels and no labels. */
export function fileProvider(
  file: string,
  { width, height, labels = [], channels = Math.max(labels.length, 1) }: {
    width: number;
    height: number;
    labels?: readonly string[];
    channels?: number;
  },
): LayerProvider {
  const [provider] = providersFor({ width, height }, { file, width, height, labels, channels });
  assert.ok(provider);
  return provider;
}

/** A provider of one of Scrim's models, for frames of 1280x720. */
export function knownProvider(id: "landscape" | "general" | "pose" | "heatmaps"): LayerProvider {
  const model = id === "general" ? id : undefined;
  const provider = providersFor({ width: 1280, height: 720 }, model).find((one) => one.id === id);
  assert.ok(provider);
  return provider;
}
