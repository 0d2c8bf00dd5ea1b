/**
 * Keeps huge lengths away from the built-in functions that end the whole process for them: `Array.prototype.sort` and `toSorted`
 * make a list of as many places as their `this` says it has (`sort.call({ length: 2 ** 32 - 1 })` is a fatal error of V8 15).
 * Found by trying every built-in; `tests/core/sandbox/builtins_test.ts` tries them again.
 *
 * @module
 */
import { apply, define } from "./intrinsics.ts";

/** V8's lists hold 2^27 things. */
const LONGEST_LIST = 2 ** 26;

type Compare = ((a: unknown, b: unknown) => number) | undefined;
type Sort = (this: unknown, compare?: Compare) => unknown[];
interface Indexed {
  [index: number]: unknown;
  readonly length: unknown;
}

/** The length that `self` says it has, asked once: a second answer could be another one. */
function lengthOf(self: Indexed): number {
  const length = Math.trunc(Number(self.length));
  if (!(length > 0)) return 0;
  if (length > LONGEST_LIST) {
    throw new RangeError(`Invalid array length: at most ${LONGEST_LIST} here, in the sandbox`);
  }
  return length;
}

/** Limits the functions that make a list of whatever length they are told. */
export function guardLists(): void {
  const sort = Array.prototype.sort as unknown as Sort;
  const limited = {
    /** As the language has it: what is there is sorted, holes come last. */
    sort(this: unknown, compare?: Compare): unknown {
      apply(sort, [], [compare]); // refuses what is no function
      const self = Object(this) as Indexed;
      const length = lengthOf(self);
      const list: unknown[] = [];
      for (let i = 0; i < length; i++) if (i in self) list[list.length] = self[i];
      apply(sort, list, [compare]);
      for (let i = 0; i < list.length; i++) self[i] = list[i];
      for (let i = list.length; i < length; i++) if (i in self) delete self[i];
      return self;
    },
    toSorted(this: unknown, compare?: Compare): unknown[] {
      apply(sort, [], [compare]);
      const self = Object(this) as Indexed;
      const length = lengthOf(self);
      const list: unknown[] = [];
      for (let i = 0; i < length; i++) list[i] = self[i];
      return apply(sort, list, [compare]) as unknown[];
    },
  };
  for (const name of ["sort", "toSorted"] as const) {
    define(Array.prototype, name, { value: limited[name], writable: true, configurable: true });
  }
}
