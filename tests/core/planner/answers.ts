/** Makes stage specifications for tests. */
import type { StageSpec } from "../../../core/plugin/stage_spec.ts";

export function stage(id: string, answer: Partial<StageSpec> = {}): StageSpec {
  return {
    id,
    access: "in-place",
    format: "i420",
    movesPixels: false,
    moved: null,
    layers: [],
    identity: false,
    touches: "frame",
    overwrites: null,
    history: 0,
    roi: null,
    hidesBackground: false,
    onFailure: "hold",
    sandboxed: false,
    ...answer,
  };
}
