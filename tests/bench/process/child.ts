/**
 * The process that is measured: the real `run()` from a film to a sink that forgets. It writes a line when a picture was
 * published that its parent waits for, and a report at the end.
 *
 *     deno run -A tests/bench/process/child.ts '{"film": …, "fps": 30, "frames": 300, "marks": 60, "run": {…}}'
 *
 * @module
 */
import type { Arena } from "../../../core/arena.ts";
import { type FrameSink, type Packed, run, type RunOptions, type Summary } from "../../../mod.ts";
import type { Film } from "./film.ts";
import { Projector } from "./projector.ts";

/** What the child is told. */
export interface Order {
  readonly film: Film;
  readonly fps: number;
  /** How many pictures of the camera. */
  readonly frames: number;
  /** A line is written for the first published picture and then for each so manieth. */
  readonly marks: number;
  /** Further options of `run()`. */
  readonly run: Partial<RunOptions>;
}

/** What it says at the end. */
export interface Report {
  /** From a picture's capture to its publication, in milliseconds, stand-ins left out. */
  readonly latenciesMs: readonly number[];
  readonly summary: Summary;
}

/** As many as v4l2loopback lends. */
const SINK_BUFFERS = 4;

/** A virtual camera that nobody watches. */
class Sink implements FrameSink {
  readonly info = { description: "forgotten", layout: "yuyv", live: true } as const;
  readonly bytesCopied = 0;
  readonly latenciesMs: number[] = [];
  readonly #buffers: readonly Packed[];
  readonly #marks: number;
  readonly #camera: Projector;
  #begun = 0;
  #lastMs = -Infinity;

  constructor({ film, marks }: Order, camera: Projector, arena: Arena) {
    this.#buffers = Array.from({ length: SINK_BUFFERS }, () => arena.packed("yuyv", film));
    this.#marks = marks;
    this.#camera = camera;
  }

  begin(): Packed {
    return this.#buffers[++this.#begun % SINK_BUFFERS];
  }

  commit(timestampMs: number): void {
    const standIn = timestampMs !== this.#camera.capturedMs || timestampMs === this.#lastMs;
    if (standIn) return;
    this.#lastMs = timestampMs;
    const count = this.latenciesMs.push(performance.now() - timestampMs);
    if (count === 1 || count % this.#marks === 0) say(String(count));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

function say(line: string): void {
  const bytes = new TextEncoder().encode(`${line}\n`);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

async function main(order: Order): Promise<void> {
  let camera: Projector | undefined;
  let sink: Sink | undefined;
  const summary = await run({
    ...order.run,
    frames: order.frames,
    input: (arena) => camera = new Projector(order.film, order.fps, arena),
    output: {
      ...{ live: true, layout: "yuyv" },
      open: (arena) => {
        if (!camera) throw new Error("the output was opened before the input");
        return sink = new Sink(order, camera, arena);
      },
    },
  });
  say(JSON.stringify({ latenciesMs: sink?.latenciesMs ?? [], summary } satisfies Report));
}

if (import.meta.main) await main(JSON.parse(Deno.args[0]));
