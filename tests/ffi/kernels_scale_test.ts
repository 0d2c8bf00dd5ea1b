import assert from "node:assert/strict";
import type { BlurShape, Edge } from "../../core/media/kernels.ts";
import { refBlur, refComposite, refSample, refSmooth, refUpscale } from "../kernels_ref.ts";
import {
  assertSameBytes,
  builds,
  type BuildUnderTest,
  COLORS,
  frame,
  type Memory,
  packed,
  plain,
  plane,
  scrambleAll,
  type Shape,
  shapes,
} from "../kernels_ref/builds.ts";

/** A frame with random bytes, the same in every memory. */
function filled(memory: Memory, shape: Shape) {
  const made = frame(memory, shape);
  scrambleAll(shape.seed, made);
  return made;
}

/** A mask: 0 random, 1 all background, 2 all foreground. */
function maskOf(memory: Memory, size: { width: number; height: number }, kind: number) {
  const made = plane(memory, size.width, size.height, kind);
  if (kind === 0) scrambleAll(size.width, made);
  else made.data.fill(kind === 1 ? 0 : 255);
  return made;
}

/** Any edge: low 0..254, high above it. */
function edgeOf(seed: number): Edge {
  const low = seed * 37 % 255;
  return { low, high: low + 1 + seed * 13 % (255 - low) };
}

function sampleEqual(build: BuildUnderTest, shape: Shape, width: number, height: number): void {
  const into = { ...shape, width, height };
  const got = packed(build.memory, "rgba", into);
  const want = packed(plain, "rgba", into);
  build.kernels.sample(filled(build.memory, shape), got);
  refSample(filled(plain, shape), want);
  assertSameBytes(
    got,
    want,
    `${build.name} ${shape.width}x${shape.height} to ${width}x${height}`,
  );
}

function compositeEqual(build: BuildUnderTest, shape: Shape, small: Shape, kind: number): void {
  const mask = { width: 1 + shape.seed % small.width, height: small.height };
  const job = (memory: Memory) => ({
    foreground: filled(memory, shape),
    background: filled(memory, small),
    mask: maskOf(memory, mask, kind),
    ...(shape.seed % 3 ? { edge: edgeOf(shape.seed) } : {}),
    into: filled(memory, { ...shape, seed: 5, pad: shape.pad + 2 }),
  });
  const got = job(build.memory);
  const want = job(plain);
  build.kernels.composite(got);
  refComposite(want);
  const text = `${build.name} ${shape.width}x${shape.height}, background ${small.width}x` +
    `${small.height}, mask ${mask.width}x${mask.height} kind ${kind}`;
  assertSameBytes(got.into, want.into, text);
  const inPlace = { ...got, into: got.foreground };
  build.kernels.composite(inPlace);
  refComposite({ ...want, into: want.foreground });
  assertSameBytes(inPlace.into, want.foreground, `${text} in place`);
}

function blurEqual(
  build: BuildUnderTest,
  shape: Shape,
  sigmaPx: number,
  { kind, spread = "gaussian" }: { kind: number; spread?: BlurShape },
): void {
  const size = build.kernels.blurSize(shape.width, shape.height, sigmaPx, spread);
  const mask = { width: 1 + (shape.seed * 5) % shape.width, height: shape.height };
  const job = (memory: Memory) => ({
    source: filled(memory, shape),
    sigmaPx,
    shape: spread,
    into: filled(memory, { ...shape, ...size, seed: 5 }),
    ...(kind < 3 ? { except: maskOf(memory, mask, kind) } : {}),
    ...(shape.seed % 3 ? { edge: edgeOf(shape.seed) } : {}),
  });
  const got = job(build.memory);
  const want = job(plain);
  build.kernels.blur(got);
  refBlur(want);
  const text =
    `${build.name} ${shape.width}x${shape.height} ${spread} ${sigmaPx} mask kind ${kind}`;
  assertSameBytes(got.into, want.into, text);
}

for (const { name, open } of builds) {
  Deno.test(`sample (${name}) equals the oracle, smaller and larger`, async () => {
    using build = await open();
    for (const shape of shapes()) {
      sampleEqual(build, shape, 1 + (shape.seed * 7) % 40, 1 + (shape.seed * 3) % 11);
    }
    const shape = { width: 97, height: 89, color: COLORS[0], pad: 3, seed: 4 };
    for (const [width, height] of [[97, 89], [19, 9], [96, 88], [1, 1], [130, 2], [8, 178]]) {
      sampleEqual(build, shape, width, height);
    }
    // Weights that do not fit 4096, in both directions.
    sampleEqual(build, { ...shape, width: 4099, height: 3 }, 8, 2);
    sampleEqual(build, { ...shape, width: 3, height: 4099 }, 2, 8);
    sampleEqual(build, { ...shape, width: 7, height: 2 }, 2311, 3);
  });

  Deno.test(`upscale (${name}) equals the oracle at every size`, async () => {
    using build = await open();
    for (const { width, height, pad, seed } of shapes()) {
      const from = { width: 1 + (seed * 11) % (width + 3), height: 1 + (seed * 5) % height };
      const got = plane(build.memory, width, height, pad);
      const want = plane(plain, width, height, pad);
      const edge = seed % 3 ? edgeOf(seed) : undefined;
      build.kernels.upscale(maskOf(build.memory, from, 0), got, edge);
      refUpscale(maskOf(plain, from, 0), want, edge);
      const text = `${name} ${from.width}x${from.height} to ${width}x${height}`;
      assertSameBytes(got, want, text);
    }
  });

  Deno.test(`upscale (${name}) gives every edge: 0 up to low, 255 from high on`, async () => {
    using build = await open();
    const mask = plane(build.memory, 256, 1, 0);
    mask.data.set(mask.data.map((_, value) => value));
    const got = plane(build.memory, 256, 1, 0);
    const want = plane(plain, 256, 1, 0);
    for (let low = 0; low < 255; low++) {
      for (let high = low + 1; high <= 255; high += 1 + low % 7) {
        build.kernels.upscale(mask, got, { low, high });
        refUpscale({ ...mask, data: mask.data.slice() }, want, { low, high });
        assertSameBytes(got, want, `${name} edge ${low} ${high}`);
        assert.equal(got.data[low], 0);
        assert.equal(got.data[high], 255);
      }
    }
  });

  Deno.test(`smooth (${name}) equals the oracle`, async () => {
    using build = await open();
    for (const { width, height, pad, seed } of shapes()) {
      const got = plane(build.memory, width, height, pad);
      const want = plane(plain, width, height, pad);
      const kind = seed % 5 === 0 ? 2 : 0;
      build.kernels.smooth(maskOf(build.memory, { width, height }, kind), got);
      refSmooth(maskOf(plain, { width, height }, kind), want);
      assertSameBytes(got, want, `${name} ${width}x${height}`);
    }
  });

  Deno.test(`composite (${name}) equals the oracle, in place too, masks 0, 255 and random`, async () => {
    using build = await open();
    for (const shape of shapes()) {
      const whole = { ...shape, seed: 77 };
      const part = {
        ...whole,
        width: 1 + (shape.seed * 3) % shape.width,
        height: 1 + (shape.seed * 5) % shape.height,
      };
      for (let kind = 0; kind < 3; kind++) {
        compositeEqual(build, shape, whole, kind);
        compositeEqual(build, shape, part, kind);
      }
    }
  });

  Deno.test(`blur (${name}) equals the oracle from sigma 0.3 to 200, masks 0, 255, random and none`, async () => {
    using build = await open();
    const sigmas = [0.3, 0.9, 1.7, 4, 5.5, 12, 33, 200];
    for (const shape of shapes()) {
      if (shape.width > 67) continue;
      for (let kind = 0; kind < 4; kind++) {
        blurEqual(build, shape, sigmas[(shape.seed + kind) % sigmas.length], { kind });
      }
    }
    const large = { width: 128, height: 64, color: COLORS[1], pad: 1, seed: 3 };
    for (const sigma of sigmas) blurEqual(build, large, sigma, { kind: 0 });
    for (const sigma of sigmas) {
      blurEqual(build, { ...large, width: 131, height: 77 }, sigma, { kind: 3 });
    }
  });

  Deno.test(`blur to discs (${name}) equals the oracle from sigma 0.1 to 200, masks 0, 255, random and none`, async () => {
    using build = await open();
    const sigmas = [0.1, 0.4, 1.7, 3.1, 4, 5.5, 12, 33, 200];
    const spread = "bokeh";
    for (const shape of shapes()) {
      if (shape.width > 67) continue;
      for (let kind = 0; kind < 4; kind++) {
        blurEqual(build, shape, sigmas[(shape.seed + kind) % sigmas.length], { kind, spread });
      }
    }
    const large = { width: 128, height: 64, color: COLORS[1], pad: 1, seed: 3 };
    for (const sigma of sigmas) blurEqual(build, large, sigma, { kind: 0, spread });
    const odd = { ...large, width: 131, height: 77 };
    for (const sigma of sigmas) blurEqual(build, odd, sigma, { kind: 3, spread });
  });
}
