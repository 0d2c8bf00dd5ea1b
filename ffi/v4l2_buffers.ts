/**
 * A driver's buffers as views.
 *
 * @module
 */
import type { V4l2Device } from "./v4l2_device.ts";

interface Mapping {
  readonly start: Deno.PointerObject;
  readonly length: bigint;
  readonly memory: ArrayBuffer;
}

/** Mapped memory. A view used after `unmap()` is empty instead of a crash: its memory is detached first. */
export class MappedBuffers {
  readonly #device: V4l2Device;
  readonly #mappings: Mapping[] = [];

  /** @throws {ScrimError} when a buffer cannot be mapped; none is left mapped then */
  constructor(device: V4l2Device, type: number, count: number) {
    this.#device = device;
    try {
      for (let index = 0; index < count; index++) this.#mappings.push(this.#map(type, index));
    } catch (error) {
      this.unmap();
      throw error;
    }
  }

  #map(type: number, index: number): Mapping {
    const { symbols, calls, fd } = this.#device;
    const answer = new BigInt64Array(2);
    this.#device.check("map a buffer of", symbols.scrim_v4l2_map(calls, fd, type, index, answer));
    const start = Deno.UnsafePointer.create(answer[0]);
    if (start === null) throw this.#device.failure("map a buffer of", 0);
    const memory = Deno.UnsafePointerView.getArrayBuffer(start, Number(answer[1]));
    return { start, length: answer[1], memory };
  }

  get count(): number {
    return this.#mappings.length;
  }

  /** All bytes of a buffer. Made anew each time: keep it. */
  view(index: number): Uint8Array {
    return new Uint8Array(this.#mappings[index].memory);
  }

  /** Idempotent, never throws. */
  unmap(): void {
    const { symbols, calls } = this.#device;
    for (const { start, length, memory } of this.#mappings.splice(0)) {
      memory.transfer(0);
      symbols.scrim_v4l2_unmap(calls, start, length);
    }
  }
}
