import assert from "node:assert/strict";
import { Arena } from "../../../core/media/arena.ts";
import type { ProcessCall, RunningStage, StageJob } from "../../../core/plugin/handle.ts";
import { openSandbox } from "../../../core/sandbox/sandbox.ts";
import { openRestarting, type SandboxHandle } from "../../../core/sandbox/restarting.ts";
import { FakeClock, settle } from "../../fake_clock.ts";
import { MemoryLog } from "../../fakes.ts";
import { AllLines, bundleOf, jobOf, pluginCode, sandboxProgram } from "./sandboxed.ts";

const JOB = jobOf({ width: 16, height: 16 });

/** A plugin whose threads end when the test says so. */
class Threads {
  readonly clock = new FakeClock();
  readonly log = new MemoryLog();
  opened = 0;
  /** Openings that fail, by number. */
  readonly failing = new Set<number>();
  end = (): void => {};

  readonly open = (): Promise<SandboxHandle> => {
    const number = ++this.opened;
    if (this.failing.has(number)) return Promise.reject(new Error(`opening ${number} failed`));
    const gone = Promise.withResolvers<void>();
    this.end = gone.resolve;
    const stage: RunningStage = {
      bytesCopied: 10,
      process: (call: ProcessCall) => void (call.frame as { data: Uint8Array }).data.fill(number),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    return Promise.resolve({
      ...{ subject: "fake", sandboxed: true, gone: gone.promise, declaration: {} as never },
      ask: () => Promise.resolve({ narrowed: {}, roi: null }),
      start: (_: StageJob) => Promise.resolve(stage),
      [Symbol.asyncDispose]: () => Promise.resolve(gone.resolve()),
    });
  };
}

/** One call, and what is in the picture then. */
async function show(stage: RunningStage): Promise<number> {
  const frame = new Arena().plane(16, 16);
  const call = { frame, into: frame, past: [], sequence: 0, timestampMs: 0, nowMs: 0 };
  await stage.process(call);
  return frame.data[0];
}

Deno.test("a plugin whose thread ends is started again, later each time, and at most five times in a row", async () => {
  const threads = new Threads();
  const handle = await openRestarting(threads);
  const stage = await handle.start(JOB);
  assert.equal(await show(stage), 1);
  for (let restart = 1; restart <= 5; restart++) {
    threads.end();
    await settle();
    const wait = 1000 * 2 ** (restart - 1);
    await threads.clock.advance(wait - 1);
    await assert.rejects(show(stage), /has stopped/, "frames fail meanwhile");
    assert.equal(threads.opened, restart);
    await threads.clock.advance(1);
    assert.equal(await show(stage), restart + 1);
  }
  threads.end();
  await settle();
  await threads.clock.advance(1e9);
  await assert.rejects(show(stage), /has stopped/);
  assert.equal(threads.opened, 6);
  assert.deepEqual(threads.log.lines.filter((line) => line.startsWith("warn")), [
    ...[1, 2, 4, 8, 16].map((seconds, i) =>
      `warn Plugin "fake" is started again in ${seconds} s (${i + 1} of 5); its state is lost`
    ),
    'warn Plugin "fake" was started 5 times in a row and stays stopped',
  ]);
  assert.equal(stage.bytesCopied, 60, "what all threads were given");
});

Deno.test("a plugin that ran well for a minute has all its restarts again", async () => {
  const threads = new Threads();
  const stage = await (await openRestarting(threads)).start(JOB);
  for (let round = 0; round < 8; round++) {
    threads.end();
    await settle();
    await threads.clock.advance(1000);
    assert.equal(await show(stage), round + 2);
    await threads.clock.advance(60_000);
  }
});

Deno.test("a restart that fails is said, and tried again", async () => {
  const threads = new Threads();
  const stage = await (await openRestarting(threads)).start(JOB);
  threads.failing.add(2);
  threads.end();
  await settle();
  await threads.clock.advance(1000);
  assert.match(threads.log.lines.join("\n"), /warn opening 2 failed/);
  await threads.clock.advance(2000);
  assert.equal(await show(stage), 3);
});

Deno.test("nothing is started again once the plugin, or its stages, are done with", async () => {
  const threads = new Threads();
  const handle = await openRestarting(threads);
  const stage = await handle.start(JOB);
  await stage[Symbol.asyncDispose]();
  threads.end();
  await settle();
  await threads.clock.advance(1e6);
  assert.equal(threads.opened, 1, "no stage waits for it");
  const other = new Threads();
  const open = await openRestarting(other);
  await open.start(JOB);
  await open[Symbol.asyncDispose]();
  await settle();
  await other.clock.advance(1e6);
  assert.equal(other.opened, 1, "it was closed");
});

Deno.test("a plugin that hangs on a frame goes on with a fresh thread", async () => {
  const code = pluginCode(
    `process({ frame }) { if (++frames === 2) for (;;); frame.data.fill(40 + frames); }`,
    "let frames = 0;",
  ).replace('access: "read"', 'access: "in-place"');
  const clock = new FakeClock();
  const log = new AllLines();
  const program = await sandboxProgram();
  const opened: SandboxHandle[] = [];
  const handle = await openRestarting({
    clock,
    log,
    open: async () => {
      const limits = { processMs: 200 };
      const one = await openSandbox(bundleOf(code), { log, program, limits }) as SandboxHandle;
      opened.push(one);
      return one;
    },
  });
  const stage = await handle.start(JOB);
  assert.equal(await show(stage), 41);
  await assert.rejects(show(stage), /took more than 200 ms/);
  await opened[0].gone;
  while (clock.waiting === 0) await settle();
  await clock.advance(1000);
  while (!log.lines.some((line) => /runs again/.test(line))) await settle();
  assert.equal(await show(stage), 41, "its state began anew");
  await handle[Symbol.asyncDispose]();
  await Promise.all(opened.map(({ gone }) => gone));
});

Deno.test("a frame that comes when the run has ended fails with the reason for that", async () => {
  const threads = new Threads();
  const stopper = new AbortController();
  const tools = { open: threads.open, clock: threads.clock, log: threads.log };
  const stage = await (await openRestarting({ ...tools, signal: stopper.signal })).start(JOB);
  const reason = new Error("the end");
  stopper.abort(reason);
  threads.end();
  await settle();
  await assert.rejects(show(stage), (error) => error === reason);
  assert.deepEqual(threads.log.lines, []);
});
