import assert from "node:assert/strict";
import {
  type Arena,
  explain,
  type FrameSource,
  type PixelLayout,
  run,
  type RunOptions,
} from "../mod.ts";
import { MemoryLog } from "./fakes.ts";

const FRAMES = 5;
const DEMO = { input: "demo", size: { width: 320, height: 180 }, log: new MemoryLog() } as const;

/** A source of grey noise in any layout. */
const noise = (layout: PixelLayout) => (arena: Arena): FrameSource => {
  const color = { matrix: "bt709", range: "limited" } as const;
  const picture = arena.packed(layout, { width: 320, height: 180, color });
  crypto.getRandomValues(new Uint8Array(1000)).forEach((value, i) => picture.data[i] = value);
  let sequence = 0;
  return {
    info: { description: layout, width: 320, height: 180, fps: 30, layout, color, live: false },
    dropped: 0,
    next: () =>
      Promise.resolve({
        sequence: sequence++,
        timestampMs: performance.now(),
        picture,
        release: () => {},
      }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
};
const NOISE = { output: "none", log: DEMO.log } as const;

const CHAINS: readonly [name: string, options: RunOptions, inferences: number][] = [
  ["nothing, passed through", { ...DEMO, output: "none" }, 0],
  ["nothing, converted", { ...DEMO, output: "none", outputFormat: "yuyv" }, 0],
  ["blur", { ...DEMO, output: "none", plugins: ["blur"] }, 1],
  ["blur of nothing", {
    ...DEMO,
    output: "none",
    plugins: [{ plugin: "blur", options: { radius: 0 } }],
  }, 0],
  ["blur, replace", { ...DEMO, output: "none", plugins: ["blur", "replace"] }, 1],
  ["replace as I420", { ...DEMO, output: "none", outputFormat: "i420", plugins: ["replace"] }, 1],
  ["YUYV, passed through", { ...NOISE, input: noise("yuyv") }, 0],
  ["YUYV, blur", { ...NOISE, input: noise("yuyv"), plugins: ["blur"] }, 1],
  ["grey, replace", { ...NOISE, input: noise("grey"), plugins: ["replace"] }, 1],
  ["NV12 as I420", { ...NOISE, input: noise("nv12"), outputFormat: "i420" }, 0],
  ["blur, WebAssembly", { ...DEMO, output: "none", ffi: false, plugins: ["blur"] }, 1],
];

for (const [name, options, inferences] of CHAINS) {
  Deno.test(`the plan predicts what the counters count: ${name}`, async () => {
    const plan = await explain(options);
    const { perFrame } = plan;
    assert.equal(perFrame.inferences, inferences);
    // Two lengths, so that what happens once, before the first frame, falls out.
    const short = await run({ ...options, frames: FRAMES });
    const long = await run({ ...options, frames: 3 * FRAMES });
    assert.equal(long.inferences - short.inferences, 2 * FRAMES * perFrame.inferences);
    // Stand-ins are shown while the model starts; packing one as I420 is a copy, too.
    const standIns = ({ frames }: typeof long): number => frames.held + frames.slates;
    const each = plan.format.output === "i420" ? 320 * 180 * 1.5 : 0;
    const expected = 2 * FRAMES * perFrame.bytesCopied + (standIns(long) - standIns(short)) * each;
    assert.equal(long.bytesCopied - short.bytesCopied, expected);
  });
}
