import assert from "node:assert/strict";
import { WorkerLink } from "../../../core/models/worker_link.ts";
import { FakeClock } from "../../fake_clock.ts";
import { MemoryLog } from "../../fakes.ts";

const SILENT = "data:text/javascript,self.onmessage=()=>{}";
const ANSWERING = "data:text/javascript,self.onmessage=({data})=>postMessage(data)";

function link(
  program: string,
  { clock = new FakeClock(), patienceMs }: { clock?: FakeClock; patienceMs?: number } = {},
): WorkerLink {
  const worker = new Worker(program, { type: "module" });
  return new WorkerLink(worker, { model: "test", clock, log: new MemoryLog(), patienceMs });
}

Deno.test("WorkerLink ends a worker that does not answer, and later requests reject, too", async () => {
  const clock = new FakeClock();
  const asked = link(SILENT, { clock, patienceMs: 50 });
  const refused = assert.rejects(asked.ask(1), {
    code: "MODEL",
    message: 'Cannot start model "test": it hangs: no answer for 0.05 s',
    hint: "start Scrim again",
  });
  await clock.advance(49);
  assert.equal(asked.busy, true);
  await clock.advance(1);
  await refused;
  assert.equal(asked.busy, false);
  await assert.rejects(asked.ask(2), /it hangs/);
});

Deno.test("WorkerLink starts the time limit with each request", async () => {
  const clock = new FakeClock();
  const asked = link(ANSWERING, { clock, patienceMs: 2000 });
  for (let n = 1; n <= 5; n++) {
    const answer = asked.ask(n);
    await clock.advance(1500);
    await answer;
  }
  asked.end(new Error("done"));
  await assert.rejects(asked.ask(6), /done/);
});

Deno.test("WorkerLink accepts an answer that came while the process was stopped for longer than the time limit", async () => {
  const clock = new FakeClock();
  const worker = {} as Worker;
  worker.postMessage = () => {};
  worker.terminate = () => {};
  const parts = { model: "test", clock, log: new MemoryLog(), patienceMs: 400 };
  const asked = new WorkerLink(worker, parts);
  const answer = asked.ask(1);
  // After a stop of a second, the timers that were already set fire before messages arrive.
  clock.time += 1000;
  await clock.advance(0);
  worker.onmessage?.(new MessageEvent("message", { data: 1 }));
  await answer;
  assert.equal(clock.waiting, 0);
  asked.end(new Error("done"));
});

Deno.test("WorkerLink has a longer time limit for the first answer", async () => {
  const clock = new FakeClock();
  const asked = link(
    `data:text/javascript,self.onmessage=({data})=>data<0||postMessage(data||{kind:"ready"})`,
    { clock },
  );
  const patience = async (): Promise<number> => {
    const [began, asking] = [clock.time, asked.ask(-1)];
    await assert.rejects(clock.drive(asking), /it hangs/);
    return clock.time - began;
  };
  const starting = link(SILENT, { clock });
  const began = clock.time;
  await assert.rejects(clock.drive(starting.ask(1)), /no answer for 120 s/);
  assert.equal(clock.time - began, 120_000);
  await asked.ask(0);
  assert.equal(await patience(), 30_000);
});
