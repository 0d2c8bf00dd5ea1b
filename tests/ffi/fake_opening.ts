/** Opens cameras and virtual cameras on the fake device, in the same way for every test. */
import assert from "node:assert/strict";
import type { VirtualCameraRequest } from "../../core/devices/devices.ts";
import type { FrameSink } from "../../core/media/sink.ts";
import type { Captured, FrameSource } from "../../core/media/source.ts";
import { ScrimError } from "../../core/base/errors.ts";
import { openCamera } from "../../ffi/v4l2_camera.ts";
import type { Fake, Settings } from "./fake_device.ts";

export const CAMERA = "/dev/video0";
export const SIZE = { width: 64, height: 32 };
/** Bytes of a YUYV picture of that size. */
export const BYTES = 64 * 32 * 2;
export const never = new AbortController().signal;

const VIRTUAL_CAMERA: VirtualCameraRequest = {
  path: "/dev/video10",
  ...SIZE,
  fps: 30,
  layout: "yuyv",
  color: { matrix: "bt709", range: "limited" },
};

/** Opens a new fake camera. It counts as stalled after 300 ms. */
export function openFakeCamera(
  fake: Fake,
  settings: Settings = {},
  request: object = {},
): FrameSource {
  fake.reset("camera", settings);
  const tools = { ...fake.tools, stallMs: 300 };
  return openCamera(fake.v4l2, { path: CAMERA, ...SIZE, ...request }, tools);
}

/** Opens a new fake loopback device for writing. */
export function openFakeSink(
  fake: Fake,
  settings: Settings = {},
  request: Partial<VirtualCameraRequest> = {},
): Promise<FrameSink> {
  fake.reset("loopback", settings);
  return fake.devices.openVirtualCamera({ ...VIRTUAL_CAMERA, ...request }, fake.tools);
}

/** The next frame; the stream must not end. */
export async function take(camera: FrameSource): Promise<Captured> {
  const frame = await camera.next(never);
  assert.ok(frame, "the stream ended");
  return frame;
}

/** The error of a failed opening. */
export async function refusal(
  opening: () => AsyncDisposable | Promise<AsyncDisposable>,
): Promise<ScrimError> {
  try {
    await (await opening())[Symbol.asyncDispose]();
  } catch (error) {
    if (error instanceof ScrimError) return error;
    throw error;
  }
  throw new Error("it was opened");
}

/** Writes frames of one value each. Looks at what readers see after each half frame, and returns the number of torn frames. */
export async function tornFrames(fake: Fake, sink: FrameSink, frames: number): Promise<number> {
  let torn = 0;
  for (let value = 1; value <= frames; value++) {
    const { data } = sink.begin();
    data.subarray(0, BYTES / 2).fill(value);
    const seen = fake.read(BYTES);
    if (seen.index >= 0 && !seen.bytes.every((byte) => byte === seen.bytes[0])) torn++;
    data.subarray(BYTES / 2).fill(value);
    await sink.commit(0);
    if (!fake.read(BYTES).bytes.every((byte) => byte === value)) torn++;
  }
  return torn;
}
