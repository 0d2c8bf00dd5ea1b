/** Values of JavaScript that are not what was asked for. */
import { ODD_TEXT } from "./mutate.ts";
import type { Random } from "./random.ts";

const PLAIN: readonly unknown[] = [
  ...[undefined, null, true, false, NaN, Infinity, -Infinity, -0, 0, 1, -1, 0.5, 2 ** 53, 1e308],
  ...[10n, Symbol("odd"), () => {}, new Date(NaN), /x/, new Map(), new Uint8Array(3)],
];

/** Anything, nested at most `depth` deep. What JSON can say is left whole by `JSON.stringify`. */
export function oddValue(random: Random, depth = 2): unknown {
  switch (random.below(depth > 0 ? 7 : 4)) {
    case 0:
    case 1:
      return random.pick(PLAIN);
    case 2:
      return random.pick(ODD_TEXT);
    case 3:
      return random.edge() * random.pick([1, -1, 0.001]);
    case 4:
    case 5:
      return random.times(random.below(4), () => oddValue(random, depth - 1));
    default:
      return Object.fromEntries(
        random.times(random.below(4), () => [random.pick(ODD_TEXT), oddValue(random, depth - 1)]),
      );
  }
}

function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (typeof value !== "object" || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copied(inner)]));
}

type Holder = { [key: string]: unknown };

/** Every object and list in a value. */
function holders(value: unknown, found: Holder[] = []): Holder[] {
  if (typeof value !== "object" || value === null) return found;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return found;
  found.push(value as Holder);
  for (const inner of Object.values(value)) holders(inner, found);
  return found;
}

/** As JSON, in which there are no bigints. */
export function asJson(value: unknown): string {
  const plain = (_: string, inner: unknown) => typeof inner === "bigint" ? Number(inner) : inner;
  return JSON.stringify(value, plain) ?? "null";
}

/** A copy of a sample in which one to four fields are odd, missing or too many. */
export function mutatedValue(sample: unknown, random: Random): unknown {
  if (random.once(40)) return oddValue(random);
  const made = copied(sample);
  for (let mistakes = 1 + random.below(4); mistakes > 0; mistakes--) {
    const places = holders(made);
    if (places.length === 0) return oddValue(random);
    const holder = random.pick(places);
    const keys = Object.keys(holder);
    const key = keys.length > 0 && !random.once(8) ? random.pick(keys) : random.pick(ODD_TEXT);
    // Not by "=": that would set the prototype for one of the odd names.
    if (random.once(5)) delete holder[key];
    else {Object.defineProperty(holder, key, {
        value: oddValue(random),
        enumerable: true,
        writable: true,
        configurable: true,
      });}
  }
  return made;
}
