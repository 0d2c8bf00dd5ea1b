/**
 * Memory for native code under test, with nothing mapped around it: a write outside of it ends the process at once, in place of
 * damaging what happens to lie there.
 *
 * @module
 */
const PAGE = 4096;
const GIB = 2 ** 30;

/** How far beyond its memory a function may reach that is given any numbers at all: 16384 rows of a stride of 131072, and more. */
export const ANY_REACH = 4 * GIB;

const PROT_NONE = 0;
const PROT_READ_WRITE = 3;
/** MAP_PRIVATE, MAP_ANONYMOUS and MAP_NORESERVE of Linux. */
const RESERVED = 0x02 | 0x20 | 0x4000;

const LIBC = {
  mmap: { parameters: ["pointer", "usize", "i32", "i32", "i32", "i64"], result: "pointer" },
  mprotect: { parameters: ["pointer", "usize", "i32"], result: "i32" },
  munmap: { parameters: ["pointer", "usize"], result: "i32" },
} as const;

/** Pieces of memory, each between fences, until it is disposed. */
export class FencedMemory implements Disposable {
  readonly #libc = Deno.dlopen("libc.so.6", LIBC);
  readonly #mapped: { readonly start: Deno.PointerObject; readonly bytes: bigint }[] = [];
  readonly #reach: number;

  /** @param reach bytes on either side that belong to nobody. Default: for functions that are given numbers that fit */
  constructor(reach = 64 * 2 ** 20) {
    this.#reach = Math.ceil(reach / PAGE) * PAGE;
  }

  /**
   * `length` bytes of zero. The byte behind them is behind the fence; so is the one in front of them when `length` is a
   * multiple of 4096, else up to 4095 bytes in front of them are mapped.
   */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    const room = Math.max(1, Math.ceil(length / PAGE)) * PAGE;
    const whole = BigInt(2 * this.#reach + room);
    const { mmap, mprotect } = this.#libc.symbols;
    const start = mmap(null, whole, PROT_NONE, RESERVED, -1, 0n);
    // MAP_FAILED is the address -1.
    if (start === null || Deno.UnsafePointer.value(start) === 2n ** 64n - 1n) {
      throw new Error(`Cannot map ${whole} bytes of address space`);
    }
    this.#mapped.push({ start, bytes: whole });
    const inside = Deno.UnsafePointer.offset(start, this.#reach);
    if (mprotect(inside, BigInt(room), PROT_READ_WRITE) !== 0 || inside === null) {
      throw new Error(`Cannot make ${room} bytes writable`);
    }
    const buffer = new Deno.UnsafePointerView(inside).getArrayBuffer(room);
    return new Uint8Array(buffer, room - length, length);
  }

  /** Unmaps all of it: no view of it may be used any more. */
  [Symbol.dispose](): void {
    for (const { start, bytes } of this.#mapped.splice(0)) this.#libc.symbols.munmap(start, bytes);
    this.#libc.close();
  }
}
