/**
 * How pictures of a film reach memory: UMatFileVideoStream reads ahead in a thread, into matrices that it recycles. Here ffmpeg
 * decodes in a process of its own. `deno run -A tests/bench/prior_art/films_bench.ts`
 *
 * @module
 */
import { Arena } from "../../../core/media/arena.ts";
import { openVideo } from "../../../core/io/ffmpeg/video_source.ts";
import { systemClock } from "../../../core/base/clock.ts";
import { MemoryLog } from "../../fakes.ts";
import { time } from "../measure.ts";
import { type Group, printBench, timedRows } from "../table.ts";

const FRAMES = 120;
const SIZE = 1280 * 720 * 3 / 2;
const TURNS = 5;
const never = new AbortController().signal;

/** Runs a reader to its end; each of its frames took as long. */
const timed = (read: () => Promise<number>) => async (): Promise<readonly number[]> => {
  const start = performance.now();
  const frames = await read();
  if (frames !== FRAMES) throw new Error(`${frames} frames instead of ${FRAMES}`);
  return Array(frames).fill((performance.now() - start) / frames);
};

function ffmpeg(args: readonly string[], stdout: "piped" | "null"): Deno.ChildProcess {
  const all = ["-nostdin", "-loglevel", "error", "-y", ...args];
  return new Deno.Command("ffmpeg", { args: all, stdin: "null", stdout }).spawn();
}

/** The film's pictures out of ffmpeg's standard output, each in what `place` gives. */
async function piped(path: string, place: () => Uint8Array): Promise<number> {
  const args = ["-i", path, "-pix_fmt", "yuv420p", "-f", "rawvideo", "-"];
  const child = ffmpeg(args, "piped");
  let [picture, done, frames] = [place(), 0, 0];
  for await (const bytes of child.stdout) {
    for (let from = 0; from < bytes.length;) {
      const part = bytes.subarray(from, from + SIZE - done);
      picture.set(part, done);
      from += part.length;
      done += part.length;
      if (done < SIZE) continue;
      frames++;
      [picture, done] = [place(), 0];
    }
  }
  await child.status;
  return frames;
}

async function scrims(path: string): Promise<number> {
  const tools = { arena: new Arena(), clock: systemClock, log: new MemoryLog() };
  await using source = await openVideo(path, { ...tools, live: false, sound: false });
  let frames = 0;
  for (let one = await source.next(never); one; one = await source.next(never)) {
    frames++;
    one.release();
  }
  return frames;
}

/** A film of 1280x720, read to its end. */
export async function filmsBench(): Promise<Group> {
  const path = await Deno.makeTempFile({ suffix: ".mp4" });
  const picture = `testsrc2=size=1280x720:rate=30:duration=${FRAMES / 30}`;
  const shape = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", path];
  await ffmpeg(["-f", "lavfi", "-i", picture, ...shape], "null").status;
  try {
    const ring = Array.from({ length: 5 }, () => new Uint8Array(SIZE));
    let number = 0;
    const works = {
      "a socket into a ring (Scrim)": timed(() => scrims(path)),
      "standard output into a ring": timed(() => piped(path, () => ring[number++ % ring.length])),
      "standard output into new frames": timed(() => piped(path, () => new Uint8Array(SIZE))),
    };
    return {
      title: `a film of ${FRAMES} frames, a frame`,
      rows: timedRows(await time(works, { turns: TURNS })),
      notes: [
        "cpu: of this process; ffmpeg's own comes on top, and so does looking into the file first (Scrim)",
      ],
    };
  } finally {
    await Deno.remove(path);
  }
}

if (import.meta.main) await printBench(filmsBench);
