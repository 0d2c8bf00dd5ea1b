import assert from "node:assert/strict";
import { Arena } from "../../../core/media/arena.ts";
import { openNullSink } from "../../../core/io/null_sink.ts";

const SHAPE = { width: 7, height: 5, color: { matrix: "bt601", range: "limited" } } as const;

Deno.test("openNullSink lends the same memory for every frame, in the layout asked for", async () => {
  await using yuyv = openNullSink({ ...SHAPE, layout: "yuyv", arena: new Arena() });
  assert.deepEqual([yuyv.info.layout, yuyv.begin().stride, yuyv.begin().data.length], [
    "yuyv",
    16,
    80,
  ]);
  assert.equal(yuyv.begin(), yuyv.begin());
  await yuyv.commit(0);
  assert.equal(yuyv.bytesCopied, 0);
  await using rgb = openNullSink({ ...SHAPE, layout: "rgb24", arena: new Arena() });
  assert.deepEqual([rgb.info.layout, rgb.begin().data.length], ["rgb24", 105]);
});

Deno.test("openNullSink without a layout takes no pictures, and no memory for any", async () => {
  const arena = new Arena();
  await using sink = openNullSink({ ...SHAPE, layout: null, arena });
  assert.equal(sink.info.layout, null);
  assert.equal(arena.used, 0);
  await sink.commit(0);
  assert.throws(() => sink.begin(), TypeError);
});
