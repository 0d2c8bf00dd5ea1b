import assert from "node:assert/strict";
import type { Frame, Plane } from "../../core/media/frame.ts";
import { COLORS } from "../kernels_ref/builds.ts";
import { setup } from "./real_numbers.ts";

// The oracle says what the kernel computes. This file says whether that is a disc, in real numbers at full size.

const COLOR = COLORS[0];

function fill(plane: Plane, value: (x: number, y: number) => number): void {
  for (let y = 0; y < plane.height; y++) {
    for (let x = 0; x < plane.width; x++) plane.data[y * plane.stride + x] = value(x, y);
  }
}

const at = (plane: Plane, x: number, y: number): number => plane.data[y * plane.stride + x];

/** Blurs to discs, and upscales the result by composing it everywhere. */
function discs(frame: Frame, radiusPx: number, except?: Plane): Frame {
  const { arena, kernels } = setup();
  const sigmaPx = radiusPx / 2;
  const size = kernels.blurSize(frame.width, frame.height, sigmaPx, "bokeh");
  const small = arena.frame(size.width, size.height, frame.color);
  const into = arena.frame(frame.width, frame.height, frame.color);
  kernels.blur({ source: frame, except, sigmaPx, shape: "bokeh", into: small });
  kernels.composite({ foreground: frame, background: small, mask: arena.plane(1, 1), into });
  return into;
}

/** How much more than once a level counts: as the contract says, up to 32 times from white on. */
const gain = (luma: number): number => 1 + 31 * (Math.max(0, Math.min(235, luma) - 180) / 55) ** 2;

/** The weighted mean over a disc of whole pixels; what lies outside counts nothing. */
function discMean(
  { plane, radius, x, y }: { plane: Plane; radius: number; x: number; y: number },
  weight: (level: number) => number,
): number {
  let [sum, all] = [0, 0];
  const last = Math.min(plane.height - 1, Math.floor(y + radius));
  for (let row = Math.max(0, Math.ceil(y - radius)); row <= last; row++) {
    const half = Math.floor(Math.sqrt(radius * radius - (row - y) ** 2));
    for (let i = Math.max(0, x - half); i <= Math.min(plane.width - 1, x + half); i++) {
      const level = at(plane, i, row);
      sum += level * weight(level);
      all += weight(level);
    }
  }
  return sum / all;
}

Deno.test("bokeh is the mean over a disc: 34 dB or more of PSNR against real numbers, radius 5 to 96", () => {
  const { arena } = setup();
  const frame = arena.frame(320, 180, COLOR);
  // Dark enough that everything counts once.
  fill(frame.y, (x, y) => 110 + 70 * Math.sign(Math.sin(x / 19) * Math.cos(y / 24)));
  fill(frame.u, (x, y) => 128 + 35 * Math.sign(Math.sin(x / 11) * Math.cos(y / 14)));
  for (const radius of [5, 8, 9, 16, 17, 24, 33, 48, 96]) {
    const got = discs(frame, radius);
    for (
      const [plane, out, r] of [[frame.y, got.y, radius], [frame.u, got.u, radius / 2]] as const
    ) {
      let [error, count] = [0, 0];
      for (let y = 1; y < plane.height; y += 5) {
        for (let x = 1; x < plane.width; x += 5) {
          error += (at(out, x, y) - discMean({ plane, radius: r, x, y }, () => 1)) ** 2;
          count++;
        }
      }
      const psnr = 10 * Math.log10(255 * 255 * count / error);
      assert.ok(psnr >= 34, `radius ${radius}, ${r}: ${psnr.toFixed(1)} dB`);
    }
  }
});

Deno.test("bokeh makes a round disc of a light a third as large: its radius within a tenth in every direction, its colour its own", () => {
  const { arena } = setup();
  for (const radius of [12, 16, 17, 24, 32, 33, 48]) {
    const frame = arena.frame(320, 240, COLOR);
    const [cx, cy] = [160, 120];
    const light = radius / 3;
    const lit = (x: number, y: number, scale: number): boolean =>
      Math.hypot((x + 0.5) * scale - cx, (y + 0.5) * scale - cy) < light;
    fill(frame.y, (x, y) => lit(x, y, 1) ? 235 : 50);
    fill(frame.u, (x, y) => lit(x, y, 2) ? 100 : 128);
    fill(frame.v, (x, y) => lit(x, y, 2) ? 150 : 128);
    const got = discs(frame, radius);
    const middle = at(got.y, cx, cy);
    assert.ok(middle > 120, `radius ${radius}: ${middle} in the middle`);
    assert.ok(at(got.v, cx / 2, cy / 2) > 138 && at(got.u, cx / 2, cy / 2) < 116, "its colour");
    const reach = Array.from({ length: 36 }, (_, i) => {
      const [dx, dy] = [Math.cos(i * Math.PI / 18), Math.sin(i * Math.PI / 18)];
      let r = 0;
      // Half as much light.
      while (at(got.y, Math.round(cx + r * dx), Math.round(cy + r * dy)) - 50 > (middle - 50) / 2) {
        r++;
      }
      return r;
    });
    const [least, most] = [Math.min(...reach), Math.max(...reach)];
    const text = `radius ${radius}: ${least}..${most}`;
    assert.ok(most - least <= 2 + radius / 10, text);
    assert.ok(least >= 0.9 * radius && most <= radius + light + 1, text);
  }
});

Deno.test("bokeh weighs what is near white up to 32 times: real numbers at 30 dB of PSNR", () => {
  const { arena } = setup();
  const frame = arena.frame(320, 180, COLOR);
  // Blocks of whole cells, so that no cell is half as bright.
  const lights = new Map([[20, 235], [27, 215], [55, 225], [61, 205], [40, 190]]);
  fill(frame.y, (x, y) => (y >> 3) % 9 === 4 ? lights.get(x >> 2) ?? 60 : 60);
  const got = discs(frame, 24);
  const psnr = (weight: (level: number) => number): number => {
    let [error, count] = [0, 0];
    for (let y = 2; y < 180; y += 4) {
      for (let x = 2; x < 320; x += 4) {
        error += (at(got.y, x, y) - discMean({ plane: frame.y, radius: 24, x, y }, weight)) ** 2;
        count++;
      }
    }
    return 10 * Math.log10(255 * 255 * count / error);
  };
  assert.ok(psnr(gain) >= 30, `${psnr(gain).toFixed(1)} dB`);
  assert.ok(
    psnr(() => 1) < 24,
    `${psnr(() => 1).toFixed(1)} dB from the mean in which all counts the same`,
  );
});

Deno.test("bokeh leaves no colour of a masked person behind, white or red: grey within 2 levels everywhere", () => {
  const { arena } = setup();
  const [width, height] = [321, 181];
  const frame = arena.frame(width, height, COLOR);
  const mask = arena.plane(width, height);
  const person = (x: number, y: number): boolean =>
    (x / width - 0.5) ** 2 * 9 + (y / height - 0.7) ** 2 * 3 < 0.5;
  const touches = (x: number, y: number): boolean =>
    [0, 1].some((i) => [0, 1].some((k) => person((x & ~1) + i, (y & ~1) + k)));
  fill(mask, (x, y) => touches(x, y) ? 255 : 0);
  for (const [luma, red] of [[235, 128], [81, 240]]) {
    fill(frame.y, (x, y) => person(x, y) ? luma : 128);
    fill(frame.u, (x, y) => touches(2 * x, 2 * y) ? 128 - (red - 128) / 3 : 128);
    fill(frame.v, (x, y) => touches(2 * x, 2 * y) ? red : 128);
    for (const radius of [1, 4, 10, 24, 60, 160, 400]) {
      const got = discs(frame, radius, mask);
      for (const plane of [got.y, got.u, got.v]) {
        const worst = plane.data.reduce((most, value) => Math.max(most, Math.abs(value - 128)), 0);
        assert.ok(worst <= 2, `luma ${luma}, radius ${radius}: ${worst} levels off`);
      }
    }
  }
});
