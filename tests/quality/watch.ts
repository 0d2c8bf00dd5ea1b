/**
 * Runs the real program on a film and records the mattes that its filters receive, and its output.
 *
 * @module
 */
import { Arena } from "../../core/media/arena.ts";
import type { Packed } from "../../core/media/frame.ts";
import { definePlugin, type OwnSink, run, type RunOptions } from "../../mod.ts";
import { RingSink } from "../bench/ring_sink.ts";
import { MemoryLog } from "../fakes.ts";
import { type Film, filmSource, type Picture, putPicture } from "./film.ts";
import { LayerFinder, providerOf } from "./finder.ts";
import { COLOR, SIZE } from "./moving_scenes.ts";

/** The results of a run. */
export interface Watched {
  /** The final matte of each frame, at its size. */
  readonly mattes: readonly Uint8Array[];
  /** The requested pictures, by frame. */
  readonly shown: ReadonlyMap<number, Picture>;
}

/** What to record. */
export interface Watching {
  /** A built-in filter. Default: none, without output. */
  readonly filter?: string;
  /** Frames whose pictures are kept. Default: none. */
  readonly keep?: readonly number[];
  /** Whether a probe before the filter records the mattes. Default true. */
  readonly mattes?: boolean;
}

function planesOf({ data }: Packed): Picture {
  const pixels = SIZE.width * SIZE.height;
  return {
    y: data.slice(0, pixels),
    u: data.slice(pixels, pixels * 5 / 4),
    v: data.slice(pixels * 5 / 4, pixels * 3 / 2),
  };
}

/** Runs frames through the program as users run it, and returns the requested results. */
export async function watch(
  frames: readonly Picture[],
  { filter, keep = [], mattes: probed = true, ...options }: Watching & RunOptions = {},
): Promise<Watched> {
  const mattes: Uint8Array[] = [];
  const shown = new Map<number, Picture>();
  const probe = definePlugin({
    apiVersion: 1,
    name: "probe",
    summary: "Keeps every matte",
    access: "read",
    layers: [{ name: "person", size: "frame" }],
    process: ({ layers: { person } }) => void mattes.push(person.data.slice()),
  });
  let number = -1;
  const output: OwnSink = {
    live: false,
    layout: "i420",
    direct: true,
    open(arena) {
      const sink: RingSink = new RingSink({ layout: "i420", ...SIZE, color: COLOR }, {
        arena,
        live: false,
        committed() {
          number++;
          if (sink.published && keep.includes(number)) shown.set(number, planesOf(sink.published));
        },
      });
      return sink;
    },
  };
  await run({
    input: filmSource(frames),
    output: filter === undefined ? "none" : output,
    plugins: [...(probed ? [{ plugin: probe }] : []), ...(filter === undefined ? [] : [filter])],
    log: new MemoryLog(),
    ...options,
  });
  return { mattes, shown };
}

/** The model's own masks, each of its own frame, upscaled bilinearly: the reference for all comparisons. */
export async function rawMattes({ frames }: Pick<Film, "frames">): Promise<readonly Uint8Array[]> {
  const arena = new Arena();
  await using finder = await LayerFinder.start(providerOf("landscape", SIZE), ["person"], arena);
  const frame = arena.frame(SIZE.width, SIZE.height, COLOR);
  const raw = arena.plane(SIZE.width, SIZE.height);
  const mattes: Uint8Array[] = [];
  for (const picture of frames) {
    putPicture(picture, frame);
    await finder.look(frame);
    finder.kernels.upscale(finder.plane("person"), raw);
    mattes.push(raw.data.slice());
  }
  return mattes;
}
