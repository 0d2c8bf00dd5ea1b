import assert from "node:assert/strict";
import { type FinishingOutput, FinishingReport } from "../../../core/run/finishing.ts";
import type { UnfinishedFile } from "../../../core/media/sink.ts";
import { FakeClock } from "../../fake_clock.ts";
import { RecordingSink } from "../../fakes.ts";
import { temporaryFolder } from "../../folders.ts";

class FileSink extends RecordingSink {
  unfinished: UnfinishedFile | null = null;
}

Deno.test("FinishingReport tells at once, then each second how much is written, then that it is over", async () => {
  await using folder = await temporaryFolder();
  const place = `${folder.path}/.partial`;
  const sink = new FileSink({ live: false });
  sink.unfinished = { path: "film.mkv", place };
  const [clock, told] = [new FakeClock(), [] as (FinishingOutput | null)[]];
  const report = new FinishingReport(clock, (output) => told.push(output));
  await clock.advance(5000);
  assert.deepEqual(told, [], "nothing before it begins");
  report.begin(sink);
  report.begin(sink); // a signal, and then the end of the loop
  await Deno.writeFile(place, new Uint8Array(700));
  await clock.advance(2000);
  sink.unfinished = null;
  await clock.advance(1000);
  report[Symbol.dispose]();
  report[Symbol.dispose]();
  const file = { path: "film.mkv", place };
  assert.deepEqual(told, [
    { ...file, bytes: 0, elapsedMs: 0 },
    { ...file, bytes: 700, elapsedMs: 1000 },
    { ...file, bytes: 700, elapsedMs: 2000 },
    null,
  ]);
  assert.equal(clock.waiting, 0);
});

Deno.test("FinishingReport says nothing of an output without a file", async () => {
  const [clock, told] = [new FakeClock(), [] as unknown[]];
  const report = new FinishingReport(clock, (output) => told.push(output));
  report.begin(new RecordingSink());
  await clock.advance(3000);
  report[Symbol.dispose]();
  assert.deepEqual(told, []);
});
