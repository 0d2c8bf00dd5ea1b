/**
 * Parameters of a blur: the divisor by which the picture is reduced, and the size of the box (applied three times) or of the
 * disc.
 *
 * @module
 */
import type { BlurShape } from "../core/media/kernels.ts";

/** Largest number of pixels per cell side (`SCRIM_DIVISOR_MAX` of native/cells.h). */
const MAX_DIVISOR = 64;
/** Standard deviation in cells below which a picture is not reduced further. */
const LEAST_SIGMA = 1.5;

/** Radius in cells above which a disc is computed at half the size. With fewer cells the disc would not look round. */
const MOST_DISC_RADIUS = 10;

/** Radius of a disc in standard deviations. */
const RADIUS_PER_SIGMA = 2;

/** The power of two by which a blur of `sigmaPx` reduces the picture. */
export function blurDivisor(sigmaPx: number, shape: BlurShape = "gaussian"): number {
  let divisor = 1;
  while (divisor < MAX_DIVISOR && isReduced(sigmaPx / divisor, shape)) divisor *= 2;
  return divisor;
}

/** Whether a blur of `sigma` cells is computed at half the size. */
function isReduced(sigma: number, shape: BlurShape): boolean {
  if (shape === "bokeh") return sigma * RADIUS_PER_SIGMA > MOST_DISC_RADIUS;
  return sigma >= LEAST_SIGMA * 2;
}

/** The radius of the disc of a blur, in 1/16 cells, as `scrim_bokeh` expects it. */
export function discRadius(sigmaPx: number, divisor: number): number {
  return Math.max(1, Math.round(16 * RADIUS_PER_SIGMA * sigmaPx / divisor));
}

/**
 * A box of fractional width in units of 1/65536: `2 radius + 1` cells of weight `centre`, and one cell of weight `ends` at each
 * end.
 */
export class Box {
  radius = 0;
  centre = 65536;
  ends = 0;
  #sigmaPx = 0;
  #divisor = 0;

  /** Computes the box whose three passes, on the picture reduced by `divisor` and upscaled again, blur by `sigmaPx` pixels. */
  fit(sigmaPx: number, divisor: number): void {
    if (sigmaPx === this.#sigmaPx && divisor === this.#divisor) return;
    this.#sigmaPx = sigmaPx;
    this.#divisor = divisor;
    const cells = divisor * divisor;
    // Averaging blocks and bilinear upscaling add to the blur, so their variance is subtracted.
    const reducing = (1 - 1 / cells) / 12;
    const upscaling = divisor > 1 ? (2 + 1 / cells) / 12 : 0;
    this.#fitVariance((sigmaPx * sigmaPx / cells - reducing - upscaling) / 3);
  }

  /** The extended box of Gwosdek et al., "Theoretical foundations of Gaussian convolution by extended box filtering". */
  #fitVariance(variance: number): void {
    let radius = 0;
    while ((radius + 1) * (radius + 2) / 3 <= variance) radius++;
    const cells = 2 * radius + 1;
    const inside = radius * (radius + 1) * cells / 3;
    const share = (variance * cells - inside) / (2 * ((radius + 1) * (radius + 1) - variance));
    // Even, so that the remainder divides by two exactly.
    const centre = 2 * Math.floor(32768 / (cells + 2 * share));
    this.radius = radius;
    this.centre = centre;
    this.ends = (65536 - cells * centre) / 2;
  }
}
