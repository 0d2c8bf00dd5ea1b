/**
 * A picture from a file, decoded.
 *
 * @module
 */

/** A picture in memory of its own: RGBA, 8 bits, tightly packed, alpha not multiplied in. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  /** It is the first of several in its file. */
  readonly animated?: boolean;
}
