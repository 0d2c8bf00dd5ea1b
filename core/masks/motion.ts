/**
 * Detects motion between two samples of a scene, and distinguishes it from the noise of the camera.
 *
 * The kernel `motion` gives two numbers for each tile: the sum of the differences d of its pixels and the sum of their
 * squares, where d is about four times the difference in luma. Noise leaves the mean of a tile near 0 and gives all tiles about
 * the same variance. Motion increases the variance of a tile; a lighting change shifts its mean. The noise of the camera is
 * estimated from the tiles with the smallest variance, so no parameter depends on the camera.
 *
 * @module
 */
import { MOTION_TILE, motionTiles } from "../media/kernels.ts";

/** The quantile of the tiles' variances that is taken as noise. A person close to the camera fills half of the picture. */
const CALM = 0.25;
/**
 * The largest variance of d that counts as noise. It corresponds to a standard deviation of 20 steps in each pixel of the camera,
 * where each pixel of the model's input is the mean of 25 pixels. When the whole picture moves, no tile is still, and this limit
 * ensures that the motion is detected.
 */
const NOISIEST = 800;
/** The variance of d that rounding alone can cause. */
const ROUNDING = 6;
/**
 * The largest ratio of a tile's variance to the noise that still counts as noise. With noise alone, the greatest ratio among 144
 * tiles is up to 1.45 if the noise is uniform, and up to 1.8 if bright parts are noisier. The motion of the demo figure from one
 * frame to the next gives 2 to 200.
 */
const SPREAD = 1.9;
/** A tile's mean must differ from 0 by more than this many standard deviations to count as a lighting change. */
const SHIFT = 6;
/** In addition, it must differ by more than this (1.5 steps of luma); smaller changes do not affect a model. */
const LEAST_SHIFT = 6;

/** Evaluates what the kernel measured for samples of one size. It allocates only in its constructor. */
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

  /**
   * Whether something moved or the lighting changed.
   *
   * @param measured the sum and sum of squares of each tile, as the kernel `motion` gives them
   */
  moved(measured: Int32Array): boolean {
    const pixels = this.#pixels;
    const variances = this.#variances;
    const noise = this.noise(measured);
    for (let tile = 0; tile < pixels.length; tile++) {
      // The fewer pixels a tile has, the more its measured variance deviates from that of the noise.
      const most = 1 + (SPREAD - 1) * Math.sqrt(MOTION_TILE * MOTION_TILE / pixels[tile]);
      if (variances[tile] > noise * most + ROUNDING) return true;
      const mean = Math.abs(measured[2 * tile] / pixels[tile]);
      if (mean > LEAST_SHIFT + SHIFT * Math.sqrt(noise / pixels[tile])) return true;
    }
    return false;
  }

  /** The variance of d that noise causes. */
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
