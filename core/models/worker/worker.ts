/**
 * The worker in which a model runs. The first message starts the model; each later message is a timestamp, for which the worker
 * computes the layers.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import type { FromWorker, LoadTask, StartOrder, Task, TaskName, ToWorker } from "../protocol.ts";

/** The part of a worker's global scope that is used here. */
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

// MediaPipe's code is loaded and compiled at once, while the engine reads the model. The imports are dynamic, because Deno prints
// an uncaught error when a package of a static import cannot be reached.
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
    // Zero all layers, so that a partial mask cannot reveal the background.
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
