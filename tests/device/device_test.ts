/**
 * Scrim between real V4L2 drivers: vivid in, v4l2loopback out, in guests that boot once. The guests record
 * (guest/main.ts), this file judges.
 *
 * @module
 */
import assert from "node:assert/strict";
import { CONVERSIONS } from "./conversions.ts";
import { runGuests, whyNot } from "./boot.ts";
import { judgeBlur } from "./judge_blur.ts";
import { judgeBuffers } from "./judge_buffers.ts";
import { judgeChoice, judgeLoopbackCamera } from "./judge_choice.ts";
import { judgeH264, judgeMotionJpeg } from "./judge_compressed.ts";
import { judgeCrashes } from "./judge_crashes.ts";
import { judgeConversion } from "./judge_conversion.ts";
import { judgeBusy, judgeEnding, judgeRefusals, judgeViewer } from "./judge_lifecycle.ts";
import { judgeLost, judgeOnDemand } from "./judge_on_demand.ts";
import { judgeNaive, judgeWhole } from "./judge_tearing.ts";
import { chosenTier, isNightly } from "./tier.ts";
import { judgeNewer, judgeVersion, type Step } from "./version_steps.ts";
import type {
  BuffersResult,
  ChoiceResult,
  ConversionResult,
  EndingResult,
  LostResult,
  OnDemandResult,
  RestartResult,
  ScrimEnd,
  SharingResult,
  WatchResult,
} from "./results.ts";

const tier = chosenTier();
const reason = await whyNot();
const mustRun = Deno.env.get("CI") === "true";
if (reason && !mustRun) console.log(`The device tests are skipped: ${reason}`);

Deno.test({
  name: "Scrim works between vivid and v4l2loopback",
  ignore: reason !== null && !mustRun,
  fn: async (t) => {
    assert.equal(reason, null, `in CI the device tests must run: ${reason}`);
    const out = await Deno.makeTempDir({ prefix: "scrim_device_" });
    const outcomes = await runGuests(out, tier);
    const versions = outcomes.get("versions")?.[0].result.value as readonly string[];

    let failed = false;
    const step: Step = async (name, experiment, judge) => {
      if (tier === "ci" && isNightly(experiment, versions)) return;
      const passed = await t.step(name, async () => {
        const found = outcomes.get(experiment);
        assert.ok(found, `no guest got as far as "${experiment}"`);
        for (const { result: { value, error }, out } of found) {
          assert.equal(error, undefined, error);
          await judge(value as never, out);
        }
      });
      failed ||= !passed;
    };

    for (const row of CONVERSIONS) {
      if (row.nightly && tier === "ci") continue;
      await step(
        `${row.format} ${row.width}x${row.height} comes out as ${row.output} (${row.name})`,
        `convert/${row.name}`,
        (result: ConversionResult, out) => judgeConversion(row, result, out),
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
      (result: ChoiceResult, out) => judgeChoice(result, `${out}/choice`),
    );
    await step(
      "a loopback that another program feeds serves as a camera",
      "camera",
      (result: ScrimEnd, out) => judgeLoopbackCamera(result, out),
    );
    await step(
      "a camera is open only while somebody looks at the virtual one",
      "presence/exclusive",
      (result: OnDemandResult) => judgeOnDemand(result),
    );
    await step(
      "Scrim waits for a camera that is unplugged",
      "presence/lost",
      (result: LostResult) => judgeLost(result),
    );
    await step(
      "a Motion JPEG camera comes through, but its broken pictures",
      "compressed/mjpeg",
      (result: ScrimEnd, out) => judgeMotionJpeg(result, `${out}/mjpeg`),
    );
    await step(
      "a camera that sends only H.264 is decoded by ffmpeg",
      "compressed/h264",
      (result: ScrimEnd, out) => judgeH264(result, `${out}/h264.y4m`),
    );
    await step(
      "blur by real inference changes the picture, and the raw one never gets out",
      "blur",
      (result: ScrimEnd, out) => judgeBlur(result, out),
    );

    if (versions.length === 1) {
      console.log("newer v4l2loopbacks are not tried: build.sh built none");
    }
    for (const [age, version] of versions.entries()) {
      if (age > 0) await judgeNewer(version, step);
      await judgeVersion(version, step);
    }

    await step("no program crashed", "crashes", judgeCrashes);

    if (failed) console.log(`The guests' files are kept in ${out}`);
    else await Deno.remove(out, { recursive: true });
  },
});
