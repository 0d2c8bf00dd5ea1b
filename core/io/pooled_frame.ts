import type { Milliseconds } from "../base/clock.ts";
import type { Captured } from "../media/source.ts";
import type { Packed } from "../media/frame.ts";

/** A picture of a source that is lent again and again. */
export class PooledFrame implements Captured {
  sequence = 0;
  timestampMs: Milliseconds = 0;
  readonly picture: Packed;
  /** Nobody reads it now. */
  free = true;

  constructor(picture: Packed) {
    this.picture = picture;
  }

  release(): void {
    this.free = true;
  }
}

/** Marks a free picture as lent. @throws {Error} when all are lent: the caller forgot a `release()` */
export function lend(pictures: readonly PooledFrame[]): PooledFrame {
  for (const picture of pictures) {
    if (!picture.free) continue;
    picture.free = false;
    return picture;
  }
  throw new Error(
    `Cannot take a frame: all ${pictures.length} pictures are lent, release one first`,
  );
}
