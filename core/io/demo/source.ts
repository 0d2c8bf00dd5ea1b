/**
 * The demo figure as a source: a camera for people without one, and ground truth for tests.
 *
 * @module
 */
import type { Arena } from "../../media/arena.ts";
import { ScrimError } from "../../base/errors.ts";
import { type Colorimetry, defaultColor, type Frame } from "../../media/frame.ts";
import type { Clock } from "../../base/clock.ts";
import type { Captured, FrameSource, SourceInfo } from "../../media/source.ts";
import { DemoScene } from "./scene.ts";
import { i420View } from "../i420_view.ts";
import { lend, PooledFrame } from "../pooled_frame.ts";
import { FrameTimer } from "../frame_timer.ts";

/** What the demo figure is drawn with. */
export interface DemoRequest {
  /** 16..8192 pixels, odd numbers too. */
  readonly width: number;
  readonly height: number;
  /** More than 0. Frame n shows the figure at n / fps seconds. */
  readonly fps: number;
  readonly arena: Arena;
  readonly clock: Clock;
  /** `true`: frames come at `fps`, those that nobody takes are left out. `false`: every frame, at once. */
  readonly live: boolean;
}

/** By then a run has told its model what to load. Painting would keep this thread from it, and the model takes longest. */
const PAINT_AFTER_MS = 60;

/**
 * Opens the demo figure, an endless source of `i420` pictures in the arena. Painting the parts takes some 0.3 s at
 * 1280x720; it begins a little later, or with the first frame. Drawing a frame takes about 1 ms and no allocation. `timestampMs` is the time at which a frame was complete, live or
 * not, so that a latency measured from it means the same as with a camera. Two frames may be lent at a time; their bytes may
 * be overwritten.
 *
 * @throws {ScrimError} when the size or rate is out of range
 */
export function openDemo(request: DemoRequest): FrameSource {
  const { width, height, fps } = request;
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < 16 || side > 8192) {
      throw new ScrimError(
        `Cannot draw the demo figure: size ${width}x${height}, 16..8192 wanted`,
        {
          code: "FORMAT",
        },
      );
    }
  }
  if (!(fps > 0 && fps <= 1000)) {
    throw new ScrimError(
      `Cannot draw the demo figure: ${fps} frames per second, up to 1000 wanted`,
      {
        code: "FORMAT",
      },
    );
  }
  return new DemoSource(request);
}

class DemoSource implements FrameSource {
  readonly info: SourceInfo;
  readonly #clock: Clock;
  readonly #room: Frame;
  readonly #endPainting: () => void;
  #painted: DemoScene | null = null;
  readonly #pictures: readonly PooledFrame[];
  readonly #frames = new Map<PooledFrame, Frame>();
  readonly #timer: FrameTimer | null;
  #next = 0;
  #open = true;

  constructor({ width, height, fps, arena, clock, live }: DemoRequest) {
    const color: Colorimetry = { ...defaultColor(height), siting: "center" }; // means of 2x2 pixels
    this.info = { description: "demo figure", width, height, fps, layout: "i420", color, live };
    this.#clock = clock;
    this.#room = arena.frame(width, height, color);
    this.#endPainting = clock.after(PAINT_AFTER_MS, () => this.#scene);
    const picture = (): PooledFrame =>
      new PooledFrame(arena.packed("i420", { width, height, color }));
    this.#pictures = [picture(), picture()];
    for (const lent of this.#pictures) this.#frames.set(lent, i420View(lent.picture));
    this.#timer = live ? new FrameTimer(clock, fps) : null;
  }

  /** Painted when it is first wanted. */
  get #scene(): DemoScene {
    return this.#painted ??= new DemoScene(this.#room, this.info.fps);
  }

  get dropped(): number {
    return this.#timer?.dropped ?? 0;
  }

  async next(signal: AbortSignal): Promise<Captured | null> {
    signal.throwIfAborted();
    if (!this.#open) return null;
    const scene = this.#scene;
    const number = this.#timer ? await this.#timer.next(signal) : this.#next++;
    const lent = lend(this.#pictures);
    const frame = this.#frames.get(lent);
    if (frame) scene.draw(number, frame);
    lent.sequence = number;
    lent.timestampMs = this.#clock.now();
    return lent;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#open = false;
    this.#endPainting();
    return Promise.resolve();
  }
}
