/** Stops an engine that computes, prints what its inference was told, and leaves the rest to Deno. */
import { Arena } from "../../../../core/media/arena.ts";
import { startEngine } from "../../../../core/models/worker_engine.ts";
import { MemoryLog } from "../../../fakes.ts";
import { knownProvider } from "../file_provider.ts";

const tools = { layers: ["person"], arena: new Arena(), log: new MemoryLog() };
const engine = await startEngine(knownProvider("general"), tools);
await engine.infer(1);
const pending = engine.infer(2).catch((error) => error.message);
// Long enough for the worker to begin. If it is done by then, this thread has not heard of it.
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3);
await engine[Symbol.asyncDispose]();
console.log(await pending);
