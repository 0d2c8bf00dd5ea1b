/**
 * What the demo figure costs: painting its parts once, drawing each frame. `deno run -A tests/bench/demo_bench.ts`
 *
 * @module
 */
import { Arena } from "../../core/media/arena.ts";
import { defaultColor } from "../../core/media/frame.ts";
import { DemoScene } from "../../core/io/demo/scene.ts";
import { FULL_HD, HD, nameOf, type Size } from "./frames.ts";
import { calls, timeOne } from "./measure.ts";
import { type Group, printBench, type Row } from "./table.ts";

async function measure({ width, height }: Size): Promise<Row> {
  const arena = new Arena();
  const color = defaultColor(height);
  const room = arena.frame(width, height, color);
  const frame = arena.frame(width, height, color);
  const paint = await timeOne(calls(() => void new DemoScene(room, 30)), { turns: 3 });
  const scene = new DemoScene(room, 30);
  let number = 0;
  const draw = await timeOne(calls(() => scene.draw(number++, frame)));
  const figures = {
    "paint ms": paint.best,
    "draw: best ms": draw.best,
    "median ms": draw.median,
    "cpu ms": draw.cpu,
  };
  return { name: nameOf({ width, height }), figures };
}

/** Measures three sizes. */
export async function demoBench(): Promise<Group> {
  const rows: Row[] = [];
  for (const size of [{ width: 640, height: 360 }, HD, FULL_HD]) rows.push(await measure(size));
  return { title: "the demo figure", rows, notes: [] };
}

if (import.meta.main) await printBench(demoBench);
