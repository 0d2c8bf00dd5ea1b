/**
 * Scrim's chains beside the same work by OpenCV and numpy (`peers/opencv.py`), in the same run.
 *
 *     deno run -A tests/bench/opencv_bench.ts
 *
 * @module
 */
import { buildsHere } from "./builds.ts";
import { openChain } from "./chain.ts";
import { CHAINS, maskedFrames } from "./chains_bench.ts";
import { HD, nameOf } from "./frames.ts";
import { time, type Timing } from "./measure.ts";
import { type Group, printBench } from "./table.ts";

const TITLE = `OpenCV, one thread, ${nameOf(HD)}`;
const PROGRAM = new URL("peers/opencv.py", import.meta.url).pathname;

/** What the program prints. */
interface PeerFigures {
  readonly opencv: string;
  readonly numpy: string;
  readonly chains: { readonly [name: string]: Timing };
}

/** Each of the peer's chains, and which of Scrim's does the same. */
const PAIRS = {
  replace_in_place: "replace",
  blur_in_place: "blur",
  replace_naive: "replace",
} as const;

/** A Python that has OpenCV, or `null`: the first on the path need not be the one it was installed for. */
async function findPython(): Promise<string | null> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    try {
      const path = `${folder}/python3`;
      const args = ["-c", "import cv2, numpy"];
      const { success } = await new Deno.Command(path, { args, stderr: "null" }).output();
      if (success) return path;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return null;
}

async function timePeer(python: string): Promise<PeerFigures> {
  const { stdout, success } = await new Deno.Command(python, { args: [PROGRAM], stderr: "inherit" })
    .output();
  if (!success) throw new Error(`${python} could not measure OpenCV`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Measures both sides; without OpenCV says that it was left out. */
export async function opencvBench(): Promise<Group> {
  const python = await findPython();
  if (!python) {
    return { title: TITLE, rows: [], notes: ["left out: no python3 with cv2 and numpy"] };
  }
  const frames = await maskedFrames(HD);
  const [build] = buildsHere();
  const [replace, blur] = [
    await openChain(CHAINS.replace, { frames, build }),
    await openChain(CHAINS.blur, { frames, build }),
  ];
  const { opencv, numpy, chains } = await timePeer(python);
  const ours = await time({ replace: () => replace.run(12), blur: () => blur.run(12) });
  const rows = Object.entries(PAIRS).map(([peer, chain]) => ({
    name: peer.replaceAll("_", " "),
    figures: {
      "peer ms": chains[peer].best,
      "median ms": chains[peer].median,
      "cpu ms": chains[peer].cpu,
      "Scrim ms": ours[chain].best,
      "Scrim median ms": ours[chain].median,
      "Scrim cpu ms": ours[chain].cpu,
      "peer / Scrim": chains[peer].best / ours[chain].best,
    },
  }));
  const notes = [
    `OpenCV ${opencv}, numpy ${numpy}; ratio of the best runs`,
    "the peer ends with RGB, Scrim with the virtual camera's YUYV; the peer's blur is one box, Scrim's keeps the person out",
  ];
  return { title: TITLE, rows, notes };
}

if (import.meta.main) await printBench(opencvBench);
