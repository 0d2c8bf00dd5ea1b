/**
 * What each kernel costs on one core, in each build, and as a multiple of copying the frame's bytes.
 *
 *     deno run -A tests/bench/kernels_bench.ts [WIDTHxHEIGHT]
 *
 * @module
 */
import { Arena } from "../../core/media/arena.ts";
import { defaultColor, type Plane } from "../../core/media/frame.ts";
import { type BlurShape, type Kernels, motionTiles } from "../../core/media/kernels.ts";
import { buildsHere, openBuild } from "./builds.ts";
import { fillWithNoise, HD, nameOf, type Size } from "./frames.ts";
import { calls, copyMs, time, type Work } from "./measure.ts";
import { type Group, printBench, type Row } from "./table.ts";

/** A soft-edged person: mostly 0 and 255, as real masks are. */
function person(mask: Plane): void {
  const { width, height, stride, data } = mask;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const distance = Math.hypot((x / width - 0.5) * 2, y / height - 0.6);
      data[y * stride + x] = Math.max(0, Math.min(255, (0.5 - distance) * 3000 + 128));
    }
  }
}

/** Every kernel at this size, by name; instructions are counted for the same jobs (`tests/native/instructions.ts`). */
export function jobs(
  kernels: Kernels,
  arena: Arena,
  width: number,
  height: number,
): Record<string, () => void> {
  const color = defaultColor(height);
  const shape = { width, height, color };
  const frame = arena.frame(width, height, color);
  const other = arena.frame(width, height, color);
  const yuyv = arena.packed("yuyv", shape);
  const spare = arena.packed("yuyv", shape);
  const uyvy = arena.packed("uyvy", shape);
  const nv12 = arena.packed("nv12", shape);
  const i420 = arena.packed("i420", shape);
  const rgb = arena.packed("rgb24", shape);
  const rgba = arena.packed("rgba", shape);
  const model = arena.packed("rgba", { width: 256, height: 144, color });
  const square = arena.packed("rgba", { width: 256, height: 256, color });
  const earlier = arena.packed("rgba", model);
  const tiles = arena.bytes(8 * motionTiles(model.width, model.height));
  const moved = new Int32Array(tiles.buffer, tiles.byteOffset, tiles.length / 4);
  const mask = arena.plane(256, 144);
  const soft = arena.plane(256, 144);
  const large = arena.plane(width, height);
  person(mask);
  for (const picture of [yuyv, uyvy, nv12, rgba, earlier]) fillWithNoise(picture.data);
  for (const plane of [frame.y, frame.u, frame.v]) fillWithNoise(plane.data);
  const small = (sigmaPx: number, shape?: BlurShape) => {
    const size = kernels.blurSize(width, height, sigmaPx, shape);
    return arena.frame(size.width, size.height, color);
  };
  const blurred = small(12);
  const strong = small(40);
  const weak = small(3);
  const discs = small(12, "bokeh");
  const composite = { foreground: frame, background: blurred, mask, into: other };
  const inPlace = { foreground: other, background: blurred, mask, into: other };
  const replace = { foreground: frame, background: other, mask, into: other };
  const luma = arena.plane(width, height);
  const cells = kernels.spillSize(width, height);
  const spill = arena.plane(cells.width, cells.height);
  // The middle quarter of the picture.
  const crop = {
    x: 2 * (width >> 3),
    y: 2 * (height >> 3),
    width: width >> 1,
    height: height >> 1,
  };
  const part = arena.frame(crop.width, crop.height, color);
  const mirror = { moved: [-1, 0, 1, 0, 1, 0], labels: false } as const;
  const turned = { moved: [0.98, -0.1, 0.06, 0.1, 0.98, -0.04], labels: false } as const;
  const turnedLabels = { ...turned, labels: true };
  return {
    "unpack yuyv": () => kernels.unpack(yuyv, frame),
    "unpack uyvy": () => kernels.unpack(uyvy, frame),
    "unpack nv12": () => kernels.unpack(nv12, frame),
    "unpack yuyv, quarter": () => kernels.unpack(yuyv, part, crop),
    "unpack nv12, quarter": () => kernels.unpack(nv12, part, crop),
    "unpackLuma yuyv": () => kernels.unpackLuma(yuyv, luma),
    "unpackLuma nv12": () => kernels.unpackLuma(nv12, luma),
    "pack yuyv": () => kernels.pack(frame, yuyv),
    "pack nv12": () => kernels.pack(frame, nv12),
    "pack rgb24": () => kernels.pack(frame, rgb),
    "pack rgba": () => kernels.pack(frame, rgba),
    "copyPacked yuyv": () => kernels.copyPacked(yuyv, spare),
    "copy": () => kernels.copy(frame, other),
    "fromRgba": () => kernels.fromRgba(rgba, frame),
    "sample 256x144": () => kernels.sample(frame, model),
    "sample 256x256": () => kernels.sample(frame, square),
    "motion 256x144": () => kernels.motion(model, earlier, moved),
    "smooth": () => kernels.smooth(mask, soft),
    "refine 256x144": () =>
      kernels.refine({
        ...{ mask, guide: model, before: earlier, frame, noise: 3, share: 0.1, into: large },
      }),
    "dilate 10": () => kernels.dilate(large, luma, 10),
    "upscale": () => kernels.upscale(mask, large),
    "upscaleLabels": () => kernels.upscaleLabels(mask, large),
    "warp mirror": () => kernels.warp(frame.y, large, mirror),
    "warp turned": () => kernels.warp(frame.y, large, turned),
    "warp turned, labels": () => kernels.warp(frame.y, large, turnedLabels),
    "composite": () => kernels.composite(composite),
    "composite in place": () => kernels.composite(inPlace),
    "composite, full background": () => kernels.composite(replace),
    "spill": () => kernels.spill({ frame, mask, into: spill }),
    "composite, clean edge": () => kernels.composite({ ...composite, spill }),
    "composite to yuyv": () => kernels.composite({ ...composite, into: spare }),
    "composite to i420": () => kernels.composite({ ...composite, into: i420 }),
    "composite to rgb24": () => kernels.composite({ ...composite, into: rgb }),
    "composite to yuyv, full background": () => kernels.composite({ ...replace, into: spare }),
    "blur 12, masked": () =>
      kernels.blur({ source: frame, except: mask, sigmaPx: 12, into: blurred }),
    "blur 12": () => kernels.blur({ source: frame, sigmaPx: 12, into: blurred }),
    "blur 40, masked": () =>
      kernels.blur({ source: frame, except: mask, sigmaPx: 40, into: strong }),
    "blur 12, masked, discs": () =>
      kernels.blur({ source: frame, except: mask, sigmaPx: 12, shape: "bokeh", into: discs }),
    "blur 3, masked": () => kernels.blur({ source: frame, except: mask, sigmaPx: 3, into: weak }),
  };
}

/** Measures all kernels. */
export async function kernelsBench(size: Size = HD): Promise<Group> {
  const builds = buildsHere();
  const jobsOf: Record<string, () => void>[] = [];
  for (const build of builds) {
    const arena = new Arena();
    jobsOf.push(jobs(await openBuild(build, arena), arena, size.width, size.height));
  }
  const copy = await copyMs(size.width * size.height * 3 / 2);
  const rows: Row[] = [];
  for (const name of Object.keys(jobsOf[0])) {
    const works = builds.map((build, i): [string, Work] => [build, calls(jobsOf[i][name])]);
    const timings = await time(Object.fromEntries(works), { turns: 5 });
    const [first, ...others] = builds;
    const { best, median, cpu } = timings[first];
    const rest = others.map((build) => [`${build} ms`, timings[build].best]);
    rows.push({
      name,
      figures: {
        ...{ "best ms": best, "median ms": median, "cpu ms": cpu, "x copy": best / copy },
        ...Object.fromEntries(rest),
      },
    });
  }
  return {
    title: `kernels (${builds[0]}), ${nameOf(size)}`,
    rows,
    notes: [`copy: the I420 frame's bytes by JavaScript's memmove, ${copy.toFixed(3)} ms`],
  };
}

if (import.meta.main) {
  const [width, height] = (Deno.args[0] ?? nameOf(HD)).split("x").map(Number);
  await printBench(() => kernelsBench({ width, height }));
}
