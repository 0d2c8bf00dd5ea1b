import assert from "node:assert/strict";
import { PARSERS } from "./all.ts";
import corpus from "./corpus.json" with { type: "json" };
import { mutated } from "./mutate.ts";
import { Random } from "./random.ts";
import { careless } from "./careless.ts";
import { fuzzNative } from "./native_run.ts";
import { Crash, fuzz } from "./run.ts";
import type { Parser } from "./parser.ts";

const KNOWN = corpus as { readonly [name: string]: readonly string[] };

for (const parser of PARSERS) {
  Deno.test({
    name: `${parser.name}: ${parser.quick} odd inputs are taken or refused`,
    ignore: typeof parser.lacking === "string",
    async fn() {
      const known = KNOWN[parser.name] ?? [];
      const run = parser.native ? fuzzNative : fuzz;
      const { taken } = await run(parser, { seed: 1, inputs: parser.quick, known });
      if (taken === null) return;
      // Inputs that are all refused, or all taken, try nothing.
      const least = parser.quick / 100;
      assert.ok(taken.yes > least && taken.no > least, `${taken.yes} taken, ${taken.no} refused`);
    },
  });
}

Deno.test("the corpus names parsers that there are", () => {
  const names = PARSERS.map(({ name }) => name);
  assert.deepEqual(Object.keys(KNOWN).filter((name) => !names.includes(name)), []);
});

Deno.test("fuzz finds what breaks, names it, and finds it again by its number", async () => {
  const fragile: Parser<Uint8Array> = {
    name: "fragile",
    quick: 0,
    open: () => ({
      make: (random) => mutated(Uint8Array.of(1, 2, 3, 4), random),
      run(bytes) {
        if (bytes.length > 12) throw new TypeError("too long for me");
      },
      save: (bytes) => bytes.toBase64(),
      load: (text) => Uint8Array.fromBase64(text),
    }),
  };
  let crash: unknown;
  await fuzz(fragile as Parser, { seed: 7, inputs: 500 }).catch((error) => crash = error);
  assert.ok(crash instanceof Crash);
  const index = Number(/seed 7, input (\d+):/.exec(crash.message)?.[1]);
  assert.match(crash.message, /too long for me/);
  const again = fuzz(fragile as Parser, { seed: 7, inputs: 1, from: index });
  await assert.rejects(
    again,
    (error) => error instanceof Crash && error.input === (crash as Crash).input,
  );
  await assert.rejects(
    fuzz(fragile as Parser, { seed: 1, inputs: 0, known: [crash.input] }),
    Crash,
  );
});

Deno.test("native code that writes outside of its memory is named with the input, and the tests go on", async () => {
  const module = import.meta.resolve("./careless.ts");
  const inputs = { seed: 3, inputs: 5000 };
  let crash: unknown;
  await fuzzNative(careless as Parser, inputs, module).catch((error) => crash = error);
  assert.ok(crash instanceof Crash, String(crash));
  const index = Number(/^careless, seed 3, input (\d+): 4097\n/.exec(crash.message)?.[1]);
  assert.match(crash.message, /the process ended by SIGSEGV/);
  // All inputs before it were harmless, and it alone does it again.
  await fuzzNative(careless as Parser, { seed: 3, inputs: index }, module);
  await assert.rejects(
    fuzzNative(careless as Parser, { seed: 3, inputs: 1, from: index }, module),
    Crash,
  );
});

Deno.test("fuzz gives up on an input that never ends", async () => {
  const stuck: Parser<null> = {
    name: "stuck",
    quick: 0,
    open: () => ({
      make: () => null,
      run: () => new Promise<void>(() => {}),
      save: () => "",
      load: () => null,
    }),
  };
  await assert.rejects(
    fuzz(stuck as Parser, { seed: 1, inputs: 1, longestMs: 50 }),
    /stuck, seed 1, input 0: \n.*no end after 50 ms/s,
  );
});

Deno.test("random numbers are the same everywhere", () => {
  const random = new Random(3, 4);
  const numbers = random.times(4, () => random.below(1000));
  assert.deepEqual(new Random(3, 4).times(1, () => 0), [0]);
  const again = new Random(3, 4);
  assert.deepEqual(again.times(4, () => again.below(1000)), numbers);
  const other = new Random(3, 5);
  assert.notDeepEqual(other.times(4, () => other.below(1000)), numbers);
  assert.equal(new Set(numbers).size > 1, true);
});
