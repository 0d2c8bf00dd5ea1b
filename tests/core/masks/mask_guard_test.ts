import assert from "node:assert/strict";
import { BELIEVED_MS, MaskGuard, personShare } from "../../../core/masks/mask_guard.ts";

const PERIOD = 1000 / 30;

/** Whether each of these masks, one per frame, is accepted. */
function believed(shares: readonly number[], periodMs = PERIOD): readonly boolean[] {
  const guard = new MaskGuard();
  return shares.map((share, i) => guard.believes(share, 5000 + i * periodMs));
}

/** The shares of a person who comes nearer over this number of masks. */
const growing = (from: number, masks: number): readonly number[] =>
  Array.from({ length: masks }, (_, i) => from + (1 - from) * i / (masks - 1));

const times = (count: number, share: number): readonly number[] => Array(count).fill(share);

Deno.test("personShare() counts pixels of at least one half and ignores the padding between rows", () => {
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

Deno.test("MaskGuard accepts every mask that does not cover the whole frame, whatever came before", () => {
  const shares = [0, 0.9, 0.1, 0.74, 0.3, 0.92, 0, 0];
  assert.deepEqual(believed(shares), shares.map(() => true));
});

Deno.test("MaskGuard refuses a sudden mask of the whole frame, also when one larger mask came between", () => {
  assert.deepEqual(believed([0.3, 0.3, 1, 1, 0.3]), [true, true, false, false, true]);
  assert.deepEqual(believed([0.3, 0.3, 0.8, 1, 1, 0.3]), [true, true, true, false, false, true]);
  assert.deepEqual(believed([0.74, 0.74, 0.921]), [true, true, false]);
});

Deno.test("MaskGuard refuses a first mask of the whole frame", () => {
  assert.deepEqual(believed([1, 1, 0.4]), [false, false, true]);
});

Deno.test("MaskGuard accepts masks of the whole frame after 1.5 seconds of them", () => {
  const masks = Math.ceil(BELIEVED_MS / PERIOD);
  const answers = believed([0.3, ...times(masks + 100, 1)]);
  assert.deepEqual(answers.slice(1, 1 + masks), times(masks, 0).map(() => false));
  assert.ok(answers.slice(1 + masks).every(Boolean));
});

Deno.test("MaskGuard restarts the 1.5 seconds when another mask comes between", () => {
  const burst = times(30, 1); // a second each
  const answers = believed([0.3, ...burst, 0.3, ...burst, 0.3, ...burst]);
  assert.equal(answers.filter(Boolean).length, 3);
});

Deno.test("MaskGuard does not count a long time without masks", () => {
  const guard = new MaskGuard();
  assert.equal(guard.believes(1, 0), false);
  assert.equal(guard.believes(1, 60_000), false);
  assert.equal(guard.believes(1, 100), false, "a clock that goes back does not count, either");
  assert.equal(guard.believes(1, 900), false);
  assert.equal(guard.believes(1, 1600), true);
});

for (const seconds of [1, 3]) {
  Deno.test(`MaskGuard accepts every mask of a person who comes nearer within ${seconds} s`, () => {
    for (const fps of [30, 15, 10]) {
      const shares = growing(0.35, seconds * fps);
      assert.ok(believed(shares, 1000 / fps).every(Boolean), `${fps} masks a second: ${shares}`);
    }
  });
}

Deno.test("MaskGuard accepts every mask of a person who fills the picture and moves", () => {
  const shares = [...growing(0.5, 30), 0.9, 0.95, 0.8, 0.85, 0.97, 0.91, 1];
  assert.ok(believed(shares).every(Boolean));
});
