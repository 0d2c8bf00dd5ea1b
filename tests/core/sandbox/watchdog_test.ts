/** Plugins in the sandbox that do not come back. */
import assert from "node:assert/strict";
import { type Job, jobOf, pluginCode, TestSandbox } from "./sandboxed.ts";

const size = { width: 4, height: 2 };

function pictures(): Job {
  const data = new Uint8Array(8).fill(7);
  const frame = { data, stride: 4, ...size };
  return { frame, into: frame, past: [], sequence: 0, timestampMs: 0, nowMs: 0 };
}

/** CPU time of this process, in ms. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const stopped = (what: RegExp) => ({ code: "PLUGIN", message: what });
const LOOPS: { readonly [what: string]: string } = {
  "an empty loop": "for (;;);",
  "a loop that catches everything":
    "for (;;) try { throw new Error(); } catch {} finally { continue; }",
  "endless microtasks": "const more = () => Promise.resolve().then(more); return more();",
  "a promise that never settles": "return new Promise(() => {});",
  "a slow regular expression": 'return /^(a+)+$/.test("a".repeat(40) + "b");',
  "endless recursion, caught": "const f = () => { try { f(); } catch {} f(); }; f();",
};

for (const [what, loop] of Object.entries(LOOPS)) {
  Deno.test(`process() of a sandboxed plugin with ${what} is stopped, and its thread is gone soon after`, async () => {
    await using sandbox = await TestSandbox.open(
      pluginCode(`access: "in-place", process({ frame }) { frame.data[0] = 1; ${loop} }`),
      { limits: { processMs: 150 } },
    );
    const stage = await sandbox.handle.start(jobOf(size));
    const job = pictures();
    await assert.rejects(
      Promise.resolve(stage.process(job)),
      stopped(/^Plugin "\.\/test\.ts" was stopped: process\(\).* took more than 150 ms$/),
    );
    assert.ok(job.frame.data.every((value) => value === 7), "the frame stays as it was");
    assert.throws(() => stage.process(job), stopped(/was stopped/));
    await assert.rejects(sandbox.handle.ask({}).then(() => sandbox.handle.start(jobOf(size))), {
      code: "PLUGIN",
    });
    await stage[Symbol.asyncDispose]();
    await sandbox[Symbol.asyncDispose](); // waits until the thread is gone
    let busy = true;
    for (let look = 0; look < 40 && busy; look++) { // V8 stops it a second later
      const before = cpuMs();
      await new Promise((resolve) => setTimeout(resolve, 200));
      busy = cpuMs() - before > 100;
    }
    assert.ok(!busy, "nothing computes any longer");
  });
}

Deno.test("a call that is interrupted because the whole process was stopped fails alone", async () => {
  await using sandbox = await TestSandbox.open(
    pluginCode(`process() { if (calls++ === 1) for (;;); }`, "let calls = 0;"),
    { limits: { processMs: 300 } },
  );
  const stage = await sandbox.handle.start(jobOf(size));
  await stage.process(pictures());
  const interrupted = stage.process(pictures());
  // Stopped: what watches does not run, but V8's clock does.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3000);
  await assert.rejects(Promise.resolve(interrupted), /^Error: it was interrupted$/);
  await stage.process(pictures());
  await stage[Symbol.asyncDispose]();
});

Deno.test("a loop in any other hook of a sandboxed plugin ends it with an error that names the hook", async () => {
  const limits = { loadMs: 200, askMs: 200, initMs: 200, disposeMs: 200 };
  const opening = TestSandbox.open(pluginCode("", "for (;;);"), { limits });
  await assert.rejects(opening, stopped(/its module took more than 200 ms/));
  await assert.rejects(
    TestSandbox.open(pluginCode("", "await new Promise(() => {});"), { limits }),
    stopped(/its module took more than 200 ms/),
  );
  await assert.rejects(
    TestSandbox.open(pluginCode("get name() { for (;;); }"), { limits }),
    stopped(/its module took more than 200 ms/),
  );
  for (const hook of ["narrow", "roi"]) {
    await using sandbox = await TestSandbox.open(pluginCode(`${hook}() { for (;;); }`), { limits });
    await assert.rejects(
      sandbox.handle.ask({}),
      stopped(/narrow\(\) or roi\(\) took more than 200/),
    );
  }
  for (const loop of ["for (;;);", "return new Promise(() => {});"]) {
    await using sandbox = await TestSandbox.open(pluginCode(`init() { ${loop} }`), { limits });
    await assert.rejects(
      sandbox.handle.start(jobOf(size)),
      stopped(/init\(\).* took more than 200/),
    );
  }
  for (const loop of ["for (;;);", "return new Promise(() => {});"]) {
    await using sandbox = await TestSandbox.open(pluginCode(`dispose() { ${loop} }`), { limits });
    const stage = await sandbox.handle.start(jobOf(size));
    await assert.rejects(
      stage[Symbol.asyncDispose](),
      stopped(/dispose\(\) took more than 200/),
    );
  }
});

Deno.test("a loop in a timer, a listener or a getter of what is thrown ends a sandboxed plugin, too", async () => {
  const limits = { processMs: 200, initMs: 400 };
  for (
    const code of [
      "setTimeout(() => { for (;;); }, 1)",
      "Promise.reject({ get message() { for (;;); } })",
    ]
  ) {
    await using sandbox = await TestSandbox.open(pluginCode("narrow: () => ({})", code), {
      limits,
    });
    await new Promise((resolve) => setTimeout(resolve, 400));
    await assert.rejects(sandbox.handle.ask({}), stopped(/took more than 200 ms/), code);
  }
  await using sandbox = await TestSandbox.open(
    pluginCode("process() { throw { get message() { for (;;); } }; }"),
    { limits },
  );
  const stage = await sandbox.handle.start(jobOf(size));
  await assert.rejects(Promise.resolve(stage.process(pictures())), stopped(/process\(\)/));
});

Deno.test("what a sandboxed plugin does to shared memory after its turn changes nothing that Scrim has", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(
    `access: "in-place",
     process({ frame }) {
       kept.push(frame);
       frame.data.fill(1);
       for (const each of kept) if (each.data[7] === 99) throw new Error("saw another's frame");
     }`,
    `const kept = [];
     const scribble = () => { for (const { data } of kept) data.fill(200); setTimeout(scribble, 0); };
     scribble();`,
  ));
  const stage = await sandbox.handle.start(jobOf(size));
  const first = pictures();
  await stage.process(first);
  // Its own result it may spoil until that is fetched: a timer may come before.
  const own = (value: number): boolean => value === 1 || value === 200;
  const copy = [...first.frame.data];
  assert.ok(copy.every(own), `${copy}`);
  first.frame.data[7] = 99; // Scrim goes on to work with it
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.deepEqual([...first.frame.data], [...copy.slice(0, 7), 99]);
  const second = pictures();
  await stage.process(second);
  assert.ok(second.frame.data.every(own), `${second.frame.data}`);
});

Deno.test("a sandboxed plugin that is disposed while process() runs rejects at once", async () => {
  await using sandbox = await TestSandbox.open(pluginCode("process: () => new Promise(() => {})"));
  const stage = await sandbox.handle.start(jobOf(size));
  const pending = Promise.resolve(stage.process(pictures()));
  const refused = assert.rejects(pending, stopped(/Scrim ended it/));
  await sandbox.handle[Symbol.asyncDispose]();
  await refused;
  await sandbox.handle[Symbol.asyncDispose]();
});

Deno.test("openSandbox() rejects with the signal's reason, before and while it loads", async () => {
  const reason = new Error("enough");
  await assert.rejects(
    TestSandbox.open(pluginCode(""), { signal: AbortSignal.abort(reason) }),
    reason,
  );
  const stopper = new AbortController();
  const opening = TestSandbox.open(pluginCode("", "await new Promise(() => {});"), {
    signal: stopper.signal,
  });
  const refused = assert.rejects(opening, reason);
  setTimeout(() => stopper.abort(reason), 50);
  await refused;
});

Deno.test("a sandboxed plugin's init() sees host.signal abort when Scrim stops", async () => {
  await using sandbox = await TestSandbox.open(
    pluginCode(`init: ({ signal }) => new Promise((resolve) => {
    if (signal.aborted) throw new Error("too early");
    signal.addEventListener("abort", () => resolve(signal.aborted));
  })`),
  );
  const stopper = new AbortController();
  const starting = sandbox.handle.start(jobOf(size, { parts: { signal: stopper.signal } }));
  setTimeout(() => stopper.abort(), 50);
  await starting;
});
