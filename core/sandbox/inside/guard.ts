/**
 * Counts the memory of typed arrays. It lies outside of V8's heap, where no limit of V8's holds: a plugin that fills
 * gigabytes would take the whole process with it. Every way to get such memory is made to ask first.
 *
 * @module
 */
import { apply, construct, define } from "./intrinsics.ts";
import type { Outside } from "./outside.ts";

/** So much may be taken between two looks at what there really is. */
const UNSEEN_BYTES = 8 << 20;

const NAMES = [
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Float16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "BigInt64Array",
  "BigUint64Array",
  "Float64Array",
];

type AnyFunction = (...args: unknown[]) => unknown;
type Constructor = AnyFunction & {
  readonly prototype: { constructor: unknown };
  readonly BYTES_PER_ELEMENT?: number;
};
interface Holder {
  [name: string]: unknown;
}

/** Asks before anything is taken. Throws a `RangeError` where V8 would, had the machine no more. */
export type Reserve = (bytes: unknown) => void;

function reserver(outside: Outside): Reserve {
  let unseen = 0;
  return (bytes) => {
    if (typeof bytes !== "number" || !(bytes > 0)) return;
    unseen += bytes;
    if (unseen < UNSEEN_BYTES) return;
    unseen = 0;
    if (outside.tooMuch(bytes)) throw new RangeError("Array buffer allocation failed");
  };
}

function watchConstructor(
  name: string,
  reserve: Reserve,
  sizeOf: (made: unknown) => unknown,
): void {
  const scope = globalThis as unknown as Holder;
  const original = scope[name] as Constructor | undefined;
  if (original === undefined) return;
  const each = original.BYTES_PER_ELEMENT ?? 1;
  const watched = new Proxy(original, {
    construct(target, args, newTarget) {
      const length: unknown = args[0];
      if (typeof length === "number") {
        reserve(length * each); // `maxByteLength` is address space only: resize() asks
        return construct(target, args, newTarget);
      }
      const made = construct(target, args, newTarget);
      reserve(sizeOf(made));
      return made as object;
    },
  });
  define(original.prototype, "constructor", { value: watched, writable: true, configurable: true });
  define(scope, name, { value: watched, writable: true, configurable: true });
}

function watchMethod(
  holder: object,
  name: string,
  bytesOf: (self: unknown, first: unknown) => void,
): void {
  const original = (holder as Holder)[name] as AnyFunction | undefined;
  if (original === undefined) return;
  const watched = {
    [name](this: unknown, ...args: unknown[]): unknown {
      bytesOf(this, args[0]);
      return apply(original, this, args);
    },
  }[name];
  define(holder, name, { value: watched, writable: true, configurable: true });
}

/** Watches every constructor and method of the realm that takes memory for typed arrays. Returns what to ask for others. */
export function guardBuffers(outside: Outside): Reserve {
  const reserve = reserver(outside);
  const arrays = Object.getPrototypeOf(Uint8Array.prototype) as object;
  const getter = (holder: object): (self: unknown) => unknown => {
    const get = Object.getOwnPropertyDescriptor(holder, "byteLength")?.get as AnyFunction;
    return (self) => apply(get, self, []);
  };
  const ofArray = getter(arrays);
  const ofBuffer = getter(ArrayBuffer.prototype);
  for (const name of NAMES) watchConstructor(name, reserve, ofArray);
  watchConstructor("ArrayBuffer", reserve, ofBuffer);
  for (const name of ["slice", "map", "filter", "toSorted", "toReversed", "with"]) {
    watchMethod(arrays, name, (self) => reserve(ofArray(self)));
  }
  for (const name of ["slice", "transfer", "transferToFixedLength"]) {
    watchMethod(ArrayBuffer.prototype, name, (self, first) => {
      reserve(ofBuffer(self));
      reserve(first);
    });
  }
  watchMethod(ArrayBuffer.prototype, "resize", (_self, first) => reserve(first));
  for (const name of ["fromBase64", "fromHex"]) {
    watchMethod(Uint8Array, name, (_self, first) => {
      if (typeof first === "string") reserve(first.length);
    });
  }
  return reserve;
}
