/** A plugin that calls at the very end of the stack must not be thrown an error of the thread around its realm. */
import assert from "node:assert/strict";
import { jobOf, pluginCode, TestSandbox } from "./sandboxed.ts";

/** Calls `fn` at the 400 deepest depths near the end of the stack, and counts what is thrown that is not of this realm. */
const PROBE = `
  const found = [];
  const foreign = (e) => e !== null && typeof e === "object" && !(e instanceof Object);
  function probe(name, fn) {
    let bad = 0, tries = 0;
    const dig = (pad) => {
      try { dig(pad); } catch (e) { if (foreign(e)) bad++; }
      if (tries < 400) { tries++; try { fn(); } catch (e) { if (foreign(e)) bad++; } }
    };
    const before = (depth) => { if (depth === 0) dig(0); else before(depth - 1); };
    for (const depth of [0, 1, 2, 3, 4, 5, 7]) {
      tries = 0;
      try { before(depth); } catch (e) { if (foreign(e)) bad++; }
    }
    if (bad > 0) found.push(name + ": " + bad);
  }`;

const CALLS = `
  probe("now", () => performance.now());
  probe("setTimeout", () => setTimeout(() => {}, 1e6));
  probe("clearTimeout", () => clearTimeout(setTimeout(() => {}, 1e6)));
  probe("log", () => console.log("a"));
  probe("encode", () => new TextEncoder().encode("x"));
  probe("decode", () => new TextDecoder().decode(new Uint8Array(1)));
  probe("buffer", () => new Uint8Array(9 << 20));`;

Deno.test("a sandboxed plugin at the end of its stack gets errors of its own realm only", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(
    `init(host) {
      ${CALLS}
      probe("host.log", () => host.log("x"));
      probe("host.bytes", () => host.bytes(0));
      probe("host.readFile", () => void host.readFile("q").catch(() => {}));
      probe("blurSize", () => host.kernels.blurSize(100, 100, 5));
      throw new Error("found " + found.join(", "));
    }`,
    PROBE,
  ));
  await assert.rejects(
    sandbox.handle.start(jobOf({ width: 16, height: 16 })),
    (error: Error) => error.message === "found ",
  );
});
