import assert from "node:assert/strict";
import { Arena } from "../../../core/media/arena.ts";
import { ScrimError } from "../../../core/base/errors.ts";
import { defaultColor, type Frame } from "../../../core/media/frame.ts";
import { demoAlpha, DemoScene } from "../../../core/io/demo/scene.ts";
import { openDemo } from "../../../core/io/demo/source.ts";
import { FakeClock } from "../../fake_clock.ts";

const signal = new AbortController().signal;

function bytesOf(frame: Frame): number[] {
  return [...frame.y.data, ...frame.u.data, ...frame.v.data];
}

/** A scene whose room the test may repaint, and a frame to draw into. */
function sceneOf(width: number, height: number): { scene: DemoScene; room: Frame; frame: Frame } {
  const arena = new Arena();
  const color = defaultColor(height);
  const room = arena.frame(width, height, color);
  return { scene: new DemoScene(room, 30), room, frame: arena.frame(width, height, color) };
}

Deno.test("DemoScene draws a frame number alike in every run and order", () => {
  const [one, two] = [sceneOf(160, 90), sceneOf(160, 90)];
  for (const number of [0, 25, 26, 63, 110]) {
    one.scene.draw(number, one.frame);
    for (const other of [5, 200, number]) two.scene.draw(other, two.frame);
    assert.deepEqual(bytesOf(one.frame), bytesOf(two.frame), `frame ${number}`);
  }
});

// With the room painted black and then white, what shines through a pixel is 1 − alpha.
for (const [width, height] of [[320, 180], [321, 181], [90, 160], [64, 20], [16, 300]]) {
  Deno.test(`demoAlpha is what covers the room at ${width}x${height}`, () => {
    const { scene, room, frame } = sceneOf(width, height);
    for (const number of [0, 12, 29, 100, 150]) {
      const alpha = demoAlpha(number, width, height);
      room.y.data.fill(0);
      scene.draw(number, frame);
      const onBlack = frame.y.data.slice();
      room.y.data.fill(255);
      scene.draw(number, frame);
      for (let i = 0; i < alpha.length; i++) {
        const through = frame.y.data[i] - onBlack[i];
        assert.ok(Math.abs(255 - through - alpha[i]) <= 1, `frame ${number}, pixel ${i}`);
      }
    }
  });

  Deno.test(`DemoScene stays within the picture and the legal range at ${width}x${height}`, () => {
    const { scene, frame } = sceneOf(width, height);
    for (const number of [0, 12, 29]) {
      frame.y.data.fill(0);
      scene.draw(number, frame);
      for (const value of frame.y.data) assert.ok(value >= 14 && value <= 237, `luma ${value}`);
      for (const value of [...frame.u.data, ...frame.v.data]) {
        assert.ok(value >= 16 && value <= 240, `chroma ${value}`);
      }
    }
  });
}

Deno.test("demoAlpha is a figure in the middle that leans, and an arm that comes up on the right", () => {
  const [width, height] = [640, 360];
  const share = (alpha: Uint8Array, from: number, to: number): number => {
    let sum = 0;
    for (let row = 0; row < height; row++) {
      for (let column = from; column < to; column++) sum += alpha[row * width + column];
    }
    return sum / 255 / width / height;
  };
  const [still, waving] = [demoAlpha(150, width, height), demoAlpha(45, width, height)];
  assert.ok(share(still, 0, width) > 0.2 && share(still, 0, width) < 0.4);
  assert.equal(share(still, 0, 120), 0);
  assert.ok(share(waving, 440, width) > share(still, 440, width) + 0.02);
  const top = (alpha: Uint8Array): number => alpha.findIndex((value) => value > 127) % width;
  const tops = new Set([110, 140, 170, 200, 230].map((n) => top(demoAlpha(n, width, height))));
  assert.ok(tops.size >= 4, `the head is at ${[...tops]}`);
});

Deno.test("DemoScene moves smoothly: no pixel column of the edge jumps between frames", () => {
  const [width, height] = [640, 360];
  const centre = (number: number): number => {
    const alpha = demoAlpha(number, width, height);
    let [sum, weight] = [0, 0];
    for (let row = 0; row < 120; row++) {
      for (let column = 0; column < 420; column++) {
        sum += column * alpha[row * width + column];
        weight += alpha[row * width + column];
      }
    }
    return sum / weight;
  };
  const path = Array.from({ length: 40 }, (_, i) => centre(110 + i));
  for (let i = 2; i < path.length; i++) {
    const bend = path[i] - 2 * path[i - 1] + path[i - 2];
    assert.ok(Math.abs(bend) < 0.06, `frame ${110 + i}: ${bend.toFixed(3)} px off a straight line`);
  }
});

Deno.test("openDemo gives every frame at once when not live", async () => {
  const clock = new FakeClock({ skips: true });
  const arena = new Arena();
  await using source = openDemo({ width: 64, height: 36, fps: 30, arena, clock, live: false });
  assert.deepEqual(source.info, {
    description: "demo figure",
    width: 64,
    height: 36,
    fps: 30,
    layout: "i420",
    color: { matrix: "bt601", range: "limited", siting: "center" },
    live: false,
  });
  for (let number = 0; number < 5; number++) {
    clock.time += 100;
    const frame = await source.next(signal);
    assert.deepEqual([frame?.sequence, frame?.timestampMs], [number, clock.time]);
    frame?.release();
  }
  assert.equal(source.dropped, 0);
});

Deno.test("openDemo paces live frames and drops those that nobody took", async () => {
  const clock = new FakeClock({ skips: true });
  const arena = new Arena();
  await using source = openDemo({ width: 64, height: 36, fps: 25, arena, clock, live: true });
  const take = async (): Promise<[number | undefined, number]> => {
    const frame = await source.next(signal);
    frame?.release();
    return [frame?.sequence, clock.time - 1000];
  };
  assert.deepEqual(await take(), [0, 0]);
  assert.deepEqual(await take(), [1, 40]);
  clock.time += 10;
  assert.deepEqual(await take(), [2, 80]);
  clock.time += 130;
  assert.deepEqual(await take(), [5, 210]);
  assert.deepEqual(await take(), [6, 240]);
  assert.equal(source.dropped, 2);
});

Deno.test("openDemo draws what DemoScene draws, in the arena, and ends when disposed", async () => {
  const arena = new Arena();
  const clock = new FakeClock({ skips: true });
  const source = openDemo({ width: 63, height: 37, fps: 30, arena, clock, live: false });
  const { scene, frame } = sceneOf(63, 37);
  scene.draw(0, frame);
  const first = await source.next(signal);
  assert.ok(first);
  assert.equal(first.picture.data.buffer, arena.memory.buffer);
  assert.deepEqual([...first.picture.data], bytesOf(frame));
  const before = arena.buffers;
  for (let i = 0; i < 3; i++) (await source.next(signal))?.release();
  assert.equal(arena.buffers, before);
  await source[Symbol.asyncDispose]();
  await source[Symbol.asyncDispose]();
  assert.equal(await source.next(signal), null);
});

Deno.test("openDemo refuses sizes and rates out of range and honours an aborted signal", async () => {
  const base = { arena: new Arena(), clock: new FakeClock({ skips: true }), live: true };
  for (
    const [width, height, fps] of [[0, 36, 30], [64, 9000, 30], [64.5, 36, 30], [64, 36, 0], [
      64,
      36,
      NaN,
    ]]
  ) {
    assert.throws(
      () => openDemo({ ...base, width, height, fps }),
      (error) => error instanceof ScrimError && error.code === "FORMAT",
    );
  }
  await using source = openDemo({ ...base, width: 64, height: 36, fps: 30 });
  await assert.rejects(source.next(AbortSignal.abort(new Error("stop"))), /stop/);
});
