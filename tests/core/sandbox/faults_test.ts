/** Plugins in the sandbox that throw, in every hook and whatever they throw. */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { bundlePlugin } from "../../../core/bundle/bundle.ts";
import { openSandbox } from "../../../core/sandbox/sandbox.ts";
import { temporaryFolder } from "../../folders.ts";
import { AllLines, jobOf, pluginCode, sandboxProgram, TestSandbox } from "./sandboxed.ts";

const size = { width: 4, height: 1 };
const picture = { data: new Uint8Array(4), stride: 4, ...size };
const call = { frame: picture, into: picture, past: [], sequence: 0, timestampMs: 0, nowMs: 0 };

async function openingFails(code: string, message: RegExp): Promise<void> {
  const opening = TestSandbox.open(code).then((sandbox) => sandbox[Symbol.asyncDispose]());
  await assert.rejects(opening, { code: "PLUGIN", message });
}

Deno.test("openSandbox() names the plugin when its module throws, does not parse or exports no plugin", async () => {
  await openingFails(`throw new Error("no luck");`, /^Cannot load plugin "\.\/test\.ts": no luck/);
  await openingFails(`export default {`, /^Cannot load plugin "\.\/test\.ts": Unexpected end/);
  await openingFails(`export const x = 1;`, /the module has no default export/);
  await openingFails(`export default 5;`, /default export/);
  await openingFails(pluginCode(`color: "red"`), /"\.\/test\.ts".*color/);
  await openingFails(pluginCode(`access: "write"`), /access/);
  await openingFails(pluginCode(`process: 5`), /process/);
  await openingFails(
    pluginCode(`options: { a: { type: "number", default: NaN, min: 0, max: 1, summary: "x" } }`),
    /options\.a\.default.*NaN/s,
  );
  await openingFails(pluginCode(`summary: "x".repeat(2 ** 21)`), /takes \d+ characters/);
  await openingFails(
    pluginCode(`get summary() { throw new Error("peekaboo"); }`),
    /peekaboo/,
  );
  await openingFails(`//${"x".repeat(2 ** 24)}`, /its code has 16777218 characters/);
  await openingFails(`const p = {}; p.p = p; export default p;`, /circular/);
});

Deno.test("the declaration of a sandboxed plugin has all its fields but no function of it", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(
    `history: 2, onFailure: "skip", layers: [{ name: "person", age: 40 }], narrow: () => ({}), roi: () => null`,
  ));
  assert.deepEqual(sandbox.handle.declaration, {
    apiVersion: 1,
    name: "test",
    summary: "test",
    access: "read",
    format: "luma",
    history: 2,
    onFailure: "skip",
    layers: [{ name: "person", age: 40 }],
  });
});

Deno.test("ask() of a sandboxed plugin rejects with what narrow() or roi() throws, a RangeError as such", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(
    `options: { how: { type: "choice", default: "a", choices: ["a", "b", "c"], summary: "x" } },
     narrow({ how }) {
       if (how === "a") throw new RangeError("a and b do not go together");
       if (how === "b") throw new TypeError("broken");
       return { identity: true, nonsense: [1, NaN] };
     },
     roi: ({ how }) => ({ x: 0.25, y: 0, width: 0.5, height: 1 })`,
  ));
  const { handle } = sandbox;
  await assert.rejects(handle.ask({ how: "a" }), { name: "RangeError", message: /together/ });
  await assert.rejects(handle.ask({ how: "b" }), { name: "TypeError", message: "broken" });
  const { narrowed, roi } = await handle.ask({ how: "c" });
  assert.deepEqual(narrowed as unknown, { identity: true, nonsense: [1, NaN] });
  assert.deepEqual(roi, { x: 0.25, y: 0, width: 0.5, height: 1 });
});

Deno.test("start() rejects when init() throws, and the plugin can be started again", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(
    `options: { bad: { type: "boolean", default: false, summary: "x" } },
     async init(host, { bad }) { await 0; if (bad) throw new Error("no init"); }`,
  ));
  const start = (bad: boolean) => sandbox.handle.start(jobOf(size, { options: { bad } }));
  await assert.rejects(start(true), { message: "no init" });
  const stage = await start(false);
  await stage.process(call);
});

const THROWN: { readonly [what: string]: readonly [code: string, message: RegExp] } = {
  "an Error": [`new Error("plain")`, /^plain$/],
  "undefined": [`undefined`, /^undefined$/],
  "null": [`null`, /^null$/],
  "a text": [`"just text"`, /^just text$/],
  "a symbol": [`Symbol("s")`, /^something that cannot be shown$/],
  "an object with throwing getters": [
    `{ get message() { throw 1; }, get stack() { throw 2; }, get name() { throw 3; }, toString() { throw 4; } }`,
    /^something that cannot be shown$/,
  ],
  "a proxy that refuses everything": [
    `new Proxy({}, { get() { throw 1; }, has() { throw 2; }, getPrototypeOf() { throw 3; }, ownKeys() { throw 4; } })`,
    /^something that cannot be shown$/,
  ],
  "a revoked proxy": [
    `(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()`,
    /^something that cannot be shown$/,
  ],
  "an error with a huge message": [`new Error("x".repeat(1e7))`, /^x{2000}$/],
  "an error with escape sequences": [`new Error("a\\u001b[2Jb\\nc")`, /^a \[2Jb c$/],
  "a thenable": [`{ then(ok) { ok(1); } }`, /^\[object Object\]$/],
};

Deno.test("process() of a sandboxed stage rejects with whatever the plugin threw, and goes on with the next frame", async () => {
  const list = Object.values(THROWN).map(([code]) => `() => (${code})`).join(", ");
  await using sandbox = await TestSandbox.open(pluginCode(
    `access: "in-place", process({ frame, sequence }) {
       if (sequence < things.length) throw things[sequence]();
       frame.data[0] = 1;
     }`,
    `const things = [${list}];`,
  ));
  const stage = await sandbox.handle.start(jobOf(size));
  const names = Object.keys(THROWN);
  for (const [sequence, what] of names.entries()) {
    const pending = Promise.resolve().then(() => stage.process({ ...call, sequence }));
    await assert.rejects(pending, (error) => {
      assert.ok(error instanceof Error, what);
      assert.match(error.message, THROWN[what][1], what);
      return true;
    });
  }
  assert.equal(picture.data[0], 0);
  await stage.process({ ...call, sequence: names.length });
  assert.equal(picture.data[0], 1);
  picture.data[0] = 0;
});

Deno.test("dispose() of a sandboxed stage throws what the plugin throws, once", async () => {
  await using sandbox = await TestSandbox.open(
    pluginCode(`dispose() { throw new Error("messy"); }`),
  );
  const stage = await sandbox.handle.start(jobOf(size));
  await assert.rejects(stage[Symbol.asyncDispose](), { message: "messy" });
  await stage[Symbol.asyncDispose]();
});

Deno.test("what a sandboxed plugin throws where nobody catches is logged, and it works on", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(
    `access: "in-place", process({ frame }) { frame.data[0] = 5; }`,
    `Promise.reject(new Error("unhandled one"));
     Promise.reject(undefined);
     queueMicrotask(() => { throw new Error("in a microtask"); });
     setTimeout(() => { throw new Error("in a timer"); }, 1);
     (async () => { throw new Error("in the background"); })();`,
  ));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const text = sandbox.log.lines.join("\n");
  for (const part of ["unhandled one", "in a microtask", "in a timer", "in the background"]) {
    assert.ok(text.includes(`warn plugin "./test.ts": `) && text.includes(part), text);
  }
  const stage = await sandbox.handle.start(jobOf(size));
  await stage.process(call);
  assert.equal(picture.data[0], 5);
  picture.data[0] = 0;
});

Deno.test("an error of a sandboxed plugin names the author's own file and line", async () => {
  await using made = await temporaryFolder();
  const folder = made.path;
  {
    const base = pathToFileURL(`${folder}/`).href;
    await Deno.writeTextFile(
      `${folder}/helper.ts`,
      "type A = number;\nexport const fail = (): never => {\n  throw new Error('deep');\n};\n",
    );
    await Deno.writeTextFile(
      `${folder}/mod.ts`,
      `import { fail } from "./helper.ts";\n\ninterface Unused { a: 1 }\nexport default {\n  apiVersion: 1 as const, name: "x", summary: "x", access: "read", format: "luma",\n  process(): void {\n    fail();\n  },\n};\n`,
    );
    const bundle = await bundlePlugin("./mod.ts", { base });
    await using handle = await openSandbox(bundle, {
      log: new AllLines(),
      program: await sandboxProgram(),
    });
    const stage = await handle.start(jobOf(size));
    await assert.rejects(Promise.resolve().then(() => stage.process(call)), (error) => {
      assert.ok(error instanceof Error);
      const frames = (error.stack ?? "").split("\n");
      assert.equal(frames[0], "Error: deep");
      assert.ok(frames[1].includes(`${base}helper.ts:3:9`), frames[1]);
      assert.ok(frames[2].includes(`${base}mod.ts:7:5`), frames[2]);
      assert.ok(frames.slice(1).every((frame) => frame.includes(base)), error.stack);
      return true;
    });
    await handle[Symbol.asyncDispose]();
    await (handle as unknown as { readonly gone: Promise<void> }).gone;
  }
});
