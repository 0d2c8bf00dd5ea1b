import assert from "node:assert/strict";
import type { Frame, Plane } from "../../core/media/frame.ts";
import { COLORS, randomOf, scramble } from "../kernels_ref/builds.ts";
import { rgbOf, setup } from "./real_numbers.ts";

// The oracle says what the kernels compute. This file says whether that is right: real numbers, a true Gaussian.

function psnr(got: Plane, wanted: (x: number, y: number) => number): number {
  let error = 0;
  for (let y = 0; y < got.height; y++) {
    for (let x = 0; x < got.width; x++) {
      error += (got.data[y * got.stride + x] - wanted(x, y)) ** 2;
    }
  }
  return 10 * Math.log10(255 * 255 * got.width * got.height / error);
}

Deno.test("sample averages by area: real numbers within 2 levels of RGB, at model size from odd sizes", () => {
  const { arena, kernels } = setup();
  for (const [width, height] of [[1280, 720], [641, 483], [853, 481]]) {
    const color = COLORS[1];
    const frame = arena.frame(width, height, color);
    const into = arena.packed("rgba", { width: 256, height: 144, color });
    const random = randomOf(width);
    for (const plane of [frame.y, frame.u, frame.v]) {
      plane.data.forEach((_, i) => plane.data[i] = 60 + random() % 120);
    }
    kernels.sample(frame, into);
    for (const [x, y] of [[0, 0], [255, 143], [100, 77], [13, 140], [254, 1]]) {
      const yuv = [frame.y, frame.u, frame.v].map((plane, i) =>
        areaMean(plane, i === 0 ? 1 : 2, frame, { x, y, width: 256, height: 144 })
      );
      const wanted = rgbOf(yuv[0], yuv[1], yuv[2], color);
      for (let c = 0; c < 3; c++) {
        const got = into.data[y * into.stride + 4 * x + c];
        assert.ok(Math.abs(got - wanted[c]) <= 2, `${width}x${height} at ${x},${y}: ${got}`);
      }
    }
  }
});

/** The mean over the part of the picture that an output pixel covers, every pixel by its overlap. */
function areaMean(
  plane: Plane,
  pixel: number,
  picture: { width: number; height: number },
  at: { x: number; y: number; width: number; height: number },
): number {
  const overlaps = (i: number, size: number, n: number, count: number): number[] => {
    const from = i * size / n;
    const to = (i + 1) * size / n;
    return Array.from(
      { length: count },
      (_, k) => Math.max(0, Math.min(to, (k + 1) * pixel) - Math.max(from, k * pixel)),
    );
  };
  const across = overlaps(at.x, picture.width, at.width, plane.width);
  const down = overlaps(at.y, picture.height, at.height, plane.height);
  let sum = 0;
  let weight = 0;
  for (let y = 0; y < plane.height; y++) {
    if (down[y] === 0) continue;
    for (let x = 0; x < plane.width; x++) {
      sum += plane.data[y * plane.stride + x] * across[x] * down[y];
      weight += across[x] * down[y];
    }
  }
  return sum / weight;
}

/** A true Gaussian at full size. Beyond its edges the picture is mirrored: a repeated cell is a mean of what lies inside. */
function gaussian(plane: Plane, sigma: number): Float64Array {
  const radius = Math.ceil(4 * sigma);
  const weights = Array.from(
    { length: 2 * radius + 1 },
    (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const pass = (at: (x: number, y: number) => number): Float64Array => {
    const out = new Float64Array(plane.width * plane.height);
    for (let i = 0; i < out.length; i++) {
      const x = i % plane.width;
      const y = Math.floor(i / plane.width);
      for (let k = -radius; k <= radius; k++) out[i] += weights[k + radius] * at(x + k, y) / total;
    }
    return out;
  };
  const inside = (at: number, size: number) => {
    const mirrored = at < 0 ? -1 - at : at >= size ? 2 * size - 1 - at : at;
    return Math.max(0, Math.min(size - 1, mirrored));
  };
  const across = pass((x, y) => plane.data[y * plane.stride + inside(x, plane.width)]);
  const down = new Float64Array(across.length);
  for (let i = 0; i < down.length; i++) {
    const x = i % plane.width;
    const y = Math.floor(i / plane.width);
    for (let k = -radius; k <= radius; k++) {
      down[i] += weights[k + radius] * across[inside(y + k, plane.height) * plane.width + x] /
        total;
    }
  }
  return down;
}

/** Blurs, and upscales the result by composing it everywhere. */
function blurred(frame: Frame, sigmaPx: number, except?: Plane): Frame {
  const { arena, kernels } = setup();
  const size = kernels.blurSize(frame.width, frame.height, sigmaPx);
  const small = arena.frame(size.width, size.height, frame.color);
  const into = arena.frame(frame.width, frame.height, frame.color);
  kernels.blur({ source: frame, except, sigmaPx, into: small });
  const nobody = arena.plane(1, 1);
  kernels.composite({ foreground: frame, background: small, mask: nobody, into });
  return into;
}

Deno.test("blur is a Gaussian: 40 dB or more of PSNR against the true one, from sigma 0.5 to 40", () => {
  const { arena } = setup();
  const frame = arena.frame(320, 180, COLORS[1]);
  for (const plane of [frame.y, frame.u, frame.v]) {
    for (let y = 0; y < plane.height; y++) {
      for (let x = 0; x < plane.width; x++) {
        const stripes = (plane === frame.y ? 70 : 35) *
          Math.sign(Math.sin(x / 9) * Math.cos(y / 14));
        plane.data[y * plane.stride + x] = 128 + stripes + 30 * Math.sin(x / 70);
      }
    }
  }
  for (const sigma of [0.5, 0.8, 1.5, 3, 6, 12, 24, 40]) {
    const got = blurred(frame, sigma);
    const luma = gaussian(frame.y, sigma);
    const chroma = gaussian(frame.u, sigma / 2);
    const lumaPsnr = psnr(got.y, (x, y) => luma[y * frame.width + x]);
    const chromaPsnr = psnr(got.u, (x, y) => chroma[y * frame.u.width + x]);
    assert.ok(lumaPsnr >= 40, `sigma ${sigma}: luma ${lumaPsnr.toFixed(1)} dB`);
    assert.ok(chromaPsnr >= 40, `sigma ${sigma}: chroma ${chromaPsnr.toFixed(1)} dB`);
  }
});

Deno.test("blur leaves no colour of a masked person behind: grey within 2 levels everywhere", () => {
  const { arena } = setup();
  const [width, height] = [320, 180];
  const frame = arena.frame(width, height, COLORS[0]);
  const mask = arena.plane(width, height);
  const person = (x: number, y: number, w: number, h: number): boolean =>
    (x / w - 0.5) ** 2 * 9 + (y / h - 0.7) ** 2 * 3 < 0.5;
  const paint = (plane: Plane, wall: number, red: number): void => {
    for (let y = 0; y < plane.height; y++) {
      for (let x = 0; x < plane.width; x++) {
        const here = person(x, y, plane.width, plane.height);
        plane.data[y * plane.stride + x] = here ? red : wall;
      }
    }
  };
  paint(frame.y, 128, 81);
  paint(frame.u, 128, 90);
  paint(frame.v, 128, 240);
  // A mask covers at least every pixel whose chroma is red.
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const red = frame.y.data[y * width + x] === 81 ||
        frame.v.data[(y >> 1) * (width / 2) + (x >> 1)] === 240;
      mask.data[y * width + x] = red ? 255 : 0;
    }
  }
  for (const sigma of [0.7, 2, 5, 12, 30, 80, 200]) {
    const got = blurred(frame, sigma, mask);
    for (const plane of [got.y, got.u, got.v]) {
      const worst = plane.data.reduce((most, value) => Math.max(most, Math.abs(value - 128)), 0);
      assert.ok(worst <= 2, `sigma ${sigma}: ${worst} levels off`);
    }
  }
});

Deno.test("blur of a picture that is masked entirely is finite and grey", () => {
  const { arena } = setup();
  const frame = arena.frame(64, 48, COLORS[0]);
  frame.y.data.fill(30);
  const mask = arena.plane(16, 9);
  mask.data.fill(255);
  const got = blurred(frame, 8, mask);
  assert.ok(got.y.data.every((value) => value === 128));
});

Deno.test("composite is exactly the foreground where the mask is 255 and the background where it is 0", () => {
  const { arena, kernels } = setup();
  const frame = (seed: number) => {
    const made = arena.frame(161, 91, COLORS[0]);
    for (const plane of [made.y, made.u, made.v]) scramble(plane.data, seed);
    return made;
  };
  const [foreground, background, into] = [frame(1), frame(3), frame(4)];
  const mask = arena.plane(16, 9);
  mask.data.fill(255);
  kernels.composite({ foreground, background, mask, into });
  assert.deepEqual([...into.y.data, ...into.v.data], [...foreground.y.data, ...foreground.v.data]);
  mask.data.fill(0);
  kernels.composite({ foreground, background, mask, into });
  assert.deepEqual([...into.y.data, ...into.u.data], [...background.y.data, ...background.u.data]);
});

Deno.test("composite rounds to nearest for all 16,777,216 combinations of foreground, background and mask", () => {
  const { arena, kernels } = setup();
  const make = () => arena.frame(256, 256, COLORS[0]);
  const [foreground, background, into] = [make(), make(), make()];
  const mask = arena.plane(256, 256);
  foreground.y.data.forEach((_, i) => foreground.y.data[i] = i & 255);
  background.y.data.forEach((_, i) => background.y.data[i] = i >> 8);
  for (let m = 0; m < 256; m++) {
    mask.data.fill(m);
    kernels.composite({ foreground, background, mask, into });
    for (let i = 0; i < 65536; i++) {
      const wanted = Math.round(((i & 255) * m + (i >> 8) * (255 - m)) / 255);
      if (into.y.data[i] !== wanted) {
        assert.fail(`${i & 255}, ${i >> 8} by ${m}: ${into.y.data[i]}`);
      }
    }
  }
});

Deno.test("upscale interpolates between pixel centres: real numbers within 1", () => {
  const { arena, kernels } = setup();
  const mask = arena.plane(16, 9);
  scramble(mask.data, 1);
  const into = arena.plane(1280, 720);
  kernels.upscale(mask, into);
  const at = (i: number, from: number, to: number) =>
    Math.max(0, Math.min(from - 1, (i + 0.5) * from / to - 0.5));
  const pixel = (x: number, y: number) => mask.data[Math.min(y, 8) * 16 + Math.min(x, 15)];
  for (let y = 0; y < 720; y++) {
    for (let x = 0; x < 1280; x++) {
      const [px, py] = [at(x, 16, 1280), at(y, 9, 720)];
      const [ix, iy] = [Math.floor(px), Math.floor(py)];
      const [fx, fy] = [px - ix, py - iy];
      const upper = pixel(ix, iy) * (1 - fx) + pixel(ix + 1, iy) * fx;
      const lower = pixel(ix, iy + 1) * (1 - fx) + pixel(ix + 1, iy + 1) * fx;
      const wanted = upper * (1 - fy) + lower * fy;
      const off = Math.abs(into.data[y * 1280 + x] - wanted);
      if (off > 1) assert.fail(`${x},${y}: ${into.data[y * 1280 + x]}, wanted ${wanted}`);
    }
  }
});
