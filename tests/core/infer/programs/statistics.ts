/**
 * Makes MediaPipe send its usage statistics at once (it does so when a task is closed, else every minute), and prints what
 * it tried and how that went.
 */
import { ImageSegmenter } from "npm:@mediapipe/tasks-vision@1.1.0";
import { loadModel } from "../../../../core/infer/models.ts";
import { prepareScope } from "../../../../core/infer/runtime.ts";
import { textureCanvas } from "../../../../core/infer/texture_context.ts";
import { MemoryLog } from "../../../fakes.ts";
import { systemClock } from "../../../../core/system.ts";
import { until } from "../../../wait.ts";

const print = console.log.bind(console);
const { bytes } = await loadModel("landscape", { clock: systemClock, log: new MemoryLog() });
const wasm = prepareScope(() => {});
const attempts: { url: string; outcome: string }[] = [];
const guarded = globalThis.fetch;
globalThis.fetch = async (target) => {
  const attempt = { url: String(target), outcome: "sent" };
  attempts.push(attempt);
  try {
    return await guarded(target);
  } catch (error) {
    attempt.outcome = String(error);
    throw error;
  }
};
const task = await ImageSegmenter.createFromOptions(wasm, {
  canvas: textureCanvas() as unknown as OffscreenCanvas,
  runningMode: "VIDEO",
  baseOptions: { delegate: "CPU", modelAssetBuffer: bytes },
});
try {
  task.close();
} catch {
  // Our texture context has nothing to free; the statistics go out before that.
}
await until("an outcome", () => attempts.some(({ outcome }) => outcome !== "sent"));
print(JSON.stringify(attempts));
Deno.exit(0);
