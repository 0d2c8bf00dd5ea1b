/** Sources, sinks, engines and kernels that tests script and watch. No device, no model, no pixel arithmetic. */
import type { Arena } from "../core/media/arena.ts";
import { type Frame, type Packed, packedView, type Plane } from "../core/media/frame.ts";
import { type Clock, systemClock } from "../core/base/clock.ts";
import type { Log } from "../core/base/log.ts";
import type { LayerEngine } from "../core/layers/engine.ts";
import type { Kernels } from "../core/media/kernels.ts";
import type { FrameSink } from "../core/media/sink.ts";
import type { Captured, FrameSource } from "../core/media/source.ts";
import type { ProcessMeter } from "../core/base/stats.ts";

export const COLOR = { matrix: "bt601", range: "limited" } as const;
export const WIDTH = 32;
export const HEIGHT = 16;

/** The process's own clock. */
export const realClock: Clock = systemClock;

export const noMeter: ProcessMeter = { cpuMs: () => 0, rssBytes: () => 0 };

/** Remembers every message. */
export class MemoryLog implements Log {
  readonly lines: string[] = [];
  info(message: string): void {
    this.lines.push(`info ${message}`);
  }
  warn(message: string): void {
    this.lines.push(`warn ${message}`);
  }
  debug(): void {}
}

function bytesOf(frame: Frame): Uint8Array {
  const { y, v } = frame;
  const length = v.data.byteOffset + v.data.length - y.data.byteOffset;
  return new Uint8Array(y.data.buffer, y.data.byteOffset, length);
}

/** Kernels for I420 borders only: plain copies. Everything else throws. */
export function copyingKernels(): Kernels {
  const refuse = (): never => {
    throw new Error("not part of this test");
  };
  return {
    backend: "wasm",
    counters: { calls: 0, bytesRead: 0, bytesWritten: 0, bytesCopied: 0 },
    unpack: (picture, into) => bytesOf(into).set(picture.data.subarray(0, bytesOf(into).length)),
    unpackLuma: refuse,
    pack: (frame, into) => into.data.set(bytesOf(frame)),
    copyPacked: (picture, into) => into.data.set(picture.data),
    sample: (frame, into) => into.data.fill(frame.y.data[0]),
    smooth: () => {},
    upscale: (mask, into) => into.data.fill(mask.data[0]),
    refine: ({ mask, into }) => into.data.fill(mask.data[0]),
    dilate: (mask, into) => into.data.set(mask.data),
    upscaleLabels: refuse,
    warp: refuse,
    motion: (picture, reference, into) => {
      // Flat pictures: every pixel of the one tile differs as much.
      const pixels = picture.width * picture.height;
      const difference = 4 * (picture.data[0] - reference.data[0]);
      into[0] = pixels * difference;
      into[1] = pixels * difference * difference;
    },
    copy: (frame, into) => bytesOf(into).set(bytesOf(frame)),
    fromRgba: refuse,
    composite: refuse,
    blurSize: refuse,
    spillSize: refuse,
    spill: refuse,
    blur: refuse,
  };
}

export interface ScriptedSource {
  frames: number;
  fps?: number;
  /** Luma of every pixel of frame n. */
  luma: (sequence: number) => number;
  /** Never delivers this frame or a later one. */
  stallAt?: number;
  live?: boolean;
}

/** A source of flat frames. */
export function scriptedSource(
  arena: Arena,
  script: ScriptedSource,
  clock: Clock = realClock,
): FrameSource & { lent: number } {
  const picture = arena.packed("i420", { width: WIDTH, height: HEIGHT, color: COLOR });
  let sequence = -1;
  const source = {
    info: {
      description: "scripted",
      width: WIDTH,
      height: HEIGHT,
      fps: script.fps ?? 100,
      layout: "i420",
      color: COLOR,
      live: script.live ?? true,
    },
    dropped: 0,
    lent: 0,
    next: async (signal: AbortSignal): Promise<Captured | null> => {
      sequence++;
      await clock.sleep(script.live === false ? 0 : 1000 / (script.fps ?? 100), signal);
      if (sequence >= (script.stallAt ?? Infinity)) {
        await new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(signal.reason))
        );
      }
      if (sequence >= script.frames) return null;
      picture.data.fill(128);
      picture.data.fill(script.luma(sequence), 0, WIDTH * HEIGHT);
      source.lent++;
      return {
        sequence,
        timestampMs: clock.now(),
        picture,
        release: () => {
          source.lent--;
        },
      };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  } satisfies FrameSource & { lent: number };
  return source;
}

/** A sink that remembers the luma of every published picture and when it came. */
export class RecordingSink implements FrameSink {
  readonly info: FrameSink["info"];
  readonly bytesCopied = 0;
  readonly shown: { luma: readonly number[]; atMs: number }[] = [];
  failAt = Infinity;
  disposed = 0;
  published: Packed | null = null;
  /** Two, as a virtual camera has several. */
  readonly #pictures: readonly Packed[];

  readonly #clock: Clock;

  constructor({ live = true, clock = realClock }: { live?: boolean; clock?: Clock } = {}) {
    this.#clock = clock;
    this.info = { description: "recording", layout: "i420", live };
    this.#pictures = [0, 1].map(() =>
      packedView(new Uint8Array(WIDTH * HEIGHT * 3 / 2), {
        layout: "i420",
        width: WIDTH,
        height: HEIGHT,
        color: COLOR,
      })
    );
  }

  begin(): Packed {
    const [first, second] = this.#pictures;
    return this.published === first ? second : first;
  }

  commit(): void {
    if (this.shown.length >= this.failAt) throw new Error("the sink broke");
    const picture = this.begin();
    const luma = [...new Set(picture.data.subarray(0, WIDTH * HEIGHT))];
    this.published = picture;
    this.shown.push({ luma, atMs: this.#clock.now() });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.disposed++;
    return Promise.resolve();
  }
}

/** An engine whose inference does what the test says. */
export function scriptedEngine(
  arena: Arena,
  infer: (call: number, mask: Plane) => Promise<void>,
): LayerEngine & { readonly mask: Plane } {
  const mask = arena.plane(4, 4);
  mask.data.fill(255, 0, mask.data.length / 2); // somebody in one half of the picture
  let calls = 0;
  const engine = {
    input: arena.packed("rgba", { width: 4, height: 4, color: { ...COLOR, range: "full" } }),
    layers: new Map([["person", mask]]),
    mask,
    busy: false,
    inferences: 0,
    bytesCopied: 0,
    infer: async (): Promise<void> => {
      engine.busy = true;
      try {
        await infer(calls++, mask);
        engine.inferences++;
      } finally {
        engine.busy = false;
      }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return engine;
}
