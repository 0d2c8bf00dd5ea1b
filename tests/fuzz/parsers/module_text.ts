/** Texts of plugins' modules with mistakes of all kinds. */
import { mutatedText, ODD_TEXT } from "../mutate.ts";
import type { Random } from "../random.ts";

const MODULE = `
interface Odd { readonly size: number }
const odd: Odd = { size: 3 };
export default {
  apiVersion: 1,
  name: "odd",
  summary: "Odd",
  access: "in-place",
  format: "luma",
  layers: [{ name: "person", size: "native" }],
  options: { size: { type: "number", default: odd.size, min: 0, max: 9, summary: "x" } },
  narrow: ({ size }) => size === 0 ? { identity: true } : {},
  process({ frame }) { frame.data[0] = 1; },
};
`;

const LINES = [
  'import "./nowhere.ts";',
  'import x from "npm:";',
  'import x from "file:///etc/passwd" with { type: "text" };',
  'import data from "./plugin.ts" with { type: "json" };',
  'import self from "./plugin.ts"; self;',
  "export * from 'node:fs';",
  "export default null;",
  "throw { toString() { throw 1 } };",
  "throw null;",
  "throw new Proxy({}, { get() { throw 2 } });",
  "await new Promise(() => {});",
  "await 1;",
  "Object.prototype.toString = null;",
  "Object.freeze(globalThis);",
  "delete globalThis.Object;",
  "globalThis.postMessage?.('x'); globalThis.onmessage = null;",
  "Array.prototype[Symbol.iterator] = undefined;",
  "Promise.prototype.then = () => {};",
  "Object.defineProperty(Object.prototype, 'name', { get() { return 'evil' }, set() {} });",
  "label: for (;;) break label;",
  "class A { #x; static { this.y = 1 } }",
  "//# sourceMappingURL=data:application/json,{",
  "/*",
  "`${",
  "\u2028\ufeff#!/bin/sh",
];

/** A module: whole, with lines put in, mutated, or with odd values. */
export function moduleText(random: Random): string {
  const lines = MODULE.split("\n");
  for (let more = random.below(3); more > 0; more--) {
    lines.splice(random.below(lines.length + 1), 0, random.pick(LINES));
  }
  const text = lines.join("\n");
  switch (random.below(4)) {
    case 0:
      return text;
    case 1:
      return mutatedText(text, random);
    case 2: // a value of the declaration
      return text.replace(
        /: ("[^"]*"|\d)/g,
        (whole) => random.once(6) ? `: ${JSON.stringify(random.pick(ODD_TEXT))}` : whole,
      );
    default:
      return text.replace(
        random.pick(["process", "narrow", "access", "layers", "export default"]),
        random.pick(ODD_TEXT),
      );
  }
}
