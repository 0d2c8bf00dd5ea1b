/**
 * The memory in which every picture lives. One shared `WebAssembly.Memory` per trust domain: JavaScript sees
 * SharedArrayBuffer views, FFI takes such views without a copy, workers see the same bytes, and the WebAssembly build of
 * the kernels works in it. Buffers are made once, from the plan; nothing is given back before the arena goes.
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
/** The first page belongs to the WebAssembly kernels (their stack); nothing is handed out there. */
const RESERVED = PAGE;
/** 2 GiB of address space, reserved but not used. A 4K frame is 12 MiB. */
const MAX_PAGES = 32768;
/** The longest side of a picture that kernels take (`SCRIM_MAX_SIDE`). */
const LONGEST_SIDE = 16384;
/** A cache line, and the widest vector. */
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

/** Hands out aligned views of one shared memory. Allocation happens while planning, never on the frame path. */
export class Arena {
  /** The memory itself, for the WebAssembly kernels and for workers. */
  readonly memory: WebAssembly.Memory;
  #next = RESERVED;
  #buffers = 0;
  /** Growing makes a new buffer object over the same memory; views of every one of them are ours. */
  readonly #seen = new WeakSet<ArrayBufferLike>();

  /**
   * An arena with nothing handed out yet.
   *
   * @param memory shared and used by nobody else. Default: one of its own that grows up to 2 GiB
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

  /** Bytes handed out so far, alignment included. */
  get used(): number {
    return this.#next - RESERVED;
  }

  /** How many buffers were handed out. */
  get buffers(): number {
    return this.#buffers;
  }

  /**
   * A zeroed view of `length` bytes, aligned to 64. The arena keeps owning it.
   *
   * @throws {ScrimError} when `length` is no whole number of at least 0, or 2 GiB are used up
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

  /** Whether these bytes lie in this arena, so that their `byteOffset` is their address in it. */
  owns(bytes: ArrayBufferView): boolean {
    return this.#seen.has(bytes.buffer);
  }

  /**
   * A plane with rows `width` bytes apart.
   *
   * @throws {ScrimError} when a side is no whole number of at least 1, or 2 GiB are used up
   */
  plane(width: number, height: number): Plane {
    checkSize("a plane", width, height);
    return { data: this.bytes(width * height), stride: width, width, height };
  }

  /**
   * An I420 frame: three planes, tightly packed, in one buffer.
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
   * A tightly packed picture.
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
