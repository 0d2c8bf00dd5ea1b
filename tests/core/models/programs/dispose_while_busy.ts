/** Disposes an engine during an inference, prints the error of the inference, and does not end the process itself. */
import { Arena } from "../../../../core/media/arena.ts";
import { startEngine } from "../../../../core/models/worker_engine.ts";
import { MemoryLog } from "../../../fakes.ts";
import { knownProvider } from "../file_provider.ts";

const tools = { layers: ["person"], arena: new Arena(), log: new MemoryLog() };
const engine = await startEngine(knownProvider("general"), tools);
await engine.infer(1);
const pending = engine.infer(2).catch((error) => error.message);
// Long enough for the worker to start the inference. Even if the worker has finished, this thread has not received the answer.
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3);
await engine[Symbol.asyncDispose]();
console.log(await pending);
