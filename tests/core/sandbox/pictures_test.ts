/** What a sandboxed plugin sees and gives back, byte by byte. */
import assert from "node:assert/strict";
import type { Frame, Packed, Plane } from "../../../core/media/frame.ts";
import type { LayerView } from "../../../core/plugin.ts";
import type { ProcessCall } from "../../../core/plugin/handle.ts";
import { COLOR, jobOf, pluginCode, TestSandbox } from "./sandboxed.ts";

/** A plane with `padding` bytes between rows; byte `i` of the memory is `seed + 7 i`. */
function plane(width: number, height: number, seed: number, padding = 0): Plane {
  const stride = width + padding;
  const data = Uint8Array.from({ length: stride * height }, (_, index) => seed + 7 * index);
  return { data, stride, width, height };
}

function frame(width: number, height: number, seed: number, padding = 0): Frame {
  const [w, h] = [(width + 1) >> 1, (height + 1) >> 1];
  return {
    format: "i420",
    width,
    height,
    color: COLOR,
    y: plane(width, height, seed, padding),
    u: plane(w, h, seed + 50, padding),
    v: plane(w, h, seed + 90, padding),
  };
}

function rgba(width: number, height: number, seed: number): Packed {
  const color = { matrix: "bt601", range: "full" } as const;
  return { ...plane(width * 4, height, seed), width, layout: "rgba", color };
}

function call(pictures: Pick<ProcessCall, "frame" | "into">, sequence = 0): ProcessCall {
  return { ...pictures, past: [], sequence, timestampMs: 1000 + sequence, nowMs: 2000 + sequence };
}

/** Rows of a plane, without what lies between them. */
function rows({ data, stride, width, height }: Plane): number[][] {
  return Array.from({ length: height }, (_, row) => [
    ...data.subarray(row * stride, row * stride + width),
  ]);
}

const INVERT = (name: string) => `
  for (let r = 0; r < ${name}.height; r++) for (let c = 0; c < ${name}.width; c++) {
    ${name}.data[r * ${name}.stride + c] = 255 - ${name}.data[r * ${name}.stride + c];
  }`;

const inverted = (lines: number[][]): number[][] => lines.map((line) => line.map((v) => 255 - v));

Deno.test("a sandboxed in-place plugin rewrites an i420 frame of odd size with padded rows, and only its pixels", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(`access: "in-place", format: "i420",
    process({ frame: { y, u, v } }) { ${INVERT("y")} ${INVERT("u")} ${INVERT("v")} }`));
  const stage = await sandbox.handle.start(jobOf({ width: 7, height: 5 }));
  const picture = frame(7, 5, 3, 9);
  const before = [picture.y, picture.u, picture.v].map(rows);
  const padding = picture.y.data.slice(7, 16);
  await stage.process(call({ frame: picture, into: picture }));
  assert.deepEqual([picture.y, picture.u, picture.v].map(rows), before.map(inverted));
  assert.deepEqual(picture.y.data.slice(7, 16), padding);
  assert.equal(stage.bytesCopied, 2 * (35 + 12 + 12));
});

Deno.test("a sandboxed plugin with access new fills another picture and leaves the frame as it was", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(`access: "new", format: "i420",
    process({ frame, into }) {
      for (const key of ["y", "u", "v"]) into[key].data.set(frame[key].data.map((v) => v ^ 1));
    }`));
  const stage = await sandbox.handle.start(jobOf({ width: 6, height: 4 }));
  const [from, into] = [frame(6, 4, 11, 2), frame(6, 4, 0, 5)];
  const before = [...from.y.data];
  await stage.process(call({ frame: from, into }));
  assert.deepEqual([...from.y.data], before);
  for (const key of ["y", "u", "v"] as const) {
    assert.deepEqual(rows(into[key]), rows(from[key]).map((row) => row.map((v) => v ^ 1)));
  }
});

Deno.test("a sandboxed in-place plugin's result goes to the picture that the call names", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(`access: "in-place",
    process({ frame, into }) { if (frame !== into) throw new Error("two"); frame.data[0] = 77; }`));
  const stage = await sandbox.handle.start(jobOf({ width: 4, height: 2 }));
  const [from, into] = [plane(4, 2, 5), plane(4, 2, 0)];
  await stage.process(call({ frame: from, into }));
  assert.equal(from.data[0], 5);
  assert.deepEqual([...into.data], [77, ...from.data.subarray(1)]);
});

Deno.test("a sandboxed reader gets luma and gives nothing back, whatever it writes", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(`
    init: () => ({ sum: 0 }),
    process({ frame, state }) { state.sum = frame.data.reduce((a, b) => a + b, 0); frame.data.fill(1); },
    dispose(state) { throw new Error("sum " + state.sum); }`));
  const stage = await sandbox.handle.start(jobOf({ width: 9, height: 3 }));
  const picture = plane(9, 3, 1, 4);
  const before = [...picture.data];
  await stage.process(call({ frame: picture, into: picture }));
  assert.deepEqual([...picture.data], before);
  assert.equal(stage.bytesCopied, 27);
  const sum = rows(picture).flat().reduce((a, b) => a + b, 0);
  await assert.rejects(stage[Symbol.asyncDispose](), { message: `sum ${sum}` });
});

Deno.test("a sandboxed rgba plugin sees four bytes a pixel", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(`access: "in-place", format: "rgba",
    process({ frame: { data, layout, width } }) {
      if (layout !== "rgba" || width !== 5) throw new Error(layout + width);
      const pixels = new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
      pixels.fill(0xff030201);
    }`));
  const stage = await sandbox.handle.start(jobOf({ width: 5, height: 3 }));
  const picture = rgba(5, 3, 9);
  await stage.process(call({ frame: picture, into: picture }));
  assert.deepEqual([...picture.data], Array(15).fill([1, 2, 3, 255]).flat());
});

for (const access of ["read", "in-place", "new"] as const) {
  Deno.test(`past of a sandboxed ${access} plugin holds what it was given, the newest first`, async () => {
    const change = access === "read" ? "" : "into.data.fill(200);";
    await using sandbox = await TestSandbox.open(pluginCode(`access: "${access}", history: 3,
      init: () => [],
      process({ frame, into, past, sequence, timestampMs, state }) {
        state.push([sequence, timestampMs, frame.data[0], ...past.map((p) => p.data[0])].join(" "));
        ${change}
      },
      dispose(state) { throw new Error(state.join("; ")); }`));
    const stage = await sandbox.handle.start(jobOf({ width: 8, height: 2 }, { history: 3 }));
    for (let index = 0; index < 6; index++) {
      const [from, into] = [plane(8, 2, index), plane(8, 2, 0)];
      await stage.process(call({ frame: from, into }, index));
      assert.equal(from.data[0], index);
      assert.equal(into.data[0], access === "read" ? 0 : 200);
    }
    const wanted =
      "0 1000 0; 1 1001 1 0; 2 1002 2 1 0; 3 1003 3 2 1 0; 4 1004 4 3 2 1; 5 1005 5 4 3 2";
    await assert.rejects(stage[Symbol.asyncDispose](), { message: wanted });
  });
}

Deno.test("a sandboxed plugin gets each kind of layer with its ages, and layers carry over when they change", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(`
    init: () => [],
    process({ layers: { person, parts, landmarks }, state }) {
      state.push([person.data[0], person.data[7], person.stride, person.edge.low, person.ageMs,
        parts.data[1], parts.names[1], parts.approximate, parts.ageMs,
        landmarks.values[3], landmarks.names[0], landmarks.values.length].join(" "));
    },
    dispose(state) { throw new Error(state.join("; ")); }`));
  const person = {
    ...plane(4, 2, 1, 6),
    edge: { low: 108, high: 168 },
    ageMs: 12.5,
    approximate: false,
  };
  const parts = { ...plane(2, 2, 0), names: ["background", "hair"], ageMs: 0, approximate: true };
  const values = new Float32Array([0.25, 0.5, -1, 0.75]);
  const landmarks = { values, names: ["nose"], ageMs: 3, approximate: false };
  const layers = { person, parts, landmarks } as unknown as { [name: string]: LayerView };
  const stage = await sandbox.handle.start(jobOf({ width: 4, height: 2 }, { layers }));
  const picture = plane(4, 2, 0);
  await stage.process(call({ frame: picture, into: picture }));
  person.data[0] = 99;
  (person as { ageMs: number }).ageMs = 50;
  values[3] = 0.125;
  await stage.process(call({ frame: picture, into: picture }));
  const eighth = person.data[person.stride + 3];
  assert.equal(stage.bytesCopied, 2 * (8 + 8 + 4 + 16));
  await assert.rejects(stage[Symbol.asyncDispose](), {
    message: `1 ${eighth} 4 108 12.5 7 hair true 0 0.75 nose 4; ` +
      `99 ${eighth} 4 108 50 7 hair true 0 0.125 nose 4`,
  });
});

Deno.test("WebAssembly kernels work on a sandboxed plugin's pictures", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(`access: "in-place", format: "i420",
    init: (host) => ({ copy: host.frame(), mask: host.plane(host.width, host.height), rgba: host.rgba() }),
    process({ frame, kernels, state }) {
      kernels.copy(frame, state.copy);
      state.copy.y.data.fill(16);
      state.mask.data.fill(255, 0, 8);
      kernels.composite({ foreground: state.copy, background: frame, mask: state.mask, into: frame });
      kernels.toRgba(frame, state.rgba);
      const { width } = kernels.blurSize(640, 480, 24);
      const discs = kernels.blurSize(640, 480, 24, "bokeh").width;
      kernels.blur({ source: state.copy, sigmaPx: 1, shape: "bokeh", into: state.copy });
      if (state.rgba.data[3] !== 255 || width >= 640 || discs !== 2 * width) throw new Error("kernels");
    }`));
  const stage = await sandbox.handle.start(jobOf({ width: 8, height: 4 }));
  const picture = frame(8, 4, 100);
  const before = rows(picture.y);
  await stage.process(call({ frame: picture, into: picture }));
  assert.deepEqual(rows(picture.y), [Array(8).fill(16), ...before.slice(1)]);
});

Deno.test("frames wait for a sandboxed plugin with an async process()", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(`access: "in-place",
    async process({ frame }) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      frame.data[0] = 42;
    }`));
  const stage = await sandbox.handle.start(jobOf({ width: 4, height: 1 }));
  const picture = plane(4, 1, 0);
  await stage.process(call({ frame: picture, into: picture }));
  assert.equal(picture.data[0], 42);
});

Deno.test("two stages of one sandboxed plugin have state, options and pictures of their own", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(`access: "in-place",
    options: { add: { type: "number", default: 1, min: 0, max: 9, summary: "x" } },
    init: (host, options) => ({ add: options.add, runs: 0 }),
    process({ frame, state, options }) { frame.data[0] += state.add * ++state.runs; }`));
  const size = { width: 4, height: 1 };
  const one = await sandbox.handle.start(jobOf(size, { options: { add: 1 } }));
  const two = await sandbox.handle.start(jobOf(size, { options: { add: 5 } }));
  const picture = plane(4, 1, 0);
  for (const stage of [one, two, one, two]) {
    await stage.process(call({ frame: picture, into: picture }));
  }
  assert.equal(picture.data[0], 1 + 5 + 2 + 10);
  await one[Symbol.asyncDispose]();
  await one[Symbol.asyncDispose]();
  await two.process(call({ frame: picture, into: picture }));
  assert.equal(picture.data[0], 18 + 15);
});

Deno.test("a frame of another size than the stage's is refused before it is copied", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(""));
  const stage = await sandbox.handle.start(jobOf({ width: 4, height: 2 }));
  const large = plane(8, 2, 0);
  assert.throws(
    () => stage.process(call({ frame: large, into: large })),
    { code: "FORMAT", message: /planes are 8x2, wanted 4x2/ },
  );
});
