/**
 * A driver's buffers, mapped and exposed as views.
 *
 * @module
 */
import { CAPTURE, type V4l2Device } from "./v4l2_device.ts";

/** V4L2_BUF_CAP_SUPPORTS_MMAP_CACHE_HINTS: the caller decides whether the driver's buffers are cached (Linux 5.16). */
const CACHE_HINTS = 0x40;
/** V4L2_MEMORY_FLAG_NON_COHERENT: requests cached buffers. */
const NON_COHERENT = 0x1;
const DRIVERS_CHOICE = "memory of its driver's choice";

/** Number of capture buffers, and a description of their memory for messages. */
export interface CaptureBuffers {
  readonly count: number;
  readonly memory: string;
}

/**
 * Requests capture buffers that the processor caches, where the driver offers that choice. On machines whose devices do not read
 * the processor's caches, buffers are uncached otherwise, and reading them takes several times as long. The kernel still
 * synchronises caches and memory at each QBUF and DQBUF, because the NO_CACHE flags are never set.
 *
 * @throws {ScrimError} when the driver gives neither kind
 */
export function requestCaptureBuffers(device: V4l2Device, wanted: number): CaptureBuffers {
  const memory = new Uint32Array(2);
  const plain = (): number =>
    device.check("get buffers of", device.request(CAPTURE, wanted, memory.fill(0)));
  const count = plain();
  if ((memory[1] & CACHE_HINTS) === 0) return { count, memory: DRIVERS_CHOICE };
  memory[0] = NON_COHERENT;
  const cached = device.request(CAPTURE, wanted, memory);
  if (cached < 1) {
    return { count: plain(), memory: `${DRIVERS_CHOICE}, which has none that is cached` };
  }
  return { count: cached, memory: memory[0] & NON_COHERENT ? "cached memory" : DRIVERS_CHOICE };
}

interface Mapping {
  readonly start: Deno.PointerObject;
  readonly length: bigint;
  readonly memory: ArrayBuffer;
}

/** Mapped memory. `unmap()` detaches the views first, so a view used afterwards is empty and does not crash the process. */
export class MappedBuffers {
  readonly #device: V4l2Device;
  readonly #mappings: Mapping[] = [];

  /** @throws {ScrimError} when a buffer cannot be mapped; all buffers are unmapped then */
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

  /** Views of all bytes of each buffer. Each call makes new views: keep them. */
  get views(): Uint8Array<ArrayBuffer>[] {
    return this.#mappings.map(({ memory }) => new Uint8Array(memory));
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
