/**
 * The program that runs inside the guest: carries out experiments and writes what it found to `/out`.
 *
 *     main.ts [--half first|second] [--tier ci|nightly] [NAME...]
 *
 * The first half tries the oldest v4l2loopback, the second what newer ones differ in, and what the version is of no matter to.
 * With names, only the experiments whose names start so.
 *
 * @module
 */
import { parseArgs } from "node:util";
import {
  ANY_VERSION,
  type Conversion,
  EXCLUSIVE,
  LANES,
  OPEN,
  SECOND_WEBCAM,
  SPARE_EXCLUSIVE,
  SPARE_OPEN,
  WEBCAM,
} from "../conversions.ts";
import type { Results } from "../results.ts";
import { isNightly } from "../tier.ts";
import { blur } from "./blur.ts";
import { Browser } from "./browser.ts";
import { buffers } from "./buffers.ts";
import { choose, loopbackAsCamera } from "./choice.ts";
import { h264, motionJpeg } from "./compressed.ts";
import { convert } from "./convert.ts";
import { crashes } from "./crashes.ts";
import { loadLoopback, loadVivid, loopbackVersions, unloadLoopback } from "./devices.ts";
import { ending, recordWebcam, sharing, viewerStays } from "./lifecycle.ts";
import { lostAndFound, onDemand } from "./on_demand.ts";
import { readers } from "./readers.ts";
import { watchNaiveWriter, watchScrim } from "./tearing.ts";
import { held, kept, reload } from "./versions.ts";

const OUT = "/out";
const PICTURE = `${OUT}/webcam_320x180.camera`;

const results: Results = {};
const { values: { half, tier }, positionals: only } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: { half: { type: "string" }, tier: { type: "string", default: "nightly" } },
});
/** Every half has its guest; without a name, one guest does both. */
const isFirst = half !== "second", isSecond = half !== "first";

async function experiment(name: string, body: () => Promise<unknown>): Promise<void> {
  if (only.length && !only.some((part) => name.startsWith(part))) return;
  if (tier === "ci" && isNightly(name, versions)) return;
  const begun = performance.now();
  let outcome: Results[string];
  try {
    outcome = { value: await body() };
  } catch (error) {
    outcome = { error: error instanceof Error ? error.message : String(error) };
  }
  results[name] = outcome;
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`${name}: ${outcome.error ?? "done"} (${seconds} s)`);
  // After each, so that a guest that dies leaves what it had.
  Deno.writeTextFileSync(`${OUT}/results.json`, JSON.stringify(results, null, 1));
}

/** Two ways through the guest that do not meet. */
const FIRST = { camera: WEBCAM, device: EXCLUSIVE };
const SECOND = { camera: SECOND_WEBCAM, device: SPARE_EXCLUSIVE };

async function conversions(lane: readonly Conversion[]): Promise<void> {
  for (const row of lane) {
    if (row.nightly && tier === "ci") continue;
    await experiment(`convert/${row.name}`, () => convert(row, OUT));
  }
}

/** With the oldest version, and four buffers; and what needs no other, so that both guests take about as long. */
async function withOldest(): Promise<void> {
  await conversions(LANES[0]);
  const slow = { ...SLOW, buffers: 4 };
  await experiment("tearing/naive", () => watchNaiveWriter({ ...slow, fps: 30, device: OPEN }));
  await experiment("tearing/exclusive", () => watchScrim({ ...slow, device: EXCLUSIVE }));
  await experiment("tearing/open", () => watchScrim({ ...slow, device: OPEN }));
  await experiment("sharing", () => sharing(PICTURE));
  await Promise.all([
    experiment("endings/frames", () => ending("frames", { ...FIRST, picture: PICTURE })),
    experiment("endings/SIGTERM", () => ending("SIGTERM", { ...SECOND, picture: PICTURE })),
  ]);
  await Promise.all([
    experiment("endings/SIGKILL", () => ending("SIGKILL", { ...FIRST, picture: PICTURE })),
    experiment("endings/SIGINT", () => ending("SIGINT", { ...SECOND, picture: PICTURE })),
  ]);
  await Promise.all([
    experiment("viewer/exclusive", () => viewerStays(FIRST)),
    experiment("viewer/open", () => viewerStays({ camera: SECOND_WEBCAM, device: OPEN })),
  ]);
  await experiment("buffers", () => buffers());
  await experiment("choice", () => choose(PICTURE, `${OUT}/choice`));
  await experiment("camera", () => loopbackAsCamera(PICTURE, `${OUT}/camera.output`));
  await experiment("compressed/mjpeg", () => motionJpeg(`${OUT}/mjpeg`));
  await experiment("compressed/h264", () => h264(`${OUT}/h264.y4m`));
  await experiment("blur", () => blur(`${OUT}/blur.output`));
  await experiment(
    "presence/exclusive",
    () => onDemand(FIRST, { picture: PICTURE, counts: "opened" }),
  );
}

/** Where v4l2loopback is only the way out: the newest version stands for all. */
async function withAnyVersion(): Promise<void> {
  await conversions(LANES[1]);
  await experiment("presence/lost", () => lostAndFound(SECOND, PICTURE)); // takes all cameras away for a while
}

/** A viewer that keeps each buffer until there is a newer one: slow, but with enough buffers. */
const SLOW = { fps: 15, holdMs: 0, newer: 1, frames: 30 };

/** Newer versions have other rules: who may write, which buffer DQBUF hands back, what sysfs tells. */
async function withNewer(version: string): Promise<void> {
  const watched = { ...SLOW, buffers: 4, device: EXCLUSIVE };
  await experiment(`${version}/4`, () => watchScrim(watched));
  await Promise.all([
    experiment(`${version}/sharing`, () => sharing(PICTURE)),
    experiment(`${version}/convert`, () => convert(ANY_VERSION, `${OUT}/${version}`)),
  ]);
  await experiment(
    `${version}/presence`,
    () => onDemand(FIRST, { picture: PICTURE, counts: "reads" }),
  );
  await experiment(`${version}/choice`, () => choose(PICTURE, `${OUT}/${version}/choice`));
}

/** What is tried with each version: other programs, formats that others hold, and 2 and 32 buffers. */
async function withEach(version: string, browser: Browser): Promise<void> {
  const holding = version === versions[0] ? SPARE_OPEN : SPARE_EXCLUSIVE;
  await Promise.all([
    (async () => {
      await experiment(`${version}/browser`, () => browser.watch(SECOND, "Virtual C"));
      if (version === versions.at(-1)) await browser[Symbol.asyncDispose](); // idle, it takes a whole processor
      await experiment(`${version}/held`, () => held({ camera: SECOND_WEBCAM, device: holding }));
      await experiment(
        `${version}/ending`,
        () => ending("SIGKILL", { ...SECOND, picture: PICTURE }),
      );
    })(),
    (async () => {
      await experiment(`${version}/readers`, () => readers(FIRST, `${OUT}/${version}/reader`));
      await experiment(`${version}/kept`, () => kept());
    })(),
  ]);
  await experiment(`${version}/reload`, () => reload(version, 32));
  await experiment(`${version}/32`, () => watchScrim({ ...SLOW, buffers: 32, device: OPEN }));
  await unloadLoopback();
  await loadLoopback(version, {});
  const quick = { ...SLOW, holdMs: 10, newer: 0, buffers: 2, device: EXCLUSIVE };
  await experiment(`${version}/2`, () => watchScrim(quick));
  await unloadLoopback();
}

const versions = loopbackVersions();
await experiment("versions", () => Promise.resolve(versions));
await loadVivid();
await recordWebcam(PICTURE);
await using browser = new Browser();
for (const [age, version] of versions.entries()) {
  const isOldest = age === 0, isNewest = age === versions.length - 1;
  if (!(isOldest && isFirst) && !(isSecond && (isNewest || !isOldest))) continue;
  await Deno.mkdir(`${OUT}/${version}`, { recursive: true });
  await loadLoopback(version, { maxBuffers: 4 });
  if (isOldest && isFirst) await withOldest();
  if (isNewest && isSecond) await withAnyVersion();
  if (!isOldest) await withNewer(version);
  if (!isOldest || isFirst) await withEach(version, browser);
  else await unloadLoopback();
}
await experiment("crashes", crashes);
