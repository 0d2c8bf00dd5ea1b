/**
 * A ring of frames that are used again, against new ones: the GPU video stream got from 0.52 to 0.87 of real time by
 * recycling its matrices. `deno run -A tests/bench/prior_art/rings_bench.ts`
 *
 * @module
 */
import { Arena } from "../../../core/media/arena.ts";
import { defaultColor, type Frame } from "../../../core/media/frame.ts";
import { i420View } from "../../../core/io/i420_view.ts";
import { buildsHere, openBuild } from "../builds.ts";
import { fillWithNoise, HD, nameOf, UHD } from "../frames.ts";
import { calls, time, type Work } from "../measure.ts";
import { type Group, printBench, timedRows } from "../table.ts";

const RING = 4;

/** Camera bytes to planes to virtual camera bytes. */
export async function ringsBench(): Promise<Group> {
  const works: { [name: string]: Work } = {};
  for (const size of [HD, UHD]) {
    const { width, height } = size;
    const arena = new Arena();
    const kernels = await openBuild(buildsHere()[0], arena);
    const shape = { ...size, color: defaultColor(height) };
    const [camera, device] = [arena.packed("yuyv", shape), arena.packed("yuyv", shape)];
    fillWithNoise(camera.data);
    const ring = Array.from({ length: RING }, () => arena.frame(width, height, shape.color));
    let number = 0;
    const newest = (): Frame =>
      i420View({
        ...shape,
        layout: "i420",
        stride: width,
        data: new Uint8Array(width * height * 1.5),
      });
    const through = (frame: Frame): void => {
      kernels.unpack(camera, frame);
      kernels.pack(frame, device);
    };
    works[`${nameOf(size)}, a ring of ${RING}`] = calls(() => through(ring[++number % RING]));
    works[`${nameOf(size)}, new frames`] = calls(() => through(newest()));
  }
  return { title: "frames used again or new", rows: timedRows(await time(works), 2), notes: [] };
}

if (import.meta.main) await printBench(ringsBench);
