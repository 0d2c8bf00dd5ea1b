/**
 * Composition by WebGPU, as OpenCV's UMat would do it: the camera's bytes go up, the result comes down, the background stays.
 * Deno's adapter may be software (its name is told); then only the ways up and down say something about real ones.
 * `deno run -A tests/bench/prior_art/webgpu_bench.ts`
 *
 * @module
 */
import { demoMask, fillWithNoise, HD, MODEL } from "../frames.ts";
import { time } from "../measure.ts";
import { type Group, printBench, timedRows } from "../table.ts";

const TITLE = "composition by WebGPU, 1280x720";
const BYTES = HD.width * HD.height * 2;

/** Four bytes of YUYV at a time; the mask's nearest pixel, which is less than Scrim's kernels do. */
const SHADER = `
@group(0) @binding(0) var<storage, read> front: array<u32>;
@group(0) @binding(1) var<storage, read> back: array<u32>;
@group(0) @binding(2) var<storage, read> mask: array<u32>;
@group(0) @binding(3) var<storage, read_write> result: array<u32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.x + id.y * ${HD.width / 2}u;
  let near = (id.y * ${MODEL.height}u / ${HD.height}u) * ${MODEL.width}u +
    id.x * 2u * ${MODEL.width}u / ${HD.width}u;
  let share = f32((mask[near / 4u] >> (8u * (near % 4u))) & 255u) / 255.0;
  result[at] = pack4x8unorm(mix(unpack4x8unorm(back[at]), unpack4x8unorm(front[at]), share));
}`;

function buffersOn(device: GPUDevice) {
  const { STORAGE, COPY_DST, COPY_SRC, MAP_READ } = GPUBufferUsage;
  const make = (usage: number, size = BYTES) => device.createBuffer({ size, usage });
  const [front, back] = [make(STORAGE | COPY_DST), make(STORAGE | COPY_DST)];
  const mask = make(STORAGE | COPY_DST, MODEL.width * MODEL.height);
  return { front, back, mask, result: make(STORAGE | COPY_SRC), down: make(COPY_DST | MAP_READ) };
}

/** Measures the whole way, and the way without the work. */
export async function webgpuBench(): Promise<Group> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) return { title: TITLE, rows: [], notes: ["left out: WebGPU has no adapter here"] };
  const device = await adapter.requestDevice();
  const { front, back, mask, result, down } = buffersOn(device);
  const module = device.createShaderModule({ code: SHADER });
  const pipeline = device.createComputePipeline({ layout: "auto", compute: { module } });
  const entries = [front, back, mask, result].map((buffer, binding) => (
    { binding, resource: { buffer } }
  ));
  const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  const [camera, virtual] = [new Uint8Array(BYTES), new Uint8Array(BYTES)];
  fillWithNoise(camera);
  device.queue.writeBuffer(mask, 0, demoMask(0) as Uint8Array<ArrayBuffer>);
  const frame = (works: boolean) => async (): Promise<readonly number[]> => {
    const start = performance.now();
    device.queue.writeBuffer(front, 0, camera);
    const encoder = device.createCommandEncoder();
    if (works) {
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(HD.width / 2 / 64, HD.height);
      pass.end();
    }
    encoder.copyBufferToBuffer(result, 0, down, 0, BYTES);
    device.queue.submit([encoder.finish()]);
    await down.mapAsync(GPUMapMode.READ);
    virtual.set(new Uint8Array(down.getMappedRange()));
    down.unmap();
    return [performance.now() - start];
  };
  const timings = await time({ "up and down": frame(false), "and composed": frame(true) });
  const { description } = adapter.info;
  const kept = virtual.filter((byte, at) => byte === camera[at]).length / BYTES;
  device.destroy();
  const notes = [
    `adapter: ${description}; ${(100 * kept).toFixed(0)} % of the bytes are the camera's`,
  ];
  return { title: TITLE, rows: timedRows(timings), notes };
}

if (import.meta.main) await printBench(webgpuBench);
