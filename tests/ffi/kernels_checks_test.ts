import assert from "node:assert/strict";
import { Arena } from "../../core/media/arena.ts";
import { ScrimError } from "../../core/base/errors.ts";
import { packedView } from "../../core/media/frame.ts";
import { openNativeKernels, openWasmKernels } from "../../ffi/kernels.ts";
import { COLORS } from "../kernels_ref/builds.ts";

const COLOR = COLORS[1];
const SIZE = { width: 64, height: 36, color: COLOR };

function refused(message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof ScrimError, String(error));
    assert.equal(error.code, "FORMAT");
    assert.match(error.message, message);
    return true;
  };
}

function setup() {
  const arena = new Arena();
  const kernels = openNativeKernels(arena);
  return { arena, kernels, frame: arena.frame(64, 36, COLOR) };
}

Deno.test("unpack refuses another size, other colours, a short view and RGB, and names what it wanted", () => {
  const { arena, kernels, frame } = setup();
  const yuyv = arena.packed("yuyv", SIZE);
  const other = arena.frame(62, 36, COLOR);
  const full = arena.frame(64, 36, { matrix: "bt709", range: "full" });
  const short = { ...yuyv, data: yuyv.data.subarray(1) };
  const narrow = { ...yuyv, stride: 127 };
  assert.throws(
    () => kernels.unpack(yuyv, other),
    refused(/^Cannot unpack: the destination is 62x36, wanted 64x36$/),
  );
  assert.throws(
    () => kernels.unpack(yuyv, full),
    refused(/^Cannot unpack: colours are bt709 limited and bt709 full, wanted the same$/),
  );
  assert.throws(() => kernels.unpack(short, frame), refused(/in 4607 bytes; wanted .*4608 bytes$/));
  assert.throws(() => kernels.unpack(narrow, frame), refused(/stride 127.*stride 128 or more/));
  const rgba = arena.packed("rgba", SIZE);
  assert.throws(
    () => kernels.unpack(rgba, frame),
    refused(/is rgba, wanted yuyv, uyvy, nv12, i420 or grey$/),
  );
});

Deno.test("every kernel refuses a frame whose planes do not fit their views", () => {
  const { arena, kernels, frame } = setup();
  const cut = { ...frame, u: { ...frame.u, data: frame.u.data.subarray(1) } };
  const other = arena.frame(64, 36, COLOR);
  const wrong = { ...frame, v: arena.plane(31, 18) };
  const mask = arena.plane(8, 8);
  const rgba = arena.packed("rgba", SIZE);
  const yuyv = arena.packed("yuyv", SIZE);
  const jobs: [string, (broken: typeof frame) => void][] = [
    ["unpack", (broken) => kernels.unpack(yuyv, broken)],
    ["pack", (broken) => kernels.pack(broken, yuyv)],
    ["sample", (broken) => kernels.sample(broken, rgba)],
    ["convert from rgba", (broken) => kernels.fromRgba(rgba, broken)],
    ["copy", (broken) => kernels.copy(broken, other)],
    ["copy", (broken) => kernels.copy(other, broken)],
    ["composite", (broken) => {
      kernels.composite({ foreground: frame, background: other, mask, into: broken });
    }],
    ["blur", (broken) => kernels.blur({ source: broken, sigmaPx: 1, into: other })],
    ["blur", (broken) => kernels.blur({ source: broken, sigmaPx: 1, shape: "bokeh", into: other })],
  ];
  for (const [name, job] of jobs) {
    job(frame);
    assert.throws(() => job(cut), refused(new RegExp(`^Cannot ${name}: .*u is 32x18`)));
    assert.throws(() => job(wrong), refused(new RegExp(`^Cannot ${name}: .*v is 31x18`)));
  }
});

Deno.test("copyPacked refuses another layout, sample everything but rgba, fromRgba everything but rgba", () => {
  const { arena, kernels, frame } = setup();
  const yuyv = arena.packed("yuyv", SIZE);
  const uyvy = arena.packed("uyvy", SIZE);
  assert.throws(() => kernels.copyPacked(yuyv, uyvy), refused(/is uyvy, wanted yuyv$/));
  assert.throws(() => kernels.sample(frame, yuyv), refused(/is yuyv, wanted rgba$/));
  assert.throws(() => kernels.fromRgba(yuyv, frame), refused(/is yuyv, wanted rgba$/));
});

Deno.test("composite refuses a background that is larger, or of other colours", () => {
  const { arena, kernels, frame } = setup();
  const mask = arena.plane(8, 8);
  const large = arena.frame(66, 36, COLOR);
  const other = arena.frame(32, 18, COLORS[0]);
  const job = { foreground: frame, mask, into: frame };
  assert.throws(() => kernels.composite({ ...job, background: large }), refused(/at most 64x36$/));
  assert.throws(() => kernels.composite({ ...job, background: other }), refused(/colours are/));
});

Deno.test("blur refuses a size that blurSize() does not give, and a sigma that is no blur", () => {
  const { arena, kernels, frame } = setup();
  const small = arena.frame(31, 18, COLOR);
  assert.throws(
    () => kernels.blur({ source: frame, sigmaPx: 4, into: small }),
    refused(/is 31x18, wanted 32x18/),
  );
  for (const sigmaPx of [0, -1, NaN, Infinity]) {
    assert.throws(
      () => kernels.blur({ source: frame, sigmaPx, into: frame }),
      refused(/^Cannot blur: sigma is/),
    );
  }
  const disc = { source: frame, shape: "bokeh", into: frame } as const;
  assert.throws(() => kernels.blur({ ...disc, sigmaPx: 257 }), refused(/sigma is 257 .*most 256$/));
  assert.throws(() => kernels.blur({ ...disc, sigmaPx: 12 }), refused(/is 64x36, wanted 16x9/));
});

Deno.test("the WebAssembly kernels refuse memory that is not the arena's, and take views from before it grew", async () => {
  const arena = new Arena();
  const kernels = await openWasmKernels(arena);
  const from = arena.plane(8, 8);
  from.data.fill(77);
  arena.bytes(8 << 20);
  const into = arena.plane(16, 16);
  assert.notEqual(from.data.buffer, into.data.buffer, "the arena did not grow");
  kernels.upscale(from, into);
  assert.ok(into.data.every((value) => value === 77));
  const foreign = { ...into, data: new Uint8Array(256) };
  assert.throws(
    () => kernels.upscale(from, foreign),
    refused(/^Cannot reach 256 bytes from WebAssembly: they are not in the arena$/),
  );
  const elsewhere = new Arena().plane(16, 16);
  assert.throws(() => kernels.upscale(from, elsewhere), refused(/not in the arena$/));
});

Deno.test("the native kernels write into plain memory and into a part of a larger buffer", () => {
  const { kernels, frame } = setup();
  frame.y.data.fill(1);
  const buffer = new Uint8Array(5000);
  const data = buffer.subarray(100, 100 + 64 * 36);
  kernels.pack(frame, packedView(data, { layout: "grey", ...SIZE }));
  assert.ok(data.every((value) => value === 1));
  assert.ok(buffer.subarray(0, 100).every((value) => value === 0));
  assert.ok(buffer.subarray(100 + data.length).every((value) => value === 0));
});

const BACKENDS = [
  ["native", (arena: Arena) => Promise.resolve(openNativeKernels(arena))],
  ["wasm", openWasmKernels],
] as const;

for (const [name, open] of BACKENDS) {
  Deno.test(`counters (${name}) tell calls, bytes in, bytes out and bytes only moved`, async () => {
    const arena = new Arena();
    const kernels = await open(arena);
    const frame = arena.frame(64, 36, COLOR);
    const other = arena.frame(64, 36, COLOR);
    const bytes = 64 * 36 * 3 / 2;
    const seen = (work: () => void): number[] => {
      const { calls, bytesRead, bytesWritten, bytesCopied } = kernels.counters;
      work();
      const now = kernels.counters;
      assert.equal(now.calls, calls + 1);
      return [
        now.bytesRead - bytesRead,
        now.bytesWritten - bytesWritten,
        now.bytesCopied - bytesCopied,
      ];
    };
    const yuyv = arena.packed("yuyv", SIZE);
    const i420 = arena.packed("i420", SIZE);
    assert.deepEqual(seen(() => kernels.unpack(yuyv, frame)), [64 * 36 * 2, bytes, 0]);
    assert.deepEqual(seen(() => kernels.unpack(i420, frame)), [bytes, bytes, bytes]);
    assert.deepEqual(seen(() => kernels.pack(frame, yuyv)), [bytes, 64 * 36 * 2, 0]);
    assert.deepEqual(seen(() => kernels.copy(frame, other)), [bytes, bytes, bytes]);
    const small = arena.frame(32, 18, COLOR);
    const mask = arena.plane(8, 4);
    const blur = { source: frame, except: mask, sigmaPx: 4, into: small };
    assert.deepEqual(seen(() => kernels.blur(blur)), [bytes + 32, bytes / 4, 0]);
    const job = { foreground: frame, background: small, mask, into: frame };
    assert.deepEqual(seen(() => kernels.composite(job)), [bytes * 1.25 + 32, bytes, 0]);
  });

  Deno.test(`kernels (${name}) take scratch memory from the arena once for a shape`, async () => {
    const arena = new Arena();
    const kernels = await open(arena);
    const frame = arena.frame(64, 36, COLOR);
    const mask = arena.plane(8, 4);
    const background = arena.frame(64, 36, COLOR);
    const job = { foreground: frame, background, mask, into: frame };
    kernels.composite(job);
    const { used } = arena;
    for (let i = 0; i < 100; i++) kernels.composite(job);
    assert.equal(arena.used, used);
  });
}
