import assert from "node:assert/strict";
import { WorkerLink } from "../../../core/infer/worker_link.ts";
import { MemoryLog } from "../../fakes.ts";

const SILENT = "data:text/javascript,self.onmessage=()=>{}";
const ANSWERING = "data:text/javascript,self.onmessage=({data})=>postMessage(data)";

function link(program: string, patienceMs?: number): WorkerLink {
  const worker = new Worker(program, { type: "module" });
  return new WorkerLink(worker, { model: "test", log: new MemoryLog(), patienceMs });
}

Deno.test("WorkerLink gives up a worker that never answers, now and for later questions", async () => {
  const asked = link(SILENT, 50);
  await assert.rejects(asked.ask(1), {
    code: "MODEL",
    message: 'Cannot start model "test": it hangs: no answer for 0.05 s',
    hint: "start Scrim again",
  });
  assert.equal(asked.busy, false);
  await assert.rejects(asked.ask(2), /it hangs/);
});

Deno.test("WorkerLink's patience is counted from each question", async () => {
  const asked = link(ANSWERING, 2000);
  for (let n = 1; n <= 5; n++) await asked.ask(n);
  asked.end(new Error("done"));
  await assert.rejects(asked.ask(6), /done/);
});

Deno.test("WorkerLink hears an answer that came while the process was stopped for longer than its patience", async () => {
  const asked = link(ANSWERING, 400);
  await asked.ask(1);
  const answer = asked.ask(2);
  // Stopped: neither timers nor messages have their turn.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  await answer;
  asked.end(new Error("done"));
});

Deno.test("WorkerLink has more patience with a worker that starts than with one that has started", async () => {
  const { setTimeout } = globalThis;
  const delays: (number | undefined)[] = [];
  globalThis.setTimeout = ((run: () => void, ms?: number) => {
    delays.push(ms);
    return setTimeout(run, ms);
  }) as typeof setTimeout;
  try {
    const asked = link(
      `data:text/javascript,self.onmessage=({data})=>postMessage(data||{kind:"ready"})`,
    );
    for (const question of [0, 1, 2]) await asked.ask(question);
    asked.end(new Error("done"));
  } finally {
    globalThis.setTimeout = setTimeout;
  }
  // In two halves each.
  assert.deepEqual(delays, [60_000, 15_000, 15_000]);
});
