import assert from "node:assert/strict";
import { haloOf, reddest, spillOf } from "./color_measures.ts";
import type { Picture } from "./film.ts";
import { BAND_PX, bandError, bandOf, flickerOf, iouOf, lagOf } from "./matte_measures.ts";
import { SIZE } from "./moving_scenes.ts";
import { squareCounts, squareSums } from "./near.ts";

const { width, height } = SIZE;
const EDGE = 640;

type At = (x: number, y: number) => number;

function plane(at: At, w: number = width, h: number = height): Uint8Array {
  return Uint8Array.from({ length: w * h }, (_, i) => at(i % w, Math.floor(i / w)));
}

/** Everything left of a column is person. */
const leftOf = (column: number): Uint8Array => plane((x) => x < column ? 255 : 0);

/** A picture whose chroma is taken at the same places as its luma. */
function picture(y: At, u: At, v: At): Picture {
  const half = (at: At): Uint8Array => plane((i, j) => at(2 * i, 2 * j), width / 2, height / 2);
  return { y: plane(y), u: half(u), v: half(v) };
}

Deno.test("squareSums adds up what a loop over each square does, at the borders, too", () => {
  const [w, h, radius] = [13, 9, 3];
  const values = Float32Array.from({ length: w * h }, (_, i) => (i * 37) % 11);
  const square = { width: w, height: h, radius };
  const [sums, counts] = [squareSums(values, square), squareCounts(square)];
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      let [sum, count] = [0, 0];
      for (let j = Math.max(y - radius, 0); j <= Math.min(y + radius, h - 1); j++) {
        for (let i = Math.max(x - radius, 0); i <= Math.min(x + radius, w - 1); i++) {
          sum += values[j * w + i];
          count++;
        }
      }
      assert.deepEqual([sums[y * w + x], counts[y * w + x]], [sum, count], `${x}, ${y}`);
    }
  }
});

Deno.test("the band of a straight edge is 20 pixels on each side, and errors in it count fully", () => {
  const alpha = leftOf(EDGE);
  const band = bandOf(alpha);
  assert.equal(band.reduce((sum, one) => sum + one, 0), 2 * BAND_PX * height);
  assert.equal(band[EDGE - BAND_PX], 1);
  assert.equal(band[EDGE - BAND_PX - 1], 0);
  assert.equal(bandError(alpha, alpha), 0);
  assert.equal(bandError(leftOf(EDGE + 10), alpha), 10 / (2 * BAND_PX));
  assert.equal(bandError(leftOf(EDGE - 10), alpha), 10 / (2 * BAND_PX));
});

Deno.test("IoU is what both share of what either has", () => {
  assert.equal(iouOf(leftOf(480), leftOf(640)), 0.75);
  assert.equal(iouOf(leftOf(0), leftOf(0)), 1);
});

Deno.test("flicker counts what changes where nothing moves, and nothing where something does", () => {
  const still = leftOf(EDGE);
  const [dark, light] = [plane(() => 0), plane(() => 51)];
  assert.equal(flickerOf([dark, light, dark], [still, still, still]), 0.2);
  const moved = leftOf(EDGE + 30);
  assert.equal(flickerOf([still, moved], [still, moved]), 0);
});

for (const speed of [1, 12]) {
  Deno.test(`a matte that is a frame late is said to be, one that is soft or wide is not: ${speed} px a frame`, () => {
    const bar = (n: number, wider = 0): Uint8Array =>
      plane((x) => x >= 300 + n * speed - wider && x < 500 + n * speed + wider ? 255 : 0);
    const soft = (n: number): Uint8Array =>
      plane((x) => {
        const inside = Math.min(x - (300 + n * speed), 500 + n * speed - 1 - x);
        return Math.min(Math.max(127.5 + (inside + 0.5) * 12, 0), 255);
      });
    const numbers = [0, 1, 2, 3];
    const alphas = numbers.map((n) => bar(n));
    const lag = (mattes: readonly Uint8Array[]): number => lagOf(mattes, alphas);
    assert.equal(lag(alphas), 0);
    assert.equal(lag(numbers.map((n) => bar(n - 1))), 1);
    assert.ok(Math.abs(lag(numbers.map(soft))) < 0.02);
    assert.ok(Math.abs(lag(numbers.map((n) => bar(n, 3)))) < 0.02);
    assert.ok(Number.isNaN(lagOf(alphas.slice(0, 3), [alphas[0], alphas[0], alphas[0]])));
  });
}

const alpha = leftOf(EDGE);
const mix = (person: number, room: number): At => (x) => x < EDGE ? person : room;
const room = picture(() => 150, () => 126, () => 129);
const clean = picture(mix(90, 150), mix(110, 126), mix(200, 129));

Deno.test("a halo is how far the background is on the way to the person's colour", () => {
  const known = { alpha, clean, blurredRoom: room };
  assert.deepEqual(haloOf(clean, known), { most: 0, p999: 0 });
  const share = 0.25;
  const tinted = picture(
    mix(90, 150 - share * 60),
    mix(110, 126 - share * 16),
    mix(200, 129 + share * 71),
  );
  const { most } = haloOf(tinted, known);
  assert.ok(Math.abs(most - share * Math.hypot(60, 16, 71)) < 1, `${most}`);
  assert.equal(reddest(tinted, alpha, 129), Math.floor(share * 71));
  assert.equal(reddest(clean, alpha, 129), 0);
  // Away from the person's colour is no halo.
  const other = picture(mix(90, 170), mix(110, 130), mix(200, 110));
  assert.equal(haloOf(other, known).most, 0);
});

Deno.test("spill is none where the background is exchanged exactly, noise and all", () => {
  const background = picture(() => 60, () => 140, () => 120);
  const noisy = picture(mix(95, 153), mix(112, 125), mix(198, 131));
  const frame = { camera: noisy, clean, room, alpha };
  const right = picture(mix(95, 60), mix(112, 140), mix(198, 120));
  const { scrim, raw } = spillOf(right, { frame, background, raw: leftOf(EDGE + BAND_PX) });
  assert.equal(scrim, 0);
  // Half of the band shows the old background.
  assert.ok(Math.abs(raw - Math.hypot(93, 15, 11) / 2) < 0.5, `${raw}`);
});
