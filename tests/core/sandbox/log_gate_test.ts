/** How often a sandboxed plugin may speak, on a clock that passes when the test says so. */
import assert from "node:assert/strict";
import { LogGate } from "../../../core/sandbox/log_gate.ts";
import { FakeClock } from "../../fake_clock.ts";
import { AllLines } from "./sandboxed.ts";

Deno.test("LogGate lets 20 lines through in ten seconds, then says how many it left out", async () => {
  const [log, clock] = [new AllLines(), new FakeClock()];
  const gate = new LogGate(log, "./loud.ts", clock);
  for (let line = 0; line < 50; line++) gate.write("info", `line ${line}`);
  assert.equal(log.lines.length, 21);
  assert.match(log.lines[19], /plugin "\.\/loud\.ts": line 19$/);
  assert.match(log.lines[20], /more lines are left out$/);
  await clock.advance(9_999);
  gate.write("info", "too soon");
  assert.equal(log.lines.length, 21);
  await clock.advance(2);
  gate.write("info", "again");
  assert.match(log.lines.at(-2) ?? "", /31 more lines were left out$/);
  assert.match(log.lines.at(-1) ?? "", /again$/);
});
