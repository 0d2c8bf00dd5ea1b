import assert from "node:assert/strict";
import { Arena } from "../../../../core/media/arena.ts";
import { openPngSink } from "../../../../core/io/image/png_sink.ts";
import { MemoryLog } from "../../../fakes.ts";
import { ffmpeg, ffmpegTest } from "../../../ffmpeg.ts";
import { namesIn, temporaryFolder } from "../../../folders.ts";

const SHAPE = { width: 5, height: 3, color: { matrix: "bt709", range: "limited" } } as const;

ffmpegTest("openPngSink writes the last committed frame, pixel for pixel", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/out.png`;
  const pixels = Uint8Array.from({ length: 45 }, (_, i) => (i * 37) & 255);
  {
    await using sink = await openPngSink(path, {
      ...SHAPE,
      arena: new Arena(),
      log: new MemoryLog(),
    });
    assert.equal(sink.info.layout, "rgb24");
    const { color, stride } = sink.begin();
    assert.deepEqual([color, stride], [{ matrix: "bt709", range: "full" }, 15]);
    sink.begin().data.fill(1);
    await sink.commit(0);
    sink.begin().data.set(pixels);
    await sink.commit(1);
    sink.begin().data.fill(99);
    assert.ok(!namesIn(folder.path).includes("out.png"));
  }
  assert.deepEqual(namesIn(folder.path), ["out.png"]);
  assert.deepEqual(await ffmpeg(`-i ${path} -pix_fmt rgb24 -f rawvideo -`), pixels);
});

Deno.test("openPngSink leaves nothing when nothing was committed, however often it is disposed", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/out.png`;
  const sink = await openPngSink(path, { ...SHAPE, arena: new Arena(), log: new MemoryLog() });
  sink.begin();
  await sink[Symbol.asyncDispose]();
  await sink[Symbol.asyncDispose]();
  assert.deepEqual(namesIn(folder.path), []);
});

Deno.test("openPngSink finds out at once that it cannot write", async () => {
  const request = { ...SHAPE, arena: new Arena(), log: new MemoryLog() };
  await assert.rejects(
    openPngSink("/nowhere/out.png", request),
    /Cannot write "\/nowhere\/out\.png": no such folder/,
  );
  await using folder = await temporaryFolder();
  await assert.rejects(openPngSink(folder.path, request), /it is a folder/);
});

Deno.test("openPngSink reports a file that cannot be completed: finish throws, dispose logs", async () => {
  for (const how of ["finish", "dispose"] as const) {
    await using folder = await temporaryFolder();
    await Deno.mkdir(`${folder.path}/sub`);
    const log = new MemoryLog();
    const sink = await openPngSink(`${folder.path}/sub/out.png`, {
      ...SHAPE,
      arena: new Arena(),
      log,
    });
    sink.begin();
    await sink.commit(0);
    await Deno.remove(`${folder.path}/sub`, { recursive: true });
    if (how === "finish") await assert.rejects(sink.finish(), /Cannot write ".*out\.png"/);
    else await sink[Symbol.asyncDispose]();
    assert.equal(log.lines.length, how === "finish" ? 0 : 1);
  }
});
