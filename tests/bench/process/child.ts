/**
 * The process that is measured: the real `run()` from a film to a sink that forgets. It writes a line when a picture was
 * published that its parent waits for, and a report at the end.
 *
 *     deno run -A tests/bench/process/child.ts '{"film": …, "fps": 30, "frames": 300, "marks": 60, "run": {…}}'
 *
 * @module
 */
import { run, type RunOptions, type Summary } from "../../../mod.ts";
import { RingSink } from "../ring_sink.ts";
import type { Film } from "./film.ts";
import { Projector } from "./projector.ts";

/** What the child is told. */
export interface Order {
  readonly film: Film;
  readonly fps: number;
  /** How many pictures of the camera. */
  readonly frames: number;
  /** A line is written for the first published picture, and for every one whose number this divides. */
  readonly marks: number;
  /** Further options of `run()`. */
  readonly run: Partial<RunOptions>;
}

/** What it says at the end. */
export interface Report {
  /** From a picture's capture to its publication, in milliseconds, fallbacks left out. */
  readonly latenciesMs: readonly number[];
  /** Pictures that were dropped after the first mark. */
  readonly droppedLater: number;
  readonly summary: Summary;
}

function say(line: string): void {
  const bytes = new TextEncoder().encode(`${line}\n`);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

async function main({ film, fps, frames, marks, run: options }: Order): Promise<void> {
  const latenciesMs: number[] = [];
  let camera: Projector | undefined;
  let lastMs = -Infinity;
  let droppedAtStart = 0;
  const committed = (timestampMs: number): void => {
    const fallback = timestampMs !== camera?.capturedMs || timestampMs === lastMs;
    if (fallback) return;
    lastMs = timestampMs;
    const count = latenciesMs.push(performance.now() - timestampMs);
    if (count === marks) droppedAtStart = camera?.dropped ?? 0;
    if (count === 1 || count % marks === 0) say(String(count));
  };
  const shape = { ...film, layout: "yuyv", live: true } as const;
  const summary = await run({
    ...{ ...options, frames },
    input: (arena) => camera = new Projector(film, fps, arena),
    output: {
      ...shape,
      direct: true,
      open: (arena) => new RingSink(shape, { arena, live: true, committed }),
    },
  });
  const droppedLater = summary.frames.dropped - droppedAtStart;
  say(JSON.stringify({ latenciesMs, droppedLater, summary } satisfies Report));
}

if (import.meta.main) await main(JSON.parse(Deno.args[0]));
