/**
 * What a driver's buffer costs that is in no cache. On a Raspberry Pi they were uncached: 40 ms for 18 MB. Memory of that kind
 * cannot be had here (x86 drivers' buffers are cached, and programs may not map any other), so this is the least of it: cached
 * memory that left the caches. `deno run -A tests/bench/prior_art/cold_buffers_bench.ts`
 *
 * @module
 */
import { Arena } from "../../../core/media/arena.ts";
import { defaultColor } from "../../../core/media/frame.ts";
import { buildsHere, openBuild } from "../builds.ts";
import { fillWithNoise, HD, MODEL } from "../frames.ts";
import { time, type Work } from "../measure.ts";
import { type Group, printBench, timedRows } from "../table.ts";

/** More than third-level caches of desktop and server processors keep for one core. */
const EVICTING_BYTES = 256 * 2 ** 20;

/** Taking planes, and looking twice, with the camera's bytes warm and cold. */
export async function coldBuffersBench(): Promise<Group> {
  const arena = new Arena();
  const kernels = await openBuild(buildsHere()[0], arena);
  const shape = { ...HD, color: defaultColor(HD.height) };
  const camera = arena.packed("yuyv", shape);
  fillWithNoise(camera.data);
  const frame = arena.frame(HD.width, HD.height, shape.color);
  const model = arena.packed("rgba", { ...MODEL, color: shape.color });
  const other = new Uint8Array(EVICTING_BYTES);
  const warm = (work: () => void): Work => () => {
    work();
    const start = performance.now();
    work();
    return [performance.now() - start];
  };
  const cold = (work: () => void): Work => () => {
    work();
    other.fill(other[0] + 1);
    const start = performance.now();
    work();
    return [performance.now() - start];
  };
  const once = (): void => {
    kernels.unpack(camera, frame);
    kernels.sample(frame, model);
  };
  const twice = (): void => {
    kernels.unpackLuma(camera, frame.y);
    kernels.unpack(camera, frame);
    kernels.sample(frame, model);
  };
  const timings = await time({
    "read once, cached": warm(once),
    "read twice, cached": warm(twice),
    "read once, cold": cold(once),
    "read twice, cold": cold(twice),
  });
  const rows = timedRows(timings).map(({ name, figures: { "cpu ms": _, ...figures } }) => (
    { name, figures } // CPU time would be that of emptying the caches
  ));
  return { title: "a driver's buffer, 1280x720", rows, notes: [] };
}

if (import.meta.main) await printBench(coldBuffersBench);
