import assert from "node:assert/strict";
import { BELIEVED_MS, MaskGuard, personShare } from "../../../core/masks/mask_guard.ts";

const PERIOD = 1000 / 30;

/** Which of these masks, one a frame, are believed. */
function believed(shares: readonly number[], periodMs = PERIOD): readonly boolean[] {
  const guard = new MaskGuard();
  return shares.map((share, i) => guard.believes(share, 5000 + i * periodMs));
}

/** Shares of somebody who comes nearer in so many masks. */
const growing = (from: number, masks: number): readonly number[] =>
  Array.from({ length: masks }, (_, i) => from + (1 - from) * i / (masks - 1));

const times = (count: number, share: number): readonly number[] => Array(count).fill(share);

Deno.test("personShare() counts pixels of at least one half, whatever lies between the rows", () => {
  const [width, height, stride] = [64, 36, 80];
  const data = new Uint8Array(stride * height).fill(255);
  const mask = { data, width, height, stride };
  assert.equal(personShare(mask), 1);
  for (let y = 0; y < height; y++) data.fill(127, y * stride, y * stride + width); // not the gaps
  assert.equal(personShare(mask), 0);
  for (let y = 9; y < height; y++) data.fill(128, y * stride, y * stride + width);
  assert.equal(personShare(mask), 0.75);
  for (let y = 0; y < height; y++) data.fill(0, y * stride + 32, y * stride + width);
  assert.equal(personShare(mask), 0.375);
});

Deno.test("MaskGuard believes every ordinary mask, however it jumps", () => {
  const shares = [0, 0.9, 0.1, 0.74, 0.3, 0.92, 0, 0];
  assert.deepEqual(believed(shares), shares.map(() => true));
});

Deno.test("MaskGuard does not believe a jump to everything in one mask or in two", () => {
  assert.deepEqual(believed([0.3, 0.3, 1, 1, 0.3]), [true, true, false, false, true]);
  assert.deepEqual(believed([0.3, 0.3, 0.8, 1, 1, 0.3]), [true, true, true, false, false, true]);
  assert.deepEqual(believed([0.74, 0.74, 0.921]), [true, true, false]);
});

Deno.test("MaskGuard does not believe a first mask of everything", () => {
  assert.deepEqual(believed([1, 1, 0.4]), [false, false, true]);
});

Deno.test("MaskGuard believes everything once it has lasted, and then as long as it lasts", () => {
  const masks = Math.ceil(BELIEVED_MS / PERIOD);
  const answers = believed([0.3, ...times(masks + 100, 1)]);
  assert.deepEqual(answers.slice(1, 1 + masks), times(masks, 0).map(() => false));
  assert.ok(answers.slice(1 + masks).every(Boolean));
});

Deno.test("MaskGuard begins anew when an ordinary mask comes between", () => {
  const burst = times(30, 1); // a second each
  const answers = believed([0.3, ...burst, 0.3, ...burst, 0.3, ...burst]);
  assert.equal(answers.filter(Boolean).length, 3);
});

Deno.test("MaskGuard takes a long time without masks for no proof", () => {
  const guard = new MaskGuard();
  assert.equal(guard.believes(1, 0), false);
  assert.equal(guard.believes(1, 60_000), false);
  assert.equal(guard.believes(1, 100), false, "a clock that goes back proves nothing, either");
  assert.equal(guard.believes(1, 900), false);
  assert.equal(guard.believes(1, 1600), true);
});

for (const seconds of [1, 3]) {
  Deno.test(`MaskGuard always believes who comes nearer within ${seconds} s`, () => {
    for (const fps of [30, 15, 10]) {
      const shares = growing(0.35, seconds * fps);
      assert.ok(believed(shares, 1000 / fps).every(Boolean), `${fps} masks a second: ${shares}`);
    }
  });
}

Deno.test("MaskGuard believes who fills the picture and moves: less than everything, and everything again", () => {
  const shares = [...growing(0.5, 30), 0.9, 0.95, 0.8, 0.85, 0.97, 0.91, 1];
  assert.ok(believed(shares).every(Boolean));
});
