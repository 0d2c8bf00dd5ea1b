/**
 * Records the calls of kernels and their results, for the C programs of this folder, which replay them on other libraries.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Arena } from "../../../core/media/arena.ts";
import type { Kernels } from "../../../core/media/kernels.ts";
import { openKernelLibrary } from "../../../ffi/kernels.ts";
import { PlaneKernels } from "../../../ffi/plane_kernels.ts";
import type { RawKernels } from "../../../ffi/symbols.ts";
import { kernelTable } from "./table.ts";

type View = Uint8Array | Int32Array;
type Argument = View | number | null;
type Views = RawKernels<View | null>;

/** A null pointer, as the number of a buffer. */
const NONE = 0xffffffff;

function overlap(a: View, b: View): boolean {
  return a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}

/** A copy of the bytes of a view. */
function bytesOf({ buffer, byteOffset, byteLength }: View): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength).slice();
}

/** The distinct buffers of a call. Buffers that overlap in part are refused, because they could not be placed separately. */
function buffersOf(args: readonly Argument[]): View[] {
  const found: View[] = [];
  for (const arg of args) {
    if (arg === null || typeof arg === "number" || found.includes(arg)) continue;
    if (found.some((one) => overlap(one, arg))) {
      throw new Error("Cannot record overlapping buffers");
    }
    found.push(arg);
  }
  return found;
}

/** The words of an argument: the number of its buffer, an integer, or the bits of a double. */
function wordsOf(kind: string, arg: Argument, buffers: Argument[]): Iterable<number> {
  if (kind === "p") return [arg === null ? NONE : buffers.indexOf(arg), 0];
  if (kind === "d") return new Uint32Array(Float64Array.of(Number(arg)).buffer);
  // The replaying program chooses the address and length of scratch memory.
  return [kind === "i" ? Number(arg) : 0, 0];
}

/** Recorded calls of kernels. Equal contents are stored once. */
export class Tape {
  /** The label of the calls that follow. */
  label = "";
  readonly #contents: Uint8Array[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #words: number[] = [];
  #calls = 0;

  /** The native library's kernels over `arena`, with every call recorded. */
  kernels(arena: Arena): Kernels & Disposable {
    const library = openKernelLibrary();
    const symbols = library.symbols as unknown as Views;
    const raw = Object.fromEntries(kernelTable.map(({ name, kinds }, kernel) => {
      const call = symbols[name] as (...args: Argument[]) => number;
      return [name, (...args: Argument[]) => this.#record({ kernel, kinds, call }, args)];
    })) as unknown as Views;
    const pointer = (view: View) => view;
    return Object.assign(
      new PlaneKernels<View | null>({ backend: "native", raw, pointer, none: null }, arena),
      { [Symbol.dispose]: () => library.close() },
    );
  }

  /** The tape so far, in the format that `tape.c` reads. */
  bytes(): Uint8Array<ArrayBuffer> {
    const lengths = this.#contents.map(({ length }) => length);
    const words = [lengths.length, this.#calls, this.#words.length, ...lengths, ...this.#words];
    const head = new Uint8Array(Uint32Array.from(words).buffer);
    const all = new Uint8Array(lengths.reduce((sum, length) => sum + length, head.length));
    all.set(head);
    let at = head.length;
    for (const content of this.#contents) {
      all.set(content, at);
      at += content.length;
    }
    return all;
  }

  #record(
    { kernel, kinds, call }: {
      kernel: number;
      kinds: string;
      call: (...args: Argument[]) => number;
    },
    args: readonly Argument[],
  ): number {
    const buffers = buffersOf(args.filter((_, i) => kinds[i] === "p"));
    const before = buffers.map((buffer) => this.#content(bytesOf(buffer)));
    const result = call(...args);
    const label = this.#content(new TextEncoder().encode(this.label));
    this.#words.push(kernel, label, result, buffers.length);
    buffers.forEach((buffer, i) => {
      this.#words.push(buffer.BYTES_PER_ELEMENT, before[i], this.#content(bytesOf(buffer)));
    });
    args.forEach((arg, i) => this.#words.push(...wordsOf(kinds[i], arg, buffers)));
    this.#calls++;
    return result;
  }

  /** The number of a content. */
  #content(bytes: Uint8Array): number {
    const key = createHash("sha256").update(bytes).digest("base64");
    const number = this.#numbers.get(key) ?? this.#contents.push(bytes) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}
