/**
 * The thread in which a model runs: one order to start, then its layers for each number that comes.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import type { FromWorker, LoadTask, StartOrder, Task, TaskName, ToWorker } from "../protocol.ts";

/** The global scope of a worker, as far as it is used. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
}

const LOAD: Readonly<Record<TaskName, () => Promise<{ load: LoadTask }>>> = {
  segmenter: () => import("./segmenter.ts"),
  heatmaps: () => import("./heatmaps.ts"),
  pose: () => import("./pose.ts"),
};

const scope = globalThis as unknown as WorkerScope;
let task: Task | undefined;
let layers: StartOrder["layers"] = [];

// MediaPipe's code begins to load and to compile at once, while the engine reads the model. Imported here and not above: for
// an unreachable package Deno would print an uncaught error.
const program = Promise.all([
  import("../runtime.ts").then(({ compileProgram }) => compileProgram()),
  import("npm:@mediapipe/tasks-vision@1.1.0"),
]).catch(unreachable);
program.catch(() => {}); // `start()` reports it

async function start(order: StartOrder): Promise<void> {
  try {
    await program;
    const { load } = await LOAD[order.task]();
    layers = order.layers;
    task = await load(order, (text) => scope.postMessage({ kind: "log", text }));
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

function infer(timestampMs: number): void {
  try {
    task?.run(timestampMs);
    scope.postMessage(timestampMs);
  } catch (error) {
    // Half a result is none: nobody and nothing is found, so that no background shows through.
    for (const { data } of layers) data.fill(0);
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
