/**
 * The memory that holds all pictures: one shared `WebAssembly.Memory` for Scrim itself and one for each sandbox. JavaScript
 * uses views of its SharedArrayBuffer, FFI accepts such views without a copy, workers see the same bytes, and the WebAssembly
 * build of the kernels works in it. The plan says which buffers to allocate; they are freed only with the arena.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import {
  type Colorimetry,
  type Frame,
  minStride,
  type Packed,
  packedSize,
  type PixelLayout,
  type Plane,
} from "./frame.ts";

const PAGE = 65536;
/** The first page is the stack of the WebAssembly kernels and is never allocated. */
const RESERVED = PAGE;
/** 2 GiB of address space, which is reserved but not committed. A 4K frame takes 12 MiB. */
const MAX_PAGES = 32768;
/** The longest side of a picture that the kernels accept (`SCRIM_MAX_SIDE`). */
const LONGEST_SIDE = 16384;
/** The size of a cache line and of the widest vector register, in bytes. */
const ALIGN = 64;

function checkSize(what: string, width: number, height: number): void {
  for (const side of [width, height]) {
    if (Number.isInteger(side) && side >= 1 && side <= LONGEST_SIDE) continue;
    throw new ScrimError(
      `Cannot make ${what} of ${width}x${height}: wanted whole numbers 1..${LONGEST_SIDE}`,
      { code: "FORMAT" },
    );
  }
}

/** Allocates aligned views of one shared memory. Callers allocate before the first frame, never on the frame path. */
export class Arena {
  /** The memory itself, for the WebAssembly kernels and for workers. */
  readonly memory: WebAssembly.Memory;
  #next = RESERVED;
  #buffers = 0;
  /** All buffer objects of this memory: growing the memory makes a new object over the same bytes. */
  readonly #seen = new WeakSet<ArrayBufferLike>();

  /**
   * Creates an empty arena.
   *
   * @param memory a shared memory that nothing else uses. Default: a new one that grows up to 2 GiB
   */
  constructor(
    memory: WebAssembly.Memory = new WebAssembly.Memory({
      initial: 2,
      maximum: MAX_PAGES,
      shared: true,
    }),
  ) {
    this.memory = memory;
  }

  /** Bytes allocated so far, alignment included. */
  get used(): number {
    return this.#next - RESERVED;
  }

  /** The number of buffers allocated so far. */
  get buffers(): number {
    return this.#buffers;
  }

  /**
   * Allocates `length` zeroed bytes, aligned to 64. The arena keeps ownership.
   *
   * @throws {ScrimError} `FORMAT` when `length` is not a whole number of at least 0, or the arena would exceed 2 GiB
   */
  bytes(length: number): Uint8Array<SharedArrayBuffer> {
    if (!Number.isSafeInteger(length) || length < 0) {
      throw new ScrimError(`Cannot allocate ${length} bytes: wanted a whole number of at least 0`, {
        code: "FORMAT",
      });
    }
    const start = this.#next;
    const end = Math.ceil((start + length) / ALIGN) * ALIGN;
    const pages = Math.ceil(end / PAGE);
    const have = this.memory.buffer.byteLength / PAGE;
    if (pages > MAX_PAGES) {
      throw new ScrimError(
        `Cannot allocate ${length} bytes: the arena holds ${this.used} of ${MAX_PAGES * PAGE}`,
        { code: "FORMAT", hint: "use a smaller --size" },
      );
    }
    if (pages > have) this.memory.grow(pages - have);
    this.#next = end;
    this.#buffers++;
    const buffer = this.memory.buffer as unknown as SharedArrayBuffer;
    this.#seen.add(buffer);
    return new Uint8Array(buffer, start, length);
  }

  /** Whether these bytes are in this arena. If so, their `byteOffset` is their address in it. */
  owns(bytes: ArrayBufferView): boolean {
    return this.#seen.has(bytes.buffer);
  }

  /**
   * Allocates a plane with a stride of `width` bytes.
   *
   * @throws {ScrimError} `FORMAT` when a side is not a whole number of 1..16384, or the arena would exceed 2 GiB
   */
  plane(width: number, height: number): Plane {
    checkSize("a plane", width, height);
    return { data: this.bytes(width * height), stride: width, width, height };
  }

  /**
   * Allocates an I420 frame: three tightly packed planes in one buffer.
   *
   * @throws {ScrimError} as {@linkcode Arena.plane}
   */
  frame(width: number, height: number, color: Colorimetry): Frame {
    checkSize("a frame", width, height);
    const halfWidth = (width + 1) >> 1;
    const halfHeight = (height + 1) >> 1;
    const luma = width * height;
    const chroma = halfWidth * halfHeight;
    const all = this.bytes(luma + 2 * chroma);
    const plane = (start: number, w: number, h: number): Plane => ({
      data: all.subarray(start, start + w * h),
      stride: w,
      width: w,
      height: h,
    });
    return {
      format: "i420",
      width,
      height,
      y: plane(0, width, height),
      u: plane(luma, halfWidth, halfHeight),
      v: plane(luma + chroma, halfWidth, halfHeight),
      color,
    };
  }

  /**
   * Allocates a tightly packed picture.
   *
   * @throws {ScrimError} as {@linkcode Arena.plane}
   */
  packed(
    layout: PixelLayout,
    shape: { width: number; height: number; color: Colorimetry },
  ): Packed {
    const { width, height, color } = shape;
    checkSize("a picture", width, height);
    const stride = minStride(layout, width);
    return {
      layout,
      data: this.bytes(packedSize(layout, height, stride)),
      stride,
      width,
      height,
      color,
    };
  }
}
