/**
 * What differs from one version of v4l2loopback to the next: who holds a format, and what can be taken away while Scrim runs.
 *
 * @module
 */
import { EXCLUSIVE, WEBCAM } from "../conversions.ts";
import type { HeldResult, KeptResult, ReloadResult } from "../results.ts";
import { loadLoopback, tryUnloadLoopback, untilStreaming, watch } from "./devices.ts";
import { startCamera, type Way } from "./lifecycle.ts";
import { startSlowly } from "./readers.ts";
import { during, startScrim } from "./scrim.ts";
import { must, run } from "./shell.ts";

/** A viewer waits before Scrim starts and stays, while Scrim starts again with another size, and another format. */
export async function held(way: Way): Promise<HeldResult> {
  const viewer = watch(way.device, { frames: 1_000_000, holdMs: 0, newer: 0 });
  try {
    const first = await startCamera(way, { more: ["--output-format", "yuyv", "--frames", "15"] })
      .end;
    const { camera, device } = way;
    const larger = ["--input", camera, "--size", "640x360", "--output", device];
    const otherSize = await startScrim([...larger, "--output-format", "yuyv", "--frames", "5"]).end;
    const otherFormat = await startCamera(way, {
      more: ["--output-format", "i420", "--frames", "15"],
    }).end;
    return { first, otherSize, otherFormat, stayed: !viewer.ended };
  } finally {
    viewer.kill("SIGKILL");
    await viewer.finished;
  }
}

/** The control keep_format pins what somebody set, without a writer: `auto` finds the device, and Scrim follows the format. */
export async function kept(): Promise<KeptResult> {
  const control = ["v4l2-ctl", "-d", EXCLUSIVE];
  await must([...control, "--set-fmt-video-out=width=320,height=180,pixelformat=YU12"]);
  await must([...control, "--set-ctrl=keep_format=1"]);
  const way = { camera: WEBCAM, device: "auto" };
  const followed = await startCamera(way, { more: ["--output-format", "yuyv", "--frames", "5"] })
    .end;
  const demo = ["--input", "demo", "--size", "160x120", "--output", EXCLUSIVE, "--frames", "5"];
  const otherSize = await startScrim(demo).end;
  await must([...control, "--set-ctrl=keep_format=0"]);
  return { followed, otherSize, released: await startScrim(demo).end };
}

/** As v4l2loopback-ctl does it; from 0.13 on there is a device for it. */
const REMOVE = 'open(my $control, "+<", "/dev/v4l2loopback") or die "no control: $!\\n"; ' +
  'defined(ioctl($control, 0x4C81, 10)) or die "remove: $!\\n"';

/**
 * Somebody unloads the module, or removes the device, while Scrim writes; then Scrim ends, and the module is loaded again
 * with other buffers.
 */
export async function reload(version: string, maxBuffers: number): Promise<ReloadResult> {
  const scrim = startSlowly({ camera: WEBCAM, device: EXCLUSIVE });
  let unload = "", remove = "";
  const end = await during(scrim, async () => {
    await untilStreaming(EXCLUSIVE, scrim.process);
    unload = (await tryUnloadLoopback()).stderr;
    remove = (await run(["perl", "-e", REMOVE])).stderr;
    // Neither stopped it.
    await untilStreaming(EXCLUSIVE, scrim.process);
  });
  const unloaded = await tryUnloadLoopback();
  await loadLoopback(version, { maxBuffers });
  return { scrim: end, unload, remove, unloaded: unloaded.code === 0 };
}
