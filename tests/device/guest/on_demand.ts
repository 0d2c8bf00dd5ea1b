/**
 * A camera that nobody looks at, and one that is lost.
 *
 * @module
 */
import { must, type Running, start, until } from "./shell.ts";
import { setCameraFormat, setUpVivid, TOOLS, untilStreaming } from "./devices.ts";
import { startCamera, type Way } from "./lifecycle.ts";
import type { LostResult, OnDemandResult, Stretch } from "../results.ts";

const SIZE = { width: 320, height: 180 };
const FRAME = SIZE.width * SIZE.height * 2;
const sleep = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const now = (): number => performance.now() / 1000;

function has(pid: number, path: string): boolean {
  for (const { name } of Deno.readDirSync(`/proc/${pid}/fd`)) {
    try {
      if (Deno.readLinkSync(`/proc/${pid}/fd/${name}`) === path) return true;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error; // closed meanwhile
    }
  }
  return false;
}

/** User and system time so far, in seconds. */
function cpuOf(pid: number): number {
  const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function read(device: string, frames: number, file: string): Running {
  const stream = ["--stream-mmap", `--stream-count=${frames}`, `--stream-to=${file}`];
  return start(["v4l2-ctl", "-d", device, ...stream], { seconds: 180 });
}

/** What a viewer saw, one stretch after the other: the camera's own picture, a slate (grey and dark), or anything else. */
function stretches(file: string, picture: Uint8Array): Stretch[] {
  const bytes = Deno.readFileSync(file);
  const seen: { what: Stretch["what"]; frames: number }[] = [];
  for (let at = 0; at + FRAME <= bytes.length; at += FRAME) {
    const frame = bytes.subarray(at, at + FRAME);
    const what = frame.every((byte, i) => byte === picture[i])
      ? "picture"
      : frame.every((byte, i) => i % 2 === 0 ? byte < 130 : byte === 128)
      ? "slate"
      : "other";
    const last = seen.at(-1);
    if (last?.what === what) last.frames++;
    else seen.push({ what, frames: 1 });
  }
  return seen;
}

/** Nobody, then a viewer, then many that come and go, beside one that stays. */
export async function onDemand(
  way: Way,
  { picture, counts }: { readonly picture: string; readonly counts: "opened" | "reads" },
): Promise<OnDemandResult> {
  const { camera, device } = way;
  // A reader that leaves takes the frames of all others with it in 0.12.7, so there they only open it: that is what counts.
  const comeAndGo = [
    `${TOOLS}/come_and_go`,
    device,
    "200",
    ...(counts === "reads" ? ["read"] : []),
  ];
  await setCameraFormat(camera, { ...SIZE, fourcc: "YUYV" });
  const scrim = startCamera(way, { onDemand: true });
  const { pid } = scrim.process;
  const open = (): boolean => has(pid, camera);
  const untilOpen = (wanted: boolean): Promise<void> =>
    until(
      `the camera to be ${wanted ? "open" : "closed"}`,
      () => Promise.resolve(open() === wanted),
      {
        running: scrim.process,
        seconds: 40,
      },
    );
  try {
    await untilStreaming(device, scrim.process);
    await untilOpen(false);
    const cpu = cpuOf(pid);
    const since = now();
    await sleep(5);
    const idleCpu = (cpuOf(pid) - cpu) / (now() - since);
    const file = `/tmp/on_demand${device.slice(-2)}`;
    const viewer = read(device, 90, file);
    const came = now();
    await untilOpen(true);
    const openAfter = now() - came;
    await viewer.finished;
    const seen = stretches(file, Deno.readFileSync(picture));
    await untilOpen(false);
    const staying = read(device, 100_000, "/dev/null");
    await untilOpen(true);
    await must(comeAndGo);
    await sleep(6);
    const openWhileOneStays = open() && !staying.ended;
    staying.kill("SIGKILL");
    await staying.finished;
    await untilOpen(false);
    const streams = Number(await must(comeAndGo));
    await sleep(8);
    const openAfterAll = open();
    const end = await scrim.stop();
    return {
      idleCpu,
      openAfter,
      seen,
      streams,
      counts,
      openWhileOneStays,
      openAfterAll,
      scrim: end,
    };
  } catch (error) {
    const { stderr } = await scrim.stop();
    throw new Error(`${(error as Error).message}: ${stderr}`);
  }
}

/** Pulled out for some seconds; then its driver is taken away and comes back. */
export async function lostAndFound(way: Way, picture: string): Promise<LostResult> {
  const { camera, device } = way;
  await setCameraFormat(camera, { ...SIZE, fourcc: "YUYV" }); // Scrim leaves it at what others have set
  const scrim = startCamera(way);
  const { pid } = scrim.process;
  try {
    await untilStreaming(device, scrim.process);
    const file = `/tmp/lost${device.slice(-2)}`;
    const viewer = read(device, 260, file);
    await sleep(3);
    // vivid comes back when the last program has closed it.
    const holder = start(["sh", "-c", `exec sleep 4 < ${camera}`]);
    await sleep(0.5);
    await must(["v4l2-ctl", "-d", camera, "-c", "disconnect=1"]);
    await holder.finished;
    await viewer.finished;
    const seen = stretches(file, Deno.readFileSync(picture));
    await Deno.writeTextFile("/sys/bus/platform/drivers/vivid/unbind", "vivid.0");
    await until("Scrim to notice", () => Promise.resolve(!has(pid, camera)), { seconds: 40 });
    await sleep(1);
    await Deno.writeTextFile("/sys/bus/platform/drivers/vivid/bind", "vivid.0");
    await setUpVivid();
    await until("the camera to be open again", () => Promise.resolve(has(pid, camera)), {
      running: scrim.process,
      seconds: 40,
    });
    await must(["v4l2-ctl", "-d", device, "--stream-mmap", "--stream-count=5"]);
    return { seen, scrim: await scrim.stop() };
  } catch (error) {
    const { stderr } = await scrim.stop();
    throw new Error(`${(error as Error).message}: ${stderr}`);
  }
}
