/**
 * Whether something moved between two samples of a scene, told from the noise of the camera.
 *
 * The kernel `motion` gives two numbers for each tile: the sum of the differences d of its pixels and the sum of their
 * squares, where d is about four times the difference in luma. Noise leaves a tile's mean near 0 and spreads its
 * differences as widely in every tile; whatever moves spreads them wider, a change of light shifts the mean. How noisy the
 * camera is shows in the calm tiles themselves, so nothing is tuned to a camera.
 *
 * @module
 */
import { MOTION_TILE, motionTiles } from "../media/kernels.ts";

/** The share of tiles that are taken for calm: a person close to the camera fills half of the picture. */
const CALM = 0.25;
/**
 * The largest variance of d that counts as noise: that of a camera with a standard deviation of 20 steps in each pixel, of
 * which the model's input shows the mean of 25. When everything moves at once there is no calm tile, and this tells.
 */
const NOISIEST = 800;
/** Differences that are nothing in any camera: rounding. */
const ROUNDING = 6;
/**
 * How much wider than in calm tiles noise spreads differences in the widest one, of 144: up to 1.45 times where it is the
 * same everywhere, up to 1.8 where bright parts are noisier. The demo figure spreads them 2 to 200 times as wide from one
 * frame to the next.
 */
const SPREAD = 1.9;
/** A mean this many standard deviations off is no noise, */
const SHIFT = 6;
/** and below this (1.5 steps of luma) no change of light that a model would notice. */
const LEAST_SHIFT = 6;

/** Judges what the kernel measured for samples of one size. Allocates nothing after it was made. */
export class MotionJudge {
  readonly #pixels: Float64Array;
  readonly #variances: Float64Array;
  readonly #sorted: Float64Array;

  constructor(width: number, height: number) {
    const tiles = motionTiles(width, height);
    const columns = Math.ceil(width / MOTION_TILE);
    this.#pixels = Float64Array.from({ length: tiles }, (_, tile) => {
      const across = Math.min(MOTION_TILE, width - tile % columns * MOTION_TILE);
      const down = Math.min(MOTION_TILE, height - Math.floor(tile / columns) * MOTION_TILE);
      return across * down;
    });
    this.#variances = new Float64Array(tiles);
    this.#sorted = new Float64Array(tiles);
  }

  /** @param measured sum and sum of squares of each tile, as the kernel `motion` gives them */
  moved(measured: Int32Array): boolean {
    const pixels = this.#pixels;
    const variances = this.#variances;
    const noise = this.noise(measured);
    for (let tile = 0; tile < pixels.length; tile++) {
      // Small tiles at the ends vary more.
      const most = 1 + (SPREAD - 1) * Math.sqrt(MOTION_TILE * MOTION_TILE / pixels[tile]);
      if (variances[tile] > noise * most + ROUNDING) return true;
      const mean = Math.abs(measured[2 * tile] / pixels[tile]);
      if (mean > LEAST_SHIFT + SHIFT * Math.sqrt(noise / pixels[tile])) return true;
    }
    return false;
  }

  /** The variance of d in calm tiles. */
  noise(measured: Int32Array): number {
    const pixels = this.#pixels;
    const variances = this.#variances;
    for (let tile = 0; tile < pixels.length; tile++) {
      const mean = measured[2 * tile] / pixels[tile];
      variances[tile] = measured[2 * tile + 1] / pixels[tile] - mean * mean;
    }
    const sorted = this.#sorted;
    sorted.set(this.#variances);
    sorted.sort();
    return Math.min(sorted[Math.floor(CALM * sorted.length)], NOISIEST);
  }
}
