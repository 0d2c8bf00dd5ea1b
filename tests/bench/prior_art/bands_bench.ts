/**
 * Bands that stay in the second-level cache, each through all steps, against whole passes. Pillow's 64 KiB chunks were copied
 * while they were warm and made one conversion 2.5 times as fast. `deno run -A tests/bench/prior_art/bands_bench.ts`
 *
 * @module
 */
import { Arena } from "../../../core/media/arena.ts";
import { defaultColor } from "../../../core/media/frame.ts";
import { buildsHere, openBuild } from "../builds.ts";
import { demoMask, fillWithNoise, HD, MODEL, type Size, UHD } from "../frames.ts";
import { calls, time, type Work } from "../measure.ts";
import { type Group, printBench, timedRows } from "../table.ts";
import { bandOf, packedBand, rowsOf } from "./bands.ts";

/** The steps of `replace` after its mask is known: planes, composition, bytes. */
async function works(
  { width, height }: Size,
  bands: readonly number[],
): Promise<{ [name: string]: Work }> {
  const arena = new Arena();
  const kernels = await openBuild(buildsHere()[0], arena);
  const color = defaultColor(height);
  const [camera, device] = [0, 1].map(() => arena.packed("yuyv", { width, height, color }));
  const [frame, background] = [0, 1].map(() => arena.frame(width, height, color));
  const mask = arena.plane(MODEL.width, MODEL.height);
  mask.data.set(demoMask(0));
  for (const { data } of [camera, background.y]) fillWithNoise(data);
  const passes = (rows: number): Work => {
    const jobs = Array.from({ length: height / rows }, (_, i) => {
      const band = bandOf(frame, i * rows, rows);
      const behind = bandOf(background, i * rows, rows);
      const share = rows * MODEL.height / height;
      const masked = rowsOf(mask, i * share, share);
      return {
        ...{ from: packedBand(camera, i * rows, rows), to: packedBand(device, i * rows, rows) },
        job: { foreground: band, background: behind, mask: masked, into: band },
      };
    });
    return calls(() => {
      for (const { from, to, job } of jobs) {
        kernels.unpack(from, job.into);
        kernels.composite(job);
        kernels.pack(job.into, to);
      }
    });
  };
  return Object.fromEntries(
    bands.map((rows) => [`${height} rows in bands of ${rows}`, passes(rows)]),
  );
}

/** Measures bands at 720p and 4K. */
export async function bandsBench(): Promise<Group> {
  const timings = await time({
    ...await works(HD, [720, 180, 60, 20]),
    ...await works(UHD, [2160, 180, 60, 30]),
  });
  const notes = [
    "unpack, composite, pack; the mask is known, which for the first of them it is not",
  ];
  return { title: "bands against whole passes", rows: timedRows(timings, 4), notes };
}

if (import.meta.main) await printBench(bandsBench);
