/**
 * What `auto` chooses, and what `--list-devices` says, while another program feeds the first loopback device.
 *
 * @module
 */
import { EXCLUSIVE, OPEN, SPARE_OPEN, WEBCAM } from "../conversions.ts";
import type { ChoiceResult } from "../results.ts";
import { recordWithV4l2Ctl, setCameraFormat, untilStreaming } from "./devices.ts";
import { startOtherWriter } from "./lifecycle.ts";
import { during, runScrim, startScrim } from "./scrim.ts";
import { untilNoSlate } from "./viewer.ts";

/** `picture` is fed to the first loopback; the files are STEM.camera and STEM.output. */
export async function choose(picture: string, stem: string): Promise<ChoiceResult> {
  await setCameraFormat(WEBCAM, { width: 640, height: 360, fourcc: "YUYV" });
  await recordWithV4l2Ctl(WEBCAM, { file: `${stem}.camera`, frames: 1 });
  const other = startOtherWriter(EXCLUSIVE, picture);
  try {
    await untilStreaming(EXCLUSIVE, other);
    const list = await runScrim(["--list-devices"]);
    const auto = ["--input", "auto", "--output", "auto"];
    const scrim = startScrim([...auto, "--size", "640x360", "--fps", "10"]);
    const end = await during(scrim, async () => {
      await untilStreaming(OPEN, scrim.process);
      const wanted = { file: `${stem}.output`, frames: 1 };
      await untilNoSlate(wanted, () => recordWithV4l2Ctl(OPEN, wanted));
    });
    return { list, scrim: end };
  } finally {
    other.kill("SIGKILL");
    await other.finished;
  }
}

/** A loopback that another program feeds, used as a camera: `picture` must come out of Scrim. */
export async function loopbackAsCamera(
  picture: string,
  file: string,
): Promise<ChoiceResult["scrim"]> {
  const other = startOtherWriter(SPARE_OPEN, picture);
  try {
    await untilStreaming(SPARE_OPEN, other);
    const scrim = startScrim(["--input", SPARE_OPEN, "--output", OPEN]);
    return await during(scrim, async () => {
      await untilStreaming(OPEN, scrim.process);
      await untilNoSlate({ file, frames: 1 }, () => recordWithV4l2Ctl(OPEN, { file, frames: 1 }));
    });
  } finally {
    other.kill("SIGKILL");
    await other.finished;
  }
}
