/**
 * The steps of the device test that are taken with each version of v4l2loopback.
 *
 * @module
 */
import { ANY_VERSION } from "./conversions.ts";
import { judgeChoice } from "./judge_choice.ts";
import { judgeConversion } from "./judge_conversion.ts";
import { judgeBusy, judgeEnding, judgeRefusals } from "./judge_lifecycle.ts";
import { judgeBrowser, judgeCrowd, judgeReaders, type Read } from "./judge_readers.ts";
import { judgeOnDemand } from "./judge_on_demand.ts";
import { judgeWhole } from "./judge_tearing.ts";
import { judgeHeld, judgeKept, judgeReload, judgeTold } from "./judge_versions.ts";
import type {
  BrowserResult,
  ChoiceResult,
  ConversionResult,
  EndingResult,
  HeldResult,
  KeptResult,
  OnDemandResult,
  ReadersResult,
  ReloadResult,
  SharingResult,
  WatchResult,
} from "./results.ts";

/** Judges what one experiment of the guest found. */
export type Step = (
  name: string,
  experiment: string,
  /** `out`: the files of the guest that carried it out. */
  judge: (value: never, out: string) => void | Promise<void>,
) => Promise<void>;

/** What is tried with newer versions only, because the oldest is tried further. */
export async function judgeNewer(version: string, step: Step): Promise<void> {
  const named = (what: string): string => `v4l2loopback ${version}: ${what}`;
  await step(
    named("what comes out is what went in"),
    `${version}/convert`,
    (result: ConversionResult, out) => judgeConversion(ANY_VERSION, result, `${out}/${version}`),
  );
  await judgeFrames(version, 4, step);
  await step(
    named("a device that another program writes to is left to it"),
    `${version}/sharing`,
    (result: SharingResult) => {
      judgeBusy(result);
      judgeRefusals(result);
    },
  );
  await step(
    named("a camera is open only while somebody looks"),
    `${version}/presence`,
    (result: OnDemandResult) => judgeOnDemand(result),
  );
  await step(
    named("auto takes the free one"),
    `${version}/choice`,
    (result: ChoiceResult, out) => judgeChoice(result, `${out}/${version}/choice`),
  );
}

/** What is tried with every version. */
export async function judgeVersion(version: string, step: Step): Promise<void> {
  const named = (what: string): string => `v4l2loopback ${version}: ${what}`;
  const picture = (out: string): Promise<Uint8Array> =>
    Deno.readFile(`${out}/webcam_320x180.camera`);
  const read = async (out: string): Promise<Read> => ({
    version,
    stem: `${out}/${version}/reader`,
    picture: await picture(out),
  });
  await step(
    named("v4l2-ctl, ffmpeg, GStreamer and OBS's source read the picture, its size and its rate"),
    `${version}/readers`,
    async (result: ReadersResult, out) => await judgeReaders(result, await read(out)),
  );
  await step(
    named("two readers at once do not disturb Scrim"),
    `${version}/readers`,
    async ({ crowd }: ReadersResult, out) => await judgeCrowd(crowd, await read(out)),
  );
  await step(
    named("a page in Chromium gets the picture, its size and its rate by getUserMedia"),
    `${version}/browser`,
    async (result: BrowserResult, out) => judgeBrowser(result, await picture(out)),
  );
  await step(
    named("a format that a viewer holds is followed, or explained"),
    `${version}/held`,
    (result: HeldResult) => judgeHeld(result),
  );
  await step(
    named("a format that keep_format holds is followed, or explained"),
    `${version}/kept`,
    (result: KeptResult) => judgeKept(result, version),
  );
  await step(
    named("another program can use the device after Scrim was killed"),
    `${version}/ending`,
    (result: EndingResult) => judgeEnding(result),
  );
  await step(
    named("the module cannot go while Scrim writes, and can when it has ended"),
    `${version}/reload`,
    (result: ReloadResult) => judgeReload(result, version),
  );
  for (const buffers of [32, 2]) await judgeFrames(version, buffers, step);
}

function judgeFrames(version: string, buffers: number, step: Step): Promise<void> {
  return step(
    `v4l2loopback ${version}: no frame is torn or out of order with max_buffers=${buffers}`,
    `${version}/${buffers}`,
    (result: WatchResult) => {
      judgeWhole(result);
      judgeTold(result);
    },
  );
}
