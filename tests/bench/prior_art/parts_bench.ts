/**
 * What a filter does not look at need not be taken from the camera: luma alone, a part alone. The person of picamera2's issue
 * 740 copied RGB frames, then luma, and meant to cut out a part before copying.
 * `deno run -A tests/bench/prior_art/parts_bench.ts`
 *
 * @module
 */
import { Arena } from "../../../core/media/arena.ts";
import { defaultColor } from "../../../core/media/frame.ts";
import { buildsHere, openBuild } from "../builds.ts";
import { fillWithNoise } from "../frames.ts";
import { calls, time } from "../measure.ts";
import { type Group, printBench, timedRows } from "../table.ts";

/** That camera's frames. */
const SIZE = { width: 2304, height: 1296 };
/** The sixteenth in the middle, where the small object is now. */
const PART = { x: 864, y: 486, width: 576, height: 324 };

/** Camera bytes to what a filter gets. */
export async function partsBench(): Promise<Group> {
  const arena = new Arena();
  const kernels = await openBuild(buildsHere()[0], arena);
  const color = defaultColor(SIZE.height);
  const camera = arena.packed("yuyv", { ...SIZE, color });
  fillWithNoise(camera.data);
  const planes = arena.frame(SIZE.width, SIZE.height, color);
  const part = arena.frame(PART.width, PART.height, color);
  const rgba = arena.packed("rgba", { ...SIZE, color });
  const timings = await time({
    "all of it as RGBA": calls(() => {
      kernels.unpack(camera, planes);
      kernels.pack(planes, rgba);
    }),
    "all of it, planes": calls(() => kernels.unpack(camera, planes)),
    "luma": calls(() => kernels.unpackLuma(camera, planes.y)),
    "a sixteenth, planes": calls(() => kernels.unpack(camera, part, PART)),
    "a sixteenth, luma": calls(() => kernels.unpackLuma(camera, part.y, PART)),
  });
  const title = `what is taken of a frame of ${SIZE.width}x${SIZE.height}`;
  return { title, rows: timedRows(timings), notes: [] };
}

if (import.meta.main) await printBench(partsBench);
