import type { Arena } from "../media/arena.ts";
import type { Colorimetry, Packed, PixelLayout } from "../media/frame.ts";
import type { FrameSink } from "../media/sink.ts";

/** What a null sink takes. */
export interface NullSinkRequest {
  readonly width: number;
  readonly height: number;
  readonly color: Colorimetry;
  /** `null`: no pictures at all. A layout: pictures in it are made and forgotten, for measuring. */
  readonly layout: PixelLayout | null;
  readonly arena: Arena;
}

/** Opens a sink that forgets every frame: `--output none`. */
export function openNullSink(request: NullSinkRequest): FrameSink {
  const { layout, arena } = request;
  // Two, as a virtual camera has several: what was published stays while the next one is made.
  const pictures = layout === null ? [] : [0, 1].map(() => arena.packed(layout, request));
  let published: Packed | null = null;
  let next = 0;
  return {
    info: { description: "none", layout, live: false },
    bytesCopied: 0,
    get published() {
      return published;
    },
    begin: () => {
      if (pictures.length > 0) return pictures[next];
      throw new TypeError("a sink without a layout takes no pictures");
    },
    commit: () => {
      published = pictures[next] ?? null;
      next = 1 - next;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
