/**
 * Bare pictures, one behind the other, as cameras' programs write them: `rpicam-vid --codec yuv420 -o -`.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import { defaultColor, type SourceLayout } from "../media/frame.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { FrameSource } from "../media/source.ts";
import { type ByteInput, ByteReader } from "./byte_reader.ts";
import { type PictureBytes, RingSource } from "./ring_source.ts";

/** What the bytes do not say. */
export interface RawRequest {
  readonly layout: SourceLayout;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** `true`: the newest frame counts. `false`: every frame waits to be pulled. */
  readonly live: boolean;
  readonly arena: Arena;
  readonly clock: Clock;
  readonly log: Log;
}

/** Bare pictures without anything between their rows, in the usual colours of their height. */
export function openRaw(
  { name, stream }: { readonly name: string; readonly stream: ByteInput },
  request: RawRequest,
): FrameSource {
  const { layout, width, height, fps, live } = request;
  const color = defaultColor(height);
  const info = { description: name, layout, width, height, fps, color, live };
  return new RingSource(info, new RawBytes(stream), request);
}

class RawBytes implements PictureBytes {
  readonly #reader: ByteReader;
  readonly #closing = new AbortController();

  constructor(stream: ByteInput) {
    this.#reader = new ByteReader(stream);
  }

  fill(into: Uint8Array): Promise<number> {
    return this.#reader.fill(into, this.#closing.signal);
  }

  ended(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    if (!this.#closing.signal.aborted) {
      this.#closing.abort(new Error("The source is closed"));
      this.#reader.close();
    }
    return Promise.resolve();
  }
}
