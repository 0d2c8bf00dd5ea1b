/**
 * What each kernel costs on one core, in each build, and as a multiple of copying the frame's bytes.
 *
 *     deno run -A tests/bench/kernels_bench.ts [WIDTHxHEIGHT]
 *
 * @module
 */
import { Arena } from "../../core/arena.ts";
import { defaultColor } from "../../core/frame.ts";
import { type Kernels, motionTiles } from "../../core/ports.ts";
import { buildsHere, openBuild } from "./builds.ts";
import { demoMask, fillWithNoise, HD, MODEL, nameOf, type Size } from "./frames.ts";
import { calls, copyMs, time, type Work } from "./measure.ts";
import { type Group, printBench, type Row } from "./table.ts";

type Jobs = { readonly [name: string]: () => void };

/** Every kernel on pictures of this size. Real masks matter: where they are sure of themselves kernels do less. */
function jobs(kernels: Kernels, arena: Arena, { width, height }: Size): Jobs {
  const color = defaultColor(height);
  const shape = { width, height, color };
  const frame = arena.frame(width, height, color);
  const other = arena.frame(width, height, color);
  const yuyv = arena.packed("yuyv", shape);
  const spare = arena.packed("yuyv", shape);
  const nv12 = arena.packed("nv12", shape);
  const rgb = arena.packed("rgb24", shape);
  const rgba = arena.packed("rgba", shape);
  const model = arena.packed("rgba", { ...MODEL, color });
  const square = arena.packed("rgba", { width: 256, height: 256, color });
  const mask = arena.plane(MODEL.width, MODEL.height);
  const soft = arena.plane(MODEL.width, MODEL.height);
  const large = arena.plane(width, height);
  const luma = arena.plane(width, height);
  mask.data.set(demoMask(0));
  for (const { data } of [yuyv, nv12, rgba, frame.y, frame.u, frame.v]) fillWithNoise(data);
  const blur = (sigmaPx: number, except?: typeof mask) => {
    const size = kernels.blurSize(width, height, sigmaPx);
    const into = arena.frame(size.width, size.height, color);
    return { job: { source: frame, sigmaPx, into, except }, into };
  };
  const middling = blur(12, mask);
  const strong = blur(40, mask);
  const weak = blur(3, mask);
  const whole = blur(12);
  const composite = { foreground: frame, background: middling.into, mask, into: other };
  const inPlace = { ...composite, foreground: other };
  const replace = { ...composite, background: other };
  const fused = { ...composite, into: yuyv };
  const fusedReplace = { ...replace, into: yuyv };
  const still = arena.packed("rgba", { ...MODEL, color });
  const tiles = arena.bytes(8 * motionTiles(MODEL.width, MODEL.height));
  const moved = new Int32Array(tiles.buffer, tiles.byteOffset, tiles.length / 4);
  const crop = { x: width >> 3 << 1, y: height >> 3 << 1, width: width >> 1, height: height >> 1 };
  const part = arena.frame(crop.width, crop.height, color);
  const mirror = { moved: [-1, 0, 1, 0, 1, 0], labels: false } as const;
  const turned = { moved: [0.98, -0.1, 0.06, 0.1, 0.98, -0.04], labels: false } as const;
  const turnedLabels = { ...turned, labels: true };
  return {
    "unpack yuyv": () => kernels.unpack(yuyv, frame),
    "unpack nv12": () => kernels.unpack(nv12, frame),
    "unpack yuyv, middle quarter": () => kernels.unpack(yuyv, part, crop),
    "unpack nv12, middle quarter": () => kernels.unpack(nv12, part, crop),
    "unpackLuma yuyv": () => kernels.unpackLuma(yuyv, luma),
    "unpackLuma nv12": () => kernels.unpackLuma(nv12, luma),
    "pack yuyv": () => kernels.pack(frame, yuyv),
    "pack nv12": () => kernels.pack(frame, nv12),
    "pack rgb24": () => kernels.pack(frame, rgb),
    "pack rgba": () => kernels.pack(frame, rgba),
    "transfer yuyv": () => kernels.transfer(yuyv, spare),
    "copy": () => kernels.copy(frame, other),
    "fromRgba": () => kernels.fromRgba(rgba, frame),
    "sample 256x144": () => kernels.sample(frame, model),
    "sample 256x256": () => kernels.sample(frame, square),
    "soften 256x144": () => kernels.soften(mask, soft),
    "enlarge": () => kernels.enlarge(mask, large),
    "enlargeLabels": () => kernels.enlargeLabels(mask, large),
    "warp mirror": () => kernels.warp(frame.y, large, mirror),
    "warp turned": () => kernels.warp(frame.y, large, turned),
    "warp turned, labels": () => kernels.warp(frame.y, large, turnedLabels),
    "composite": () => kernels.composite(composite),
    "composite in place": () => kernels.composite(inPlace),
    "composite, full background": () => kernels.composite(replace),
    "composite to yuyv": () => kernels.composite(fused),
    "composite to yuyv, full background": () => kernels.composite(fusedReplace),
    "motion 256x144": () => kernels.motion(model, still, moved),
    "blur 12, masked": () => kernels.blur(middling.job),
    "blur 12": () => kernels.blur(whole.job),
    "blur 40, masked": () => kernels.blur(strong.job),
    "blur 3, masked": () => kernels.blur(weak.job),
  };
}

/** Measures all kernels. */
export async function kernelsBench(size: Size = HD): Promise<Group> {
  const builds = buildsHere();
  const jobsOf: Jobs[] = [];
  for (const build of builds) {
    const arena = new Arena();
    jobsOf.push(jobs(await openBuild(build, arena), arena, size));
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
