/**
 * Makes MediaPipe send its usage statistics at once by closing a task (otherwise it sends them every minute), and prints the
 * attempts and their outcomes.
 */
import { ImageSegmenter } from "npm:@mediapipe/tasks-vision@1.1.0";
import { loadModel } from "../../../../core/models/model_files.ts";
import { prepareScope } from "../../../../core/models/runtime.ts";
import { textureCanvas } from "../../../../core/models/worker/texture_context.ts";
import { MemoryLog } from "../../../fakes.ts";
import { systemClock } from "../../../../core/base/clock.ts";
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
  // Closing fails, because the texture context cannot free anything; the statistics are sent before that.
}
await until("an outcome", () => attempts.some(({ outcome }) => outcome !== "sent"));
print(JSON.stringify(attempts));
Deno.exit(0);
