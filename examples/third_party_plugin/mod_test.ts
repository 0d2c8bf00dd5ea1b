import assert from "node:assert/strict";
import { makeFrame, pixelAt, renderPlugin, testPlugin } from "@scrim/scrim/testing";
import vignette from "./mod.ts";

testPlugin(vignette); // what Scrim promises of every filter, with every option at its ends

Deno.test("vignette darkens the corners and leaves the middle", async () => {
  const frame = makeFrame(64, 48, { y: 216 });
  const { y } = await renderPlugin(vignette, { frame, options: { strength: 100 } });
  assert.ok(pixelAt(y, 32, 24) >= 214);
  assert.ok(pixelAt(y, 0, 0) < 30); // nearly black, which is 16
  assert.equal(pixelAt(y, 63, 0), pixelAt(y, 0, 47));
});
