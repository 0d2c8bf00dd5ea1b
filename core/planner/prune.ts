/**
 * Removes the stages of a chain that have no visible effect.
 *
 * @module
 */
import type { Plan } from "./plan.ts";
import type { StageSpec } from "../plugin/stage_spec.ts";
import type { Region } from "../plugin/contract.ts";

function covers(over: Region | null, touched: Region): boolean {
  return over === "frame" || over === touched;
}

/** A later stage that overwrites all changes of this one before another stage can use them; `undefined` if there is none. */
function overwriter(stages: readonly StageSpec[], index: number): StageSpec | undefined {
  const { touches, access } = stages[index];
  if (access === "read") return undefined;
  for (const later of stages.slice(index + 1)) {
    const carries = later.access === "read" || later.movesPixels || later.history > 0;
    if (carries) return undefined;
    if (covers(later.overwrites, touches)) return later;
    if (later.touches !== touches) return undefined;
  }
  return undefined;
}

/** Separates the stages that run from those that change nothing or whose changes are overwritten. */
export function liveStages(chain: readonly StageSpec[]): Pick<Plan, "stages" | "dropped"> {
  const dropped: { stage: string; reason: string }[] = [];
  const changing = chain.filter((stage) => {
    if (stage.identity) {
      dropped.push({ stage: stage.id, reason: "changes nothing with its options" });
    }
    return !stage.identity;
  });
  const stages = changing.filter((stage, index) => {
    const later = overwriter(changing, index);
    if (later) dropped.push({ stage: stage.id, reason: `overwritten by ${later.id}` });
    return !later;
  });
  return { stages, dropped };
}

/**
 * Whether a frame may continue without this stage when it fails. It may only if another stage hides the background and has
 * `onFailure: "hold"`.
 */
export function isSkippable(stage: StageSpec, stages: readonly StageSpec[]): boolean {
  return stage.onFailure === "skip" &&
    stages.some((other) => other !== stage && other.hidesBackground && other.onFailure === "hold");
}
