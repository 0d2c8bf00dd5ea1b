/**
 * The common part of all kernel calls: the build, scratch memory, counters and the check of the result.
 *
 * @module
 */
import type { Arena } from "../core/media/arena.ts";
import { ScrimError } from "../core/base/errors.ts";
import {
  type Colorimetry,
  minStride,
  type Packed,
  packedSize,
  type PixelLayout,
} from "../core/media/frame.ts";
import type { Kernels } from "../core/media/kernels.ts";
import type { KernelCounters } from "../core/base/stats.ts";
import type { RawKernels } from "./symbols.ts";

/** One build of the kernels: its functions and its type of pointer. */
export interface Build<Pointer> {
  readonly backend: Kernels["backend"];
  readonly raw: RawKernels<Pointer>;
  /** The pointer to the first byte of a view. */
  readonly pointer: (view: Uint8Array | Int32Array) => Pointer;
  /** The null pointer. */
  readonly none: Pointer;
}

/** The number of a matrix in native/kernels.h. */
export function matrixOf(color: Colorimetry): number {
  return color.matrix === "bt709" ? 1 : 0;
}

/** The number of a range in native/kernels.h. */
export function rangeOf(color: Colorimetry): number {
  return color.range === "full" ? 1 : 0;
}

/** Width or height of the chroma planes for that of the luma plane. */
export function half(size: number): number {
  return (size + 1) >> 1;
}

/** Bytes of an I420 picture, without padding. */
export function frameBytes(width: number, height: number): number {
  return width * height + 2 * half(width) * half(height);
}

/** Bytes of a packed picture of this size, without padding. */
export function layoutBytes(layout: PixelLayout, width: number, height: number): number {
  return packedSize(layout, height, minStride(layout, width));
}

/** Bytes of this packed picture, without padding. */
export function pictureBytes({ layout, width, height }: Packed): number {
  return layoutBytes(layout, width, height);
}

/** The bytes that a kernel only moves: all bytes of a planar layout, none of the others. */
export function movedBytes(layout: PixelLayout, bytes: number): number {
  return layout === "i420" || layout === "grey" ? bytes : 0;
}

/** State and helpers of the kernels over one build. */
export abstract class KernelBase<Pointer> {
  readonly backend: Kernels["backend"];
  readonly counters: KernelCounters = { calls: 0, bytesRead: 0, bytesWritten: 0, bytesCopied: 0 };
  protected readonly raw: RawKernels<Pointer>;
  protected readonly at: (view: Uint8Array | Int32Array) => Pointer;
  protected readonly none: Pointer;
  /** Scratch memory that all kernels share: its content has no meaning between calls. */
  protected scratch: Uint8Array = new Uint8Array(0);
  readonly #arena: Arena;

  constructor(build: Build<Pointer>, arena: Arena) {
    this.backend = build.backend;
    this.raw = build.raw;
    this.at = build.pointer;
    this.none = build.none;
    this.#arena = arena;
  }

  /** Makes `scratch` at least `needed` bytes long; a negative value is `-errno`. Allocates only for a shape that is new. */
  protected reserve(operation: string, needed: number): void {
    if (needed <= 0) this.#fail(operation, needed);
    if (needed > this.scratch.length) this.scratch = this.#arena.bytes(needed);
  }

  /**
   * Throws for a negative result of a kernel. The checks before the call should have found the problem, so this reports a case
   * that they miss.
   */
  protected check(operation: string, code: number): void {
    if (code !== 0) this.#fail(operation, code);
  }

  /** Counts one operation. */
  protected count(bytesRead: number, bytesWritten: number, bytesCopied: number): void {
    this.counters.calls++;
    this.counters.bytesRead += bytesRead;
    this.counters.bytesWritten += bytesWritten;
    this.counters.bytesCopied += bytesCopied;
  }

  #fail(operation: string, code: number): never {
    throw new ScrimError(`Cannot ${operation}: the ${this.backend} kernel refused (${code})`, {
      code: "FORMAT",
    });
  }
}
