/** Modules of plugins with mistakes of all kinds: bundled, and if that works put behind the wall. */
import { bundlePlugin } from "../../../core/bundle/bundle.ts";
import { withEsbuild } from "../../../core/bundle/esbuild.ts";
import { openSandbox } from "../../../core/sandbox/sandbox.ts";
import { AllLines, sandboxProgram, Wall } from "../../core/sandbox/walled.ts";
import { mutatedText, ODD_TEXT } from "../mutate.ts";
import { Judge, type Parser, plainText } from "../parser.ts";
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

function source(random: Random): string {
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

export const modules: Parser<string> = {
  name: "modules",
  quick: 30,
  async open() {
    const judge = new Judge();
    const folder = await Deno.makeTempDir();
    const path = `${folder}/plugin.ts`;
    await Deno.writeTextFile(`${folder}/deno.json`, "{}");
    const program = await sandboxProgram();
    // As long as one job is under way, esbuild's program need not be started again.
    const kept = Promise.withResolvers<void>();
    const bundler = withEsbuild(() => kept.promise, new AbortController().signal);
    return {
      taken: judge.taken,
      make: source,
      async run(text) {
        await Deno.writeTextFile(path, text);
        await judge.readLater(async () => {
          const bundle = await bundlePlugin(path, { base: `file://${folder}/` });
          const log = new AllLines();
          const limits = { loadMs: 300, askMs: 300 };
          const handle = await openSandbox(bundle, { log, program, limits });
          await using wall = new Wall(handle, log);
          // What a plugin throws here is its own, and an answer like any other; what counts is that it comes.
          await wall.handle.ask({ size: 2 }).catch(() => {});
        });
      },
      ...plainText,
      async [Symbol.asyncDispose](): Promise<void> {
        kept.resolve();
        await bundler;
        await Deno.remove(folder, { recursive: true });
      },
    };
  },
};
