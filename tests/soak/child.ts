/**
 * The watched process: the real `run()` from a film at a camera's frame rate to a live sink that checks its pictures. It writes a
 * line per interval, and `done` at the end.
 *
 *     deno run -A tests/soak/child.ts '{"film": …, "fps": 30, "seconds": 1200, "everySeconds": 10, "run": {…}}'
 *
 * @module
 */
import { run, type RunOptions } from "../../mod.ts";
import type { Film } from "../bench/process/film.ts";
import { Projector } from "../bench/process/projector.ts";
import { RingSink } from "../bench/ring_sink.ts";
import { PictureCheck } from "./picture_check.ts";

/** The parameters of the child process. */
export interface Order {
  readonly film: Film;
  readonly fps: number;
  /** Duration in seconds, from the first filtered picture. */
  readonly seconds: number;
  /** Seconds between two lines. */
  readonly everySeconds: number;
  /** Further options of `run()`. */
  readonly run: Partial<RunOptions>;
}

function say(line: string): void {
  const bytes = new TextEncoder().encode(`${line}\n`);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

async function main({ film, fps, seconds, everySeconds, run: options }: Order): Promise<void> {
  const check = new PictureCheck(1000 / fps);
  const ended = new AbortController();
  const over = new Error("the time is over");
  let camera: Projector | undefined;
  let beganMs: number | null = null;
  let intervals = 0;
  const committed = (timestampMs: number): void => {
    const nowMs = performance.now();
    if (!camera || timestampMs !== camera.capturedMs || check.has(camera.number)) check.fallback();
    else check.picture({ number: camera.number, timestampMs, nowMs });
    if (check.pictures === 0) return;
    beganMs ??= nowMs;
    const elapsed = (nowMs - beganMs) / 1000;
    if (elapsed >= (intervals + 1) * everySeconds) {
      intervals++;
      say(JSON.stringify({ second: elapsed, dropped: camera?.dropped ?? 0, ...check.take() }));
    }
    if (elapsed >= seconds) ended.abort(over);
  };
  const shape = { ...film, layout: "yuyv", live: true } as const;
  const running = run({
    ...{ ...options, signal: ended.signal },
    input: (arena) => camera = new Projector(film, fps, arena),
    output: {
      ...shape,
      direct: true,
      open: (arena) => new RingSink(shape, { arena, live: true, committed }),
    },
  });
  await running.catch((error) => {
    if (error !== over) throw error;
  });
  say("done");
}

if (import.meta.main) await main(JSON.parse(Deno.args[0]));
