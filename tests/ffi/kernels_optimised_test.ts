import { Arena } from "../../core/media/arena.ts";
import { openNativeKernels } from "../../ffi/kernels.ts";
import assert from "node:assert/strict";

/** More than V8 waits for before it compiles what calls a kernel, and the call with it. */
const CALLS = 30_000;
const COLOR = { matrix: "bt601", range: "limited" } as const;

Deno.test("kernels with many parameters go on working when V8 has optimised their calls", () => {
  const arena = new Arena();
  const kernels = openNativeKernels(arena);
  const shape = { width: 16, height: 16, color: COLOR };
  const [foreground, into] = [0, 1].map(() => arena.frame(16, 16, COLOR));
  const mask = arena.plane(16, 16);
  const packed = arena.packed("yuyv", shape);
  const small = kernels.blurSize(16, 16, 4);
  const blurred = arena.frame(small.width, small.height, COLOR);
  mask.data.fill(255);
  foreground.y.data.fill(77);
  foreground.u.data.fill(100);
  const job = { foreground, background: blurred, mask, into };
  const direct = { ...job, into: packed };
  const blur = { source: foreground, except: mask, sigmaPx: 4, into: blurred };
  const size = kernels.blurSize(16, 16, 4, "bokeh");
  const disc = {
    ...blur,
    shape: "bokeh" as const,
    into: arena.frame(size.width, size.height, COLOR),
  };
  for (let i = 0; i < CALLS; i++) {
    kernels.composite(job);
    kernels.composite(direct);
    kernels.blur(blur);
    kernels.blur(disc);
  }
  assert.deepEqual(new Set(into.y.data), new Set([77]));
  assert.deepEqual([...packed.data.subarray(0, 4)], [77, 100, 77, 0]);
});
