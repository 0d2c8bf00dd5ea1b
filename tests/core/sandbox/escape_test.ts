/** Attacks on the sandbox: ways to files, network, programs and code that a plugin could try. None leads anywhere. */
import assert from "node:assert/strict";
import { jobOf, pluginCode, TestSandbox } from "./sandboxed.ts";

/** Runs each body while the module is loaded: what it returned, or what it threw. */
async function attemptAll(
  bodies: { readonly [name: string]: string },
  before = "",
): Promise<{ readonly [name: string]: string }> {
  const steps = Object.entries(bodies).map(([name, body]) => `
    try { out[${JSON.stringify(name)}] = "got " + String(await (async () => { ${body} })()); }
    catch (error) { out[${JSON.stringify(name)}] = "refused: " + error.message; }`);
  await using sandbox = await TestSandbox.open(
    pluginCode("narrow: () => ({ out })", `${before} const out = {}; ${steps.join("")}`),
  );
  const { narrowed } = await sandbox.handle.ask({});
  return (narrowed as unknown as { readonly out: { readonly [name: string]: string } }).out;
}

async function assertRefused(
  bodies: { readonly [name: string]: string },
  why: RegExp,
): Promise<void> {
  const out = await attemptAll(bodies);
  assert.deepEqual(Object.keys(out), Object.keys(bodies));
  for (const [name, outcome] of Object.entries(out)) assert.match(outcome, why, name);
}

const here = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);
const data = (code: string): string =>
  JSON.stringify(`data:text/javascript,${encodeURIComponent(code)}`);

Deno.test("openSandbox() refuses a module that imports anything, before a line of it runs", async () => {
  const secret = here("./sandboxed.ts");
  const imports = [
    `import x from ${secret} with { type: "text" };`,
    `import x from ${secret} with { type: "bytes" };`,
    `import x from ${here("../../../deno.json")} with { type: "json" };`,
    `import x from ${secret};`,
    `import fs from "node:fs";`,
    `import cp from "node:child_process";`,
    `import "npm:is-odd@3.0.1";`,
    `import "jsr:@std/assert@1";`,
    `import x from "http://127.0.0.1:9/x.js";`,
    `import defer * as x from "node:fs";`,
    `export * from "node:process";`,
    `export { default as y } from ${data("export default 1")};`,
  ];
  for (const line of imports) {
    const opening = TestSandbox.open(pluginCode("", line)).then((sandbox) =>
      sandbox[Symbol.asyncDispose]()
    );
    await assert.rejects(opening, { code: "PLUGIN", message: /imports? |Unexpected/ }, line);
  }
});

Deno.test("import() leads a sandboxed plugin nowhere: files, text, JSON, addresses, packages, node", async () => {
  const secret = here("./sandboxed.ts");
  await assertRefused({
    text: `return (await import(${secret}, { with: { type: "text" } })).default`,
    bytes: `return (await import(${secret}, { with: { type: "bytes" } })).default`,
    json: `return (await import(${
      here("../../../deno.json")
    }, { with: { type: "json" } })).default`,
    computed: `const f = (x) => import(x); return (await f(${secret}))`,
    fs: `return (await import("node:fs")).readFileSync("/etc/hostname")`,
    programs: `return (await import("node:child_process")).execSync("id")`,
    threads: `return new (await import("node:worker_threads")).Worker("1", { eval: true })`,
    vm: `return (await import("node:vm")).runInThisContext("1")`,
    inspector: `return new (await import("node:inspector")).Session()`,
    process: `return (await import("node:process")).stdout.write("leak")`,
    npm: `return await import("npm:is-odd@3.0.1")`,
    jsr: `return await import("jsr:@std/assert@1")`,
    http: `return await import("http://127.0.0.1:9/x.js")`,
    https: `return await import("https://example.com/?secret")`,
    data: `return (await import(${data("export default 1")})).default`,
    nested: `return await import(${data(`import x from ${secret} with { type: "text" };`)})`,
    source: `return await import.source("node:fs")`,
    defer: `return await import.defer("node:fs")`,
  }, /^refused: (A dynamic import callback was not specified|.*"bytes")/);
});

Deno.test("a sandboxed plugin cannot make code from text", async () => {
  await assertRefused({
    direct: `return eval("1 + 1")`,
    indirect: `return (0, eval)("1 + 1")`,
    Function: `return new Function("return 1")()`,
    async: `return await (async () => {}).constructor("return 1")()`,
    generator: `return (function* () {}).constructor("yield 1")().next().value`,
    asyncGenerator: `return await (async function* () {}).constructor("yield 1")().next()`,
    method: `return Object.getPrototypeOf(() => {}).constructor("return 1")()`,
    reflected: `return Reflect.construct(Function, ["return 1"])()`,
  }, /^refused: Code generation from strings disallowed/);
  await assertRefused({ timer: `setTimeout("1")` }, /^refused: .*no function/);
});

Deno.test("a sandboxed plugin finds no global but the language's and a few harmless ones", async () => {
  const { names } = await attemptAll({
    names: `return Object.getOwnPropertyNames(globalThis).sort().join(" ")`,
  });
  const found = names.slice("got ".length).split(" ");
  const language = new Set(
    ("AggregateError Array ArrayBuffer AsyncDisposableStack BigInt BigInt64Array BigUint64Array Boolean DataView Date " +
      "DisposableStack Error EvalError Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array " +
      "Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set " +
      "String SuppressedError Symbol SyntaxError Temporal TypeError URIError Uint16Array Uint32Array Uint8Array " +
      "Uint8ClampedArray WeakMap WeakRef WeakSet decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval " +
      "globalThis isFinite isNaN parseFloat parseInt undefined unescape").split(" "),
  );
  assert.deepEqual(found.filter((name) => !language.has(name)), [
    "TextDecoder",
    "TextEncoder",
    "clearTimeout",
    "console",
    "performance",
    "queueMicrotask",
    "setTimeout",
  ]);
  await assertRefused({
    read: `return Deno.readTextFileSync("/etc/hostname")`,
    env: `return Deno.env.get("HOME")`,
    command: `return new Deno.Command("id").outputSync()`,
    ffi: `return Deno.dlopen("libc.so.6", {})`,
    exit: `Deno.exit(3)`,
    kill: `Deno.kill(Deno.pid, "SIGTERM")`,
    processExit: `process.exit(3)`,
    binding: `return process.binding("fs")`,
    stdout: `process.stdout.write("leak")`,
    fetch: `return await fetch("http://127.0.0.1:9/")`,
    socket: `return new WebSocket("ws://127.0.0.1:9/")`,
    channel: `return new BroadcastChannel("x").postMessage("leak")`,
    worker: `return new Worker("data:text/javascript,1", { type: "module" })`,
    post: `return postMessage("leak")`,
    self: `return self.close()`,
    require: `return require("fs")`,
    wasm: `return new WebAssembly.Memory({ initial: 1 })`,
    shared: `return new SharedArrayBuffer(8)`,
    atomics: `return Atomics.wait(new Int32Array(8), 0, 0)`,
  }, /^refused: .*is not defined/);
});

/** Walks everything reachable from a list of roots; what does not belong to the plugin's realm is told. */
const WALK = `
  const walk = (roots) => {
    const seen = new Set();
    const strange = [];
    const todo = roots.map((root) => ["root", root]);
    while (todo.length > 0) {
      const [path, value] = todo.pop();
      if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) continue;
      seen.add(value);
      let proto = value;
      for (let next = proto; next !== null; next = Object.getPrototypeOf(next)) proto = next;
      const end = typeof value !== "function" || value === Function.prototype || value instanceof Function;
      if (!end || (proto !== Object.prototype && proto !== value)) strange.push(path);
      todo.push([path + ".[[Prototype]]", Object.getPrototypeOf(value)]);
      for (const key of Reflect.ownKeys(value)) {
        if (value instanceof Object && ArrayBuffer.isView(value) && typeof key === "string" && /^[0-9]+$/.test(key)) continue;
        const { get, set, value: inner } = Object.getOwnPropertyDescriptor(value, key);
        todo.push([path + "." + String(key), inner], [path + ".get " + String(key), get], [path + ".set " + String(key), set]);
        if (get) try { todo.push([path + "." + String(key), value[key]]); } catch (error) { todo.push([path + ".error", error]); }
      }
      if (typeof value === "function" && /^[a-z]/.test(value.name) && path.includes("kernels")) {
        for (const args of [[], [{}], [null, null], [{}, {}, {}]]) {
          try { todo.push([path + "()", value(...args)]); } catch (error) { todo.push([path + " throws", error]); }
        }
      }
    }
    return { strange, count: seen.size };
  };`;

Deno.test("nothing that a sandboxed plugin can reach belongs to the thread around it", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(
    `access: "in-place", format: "i420", history: 1,
     init(host) {
       const { strange, count } = walk([globalThis, host, host.kernels, host.signal, host.frame(), this,
         host.image("x").catch((e) => e), import.meta, (async () => {})(), (function* () {})(), new Error("x")]);
       return { strange, count, host };
     },
     process(ctx) {
       const more = walk([ctx, ctx.kernels, ctx.frame.y.data.buffer]);
       if (more.count < 30 || ctx.state.count < 1000) throw new Error("walked " + more.count + " " + ctx.state.count);
       throw new Error("strange: " + [...ctx.state.strange, ...more.strange].join(" "));
     }`,
    WALK,
  ));
  const size = { width: 4, height: 2 };
  const stage = await sandbox.handle.start(jobOf(size, { history: 1 }));
  const plane = (width: number, height: number) => ({
    data: new Uint8Array(width * height),
    stride: width,
    width,
    height,
  });
  const color = { matrix: "bt601", range: "limited" } as const;
  const frame = {
    format: "i420" as const,
    ...size,
    color,
    y: plane(4, 2),
    u: plane(2, 1),
    v: plane(2, 1),
  };
  const pending = stage.process({
    frame,
    into: frame,
    past: [],
    sequence: 0,
    timestampMs: 0,
    nowMs: 0,
  });
  await assert.rejects(Promise.resolve(pending), { message: "strange: " });
});

Deno.test("errors that come over from the thread's realm arrive as the plugin's own, at any depth of the stack", async () => {
  const { deep, decoder, load } = await attemptAll({
    decoder: `try { new TextDecoder("nonsense").decode(new Uint8Array(1)); }
      catch (error) { return error instanceof Error && error.constructor.constructor === Function; }`,
    load: `try { await import("x"); }
      catch (error) { return error instanceof Error && error.constructor.constructor === Function; }`,
    deep: `let foreign = 0, caught = 0;
      const dig = (depth) => {
        try { dig(depth + 1); } catch {}
        try { new TextDecoder("nonsense").decode(new Uint8Array(1)); }
        catch (error) { caught++; if (error.constructor.constructor !== Function) foreign++; }
      };
      let outer = 0;
      const limited = (depth) => { if (depth === 0) dig(0); else limited(depth - 1); };
      for (const start of [0, 1, 2, 3, 5, 8]) { try { limited(start); } catch (error) { if (!(error instanceof Error)) outer++; } }
      return caught > 50 && foreign === 0 && outer === 0;`,
  });
  assert.deepEqual([decoder, load, deep], ["got true", "got true", "got true"]);
});

Deno.test("structured stacks, whose parts would lead out of the realm, cannot be had", async () => {
  const out = await attemptAll({
    set: `Error.prepareStackTrace = (error, sites) => sites; return typeof new Error("x").stack`,
    inherited: `Object.setPrototypeOf(Error, { prepareStackTrace: (e, sites) => sites });
      return typeof new Error("x").stack`,
    captured: `const holder = {}; Error.captureStackTrace(holder); return typeof holder.stack`,
    defined: `Object.defineProperty(Error, "prepareStackTrace", { value: (e, sites) => sites })`,
    replaced: `globalThis.Error = { prepareStackTrace: (e, sites) => sites }`,
    deleted: `delete globalThis.Error`,
  });
  assert.equal(out.set, "got string");
  assert.equal(out.inherited, "got string");
  assert.equal(out.captured, "got string");
  for (const name of ["defined", "replaced", "deleted"]) assert.match(out[name], /^refused/, name);
});

Deno.test("a plugin that spoils the language's own functions spoils its own work only, and catches nothing of the thread's", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(
    `access: "in-place", options: { a: { type: "number", default: 1, min: 0, max: 9, summary: "x" } },
     narrow: () => ({ identity: foreign, layers: [String(spied)] }),
     process({ frame }) { frame.data[0] = 9; }, `,
    `let foreign = false, spied = 0;
     const top = Object.getPrototypeOf, end = Object.prototype, apply = Reflect.apply;
     const look = (value) => {
       spied++;
       if ((typeof value !== "object" && typeof value !== "function") || value === null) return;
       let proto = value;
       for (let next = proto; next !== null; next = top(next)) proto = next;
       if (proto !== end && proto !== value) foreign = true;
     };
     const spy = () => function (a, b, c, d) { look(this); look(a); look(b); look(c); look(d); throw new Error("spy"); };
     for (const name of ["call", "apply", "bind"]) Function.prototype[name] = spy();
     for (const name of ["push", "map", "forEach", "slice"]) Array.prototype[name] = spy();
     for (const name of ["get", "set", "has", "delete"]) Map.prototype[name] = spy();
     const { defineProperty } = Object;
     for (const key of [0, 1, 2, 3]) {
       defineProperty(Array.prototype, key, { configurable: true, set(value) {
         look(value);
         defineProperty(this, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
       } });
     }
     Object.prototype.toJSON = function () { look(this); return this; };
     JSON.parse = JSON.stringify = Object.freeze = Reflect.apply = Reflect.construct = spy();
     const then = Promise.prototype.then;
     class Spied extends Promise {
       constructor(executor) { look(executor); super(executor); }
       static get [Symbol.species]() { return Spied; }
     }
     Object.defineProperty(Promise.prototype, "constructor", { get: () => Spied });
     Promise.prototype.then = function (a, b) { look(this); look(a); look(b); return apply(then, this, [a, b]); };
     Object.getPrototypeOf(Uint8Array.prototype).set = spy();
     globalThis.Uint8Array = globalThis.Map = globalThis.Promise = globalThis.Proxy = spy();
     for (const key of ["message", "hint", "then", "code", "timeout"]) {
       defineProperty(Object.prototype, key, { configurable: true, get() { look(this); }, set(value) {
         look(value);
         defineProperty(this, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
       } });
     }`,
  ));
  const { narrowed } = await sandbox.handle.ask({ a: 1 });
  assert.deepEqual([narrowed.identity, Number(narrowed.layers?.[0]) > 0], [false, true]);
  const stage = await sandbox.handle.start(jobOf({ width: 4, height: 1 }, { options: { a: 1 } }));
  const frame = { data: new Uint8Array(4), stride: 4, width: 4, height: 1 };
  await stage.process({ frame, into: frame, past: [], sequence: 0, timestampMs: 0, nowMs: 0 });
  assert.equal(frame.data[0], 9);
});
