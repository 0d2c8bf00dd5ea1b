/**
 * A virtual camera through mapped buffers. It publishes only finished pictures and never writes to a buffer that a reader may be
 * using.
 *
 * @module
 */
import { ScrimError } from "../core/base/errors.ts";
import type { Packed } from "../core/media/frame.ts";
import type { Clock } from "../core/base/clock.ts";
import type { Log } from "../core/base/log.ts";
import type { FrameSink, SinkInfo } from "../core/media/sink.ts";
import { ERRNO } from "./errno.ts";
import type { MappedBuffers } from "./v4l2_buffers.ts";
import { OUTPUT, type V4l2Device } from "./v4l2_device.ts";
import { BufferTurns } from "./v4l2_turns.ts";
import { type LoopbackViewers, watchViewers } from "./v4l2_viewers.ts";

const WAIT_MS = 50;
const PAUSE_MS = 2;
/** Readers that hold every buffer for this long (ms) count as stuck. */
const MOST_WAIT_MS = 1000;
const MORE_BUFFERS = "load the module with more: sudo modprobe v4l2loopback max_buffers=4";

/** A started stream. The {@linkcode MappedSink} made of it owns the device and its buffers. */
export interface OutputStream {
  readonly device: V4l2Device;
  readonly buffers: MappedBuffers;
  /** One view per buffer. */
  readonly pictures: readonly Packed[];
  readonly info: SinkInfo;
  /** Exact size of a picture in bytes. Drivers warn about frames with fewer bytes. */
  readonly bytes: number;
}

/** Writes into the driver's buffers, in the order that {@linkcode BufferTurns} determines. */
export class MappedSink implements FrameSink {
  readonly info: SinkInfo;
  readonly bytesCopied = 0;
  readonly viewers: LoopbackViewers | undefined;
  readonly #device: V4l2Device;
  readonly #buffers: MappedBuffers;
  readonly #pictures: readonly Packed[];
  readonly #bytes: number;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #turns: BufferTurns;
  #waiting: Promise<number> | null = null;
  #closed = false;

  constructor(stream: OutputStream, tools: { log: Log; clock: Clock }) {
    this.info = stream.info;
    this.#device = stream.device;
    this.#buffers = stream.buffers;
    this.#pictures = stream.pictures;
    this.#bytes = stream.bytes;
    this.#clock = tools.clock;
    this.#log = tools.log;
    this.#turns = new BufferTurns(() => this.#dequeue(), stream.pictures.length);
    this.viewers = watchViewers(stream.device, tools.clock) ?? undefined;
    if (this.#turns.ring < 3) this.#warnFewBuffers();
  }

  /** Gets the first buffer. @throws {ScrimError} when there is none */
  async start(): Promise<void> {
    this.#turns.learn();
    if (this.#turns.current < 0) await this.#waitForBuffer();
  }

  /** Pictures not yet offered for writing again. A driver has at least two buffers. */
  get published(): Packed | null {
    const { published } = this.#turns;
    return published < 0 ? null : this.#pictures[published];
  }

  begin(): Packed {
    this.#turns.find();
    if (this.#turns.current < 0) throw this.#noBuffer();
    return this.#pictures[this.#turns.current];
  }

  commit(): void | Promise<void> {
    const { symbols, calls, fd } = this.#device;
    const turns = this.#turns;
    const { current, ring } = turns;
    if (current < 0 || this.#closed) throw this.#noBuffer();
    turns.beforeQueue();
    const result = symbols.scrim_v4l2_queue(calls, fd, OUTPUT, current, this.#bytes);
    if (result < 0) throw this.#device.failure("write to", result);
    turns.afterQueue();
    if (turns.ring !== ring) this.#warnFewBuffers();
    if (turns.current < 0) return this.#waitForBuffer();
  }

  /** The index of the buffer that the driver chooses, or -1 if it has none now. */
  #dequeue(): number {
    const { symbols, calls, fd } = this.#device;
    const index = symbols.scrim_v4l2_dequeue(calls, fd, OUTPUT);
    if (index === -ERRNO.EAGAIN) return -1;
    if (index < 0) throw this.#device.failure("get a buffer of", index);
    if (index >= this.#pictures.length) {
      throw this.#device.failure("get a buffer of", -ERRNO.EINVAL);
    }
    return index;
  }

  #warnFewBuffers(): void {
    const { ring } = this.#turns;
    this.#log.warn(
      `${this.#device.subject} has ${ring} buffer${ring === 1 ? "" : "s"}: ` +
        `slow readers may see torn frames; ${MORE_BUFFERS}`,
    );
  }

  #noBuffer(): ScrimError {
    return new ScrimError(
      `Cannot write to ${this.#device.subject}: readers hold all ${this.#turns.ring} buffers`,
      { code: "DEVICE", hint: MORE_BUFFERS },
    );
  }

  /** While streaming, poll() always reports room, so the code waits itself. */
  async #waitForBuffer(): Promise<void> {
    const { symbols, calls, fd } = this.#device;
    const since = this.#clock.now();
    while (this.#turns.current < 0 && !this.#closed) {
      this.#waiting = symbols.scrim_v4l2_wait(calls, fd, 1, WAIT_MS);
      await this.#waiting;
      this.#waiting = null;
      if (this.#closed) return;
      this.#turns.find();
      if (this.#turns.current >= 0) return;
      if (this.#clock.now() - since > MOST_WAIT_MS) throw this.#noBuffer();
      await this.#clock.sleep(PAUSE_MS);
    }
  }

  /** Ends the stream. Its pictures become empty. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.viewers?.[Symbol.asyncDispose]();
    await this.#waiting;
    this.#device.stream(OUTPUT, false);
    this.#buffers.unmap();
    this.#device.request(OUTPUT, 0);
    this.#device.close();
  }
}
