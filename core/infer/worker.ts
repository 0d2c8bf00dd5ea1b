/**
 * The thread in which the model runs: one order to start, then one mask for each number that comes.
 *
 * @module
 */
import { ScrimError } from "../errors.ts";
import type { FromWorker, StartOrder, ToWorker } from "./protocol.ts";
import type { Segmenter } from "./segmenter.ts";

/** The global scope of a worker, as far as it is used. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
}

const scope = globalThis as unknown as WorkerScope;
let segmenter: Segmenter | undefined;

// Begins at once, while the engine reads the model. Imported here and not above: for an unreachable package Deno would
// print an uncaught error.
const program = import("./segmenter.ts").catch(unreachable);
program.catch(() => {}); // `start()` reports it

async function start(order: StartOrder): Promise<void> {
  try {
    const { Segmenter } = await program;
    segmenter = await Segmenter.load(order, (text) => scope.postMessage({ kind: "log", text }));
    scope.postMessage({ kind: "ready" });
  } catch (error) {
    scope.postMessage(failure(error));
  }
}

function unreachable(cause: unknown): never {
  const [reason] = String(cause).split("\n", 1);
  throw new ScrimError(`npm:@mediapipe/tasks-vision did not load: ${reason}`, {
    code: "MODEL",
    hint: "check the network: the package is fetched on first use",
    cause,
  });
}

function infer(frame: number): void {
  try {
    segmenter?.run();
    scope.postMessage(frame);
  } catch (error) {
    scope.postMessage(failure(error));
  }
}

function failure(error: unknown): FromWorker {
  return {
    kind: "failed",
    message: error instanceof Error ? error.message : String(error),
    ...(error instanceof ScrimError && error.hint ? { hint: error.hint } : {}),
  };
}

scope.onmessage = ({ data }): void => {
  if (typeof data === "number") infer(data);
  else void start(data);
};
