/**
 * Scrim's chains beside the same work by OpenCV and numpy (`peers/opencv.py`), in turn.
 *
 *     deno run -A tests/bench/opencv_bench.ts
 *
 * @module
 */
import { buildsHere } from "./builds.ts";
import { openChain } from "./chain.ts";
import { CHAINS, maskedFrames } from "./chains_bench.ts";
import { HD, nameOf } from "./frames.ts";
import { time, type Work } from "./measure.ts";
import { findPython, OpenCv } from "./peers/opencv.ts";
import { type Group, printBench } from "./table.ts";

const TITLE = `OpenCV, one thread, ${nameOf(HD)}`;

/** Each of the peer's chains, and which of Scrim's does the same. */
const PAIRS = {
  replace_in_place: "replace",
  blur_in_place: "blur",
  replace_naive: "replace",
} as const;
const PEERS = Object.keys(PAIRS) as (keyof typeof PAIRS)[];

/** Measures both sides; without OpenCV says that it was left out. */
export async function opencvBench(): Promise<Group> {
  const python = await findPython();
  if (!python) {
    return { title: TITLE, rows: [], notes: ["left out: no python3 with cv2 and numpy"] };
  }
  await using peer = await OpenCv.start(python);
  const frames = await maskedFrames(HD);
  const works: { [name: string]: Work } = {};
  for (const name of ["replace", "blur"] as const) {
    const chain = await openChain(CHAINS[name], { frames, build: buildsHere()[0], plain: true });
    works[name] = () => chain.run(100);
  }
  for (const name of PEERS) works[name] = () => peer.run(name);
  const clocks = Object.fromEntries(PEERS.map((name) => [name, () => peer.cpuMs()]));
  const timings = await time(works, { clocks });
  const rows = PEERS.map((name) => {
    const [theirs, ours] = [timings[name], timings[PAIRS[name]]];
    const figures = {
      ...{ "peer ms": theirs.best, "median ms": theirs.median, "cpu ms": theirs.cpu },
      "Scrim ms": ours.best,
      "Scrim median ms": ours.median,
      "Scrim cpu ms": ours.cpu,
      "peer / Scrim": theirs.best / ours.best,
    };
    return { name: name.replaceAll("_", " "), figures };
  });
  const notes = [
    `${peer.versions}; ratio of the best runs`,
    "the peer ends with RGB, Scrim with the virtual camera's YUYV; the peer's blur is one box, Scrim's keeps the person out",
    "Scrim's masks are upscaled as the peer's are: neither refined nor smoothed, edges not decontaminated",
  ];
  return { title: TITLE, rows, notes };
}

if (import.meta.main) await printBench(opencvBench);
