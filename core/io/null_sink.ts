import type { Arena } from "../arena.ts";
import type { Colorimetry, PixelLayout } from "../frame.ts";
import type { FrameSink } from "../ports.ts";

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
  const picture = layout === null ? null : arena.packed(layout, request);
  return {
    info: { description: "none", layout, live: false },
    bytesCopied: 0,
    begin: () => {
      if (picture) return picture;
      throw new TypeError("a sink without a layout takes no pictures");
    },
    commit: () => {},
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
