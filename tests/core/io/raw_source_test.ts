import assert from "node:assert/strict";
import { Arena } from "../../../core/media/arena.ts";
import { openRaw, type RawRequest } from "../../../core/io/raw_source.ts";
import { systemClock } from "../../../core/base/clock.ts";
import { MemoryLog } from "../../fakes.ts";
import { until } from "../../wait.ts";

const never = new AbortController().signal;

function request(wanted: Partial<RawRequest> = {}): RawRequest & { log: MemoryLog } {
  const shape = { layout: "i420", width: 4, height: 2, fps: 30, live: false } as const;
  return { ...shape, arena: new Arena(), clock: systemClock, ...wanted, log: new MemoryLog() };
}

/** A pipe into which a test writes. */
function pipe(): { name: string; stream: Deno.FsFile; writer: Deno.FsFile } {
  const path = Deno.makeTempFileSync({ prefix: "scrim-io-" });
  Deno.removeSync(path);
  new Deno.Command("mkfifo", { args: [path] }).outputSync();
  const held = Deno.openSync(path, { read: true, write: true });
  const stream = Deno.openSync(path);
  const writer = Deno.openSync(path, { write: true });
  held.close();
  Deno.removeSync(path);
  return { name: "pipe", stream, writer };
}

Deno.test("openRaw reads pictures of any camera layout, and leaves out one that is cut off", async () => {
  for (const [layout, size] of [["i420", 12], ["nv12", 12], ["yuyv", 16], ["grey", 8]] as const) {
    const given = pipe();
    const tools = request({ layout });
    await using source = openRaw(given, tools);
    assert.deepEqual(source.info.color, { matrix: "bt601", range: "limited" });
    const bytes = new Uint8Array(size * 3 + 5).map((_, i) => i);
    await given.writer.write(bytes);
    given.writer.close();
    for (let frame = 0; frame < 3; frame++) {
      const captured = await source.next(never);
      assert.equal(captured?.sequence, frame);
      assert.equal(captured.picture.layout, layout);
      const wanted = bytes.subarray(size * frame, size * frame + size);
      assert.deepEqual(new Uint8Array(captured.picture.data), wanted);
      captured.release();
    }
    assert.equal(await source.next(never), null);
    assert.equal(source.dropped, 1);
    assert.match(tools.log.lines[0], /"pipe" ends inside frame 3 \(5 of \d+ bytes\)/);
  }
});

Deno.test("openRaw gives the newest of a live pipe, and stops in the middle of a read", async () => {
  const given = pipe();
  let read = 0; // each frame is dated once it is there
  const clock = { ...systemClock, now: () => ++read };
  const source = openRaw(given, request({ live: true, clock }));
  for (let frame = 0; frame < 8; frame++) await given.writer.write(new Uint8Array(12).fill(frame));
  await until("the eighth frame", () => read === 8);
  const captured = await source.next(never);
  assert.deepEqual([captured?.sequence, captured?.picture.data[0]], [7, 7]);
  assert.equal(source.dropped, 7);
  captured?.release();
  const next = source.next(never);
  await source[Symbol.asyncDispose]();
  assert.equal(await next, null);
  await given.writer.write(new Uint8Array(12)); // ends the read that the system still does
  given.writer.close();
});
