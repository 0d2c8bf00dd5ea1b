/** Somebody who comes near to the camera is never taken for a model's mistake. */
import assert from "node:assert/strict";
import { Arena } from "../../core/media/arena.ts";
import type { Plane } from "../../core/media/frame.ts";
import { personShare } from "../../core/masks/mask_guard.ts";
import { run } from "../../mod.ts";
import { MemoryLog } from "../fakes.ts";
import { frameSource, SIZE } from "./moving_scenes.ts";
import { demoPictures } from "./pictures.ts";

/** Until shoulders fill the picture; any nearer and the model finds nobody, which hides everything. */
const NEAREST = 3.2;
/** The figure's chin: around it the picture grows. */
const CENTER = { x: 0.5, y: 0.55 } as const;

function upscale(from: Plane, into: Plane, scale: number): void {
  const [left, top] = [CENTER.x, CENTER.y].map((part) => part - part / scale);
  for (let y = 0; y < into.height; y++) {
    const row = Math.floor(top * from.height + y / scale) * from.stride;
    for (let x = 0; x < into.width; x++) {
      into.data[y * into.stride + x] = from.data[row + Math.floor(left * from.width + x / scale)];
    }
  }
}

for (const seconds of [1, 3]) {
  Deno.test(`the demo figure comes near within ${seconds} s, and every frame is shown`, async () => {
    const arena = new Arena();
    const [{ frame }] = demoPictures([130], { ...SIZE, arena });
    const frames = 10 + 30 * seconds;
    const shares: number[] = [];
    const source = frameSource(frames, (into, number) => {
      const near = Math.min(Math.max(number - 10, 0) / (30 * seconds - 1), 1);
      const scale = NEAREST ** near;
      upscale(frame.y, into.y, scale);
      upscale(frame.u, into.u, scale);
      upscale(frame.v, into.v, scale);
    });
    const log = new MemoryLog();
    const { frames: counts } = await run({
      input: source,
      output: "none",
      outputFormat: "i420",
      plugins: [{
        plugin: {
          ...{ apiVersion: 1, name: "probe", summary: "Measures", access: "read" },
          layers: [{ name: "person", size: "native" }],
          process: ({ layers: { person } }) => void shares.push(personShare(person)),
        },
      }, "blur"],
      log,
    });
    assert.deepEqual([counts.in, counts.failed], [frames, 0], log.lines.join("\n"));
    assert.ok(shares[0] < 0.4 && Math.max(...shares) > 0.7, `it came near: ${shares}`);
  });
}
