/** Answers of plugins that exist in tests only. */
import type { StageAnswer } from "../../../core/planner/plan.ts";

export function stage(id: string, answer: Partial<StageAnswer> = {}): StageAnswer {
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
    walled: false,
    ...answer,
  };
}
