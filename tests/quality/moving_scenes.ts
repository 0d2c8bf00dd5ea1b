/**
 * Scenes with and without motion: sources of known frames with a sensor's noise.
 *
 * @module
 */
import type { Arena } from "../../core/media/arena.ts";
import { type Colorimetry, defaultColor, type Frame, packedView } from "../../core/media/frame.ts";
import { DemoScene } from "../../core/io/demo/scene.ts";
import type { FrameSource } from "../../core/media/source.ts";

export const FPS = 30;
/** The size of all scenes. */
export const SIZE = { width: 1280, height: 720 } as const;
export const COLOR: Colorimetry = defaultColor(SIZE.height);

/** Paints frame `number` of a scene over the drawn `figure`. */
export type Paint = (frame: Frame, tools: { number: number; figure: DemoScene }) => void;

const TABLE = 1 << 16;

/**
 * A sensor's noise, the same for the same seed on every machine. Rows start at pseudo-random positions in a table of Gaussian
 * numbers.
 */
export class Noise {
  readonly #gauss = new Float32Array(2 * TABLE);
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
    // The sum of six uniform numbers is close enough to a Gaussian.
    for (let i = 0; i < TABLE; i++) {
      let sum = -3;
      for (let k = 0; k < 6; k++) sum += this.#next() / 2 ** 32;
      this.#gauss[i] = this.#gauss[i + TABLE] = sum * Math.SQRT2;
    }
  }

  #next(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state;
  }

  /**
   * Adds noise of `sigma` levels, less in chroma, as sensors do.
   *
   * @param shot additional noise in bright places (photon noise)
   */
  add(frame: Frame, { sigma, shot = false }: { sigma: number; shot?: boolean }): void {
    const row = new Uint8ClampedArray(frame.width);
    const photons = Float32Array.from(
      { length: 256 },
      (_, value) => shot ? Math.sqrt(Math.max(value, 16) / 80) : 1,
    );
    for (const { data, width, height, stride } of [frame.y, frame.u, frame.v]) {
      const strength = width === frame.width ? sigma : 0.6 * sigma;
      for (let start = 0; start < height * stride; start += stride) {
        const offset = this.#next() >>> 16;
        for (let x = 0; x < width; x++) {
          const value = data[start + x];
          row[x] = value + strength * photons[value] * this.#gauss[offset + x];
        }
        data.set(width === row.length ? row : row.subarray(0, width), start);
      }
    }
  }
}

/** A source of `frames` painted frames with timestamps 1/30 s apart, delivered as fast as they are taken. */
export function sceneSource(frames: number, paint: Paint): (arena: Arena) => FrameSource {
  return (arena) => {
    const figure = new DemoScene(arena.frame(SIZE.width, SIZE.height, COLOR), FPS);
    return frameSource(frames, (frame, number) => paint(frame, { number, figure }))(arena);
  };
}

/** Like {@linkcode sceneSource}, without a figure: `paint` fills the whole frame. */
export function frameSource(
  frames: number,
  paint: (frame: Frame, number: number) => void,
): (arena: Arena) => FrameSource {
  return (arena) => {
    const frame = arena.frame(SIZE.width, SIZE.height, COLOR);
    const { buffer, byteOffset } = frame.y.data;
    const bytes = new Uint8Array(buffer, byteOffset, SIZE.width * SIZE.height * 3 / 2);
    const picture = packedView(bytes, { layout: "i420", ...SIZE, color: COLOR });
    const info = { description: "scene", ...SIZE, fps: FPS, color: COLOR } as const;
    let number = -1;
    return {
      info: { ...info, layout: "i420", live: false },
      dropped: 0,
      next: () => {
        if (++number >= frames) return Promise.resolve(null);
        paint(frame, number);
        const timestampMs = 1000 + number * 1000 / FPS;
        return Promise.resolve({ sequence: number, timestampMs, picture, release: () => {} });
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  };
}
