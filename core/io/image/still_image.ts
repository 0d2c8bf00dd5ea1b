/**
 * A picture file as a source: the same frame again and again.
 *
 * @module
 */
import type { Arena } from "../../media/arena.ts";
import { defaultColor } from "../../media/frame.ts";
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Kernels } from "../../media/kernels.ts";
import type { Captured, FrameSource, SourceInfo } from "../../media/source.ts";
import { cropMiddle, decodeImage, fitCover, flatten } from "./image.ts";
import type { Image } from "../../media/image.ts";
import { i420View } from "../i420_view.ts";
import { PooledFrame } from "../pooled_frame.ts";
import { FrameTimer } from "../frame_timer.ts";

/** How a picture becomes frames. */
export interface StillRequest {
  /** Scaled to cover this, the rest cut off. Default: the picture's own size, odd ones one pixel smaller. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Default 30. */
  readonly fps?: number;
  /** `true`: frames come at `fps`. `false`: at once. */
  readonly live: boolean;
  /** How often the picture comes before the source ends. Default: for ever. */
  readonly frames?: number;
  readonly arena: Arena;
  readonly kernels: Pick<Kernels, "fromRgba">;
  readonly clock: Clock;
  readonly log: Log;
  /** What is in the file, where it was read already: a PNG, JPEG or WebP. */
  readonly bytes?: Uint8Array;
}

/**
 * Opens a PNG, JPEG or WebP as a source of `i420` pictures. Transparent parts show black. Decoded and converted
 * once; a frame costs nothing. All frames are the same bytes, so nobody may write into them.
 *
 * @throws {ScrimError} when the file cannot be read or is no picture
 */
export async function openStill(path: string, request: StillRequest): Promise<FrameSource> {
  const { arena, fps = 30, live, clock, log, frames = Infinity } = request;
  const image = await decodeImage(request.bytes ?? path, path);
  if (image.animated) log.info(`"${path}" is animated: its first picture is taken`);
  const fitted = request.size
    ? await fitCover(image, request.size.width, request.size.height)
    : evenSize(image);
  const { width, height } = fitted;
  if (!request.size && (width !== image.width || height !== image.height)) {
    log.info(
      `"${path}" is ${image.width}x${image.height}, taken as ${width}x${height}: sizes are even`,
    );
  }
  flatten(fitted);
  // fromRgba() takes the mean of four pixels.
  const color = { ...defaultColor(height), siting: "center" } as const;
  const lent = new PooledFrame(arena.packed("i420", { width, height, color }));
  // In the arena, because the WebAssembly kernels reach nothing else.
  const rgba = arena.packed("rgba", { width, height, color: { ...color, range: "full" } });
  rgba.data.set(fitted.data);
  request.kernels.fromRgba(rgba, i420View(lent.picture));
  const info: SourceInfo = { description: path, width, height, fps, layout: "i420", color, live };
  return new StillSource(info, lent, { clock, frames });
}

/** Without its last column or row where their number is odd, unless it is the only one. */
function evenSize(image: Image): Image {
  const even = (length: number): number => length - (length > 1 ? length % 2 : 0);
  return cropMiddle(image, even(image.width), even(image.height));
}

class StillSource implements FrameSource {
  readonly info: SourceInfo;
  readonly #lent: PooledFrame;
  readonly #clock: Clock;
  readonly #timer: FrameTimer | null;
  #next = 0;
  #left: number;

  constructor(
    info: SourceInfo,
    lent: PooledFrame,
    { clock, frames }: { clock: Clock; frames: number },
  ) {
    this.info = info;
    this.#lent = lent;
    this.#clock = clock;
    this.#left = frames;
    this.#timer = info.live ? new FrameTimer(clock, info.fps) : null;
  }

  get dropped(): number {
    return this.#timer?.dropped ?? 0;
  }

  async next(signal: AbortSignal): Promise<Captured | null> {
    signal.throwIfAborted();
    if (this.#left <= 0) return null;
    this.#left--;
    this.#lent.sequence = this.#timer ? await this.#timer.next(signal) : this.#next++;
    this.#lent.timestampMs = this.#clock.now();
    return this.#lent;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#left = 0;
    return Promise.resolve();
  }
}
