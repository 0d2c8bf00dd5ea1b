/** Plugins in the sandbox that take all the memory they can. */
import assert from "node:assert/strict";
import { jobOf, pluginCode, TestSandbox } from "./sandboxed.ts";

const LIMITS = { heapMiB: 256, buffersMiB: 64, picturesMiB: 64, loadMs: 2500, initMs: 6000 };
const MIB = 2 ** 20;

/** Bombs that fill V8's heap: the plugin ends, by the limit of memory or of time; Scrim does not. */
const HEAP_BOMBS: { readonly [what: string]: string } = {
  objects: "const all = []; for (;;) all.push({ a: 1, b: [2] });",
  numbers: "const all = []; for (;;) all.push(new Array(1e6).fill(1.5));",
  "huge lists": "let all = new Array(1e6).fill({}); for (;;) all = all.concat(all);",
  "huge texts": `const one = "\\u1234".repeat(2 ** 26); const all = [];
    for (let i = 0;; i++) { const text = one + i; /z/.test(text); all.push(text); }`,
  "a map": "const all = new Map(); for (let i = 0;; i++) all.set(i, { i });",
  timers: "for (;;) setTimeout(() => {}, 1e9);",
  "rejected promises": "for (;;) Promise.reject(1);",
};

for (const [what, bomb] of Object.entries(HEAP_BOMBS)) {
  Deno.test(`a sandboxed plugin that piles up ${what} is stopped, and its memory is given back`, async () => {
    const before = Deno.memoryUsage().rss;
    await assert.rejects(
      TestSandbox.open(pluginCode("", bomb), { limits: LIMITS }),
      (error: Error & { readonly code?: string }) => {
        assert.equal(error.code, "PLUGIN");
        assert.match(
          error.message,
          /took more than 256 MiB|took more than 2500 ms|Invalid array|Scrim grew/,
        );
        return true;
      },
    );
    for (let wait = 0; wait < 100 && Deno.memoryUsage().rss > before + 400 * MIB; wait++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.ok(Deno.memoryUsage().rss < before + 400 * MIB, "memory comes back");
  });
}

Deno.test("typed arrays of a sandboxed plugin are refused beyond its limit, by whatever way it asks", async () => {
  const body = (make: string): string => `
    const all = [];
    try { for (let i = 0; i < 4096; i++) all.push(${make}); return "had " + all.length; }
    catch (error) { return error.name + " after " + all.length; }`;
  const ways = {
    constructor: "new Uint8Array(2 ** 20).fill(1)",
    float: "new Float64Array(2 ** 17)",
    "one huge one": "new Uint8Array(2 ** 30)",
    buffer: "new ArrayBuffer(2 ** 20)",
    resized:
      "(() => { const b = new ArrayBuffer(0, { maxByteLength: 2 ** 20 }); b.resize(2 ** 20); return b; })()",
    subclass: "new (class extends Uint16Array {})(2 ** 19)",
    reflected: "Reflect.construct(Uint8ClampedArray, [2 ** 20])",
    from: "Uint8Array.from({ length: 2 ** 20 })",
    "from a list": "new Uint8Array(list)",
    copied: "bytes.slice()",
    "without species": "Object.assign(new Uint8Array(bytes), { constructor: undefined }).slice()",
    mapped: "bytes.map((x) => x)",
    reversed: "bytes.toReversed()",
    with: "bytes.with(0, 1)",
    sliced: "bytes.buffer.slice(0)",
    transferred: "new ArrayBuffer(8).transfer(2 ** 20)",
    decoded: "Uint8Array.fromBase64(text)",
    encoded: "new TextEncoder().encode(text)",
    "by the hidden constructor": "new (Object.getPrototypeOf(bytes).constructor)(2 ** 20)",
  };
  const runs = Object.entries(ways).map(([name, make]) =>
    `out[${JSON.stringify(name)}] = (() => { ${body(make)} })();`
  );
  await using sandbox = await TestSandbox.open(
    pluginCode(
      "narrow: () => ({ out })",
      `const out = {}; const bytes = new Uint8Array(2 ** 20), list = Array(2 ** 20).fill(1), text = "A".repeat(2 ** 20);
       ${runs.join("\n")}`,
    ),
    { limits: { ...LIMITS, growthMiB: 16_384, loadMs: 600_000 } }, // only the arrays are limited here
  );
  const { narrowed } = await sandbox.handle.ask({});
  const { out } = narrowed as unknown as { readonly out: { readonly [way: string]: string } };
  assert.deepEqual(Object.keys(out), Object.keys(ways));
  for (const [way, outcome] of Object.entries(out)) {
    const [, count] = /^RangeError after (\d+)$/.exec(outcome) ?? [];
    assert.ok(count !== undefined && Number(count) <= 90, `${way}: ${outcome}`);
  }
});

Deno.test("huge texts and patterns, of which V8 would make a fatal error, are refused in the sandbox", async () => {
  const huge = "const huge = 'x,'.repeat(2 ** 28 - 20);";
  const ways = {
    split: `huge.split(",")`,
    "split letters": `huge.split("")`,
    match: `huge.match(/x/g)`,
    "match by symbol": `/x/g[Symbol.match](huge)`,
    "match of an object": `String.prototype.match.call({ toString: () => huge }, /x/g)`,
    matchAll: `huge.matchAll(/x/g)`,
    replace: `huge.replace(/x/g, () => "y")`,
    "replace by symbol": `/x/g[Symbol.replace](huge, () => "y")`,
    replaceAll: `huge.replaceAll("x", () => "y")`,
    "split by symbol": `/,/[Symbol.split](huge)`,
    parse: `JSON.parse("[" + "0,".repeat(2 ** 27) + "0]")`,
    pattern: `new RegExp(huge)`,
    "pattern, called": `RegExp(huge)`,
    "pattern of an object": `new RegExp({ toString: () => huge })`,
    "pattern of a subclass": `new (class extends RegExp {})(huge)`,
    "pattern of match": `"x".match(huge)`,
    "pattern of search": `"x".search({ toString: () => huge })`,
  };
  const runs = Object.entries(ways).map(([name, code]) =>
    `try { ${code}; out[${JSON.stringify(name)}] = "done"; } catch (e) { out[${
      JSON.stringify(name)
    }] = e.message; }`
  );
  await using sandbox = await TestSandbox.open(
    pluginCode("narrow: () => ({ out })", `const out = {}; ${huge} ${runs.join("\n")}`),
  );
  const { narrowed } = await sandbox.handle.ask({});
  const { out } = narrowed as unknown as { readonly out: { readonly [way: string]: string } };
  assert.deepEqual(Object.keys(out), Object.keys(ways));
  for (const [way, outcome] of Object.entries(out)) assert.match(outcome, /^Invalid string/, way);
});

Deno.test("texts and patterns of any honest length work in the sandbox as everywhere", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(
    "narrow: () => ({ out })",
    `const out = [
      "a-b".split("-").join(), "a1b2".match(/[0-9]/g).join(), "aXbX".replaceAll("X", (m) => m.toLowerCase()),
      "abc".search("c"), "ab".replace(/b/, "$&$&"), [..."a1b2".matchAll(/[a-z]/g)].map(String).join(),
      "a,b;c".split(/[,;]/).length, JSON.parse('{"a":[1,2]}', (k, v) => v).a[1], new RegExp("a", "g").flags,
      RegExp(/x/i).ignoreCase, new RegExp(/x/g, "i").flags, /x/ instanceof RegExp, "a.b".split(".", 1).length,
      new RegExp().source, "undefined".match(undefined)[0], String(/x/.constructor === RegExp),
      "aa".match("a").index, "a".match({ [Symbol.match]: () => "own" }),
    ].join("|");`,
  ));
  const { narrowed } = await sandbox.handle.ask({});
  assert.equal(
    (narrowed as unknown as { readonly out: string }).out,
    "a,b|1,2|axbx|2|abb|a,b|3|2|g|true|i|true|1|(?:)||true|0|own",
  );
});

Deno.test("garbage of typed arrays does not count against a sandboxed plugin", async () => {
  await using sandbox = await TestSandbox.open(
    pluginCode(
      "narrow: () => ({ layers: [String(sum)] })",
      "let sum = 0; for (let i = 0; i < 1000; i++) sum += new Uint8Array(2 ** 20).fill(1)[i];",
    ),
    { limits: { ...LIMITS, growthMiB: 16_384, loadMs: 600_000 } }, // only the arrays are limited here
  );
  const { narrowed } = await sandbox.handle.ask({});
  assert.deepEqual(narrowed.layers, ["1000"]);
});

Deno.test("what host hands out to a sandboxed plugin is limited", async () => {
  for (
    const make of ["bytes(2 ** 20)", "frame(1000, 1000)", "plane(1024, 1024)", "rgba(512, 512)"]
  ) {
    await using sandbox = await TestSandbox.open(
      pluginCode(`init(host) { for (let i = 0; i < 200; i++) host.${make}; }`),
      { limits: LIMITS },
    );
    await assert.rejects(sandbox.handle.start(jobOf({ width: 4, height: 4 })), {
      name: "ScrimError",
      message: /^Cannot allocate \d+ bytes: \d+ of 67108864 are taken$/,
    });
  }
  await using sandbox = await TestSandbox.open(
    pluginCode("init(host) { host.bytes(-1); }"),
    { limits: LIMITS },
  );
  await assert.rejects(sandbox.handle.start(jobOf({ width: 4, height: 4 })), /Cannot allocate -1/);
});

Deno.test("a sandboxed plugin that grows between calls, where no limit of V8's sees it, is stopped, too", async () => {
  await using sandbox = await TestSandbox.open(
    pluginCode(`narrow: () => ({}), init() {
      const kept = [];
      const grow = () => {
        const start = performance.now();
        while (performance.now() - start < 15) {
          kept.push(new Intl.DateTimeFormat("ja-JP-u-ca-japanese", { dateStyle: "full" }));
        }
        setTimeout(grow, 1);
      };
      grow();
    }`),
    { limits: { growthMiB: 200 } },
  );
  const stage = await sandbox.handle.start(jobOf({ width: 16, height: 16 }));
  let stopped = "";
  for (let wait = 0; wait < 300 && stopped === ""; wait++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    await sandbox.handle.ask({}).catch((error) => {
      stopped = error.message;
    });
  }
  assert.match(stopped, /Scrim grew by more than 200 MiB/);
  await stage[Symbol.asyncDispose]();
});
