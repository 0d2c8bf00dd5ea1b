/**
 * A camera whose output no program reads, and one that is lost.
 *
 * @module
 */
import { HDMI, SECOND_WEBCAM, WEBCAM } from "../conversions.ts";
import { must, until } from "./shell.ts";
import { setCameraFormat, setUpVivid, TOOLS, untilStreaming } from "./devices.ts";
import { startCamera, type Way } from "./lifecycle.ts";
import { Viewer } from "./viewer.ts";
import type { LostResult, OnDemandResult, Stretch } from "../results.ts";

const SIZE = { width: 320, height: 180 };
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
      },
    );
  try {
    await untilStreaming(device, scrim.process);
    await untilOpen(false);
    const cpu = cpuOf(pid);
    const since = now();
    await sleep(3);
    const idleCpu = (cpuOf(pid) - cpu) / (now() - since);
    const came = now();
    let openAfter = 0;
    const seen: Stretch[] = [];
    {
      await using viewer = new Viewer(device, Deno.readFileSync(picture));
      await untilOpen(true);
      openAfter = now() - came;
      await viewer.until("picture", 10);
      seen.push(...viewer.seen);
    }
    await untilOpen(false);
    let openWhileOneStays = false;
    {
      await using staying = new Viewer(device);
      await untilOpen(true);
      await must(comeAndGo);
      // Longer than Scrim keeps the camera after the last viewer.
      await sleep(6);
      openWhileOneStays = open() && !staying.gone;
    }
    await untilOpen(false);
    const streams = Number(await must(comeAndGo));
    await untilOpen(false);
    const end = await scrim.stop();
    return { idleCpu, openAfter, seen, streams, counts, openWhileOneStays, scrim: end };
  } catch (error) {
    const { stderr } = await scrim.stop();
    throw new Error(`${(error as Error).message}: ${stderr}`);
  }
}

/** Until the kernel has let go of the numbers that the nodes had, vivid is given others. */
async function bringBack(): Promise<void> {
  await until("the cameras under their numbers", async () => {
    await Deno.writeTextFile("/sys/bus/platform/drivers/vivid/bind", "vivid.0");
    const nodes = new Set([...Deno.readDirSync("/dev")].map(({ name }) => `/dev/${name}`));
    if ([WEBCAM, HDMI, SECOND_WEBCAM].every((camera) => nodes.has(camera))) return true;
    await Deno.writeTextFile("/sys/bus/platform/drivers/vivid/unbind", "vivid.0");
    return false;
  });
}

/** Pulled out for a while; then its driver is taken away and comes back. */
export async function lostAndFound(way: Way, picture: string): Promise<LostResult> {
  const { camera, device } = way;
  await setCameraFormat(camera, { ...SIZE, fourcc: "YUYV" }); // Scrim leaves it at what others have set
  const scrim = startCamera(way);
  const { pid } = scrim.process;
  const seen: Stretch[] = [];
  try {
    await untilStreaming(device, scrim.process);
    {
      await using viewer = new Viewer(device, Deno.readFileSync(picture));
      await viewer.until("picture");
      // vivid comes back when the last program has closed it.
      {
        using _held = await Deno.open(camera);
        await must(["v4l2-ctl", "-d", camera, "-c", "disconnect=1"]);
        await viewer.until("slate");
      }
      await viewer.until("picture");
      seen.push(...viewer.seen);
    }
    await Deno.writeTextFile("/sys/bus/platform/drivers/vivid/unbind", "vivid.0");
    await until("Scrim to notice", () => Promise.resolve(!has(pid, camera)));
    await bringBack();
    await setUpVivid();
    await until("the camera to be open again", () => Promise.resolve(has(pid, camera)), {
      running: scrim.process,
    });
    await using last = new Viewer(device);
    await last.more(5);
    return { seen, scrim: await scrim.stop() };
  } catch (error) {
    const { stderr } = await scrim.stop();
    throw new Error(`${(error as Error).message}: ${stderr}`);
  }
}
