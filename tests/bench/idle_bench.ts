/**
 * What a run costs while no program reads its virtual camera: camera closed, model loaded, the slate once a second. Camera and
 * virtual camera are fallbacks; who reads is asked of a real file, as v4l2loopback 0.13 and later are asked.
 *
 *     deno run -A tests/bench/idle_bench.ts [seconds]
 *
 * @module
 */
import { cpuUsage } from "node:process";
import { packedSize, packedView } from "../../core/media/frame.ts";
import type { Platform } from "../../core/run/platform.ts";
import type { Devices } from "../../core/devices/devices.ts";
import type { FrameSink } from "../../core/media/sink.ts";
import type { Captured, FrameSource } from "../../core/media/source.ts";
import { runScrim } from "../../core/run/run.ts";
import { systemClock } from "../../core/base/clock.ts";
import { systemMeter } from "../../core/base/process_meter.ts";
import { DEVICE_SYMBOLS } from "../../ffi/device_symbols.ts";
import { openLibrary } from "../../ffi/load.ts";
import type { V4l2Device } from "../../ffi/v4l2_device.ts";
import { LoopbackViewers } from "../../ffi/v4l2_viewers.ts";
import { openKernels } from "../../mod.ts";
import { builtinPlugins } from "../../plugins/mod.ts";
import { QUIET } from "./quiet.ts";

const SIZE = { width: 1280, height: 720 };
const COLOR = { matrix: "bt709", range: "limited" } as const;
const seconds = Number(Deno.args[0] ?? 20);
const { symbols } = openLibrary(DEVICE_SYMBOLS);
const memory = (): Uint8Array<ArrayBuffer> =>
  new Uint8Array(packedSize("yuyv", SIZE.height, 2 * SIZE.width));
const shape = { layout: "yuyv", ...SIZE, color: COLOR } as const;

let cameras = 0;
let slates = 0;

function camera(): FrameSource {
  cameras++;
  const picture = packedView(memory().fill(128), shape);
  let sequence = 0;
  return {
    info: { description: "camera", ...shape, fps: 30, live: true },
    dropped: 0,
    next: async (signal): Promise<Captured> => {
      await systemClock.sleep(1000 / 30, signal);
      return { sequence: sequence++, timestampMs: systemClock.now(), picture, release: () => {} };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(void cameras--),
  };
}

/** Nobody ever reads; that is asked of a file that is never ready, in waits of 200 ms. */
function virtualCamera(): FrameSink & { readonly viewers: LoopbackViewers } {
  const libc = Deno.dlopen("libc.so.6", { eventfd: { parameters: ["u32", "i32"], result: "i32" } });
  const device = { symbols, calls: new BigUint64Array(7), fd: libc.symbols.eventfd(0, 0) };
  const { calls, fd } = device as Pick<V4l2Device, "calls" | "fd">;
  const viewers = new LoopbackViewers(async () => {
    await symbols.scrim_v4l2_usage_wait(calls, fd, 200);
    return null;
  });
  const picture = packedView(memory(), shape);
  return {
    info: { description: "virtual camera", layout: "yuyv", live: true },
    viewers,
    bytesCopied: 0,
    published: null,
    begin: () => picture,
    commit: () => void slates++,
    [Symbol.asyncDispose]: () => viewers[Symbol.asyncDispose](),
  };
}

const devices = {
  list: () => [],
  openCamera: () => Promise.resolve(camera()),
  openVirtualCamera: () => Promise.resolve(virtualCamera()),
  [Symbol.dispose]: () => {},
} as Partial<Devices & Disposable> as Devices & Disposable;

const platform: Platform = {
  clock: systemClock,
  meter: systemMeter,
  registry: builtinPlugins,
  base: import.meta.url,
  openKernels: (arena) => openKernels(arena),
  openSandbox: () => Promise.reject(new Error("no sandboxed plugins here")),
  devices: () => Promise.resolve(devices),
  nativeLibrary: () => Promise.reject(new Error("not asked for")),
  opensLibrary: () => false,
};

const stopper = new AbortController();
const options = { input: "/dev/video0", output: "/dev/video10", plugins: ["blur"] };
const running = runScrim({ ...options, signal: stopper.signal }, platform, QUIET);
while (cameras > 0 || slates === 0) await systemClock.sleep(100);
await systemClock.sleep(3000);
const [before, seen] = [cpuUsage(), slates];
await systemClock.sleep(seconds * 1000);
const { user, system } = cpuUsage(before);
console.log(
  `${((user + system) / seconds / 1e4).toFixed(2)} % of a core for ${seconds} s, ` +
    `cameras open: ${cameras}, slates a second: ${((slates - seen) / seconds).toFixed(1)}`,
);
stopper.abort(new Error("enough"));
await running.catch(() => {});
Deno.exit(0);
