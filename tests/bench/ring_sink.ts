/**
 * A virtual camera that nobody watches.
 *
 * @module
 */
import type { Arena } from "../../core/media/arena.ts";
import type { Packed } from "../../core/media/frame.ts";
import type { FrameSink, SinkInfo } from "../../core/media/sink.ts";

/** As many as v4l2loopback lends. */
const BUFFERS = 4;

/** Buffers that take turns, as a device's do; filters may compose straight into them. */
export class RingSink implements FrameSink {
  readonly info: SinkInfo;
  readonly bytesCopied = 0;
  published: Packed | null = null;
  readonly #buffers: readonly Packed[];
  readonly #committed: (timestampMs: number) => void;
  #next = 0;

  /** @param options.committed told of each picture that is published */
  constructor(
    { layout, width, height, color }: Omit<Packed, "data" | "stride">,
    { arena, live, committed }: {
      arena: Arena;
      live: boolean;
      committed: (timestampMs: number) => void;
    },
  ) {
    this.info = { description: "nobody", layout, live };
    this.#committed = committed;
    this.#buffers = Array.from(
      { length: BUFFERS },
      () => arena.packed(layout, { width, height, color }),
    );
  }

  begin(): Packed {
    return this.#buffers[this.#next];
  }

  commit(timestampMs: number): void {
    this.published = this.begin();
    this.#next = (this.#next + 1) % BUFFERS;
    this.#committed(timestampMs);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}
