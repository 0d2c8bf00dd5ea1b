/**
 * A worker without rights that holds the plugin's thread: only a web worker can be made without rights, only a thread of
 * `node:worker_threads` with a limited heap, so one holds the other. Ended directly, this worker would leave a busy thread
 * running for ever; so it is asked to end the thread, and goes when that is gone.
 *
 * @module
 */
import { Worker } from "node:worker_threads";
import type { WardenNews, WardenOrder } from "./protocol.ts";

interface WorkerScope {
  onmessage: ((event: MessageEvent<WardenOrder | "end">) => void) | null;
  postMessage(message: WardenNews): void;
  close(): void;
}

const scope = globalThis as unknown as WorkerScope;

/** The thread cannot load a file: its code comes as text. */
const STARTER = `
import v8 from "node:v8";
import vm from "node:vm";
import { workerData } from "node:worker_threads";
const load = async (code) => {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const module = await import(url);
  URL.revokeObjectURL(url);
  return module.default;
};
const { port, ...order } = workerData;
const startThread = await load(order.program.thread);
const openKernels = await load(order.program.kernels);
await startThread({ vm, v8, order, port, openKernels });
`;

const STACK_MIB = 2;
const LONGEST_REASON = 500;

let thread: Worker | undefined;
let asked = false;

function start(order: WardenOrder): void {
  let reason: string | null = null;
  thread = new Worker(new URL(`data:text/javascript,${encodeURIComponent(STARTER)}`), {
    workerData: order,
    // deno-lint-ignore no-explicit-any -- a MessagePort of the web is taken, but not in node's types
    transferList: [order.port as any],
    resourceLimits: { maxOldGenerationSizeMb: order.limits.heapMiB, stackSizeMb: STACK_MIB },
    env: {},
    stdout: true,
    stderr: true,
  });
  thread.on("error", (error: { code?: unknown; message?: unknown }) => {
    reason = error?.code === "ERR_WORKER_OUT_OF_MEMORY"
      ? `it took more than ${order.limits.heapMiB} MiB of memory`
      : `its thread died: ${String(error?.message).slice(0, LONGEST_REASON)}`;
  });
  thread.on("exit", () => {
    scope.postMessage({ ended: asked ? null : reason ?? "its thread ended" });
    scope.close();
  });
}

scope.onmessage = ({ data }): void => {
  if (data !== "end") return start(data);
  asked = true;
  if (thread) void thread.terminate();
  else scope.close();
};
