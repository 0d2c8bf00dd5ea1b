/** What the examples that need no model make of pictures drawn by hand. */
import assert from "node:assert/strict";
import { type Drawing, drawn, example, type Play, play } from "./play.ts";

/** Every pixel another one, colours too. */
const gradient: Drawing = (plane, x, y) =>
  plane === "y" ? 20 + (7 * x + 13 * y) % 200 : 60 + (11 * x + (plane === "u" ? 5 : 17) * y) % 130;
const flat = (levels: readonly number[]): Drawing => (plane, _x, _y, frame) =>
  plane === "y" ? levels[frame] : 128;
const SMALL = { width: 32, height: 24, draw: gradient } as const;

Deno.test("minimal.ts takes the colours away and leaves the brightness", async () => {
  const game: Play = { ...SMALL, plugins: [example("minimal.ts")] };
  const { pictures: [picture] } = await play(game);
  assert.deepEqual(picture.y, drawn(game, "y"));
  assert.ok(picture.u.every((value) => value === 128));
  assert.ok(picture.v.every((value) => value === 128));
});

Deno.test("luma_only.ts stretches brightness about the middle and leaves the colours", async () => {
  const levels = [16, 60, 100, 126, 150, 235];
  const game: Play = {
    ...SMALL,
    draw: (plane, x, y, frame) => plane === "y" ? levels[x % 6] : gradient(plane, x, y, frame),
    plugins: [{ plugin: example("luma_only.ts"), options: { amount: 2 } }],
  };
  const { pictures: [picture] } = await play(game);
  assert.deepEqual([...picture.y.subarray(0, 6)], [16, 16, 74, 126, 174, 235]);
  assert.deepEqual(picture.u, drawn(game, "u"));
  assert.deepEqual(picture.v, drawn(game, "v"));
});

Deno.test("history.ts averages what is near and leaves what has moved", async () => {
  const { pictures } = await play({
    ...SMALL,
    draw: flat([100, 104, 108, 200, 206]),
    frames: 5,
    plugins: [{ plugin: example("history.ts"), options: { tolerance: 10 } }],
  });
  // 100 alone; (104 + 2 * 100) / 3; (108 + 104 + 100) / 3; a jump; (206 + 200) / 2 without 108.
  assert.deepEqual(pictures.map(({ y }) => y[0]), [100, 101, 104, 200, 203]);
  assert.ok(pictures.every(({ y, u }) => y.every((value) => value === y[0]) && u[0] === 128));
});

Deno.test("roi.ts gives squares their mean, and only those of its rectangle", async () => {
  const options = { center: "0.5,0.5", width: 50, height: 50, block: 4 };
  const game: Play = { ...SMALL, plugins: [{ plugin: example("roi.ts"), options }] };
  const { pictures: [{ y, u }] } = await play(game);
  const before = drawn(game, "y");
  for (let row = 0; row < 24; row++) {
    for (let column = 0; column < 32; column++) {
      const inside = column >= 8 && column < 24 && row >= 6 && row < 18;
      let wanted = before[row * 32 + column];
      if (inside) {
        const [left, top] = [column - column % 4, 6 + (row - 6) - (row - 6) % 4];
        let sum = 0;
        for (let at = 0; at < 16; at++) sum += before[(top + (at >> 2)) * 32 + left + at % 4];
        wanted = Math.round(sum / 16);
      }
      assert.equal(y[row * 32 + column], wanted, `${column},${row}`);
    }
  }
  assert.equal(u[0], drawn(game, "u")[0]);
  assert.equal(new Set([u[3 * 16 + 4], u[3 * 16 + 5], u[4 * 16 + 4], u[4 * 16 + 5]]).size, 1);
});

Deno.test("mirror.ts shows on the left what was on the right", async () => {
  const game: Play = { ...SMALL, plugins: [example("mirror.ts")] };
  const { pictures: [picture] } = await play(game);
  for (const [name, width] of [["y", 32], ["u", 16], ["v", 16]] as const) {
    const before = drawn(game, name);
    const mirrored = before.map((_, at) => before[at - at % width + width - 1 - at % width]);
    assert.deepEqual(picture[name], mirrored, name);
  }
});

Deno.test("rgba.ts turns grey into sepia", async () => {
  const { pictures: [{ y, u, v }] } = await play({
    ...SMALL,
    draw: flat([128]),
    plugins: [example("rgba.ts")],
  });
  // Luma 128 of 16..235 is grey 130.4: red 176, green 157, blue 122; and back by BT.601.
  const [red, green, blue] = [1.351, 1.203, 0.937].map((part) => part * 130.4);
  const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
  const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) <= 1.5;
  assert.ok(near(y[0], 16 + luma * 219 / 255), `${y[0]}`);
  assert.ok(near(u[0], 128 + (blue - luma) / 1.772 * 224 / 255), `${u[0]}`);
  assert.ok(near(v[0], 128 + (red - luma) / 1.402 * 224 / 255), `${v[0]}`);
});

Deno.test("motion.ts tells when something moves and when all is quiet, and changes no byte", async () => {
  const frames = 40;
  /** A square that is somewhere else in frames 10 to 15, in the lower half. */
  const draw: Drawing = (plane, x, y, frame) => {
    const left = frame >= 10 && frame < 15 ? 4 * (frame - 8) : 0;
    const square = plane === "y" && y >= 14 && y < 20 && x >= left && x < left + 8;
    return square ? 200 : plane === "y" ? 60 + (x * y + frame) % 3 : 128;
  };
  const watch = async (from: string, to: string) =>
    await play({
      ...{ width: 48, height: 24, draw, frames },
      plugins: [{ plugin: example("motion.ts"), options: { from, to, rest: 200 } }],
    });
  const { log, pictures, summary } = await watch("0,0.5", "1,1");
  const told = log.filter((line) => line.startsWith("info motion:"));
  assert.deepEqual(told, ["info motion: something moves", "info motion: all is quiet"]);
  const shape = { width: 48, height: 24, plugins: [], draw };
  for (let frame = 0; frame < frames; frame++) {
    assert.deepEqual(pictures[frame].y, drawn(shape, "y", frame), `frame ${frame}`);
    assert.deepEqual(pictures[frame].v, drawn(shape, "v", frame), `frame ${frame}`);
  }
  assert.equal(summary.inferences, 0);
  const above = await watch("0,0", "1,0.5");
  assert.deepEqual(above.log.filter((line) => line.startsWith("info motion:")), []);
});

/** "SCRIM" as `qrencode -l L -m 0` draws it. */
const CODE = [
  ...["#######   # # #######", "#     #     # #     #", "# ### # # #   # ### #"],
  ...["# ### #     # # ### #", "# ### #  # ## # ### #", "#     #  ###  #     #"],
  ...["####### # # # #######", "        # #          ", "### ##### # ###   #  "],
  ...["# ##     # # # # ### ", "#  #### ## # ### ##  ", "###       #### #### #"],
  ...["###  ##  ### ###   # ", "        # #   #  # # ", "####### #   #   #  # "],
  ...["#     # ##    #  ####", "# ### # #   # # ##  #", "# ### #  ### # # # # "],
  ...["# ### # ## # ###  # #", "#     # #  ### ### ##", "####### ## # ###  # #"],
];

Deno.test("qr.ts says once what a code says, and changes no byte", async () => {
  const SIDE = 5;
  const draw: Drawing = (plane, x, y) => {
    if (plane !== "y") return 128;
    const [column, row] = [Math.floor((x - 108) / SIDE), Math.floor((y - 38) / SIDE)];
    return CODE[row]?.[column] === "#" ? 30 : 220;
  };
  const game: Play = {
    ...{ width: 320, height: 180, draw, frames: 5 },
    plugins: [{ plugin: example("qr.ts"), options: { every: 1 } }],
  };
  const { log, pictures } = await play(game);
  assert.deepEqual(log.filter((line) => line.startsWith("info qr:")), ['info qr: "SCRIM"']);
  assert.deepEqual(pictures[4].y, drawn(game, "y"));
});
