/**
 * The language's own functions, taken before the plugin's code runs and can replace them.
 *
 * @module
 */

/** Calls `method` of `self`, whatever has become of `Function.prototype`. */
export const apply: typeof Reflect.apply = Reflect.apply;
/** Makes an instance. */
export const construct: typeof Reflect.construct = Reflect.construct;
/** To JSON. */
export const toJson: typeof JSON.stringify = JSON.stringify;
/** From JSON. */
export const fromJson: typeof JSON.parse = JSON.parse;
/** Freezes one object. */
export const freeze: typeof Object.freeze = Object.freeze;
/** Defines a property. */
export const define: typeof Object.defineProperty = Object.defineProperty;
/** Bytes, not watched by `guard.ts`. */
export const Bytes: typeof Uint8Array = Uint8Array;
/** 32-bit floats, not watched. */
export const Floats: typeof Float32Array = Float32Array;
/** 64-bit floats, not watched. */
export const Doubles: typeof Float64Array = Float64Array;
/** What all errors are. */
export const AnyError: typeof Error = Error;
const setBytes = Uint8Array.prototype.set;

/** Copies bytes. */
export function copyBytes(from: Uint8Array, into: Uint8Array): void {
  apply(setBytes, into, [from]);
}
