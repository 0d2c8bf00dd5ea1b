/** Runs examples as a program does: by `run()`, from pictures that a test draws to pictures that it can look at. */
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import type { Arena } from "../../core/media/arena.ts";
import {
  type Captured,
  type FrameSink,
  type FrameSource,
  type Packed,
  run,
  type RunOptions,
  type Summary,
} from "../../mod.ts";
import { MemoryLog } from "../fakes.ts";

/** What a plane holds at a place: y, u or v; by frame number, column and row. */
export type Drawing = (plane: "y" | "u" | "v", x: number, y: number, frame: number) => number;

/** What is played. */
export interface Play {
  /** The path of a module in `examples/`, or several. */
  readonly plugins: RunOptions["plugins"];
  /** `demo`: the demo figure. */
  readonly draw: Drawing | "demo";
  readonly width: number;
  readonly height: number;
  /** Default 1. */
  readonly frames?: number;
  /** From frame to frame, as the camera tells it. Default 40. */
  readonly stepMs?: number;
  readonly model?: string;
  /** In the sandbox, as a user's own plugins run. Default: in this thread. */
  readonly sandboxed?: boolean;
}

/** What came out. */
export interface Played {
  /** The planes of every picture. */
  readonly pictures: readonly Readonly<Record<"y" | "u" | "v", Uint8Array>>[];
  readonly log: readonly string[];
  readonly summary: Summary;
}

const COLOR = { matrix: "bt601", range: "limited" } as const;

function planes({ width, height }: Play, data: Uint8Array): Played["pictures"][number] {
  const luma = width * height;
  const half = ((width + 1) >> 1) * ((height + 1) >> 1);
  return {
    y: data.subarray(0, luma),
    u: data.subarray(luma, luma + half),
    v: data.subarray(luma + half, luma + 2 * half),
  };
}

function source(play: Play, draw: Drawing, arena: Arena): FrameSource {
  const { width, height, stepMs = 40 } = play;
  const picture = arena.packed("i420", { width, height, color: COLOR });
  const parts = planes(play, picture.data);
  const began = performance.now();
  let frame = 0;
  const info = { width, height, color: COLOR, layout: "i420", description: "drawn" } as const;
  return {
    info: { ...info, fps: 25, live: false },
    dropped: 0,
    next: (): Promise<Captured> => {
      for (const name of ["y", "u", "v"] as const) {
        const across = name === "y" ? width : (width + 1) >> 1;
        for (let at = 0; at < parts[name].length; at++) {
          parts[name][at] = draw(name, at % across, Math.floor(at / across), frame);
        }
      }
      const timestampMs = began + stepMs * frame;
      return Promise.resolve({ sequence: frame++, timestampMs, picture, release: () => {} });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Plays drawings through examples. */
export async function play(wanted: Play): Promise<Played> {
  const { width, height, plugins = [], frames = 1, model, draw } = wanted;
  const paths = plugins.map((use) => typeof use === "string" ? use : use.plugin);
  const trust = wanted.sandboxed ? [] : paths.filter((path) => typeof path === "string");
  const pictures: Played["pictures"][number][] = [];
  const open = (arena: Arena): FrameSink => {
    const picture: Packed = arena.packed("i420", { width, height, color: COLOR });
    return {
      info: { description: "kept", layout: "i420", live: false },
      bytesCopied: 0,
      begin: () => picture,
      commit: () => void pictures.push(planes(wanted, picture.data.slice())),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  };
  const log = new MemoryLog();
  const summary = await run({
    ...{ plugins, trust, frames, model, log, ffi: false, size: { width, height } },
    maskSync: "every-frame", // drawings that stand still are to be looked at again, too
    input: draw === "demo" ? draw : (arena) => source(wanted, draw, arena),
    output: { live: false, layout: "i420", open },
  });
  return { pictures, log: log.lines, summary };
}

/** What one plane of a drawing holds, row after row. */
export function drawn(play: Play, plane: "y" | "u" | "v", frame = 0): Uint8Array {
  const { draw } = play;
  assert.ok(draw !== "demo", "the demo figure is not a drawing of the test's");
  const half = (length: number): number => plane === "y" ? length : (length + 1) >> 1;
  const [width, height] = [half(play.width), half(play.height)];
  return Uint8Array.from(
    { length: width * height },
    (_, at) => draw(plane, at % width, Math.floor(at / width), frame),
  );
}

/** The path of an example, for `--plugins`. */
export function example(name: string): string {
  return fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
}
