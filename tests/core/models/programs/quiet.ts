/** Starts, runs and stops each task. It prints nothing itself. */
import { Arena } from "../../../../core/media/arena.ts";
import { startEngine } from "../../../../core/models/worker_engine.ts";
import { MemoryLog } from "../../../fakes.ts";
import { knownProvider } from "../file_provider.ts";

const LAYERS = {
  landscape: ["person"],
  general: ["person"],
  heatmaps: ["heatmaps/nose"],
  pose: ["landmarks", "person", "parts"],
} as const;
for (const id of ["landscape", "general", "heatmaps", "pose"] as const) {
  const tools = { layers: LAYERS[id], arena: new Arena(), log: new MemoryLog() };
  await using engine = await startEngine(knownProvider(id), tools);
  for (let i = 1; i < 4; i++) await engine.infer(i);
}
