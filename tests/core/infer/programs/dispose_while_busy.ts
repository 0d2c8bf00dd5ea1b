/** Stops an engine that computes, prints what its inference was told, and leaves the rest to Deno. */
import { Arena } from "../../../../core/arena.ts";
import { startEngine } from "../../../../core/infer/engine.ts";
import { MemoryLog } from "../../../fakes.ts";

const engine = await startEngine("general", { arena: new Arena(), log: new MemoryLog() });
await engine.infer(1);
const pending = engine.infer(2).catch((error) => error.message);
await new Promise((resolve) => setTimeout(resolve, 3));
await engine[Symbol.asyncDispose]();
console.log(await pending);
