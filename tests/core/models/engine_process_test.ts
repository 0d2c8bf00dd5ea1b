import assert from "node:assert/strict";
import { Arena } from "../../../core/media/arena.ts";
import { startEngine } from "../../../core/models/worker_engine.ts";
import { MemoryLog } from "../../fakes.ts";
import { knownProvider } from "./file_provider.ts";
import { hangGuard, passing } from "../../wait.ts";

/** The CPU ticks (10 ms each) that all threads of this process have used: fields 14 and 15 of proc(5) stat. */
async function cpuTicks(): Promise<number> {
  const stat = await Deno.readTextFile("/proc/self/stat");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

async function runProgram(program: string): Promise<{ out: string; err: string; code: number }> {
  const { stdout, stderr, code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", new URL(`programs/${program}`, import.meta.url).href],
    stdin: "null",
    env: { NO_COLOR: "1" },
    signal: hangGuard(),
  }).output();
  const text = new TextDecoder();
  return { out: text.decode(stdout), err: text.decode(stderr), code };
}

Deno.test("MediaPipe prints nothing, because stdout may carry video", async () => {
  const { out, err, code } = await runProgram("quiet.ts");
  assert.equal(err, "");
  assert.equal(out, "");
  assert.equal(code, 0);
});

Deno.test("MediaPipe's messages go to log.debug", async () => {
  const lines: string[] = [];
  const remember = (message: string): void => void lines.push(message);
  const shown = (message: string): never => assert.fail(message);
  const log = { info: shown, warn: shown, debug: remember };
  await using engine = await startEngine(knownProvider("landscape"), {
    layers: ["person"],
    arena: new Arena(),
    log,
  });
  await engine.infer(1);
  assert.ok(lines.some((line) => /^MediaPipe: .*XNNPACK/.test(line)), lines.join("\n"));
});

Deno.test("a process ends when its engine is disposed during an inference", async () => {
  const { out, err, code } = await runProgram("dispose_while_busy.ts");
  assert.equal(err, "");
  assert.equal(out, 'Cannot run model "general": it was stopped\n');
  assert.equal(code, 0);
});

Deno.test("MediaPipe's usage statistics never leave the worker", async () => {
  const { out, err, code } = await runProgram("statistics.ts");
  assert.equal(code, 0, err);
  // MediaPipe tries to send them, and each try is refused. If it no longer tries, the guard can be removed.
  const attempts = JSON.parse(out) as { url: string; outcome: string }[];
  assert.deepEqual(attempts, [{
    url: "https://odml.pa.googleapis.com/v1/log",
    outcome: "Error: the inference worker makes no network requests",
  }]);
});

Deno.test("an idle engine uses no CPU", async () => {
  await using engine = await startEngine(knownProvider("landscape"), {
    layers: ["person"],
    arena: new Arena(),
    log: new MemoryLog(),
  });
  await engine.infer(1);
  // V8 optimises in the background for some time, on a busy machine for seconds. A busy loop would never stop.
  let used = Infinity;
  for (let second = 0; second < 120 && used > 10; second++) {
    const before = await cpuTicks();
    await passing(1000);
    used = await cpuTicks() - before;
  }
  assert.ok(used <= 10, `${used * 10} ms of CPU in the last second`);
});
