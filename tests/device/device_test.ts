/**
 * Scrim between real V4L2 drivers: vivid in, v4l2loopback out, in a guest that boots once. The guest records
 * (guest/main.ts), this file judges.
 *
 * @module
 */
import assert from "node:assert/strict";
import { CONVERSIONS } from "./conversions.ts";
import { runGuest, whyNot } from "./boot.ts";
import { judgeBlur } from "./judge_blur.ts";
import { judgeBuffers } from "./judge_buffers.ts";
import { judgeChoice, judgeLoopbackCamera } from "./judge_choice.ts";
import { judgeH264, judgeMotionJpeg } from "./judge_compressed.ts";
import { judgeCrashes } from "./judge_crashes.ts";
import { judgeConversion } from "./judge_conversion.ts";
import { judgeBusy, judgeEnding, judgeRefusals, judgeViewer } from "./judge_lifecycle.ts";
import { judgeLost, judgeOnDemand } from "./judge_on_demand.ts";
import { judgeNaive, judgeWhole } from "./judge_tearing.ts";
import { judgeNewer, judgeVersion, type Step } from "./version_steps.ts";
import type {
  BuffersResult,
  ChoiceResult,
  ConversionResult,
  EndingResult,
  LostResult,
  OnDemandResult,
  RestartResult,
  Results,
  ScrimEnd,
  SharingResult,
  WatchResult,
} from "./results.ts";

const reason = await whyNot();
const mustRun = Deno.env.get("CI") === "true";
if (reason && !mustRun) console.log(`The device tests are skipped: ${reason}`);

Deno.test({
  name: "Scrim works between vivid and v4l2loopback",
  ignore: reason !== null && !mustRun,
  fn: async (t) => {
    assert.equal(reason, null, `in CI the device tests must run: ${reason}`);
    const out = await Deno.makeTempDir({ prefix: "scrim_device_" });
    await runGuest(out);
    const results: Results = JSON.parse(await Deno.readTextFile(`${out}/results.json`));

    let failed = false;
    const step: Step = async (name, experiment, judge) => {
      const passed = await t.step(name, async () => {
        const result = results[experiment];
        assert.ok(result, `the guest did not get as far as "${experiment}"`);
        assert.equal(result.error, undefined, result.error);
        await judge(result.value as never);
      });
      failed ||= !passed;
    };

    for (const row of CONVERSIONS) {
      await step(
        `${row.format} ${row.width}x${row.height} comes out as ${row.output} (${row.name})`,
        `convert/${row.name}`,
        (result: ConversionResult) => judgeConversion(row, result, out),
      );
    }
    await step(
      "frame_watch sees the torn frames of a writer that reuses its buffer",
      "tearing/naive",
      (result: WatchResult) => judgeNaive(result),
    );
    for (const kind of ["exclusive", "open"]) {
      await step(
        `no frame of Scrim is torn or out of order (${kind})`,
        `tearing/${kind}`,
        (result: WatchResult) => judgeWhole(result),
      );
    }
    for (const how of ["frames", "SIGTERM", "SIGINT", "SIGKILL"]) {
      await step(
        `another program can use the device after Scrim ended by ${how}`,
        `endings/${how}`,
        (result: EndingResult) => judgeEnding(result),
      );
    }
    for (const kind of ["exclusive", "open"]) {
      await step(
        `a viewer that waits sees Scrim start, and start again (${kind})`,
        `viewer/${kind}`,
        (result: RestartResult) => judgeViewer(result),
      );
    }
    await step(
      "Scrim does not write to a device that another program writes to",
      "sharing",
      (result: SharingResult) => judgeBusy(result),
    );
    await step(
      "Scrim refuses devices that it cannot use, and says why",
      "sharing",
      (result: SharingResult) => judgeRefusals(result),
    );
    await step(
      "a camera's buffers are cached where its driver leaves that to us, through libv4l2 too",
      "buffers",
      (result: BuffersResult) => judgeBuffers(result),
    );
    await step(
      "auto takes the camera and the free loopback, and --list-devices shows all",
      "choice",
      (result: ChoiceResult) => judgeChoice(result, `${out}/choice`),
    );
    await step(
      "a loopback that another program feeds serves as a camera",
      "camera",
      (result: ScrimEnd) => judgeLoopbackCamera(result, out),
    );
    await step(
      "a camera is open only while somebody looks at the virtual one",
      "presence/exclusive",
      (result: OnDemandResult) => judgeOnDemand(result),
    );
    await step(
      "a camera that is pulled out is waited for",
      "presence/lost",
      (result: LostResult) => judgeLost(result),
    );
    await step(
      "a Motion JPEG camera comes through, but its broken pictures",
      "compressed/mjpeg",
      (result: ScrimEnd) => judgeMotionJpeg(result, `${out}/mjpeg`),
    );
    await step(
      "a camera that sends only H.264 is decoded by ffmpeg",
      "compressed/h264",
      (result: ScrimEnd) => judgeH264(result, `${out}/h264.y4m`),
    );
    await step(
      "blur by real inference changes the picture, and the raw one never gets out",
      "blur",
      (result: ScrimEnd) => judgeBlur(result, out),
    );

    const versions = results.versions.value as readonly string[];
    if (versions.length === 1) {
      console.log("newer v4l2loopbacks are not tried: build.sh built none");
    }
    for (const [age, version] of versions.entries()) {
      if (age > 0) await judgeNewer(version, { step, out });
      await judgeVersion(version, { step, out });
    }

    await step("no program crashed", "crashes", judgeCrashes);

    if (failed) console.log(`The guest's files are kept in ${out}`);
    else await Deno.remove(out, { recursive: true });
  },
});
