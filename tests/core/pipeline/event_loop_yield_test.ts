import assert from "node:assert/strict";
import { type FrameSource, run } from "../../../mod.ts";
import { MemoryLog } from "../../fakes.ts";
import { turn } from "../../wait.ts";

const FRAMES = 2_000_000;
const color = { matrix: "bt601", range: "limited" } as const;

Deno.test("a camera that is always ahead of the filters keeps nobody from ending the run", async () => {
  const stopper = new AbortController();
  const reason = new Error("enough");
  let last = 0;
  const running = run({
    input: (arena): FrameSource => {
      const picture = arena.packed("yuyv", { width: 64, height: 48, color });
      const captured = { sequence: -1, timestampMs: 0, picture, release: () => {} };
      return {
        info: {
          description: "fast",
          width: 64,
          height: 48,
          fps: 30,
          layout: "yuyv",
          color,
          live: true,
        },
        dropped: 0,
        next: () => {
          captured.sequence++;
          if (captured.sequence === 10) turn().then(() => stopper.abort(reason));
          last = captured.sequence;
          captured.timestampMs = 1000 + captured.sequence;
          return Promise.resolve(captured);
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      };
    },
    ...{ output: "none", outputFormat: "rgb24", log: new MemoryLog() },
    ...{ frames: FRAMES, signal: stopper.signal },
  });
  await assert.rejects(running, (error) => error === reason, "the timer had its turn");
  assert.ok(last < FRAMES - 1, `${last} frames`);
});
