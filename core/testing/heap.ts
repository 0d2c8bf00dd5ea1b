/**
 * How much memory JavaScript holds.
 *
 * @module
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Bytes of array buffers, garbage included. Objects are left out: numbers with fractions are objects until the compiler has
 * optimised the code, and how soon it does is no fault of a plugin.
 */
export function bufferBytes(): number {
  return Deno.memoryUsage().external;
}

/** Bytes of objects and of array buffers, garbage included. */
function heapBytes(): number {
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

/** Bytes that are still reachable: after the garbage collector ran. */
export function settledHeapBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new TypeError("the engine has no garbage collector");
  collect();
  return heapBytes();
}
