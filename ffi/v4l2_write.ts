/**
 * A virtual camera through `write()`: the fallback where the driver cannot map buffers. Costs one copy of every frame.
 *
 * @module
 */
import type { Packed } from "../core/media/frame.ts";
import type { Clock } from "../core/base/clock.ts";
import type { FrameSink, SinkInfo } from "../core/media/sink.ts";
import { ERRNO } from "./errno.ts";
import type { V4l2Device } from "./v4l2_device.ts";
import { type LoopbackViewers, watchViewers } from "./v4l2_viewers.ts";

/** Writes whole frames, which the driver copies. Owns the device. */
export class WritingSink implements FrameSink {
  readonly info: SinkInfo;
  readonly viewers: LoopbackViewers | undefined;
  readonly #device: V4l2Device;
  readonly #picture: Packed;
  #bytesCopied = 0;

  /** `picture` is memory of this sink, of exactly one frame. */
  constructor(device: V4l2Device, picture: Packed, info: SinkInfo, clock: Clock) {
    this.viewers = watchViewers(device, clock) ?? undefined;
    this.#device = device;
    this.#picture = picture;
    this.info = info;
  }

  get bytesCopied(): number {
    return this.#bytesCopied;
  }

  begin(): Packed {
    return this.#picture;
  }

  commit(): void {
    const { symbols, calls, fd } = this.#device;
    const data = this.#picture.data as Uint8Array<ArrayBuffer>;
    const written = symbols.scrim_v4l2_write(calls, fd, data, BigInt(data.length));
    if (written < 0) throw this.#device.failure("write to", written);
    if (written !== data.length) {
      const text = `it took ${written} of ${data.length} bytes of a frame`;
      throw this.#device.failure("write to", -ERRNO.EIO, { text });
    }
    this.#bytesCopied += written;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.viewers?.[Symbol.asyncDispose]();
    this.#device.close();
  }
}
