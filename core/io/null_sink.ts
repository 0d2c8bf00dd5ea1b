import type { Arena } from "../arena.ts";
import type { Colorimetry, Packed, PixelLayout } from "../frame.ts";
import type { FrameSink } from "../ports.ts";

/** What a null sink pretends to take. */
export interface NullSinkRequest {
  readonly width: number;
  readonly height: number;
  readonly color: Colorimetry;
  /** Default `yuyv`, what a virtual camera takes. */
  readonly layout?: PixelLayout;
  readonly arena: Arena;
}

/** Opens a sink that forgets every frame: for measuring, and for `--output none`. */
export function openNullSink(request: NullSinkRequest): FrameSink {
  const { layout = "yuyv", arena } = request;
  const picture: Packed = arena.packed(layout, request);
  return {
    info: { description: "none", layout, live: false },
    bytesCopied: 0,
    begin: () => picture,
    commit: () => {},
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
