/**
 * How a finished picture gets into a virtual camera's buffer. linuxgreenscreen lost 4 ms a frame to `tobytes()`; Pillow's
 * way into numpy made three copies. `deno run -A tests/bench/prior_art/output_copies_bench.ts`
 *
 * @module
 */
import { Arena } from "../../../core/media/arena.ts";
import { defaultColor } from "../../../core/media/frame.ts";
import { buildsHere, openBuild } from "../builds.ts";
import { demoMask, fillWithNoise, HD, MODEL } from "../frames.ts";
import { calls, time } from "../measure.ts";
import { type Group, printBench, timedRows } from "../table.ts";

/** The last filter's result on its way out, at 720p. */
export async function outputCopiesBench(): Promise<Group> {
  const { width, height } = HD;
  const arena = new Arena();
  const kernels = await openBuild(buildsHere()[0], arena);
  const color = defaultColor(height);
  const [frame, result] = [arena.frame(width, height, color), arena.frame(width, height, color)];
  const background = arena.frame(width, height, color);
  const mask = arena.plane(MODEL.width, MODEL.height);
  const device = arena.packed("yuyv", HD_SHAPE);
  const own = arena.packed("yuyv", HD_SHAPE);
  mask.data.set(demoMask(0));
  for (const { data } of [frame.y, background.y, frame.u, frame.v]) fillWithNoise(data);
  const job = { foreground: frame, background, mask };
  const [composed, packed] = [{ ...job, into: result }, { ...job, into: device }];
  const finish = (): void => {
    kernels.composite(composed);
    kernels.pack(result, own);
  };
  const timings = await time({
    "composed into the device's buffer": calls(() => kernels.composite(packed)),
    "composed, then packed into it": calls(() => {
      kernels.composite(composed);
      kernels.pack(result, device);
    }),
    "… into an own buffer, then copied": calls(() => {
      finish();
      device.data.set(own.data);
    }),
    "… as new bytes (tobytes), then copied": calls(() => {
      finish();
      device.data.set(new Uint8Array(own.data));
    }),
  });
  return { title: "the last step", rows: timedRows(timings), notes: [] };
}

const HD_SHAPE = { ...HD, color: defaultColor(HD.height) };

if (import.meta.main) await printBench(outputCopiesBench);
