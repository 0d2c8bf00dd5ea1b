/**
 * What each `--quality` costs, and how well its masks fit frames that do not wait for masks of their own: the moving figure at
 * a camera's pace, whose exact outline is known.
 *
 *     deno run -A tests/bench/effort_bench.ts
 *
 * @module
 */
import { Arena } from "../../core/media/arena.ts";
import { defaultColor, type Plane } from "../../core/media/frame.ts";
import { demoAlpha } from "../../core/io/demo/scene.ts";
import { QUALITIES, type Quality } from "../../core/planner/sync_policy.ts";
import { definePlugin, run } from "../../mod.ts";
import { iou } from "../quality/pictures.ts";
import { HD } from "./frames.ts";
import { quantile } from "./measure.ts";
import { processFigures } from "./process_bench.ts";
import { Films } from "./process/film.ts";
import { type Figures, type Group, printBench, type Row } from "./table.ts";

/** 4 s, in which the figure lifts an arm, waves and laughs. */
const FRAMES = 120;
const WARM_UP = 20;
/** What differs between efforts. */
const COSTS = ["best cpu ms", "median cpu ms", "p50 ms", "p99 ms", "inferences a frame"] as const;

/** The mattes that filters get, each with the number of its frame. */
async function mattes(quality: Quality): Promise<readonly { number: number; matte: Uint8Array }[]> {
  const kept: { number: number; matte: Uint8Array }[] = [];
  const keep = definePlugin({
    apiVersion: 1,
    name: "keep",
    summary: "Keeps every matte",
    access: "read",
    layers: [{ name: "person" }],
    process({ layers: { person }, sequence }) {
      kept.push({ number: sequence, matte: person.data.slice() });
    },
  });
  await run({
    ...{ input: "demo", size: HD, frames: FRAMES, output: "none", quality },
    plugins: [{ plugin: keep }],
  });
  return kept.slice(WARM_UP);
}

/** How far the outline is off, in pixels: the area in which both differ, divided by the outline's length. */
function edgeErrorPx(matte: Uint8Array, alpha: Uint8Array): number {
  let area = 0;
  let outline = 0;
  for (let at = 0; at < alpha.length; at++) {
    area += Math.abs(matte[at] - alpha[at]) / 255;
    const inside = alpha[at] > 127;
    if (inside !== (alpha[at + 1] > 127) || inside !== (alpha[at + HD.width] > 127)) outline++;
  }
  return area / outline;
}

async function figuresAt(quality: Quality): Promise<Figures> {
  const frame = new Arena().frame(HD.width, HD.height, defaultColor(HD.height));
  const shares: number[] = [];
  const errors: number[] = [];
  for (const { number, matte } of await mattes(quality)) {
    const alpha = demoAlpha(number, HD.width, HD.height);
    const plane: Plane = { data: matte, stride: HD.width, ...HD };
    shares.push(iou(plane, { frame, alpha }));
    errors.push(edgeErrorPx(matte, alpha));
  }
  return {
    "IoU p50": quantile(shares, 0.5),
    "worst IoU": Math.min(...shares),
    "edge error p50 px": quantile(errors, 0.5),
    "worst px": Math.max(...errors),
  };
}

/** Measures `blur` at every quality. */
export async function qualityBench(): Promise<Group> {
  using films = new Films();
  const film = await films.get("moving");
  const rows: Row[] = [];
  for (const quality of QUALITIES) {
    const cost = await processFigures(film, { run: { plugins: ["blur"], quality }, stretches: 2 });
    const kept = COSTS.map((column) => [column, cost[column]]);
    const figures = { ...Object.fromEntries(kept), ...await figuresAt(quality) };
    rows.push({ name: `--quality ${quality}`, figures });
  }
  const notes = [
    "blur, 720p at 30/s, moving; mattes as filters get them, against the figure's exact alpha",
  ];
  return { title: "quality", rows, notes };
}

if (import.meta.main) await printBench(qualityBench);
