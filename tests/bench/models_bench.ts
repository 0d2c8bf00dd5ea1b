/**
 * What every other model costs, by the layers that are asked of it.
 *
 *     deno run -A tests/bench/models_bench.ts
 *
 * @module
 */
import { Arena } from "../../core/media/arena.ts";
import { startEngine } from "../../core/models/worker_engine.ts";
import { BODY_PARTS, KEYPOINTS } from "../../core/layers/names.ts";
import { providersFor } from "../../core/layers/providers.ts";
import { HD } from "./frames.ts";
import { engineAtWork, timeModels } from "./inference_bench.ts";
import { QUIET } from "./quiet.ts";
import { type Group, printBench, type Row } from "./table.ts";

/** A provider and its layers. */
const CASES: Readonly<Record<string, readonly [provider: string, layers: readonly string[]]>> = {
  general: ["general", ["person"]],
  "one heatmap": ["heatmaps", ["heatmaps/nose"]],
  "33 heatmaps": ["heatmaps", KEYPOINTS.map((name) => `heatmaps/${name}`)],
  landmarks: ["pose", ["landmarks"]],
  "landmarks, person": ["pose", ["landmarks", "person"]],
  "body parts": ["pose", ["parts"]],
  "all of pose": [
    "pose",
    ["landmarks", "person", "parts", ...BODY_PARTS.map((name) => `parts/${name}`)],
  ],
};

async function measure(name: string): Promise<Row> {
  const [id, layers] = CASES[name];
  const provider = providersFor(HD, id === "general" ? id : undefined).find((one) => one.id === id);
  if (!provider) throw new Error(`no provider ${id}`);
  const start = performance.now();
  const arena = new Arena();
  const engine = await startEngine(provider, { layers, arena, log: QUIET });
  const ready = performance.now() - start;
  await using contender = await engineAtWork(engine, arena);
  const [{ figures }] = await timeModels({ [name]: contender });
  return { name, figures: { ...figures, "ready after ms": ready } };
}

/** Measures every case, one after the other. */
export async function modelsBench(): Promise<Group> {
  const rows: Row[] = [];
  for (const name of Object.keys(CASES)) rows.push(await measure(name));
  return { title: "other models", rows, notes: [] };
}

if (import.meta.main) await printBench(modelsBench);
