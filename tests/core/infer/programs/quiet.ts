/** Starts both models, runs them, stops them, and prints nothing of its own. */
import { Arena } from "../../../../core/arena.ts";
import { startEngine } from "../../../../core/infer/engine.ts";
import { MemoryLog } from "../../../fakes.ts";

for (const model of ["landscape", "general"] as const) {
  await using engine = await startEngine(model, { arena: new Arena(), log: new MemoryLog() });
  for (let i = 1; i < 4; i++) await engine.infer(i);
}
