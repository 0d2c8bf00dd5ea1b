/**
 * The program that runs inside the guest: carries out every experiment and writes what it found to `/out`. Named
 * experiments as arguments run only those.
 *
 * @module
 */
import { EXCLUSIVE, LANES, OPEN, SECOND_WEBCAM, SPARE_EXCLUSIVE, WEBCAM } from "../conversions.ts";
import type { Results } from "../results.ts";
import { blur } from "./blur.ts";
import { buffers } from "./buffers.ts";
import { choose, loopbackAsCamera } from "./choice.ts";
import { h264, motionJpeg } from "./compressed.ts";
import { convert } from "./convert.ts";
import { loadLoopback, loadVivid, loopbackVersions, unloadLoopback } from "./devices.ts";
import { ending, recordWebcam, sharing, viewerStays } from "./lifecycle.ts";
import { lostAndFound, onDemand } from "./presence.ts";
import { watchNaiveWriter, watchScrim } from "./tearing.ts";

const OUT = "/out";
const PICTURE = `${OUT}/webcam_320x180.camera`;

const results: Results = {};
const only = Deno.args;

async function experiment(name: string, body: () => Promise<unknown>): Promise<void> {
  if (only.length && !only.some((part) => name.startsWith(part))) return;
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

async function withFourBuffers(): Promise<void> {
  await Promise.all(LANES.map(async (lane) => {
    for (const row of lane) await experiment(`convert/${row.name}`, () => convert(row, OUT));
  }));
  // A viewer slower than the writer is overtaken by any writer; so for Scrim it is slow, but keeps up.
  const slow = { buffers: 4, fps: 15, holdMs: 40, frames: 45 };
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
  await experiment(
    "presence/exclusive",
    () => onDemand(FIRST, { picture: PICTURE, counts: "opened" }),
  );
  await experiment("presence/lost", () => lostAndFound(SECOND, PICTURE)); // takes all cameras away for a while
  await experiment("compressed/mjpeg", () => motionJpeg(`${OUT}/mjpeg`));
  await experiment("compressed/h264", () => h264(`${OUT}/h264.y4m`));
  await experiment("blur", () => blur(`${OUT}/blur.output`));
}

async function withDefaultBuffers(): Promise<void> {
  const quick = { buffers: 2, fps: 15, holdMs: 10, frames: 45 };
  await experiment("tearing/default", () => watchScrim({ ...quick, device: EXCLUSIVE }));
}

/** Newer versions have other rules: who may write, which buffer DQBUF hands back, what sysfs tells. */
async function withNewer(version: string): Promise<void> {
  const out = `${OUT}/${version}`;
  await Deno.mkdir(out, { recursive: true });
  await experiment(`${version}/convert`, () => convert(LANES[0][0], out));
  const slow = { buffers: 4, fps: 15, holdMs: 40, frames: 45 };
  await experiment(`${version}/exclusive`, () => watchScrim({ ...slow, device: EXCLUSIVE }));
  await experiment(`${version}/open`, () => watchScrim({ ...slow, device: OPEN }));
  await experiment(`${version}/sharing`, () => sharing(PICTURE));
  await experiment(`${version}/ending`, () => ending("SIGKILL", { ...FIRST, picture: PICTURE }));
  await experiment(
    `${version}/presence`,
    () => onDemand(FIRST, { picture: PICTURE, counts: "reads" }),
  );
  await experiment(`${version}/choice`, () => choose(PICTURE, `${out}/choice`));
}

const [oldest, ...newer] = loopbackVersions();
await experiment("newer", () => Promise.resolve(newer));
await loadVivid();
await recordWebcam(PICTURE);
await loadLoopback(oldest, { maxBuffers: 4 });
await withFourBuffers();
await unloadLoopback();
await loadLoopback(oldest, {});
await withDefaultBuffers();
for (const version of newer) {
  await unloadLoopback();
  await loadLoopback(version, { maxBuffers: 4 });
  await withNewer(version);
}
