/**
 * Which stages of a chain run at all.
 *
 * @module
 */
import type { Plan } from "./plan.ts";
import type { StageSpec } from "../plugin/stage_spec.ts";
import type { Region } from "../plugin/contract.ts";

function covers(over: Region | null, touched: Region): boolean {
  return over === "frame" || over === touched;
}

/** The later stage that makes this one pointless, if there is one with nothing in between that could carry its effect on. */
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

/** Leaves out what changes nothing and what nobody would see. */
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

/** Whether a frame may go on without this stage when it fails: another one hides the room, and holds when it fails. */
export function isSkippable(stage: StageSpec, stages: readonly StageSpec[]): boolean {
  return stage.onFailure === "skip" &&
    stages.some((other) => other !== stage && other.hidesBackground && other.onFailure === "hold");
}
