/**
 * A decoded picture from a file.
 *
 * @module
 */

/** A decoded picture that owns its memory: 8-bit RGBA, tightly packed, straight (not premultiplied) alpha. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  /** Whether the file has several pictures, of which this is the first. */
  readonly animated?: boolean;
}
