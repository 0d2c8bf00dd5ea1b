import assert from "node:assert/strict";
import { Arena } from "../../../core/media/arena.ts";
import { jobOf, pluginCode, TestSandbox } from "./sandboxed.ts";

const SIZE = { width: 16, height: 16 };
const CALL = { past: [], sequence: 0, timestampMs: 0 };
/** `init()` does this after it has waited for a timer. */
const afterAwait = (work: string): string =>
  pluginCode(`async init() { await new Promise((done) => setTimeout(done, 1)); ${work} }`);

Deno.test("init() has all of its time in one, also after it waited", async () => {
  const limits = { processMs: 100, initMs: 600_000 };
  const busy = "const until = performance.now() + 500; while (performance.now() < until);";
  await using sandbox = await TestSandbox.open(afterAwait(busy), { limits });
  await using _stage = await sandbox.handle.start(jobOf(SIZE));
});

Deno.test("init() that never ends after it waited is ended by its own limit", async () => {
  await using sandbox = await TestSandbox.open(afterAwait("for (;;);"), {
    limits: { initMs: 1000 },
  });
  await assert.rejects(
    sandbox.handle.start(jobOf(SIZE)),
    /init\(\)( of "test")? took more than 1000 ms/,
  );
});

Deno.test("a timer of a plugin that is ready has the time of process()", async () => {
  const limits = { processMs: 100, initMs: 600_000 };
  const code = pluginCode("init() { setTimeout(() => { for (;;); }, 1); }");
  await using sandbox = await TestSandbox.open(code, { limits });
  await sandbox.handle.start(jobOf(SIZE));
  await (sandbox.handle as unknown as { readonly gone: Promise<void> }).gone; // it is ended by itself
});

Deno.test("performance.now() and nowMs in the sandbox are on the clock of Scrim's own thread", async () => {
  const code = pluginCode(
    `process({ frame, nowMs }) {
       const numbers = new Float64Array([performance.now(), nowMs]);
       frame.data.set(new Uint8Array(numbers.buffer));
     }`,
  ).replace('access: "read"', 'access: "in-place"');
  await using sandbox = await TestSandbox.open(code);
  await using stage = await sandbox.handle.start(jobOf(SIZE));
  const frame = new Arena().plane(SIZE.width, SIZE.height);
  const before = performance.now();
  await stage.process({ ...CALL, frame, into: frame, nowMs: 123456.5 });
  const after = performance.now();
  const [seen, told] = new Float64Array(frame.data.slice(0, 16).buffer);
  assert.equal(told, 123456.5);
  // Each thread's origin is rounded, to less than a millisecond.
  assert.ok(seen >= before - 1 && seen <= after + 1, `${before} <= ${seen} <= ${after}`);
});
