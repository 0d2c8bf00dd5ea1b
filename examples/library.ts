/**
 * Scrim as a library: a source of one's own goes in, a filtered picture comes out, and the program learns what it cost.
 *
 *     deno run -A examples/library.ts out.png
 *
 * @module
 */
import { type Arena, type Captured, type FrameSource, type Packed, run } from "../mod.ts";

/** A source of one's own: grey pictures that get lighter, as fast as they are taken. */
class Fade implements FrameSource {
  readonly info = {
    description: "a fade",
    width: 320,
    height: 180,
    fps: 30,
    layout: "i420",
    color: { matrix: "bt709", range: "limited" },
    live: false,
  } as const;
  readonly dropped = 0;
  readonly #picture: Packed;
  #sequence = 0;

  constructor(arena: Arena) {
    this.#picture = arena.packed("i420", this.info);
  }

  next(): Promise<Captured | null> {
    const luma = this.info.width * this.info.height;
    this.#picture.data.fill(16 + this.#sequence, 0, luma).fill(128, luma);
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

if (import.meta.main) {
  const [output = "out.png"] = Deno.args;
  const plugins = [{ plugin: "replace", options: { color: "#204060" } }];
  const summary = await run({
    input: (arena) => new Fade(arena),
    output,
    plugins,
    frames: 10,
    ffi: false,
  });
  console.log(
    `${summary.frames.out} frames, ${summary.inferences} inferences, written to ${output}`,
  );
}
