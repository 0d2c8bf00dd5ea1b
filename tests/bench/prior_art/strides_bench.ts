/**
 * Pictures whose rows do not lie together: OpenCV copies them "silently" first. Kernels take a stride.
 * `deno run -A tests/bench/prior_art/strides_bench.ts`
 *
 * @module
 */
import { Arena } from "../../../core/media/arena.ts";
import { defaultColor, packedView } from "../../../core/media/frame.ts";
import { buildsHere, openBuild } from "../builds.ts";
import { fillWithNoise, HD } from "../frames.ts";
import { calls, time } from "../measure.ts";
import { type Group, printBench, timedRows } from "../table.ts";

/** What a driver may leave between rows. */
const PADDING = 256;

/** Camera bytes to planes, rows together and apart. */
export async function stridesBench(): Promise<Group> {
  const arena = new Arena();
  const kernels = await openBuild(buildsHere()[0], arena);
  const shape = { ...HD, color: defaultColor(HD.height) };
  const together = arena.packed("yuyv", shape);
  const stride = together.stride + PADDING;
  const apart = packedView(arena.bytes(stride * HD.height), { ...shape, layout: "yuyv", stride });
  const frame = arena.frame(HD.width, HD.height, shape.color);
  for (const { data } of [together, apart]) fillWithNoise(data);
  const timings = await time({
    "rows together": calls(() => kernels.unpack(together, frame)),
    "rows apart": calls(() => kernels.unpack(apart, frame)),
    "rows apart, put together first": calls(() => {
      kernels.copyPacked(apart, together);
      kernels.unpack(together, frame);
    }),
  });
  return { title: "rows that do not lie together", rows: timedRows(timings), notes: [] };
}

if (import.meta.main) await printBench(stridesBench);
