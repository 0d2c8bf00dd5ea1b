/**
 * Scrim without a screen, a camera or a virtual camera: pictures of one's own go in, filtered ones come back, and the program
 * learns what each of them cost. Source and sink are objects with a few methods.
 *
 *     deno run -A examples/headless.ts
 *
 * @module
 */
import {
  type Arena,
  type Captured,
  type FrameSink,
  type FrameSource,
  type Packed,
  run,
} from "../mod.ts";
import contrast from "./luma_only.ts";

const SHAPE = {
  width: 320,
  height: 180,
  color: { matrix: "bt709", range: "limited" },
} as const;

/** Grey pictures that get lighter, as fast as they are taken. */
class Fade implements FrameSource {
  readonly info = {
    ...SHAPE,
    description: "a fade",
    fps: 30,
    layout: "i420",
    live: false,
  } as const;
  readonly dropped = 0;
  readonly #picture: Packed;
  #sequence = 0;

  /** Pictures must lie in the run's own memory, where all of Scrim reaches them. */
  constructor(arena: Arena) {
    this.#picture = arena.packed("i420", SHAPE);
  }

  next(): Promise<Captured | null> {
    const luma = SHAPE.width * SHAPE.height;
    this.#picture.data.fill(96 + this.#sequence, 0, luma).fill(128, luma);
    return Promise.resolve({
      sequence: this.#sequence++,
      timestampMs: performance.now(),
      picture: this.#picture,
      release: () => {},
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

/** Looks at every finished picture, as RGBA, and at its age. */
class Collector implements FrameSink {
  readonly info = { description: "a collector", layout: "rgba", live: false } as const;
  readonly bytesCopied = 0;
  readonly reds: number[] = [];
  readonly agesMs: number[] = [];
  readonly #picture: Packed;

  constructor(arena: Arena) {
    this.#picture = arena.packed("rgba", SHAPE);
  }

  begin(): Packed {
    return this.#picture;
  }

  commit(timestampMs: number): void {
    this.reds.push(this.#picture.data[0]); // of the first pixel; the next picture comes to the same place
    this.agesMs.push(performance.now() - timestampMs);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

if (import.meta.main) {
  let collector: Collector | undefined;
  const summary = await run({
    input: (arena) => new Fade(arena),
    plugins: [{ plugin: contrast, options: { amount: 2 } }],
    output: { live: false, layout: "rgba", open: (arena) => collector = new Collector(arena) },
    frames: 60,
    ffi: false,
  });
  const { reds, agesMs } = collector ?? { reds: [], agesMs: [] };
  console.log(`${summary.frames.out} pictures, from ${reds[0]} to ${reds.at(-1)}`);
  console.log(`the slowest took ${Math.max(...agesMs).toFixed(1)} ms`);
}
