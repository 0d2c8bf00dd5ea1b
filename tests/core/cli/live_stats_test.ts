import assert from "node:assert/strict";
import { LiveStats } from "../../../core/cli/live_stats.ts";
import { statsText } from "../../../core/cli/print.ts";
import type { Summary } from "../../../core/base/stats.ts";

const SUMMARY: Summary = {
  input: "a camera with a \x1b[31mrude\x1b[0m name",
  output: "none",
  ...{ width: 1280, height: 720, fps: 30, kernels: "native" },
  frames: { in: 60, out: 60, dropped: 0, held: 0, slates: 0, failed: 0, skipped: 0 },
  stages: { unpack: { count: 60, mean: 0.2, p50: 0.2, p95: 0.3, p99: 0.3, max: 0.4 } },
  latency: { count: 60, mean: 7, p50: 7, p95: 8, p99: 9, max: 10 },
  ...{ inferences: 5, bytesCopied: 0, bytesRead: 0, bytesWritten: 0 },
  filterWork: { calls: 0, bytesRead: 0, bytesWritten: 0, bytesCopied: 0 },
  buffers: { count: 1, bytes: 1 },
  ...{ cpuMsPerFrame: null, rssBytes: 1, firstFrameMs: 900 },
};

/** What stands on a screen of so many columns after text with `\x1b[nA` and `\x1b[J` was written to it. */
function screenOf(text: string, columns: number): string[] {
  const rows = [""];
  let row = 0;
  // deno-lint-ignore no-control-regex -- these are what it is about
  for (const [part] of text.matchAll(/\x1b\[(\d+)A|\x1b\[J|\n|[^\x1b\n]+/g)) {
    if (part === "\x1b[J") rows.splice(row, Infinity, "");
    else if (part.startsWith("\x1b")) row -= Number(part.slice(2, -1));
    else if (part === "\n") rows[++row] ??= "";
    else {
      assert.ok(part.length < columns, `a line of ${part.length} cells`);
      rows[row] = part + rows[row].slice(part.length);
    }
  }
  return rows;
}

function terminal(stderrIsTerminal: boolean, columns = 80) {
  const drawn = { text: "" };
  const draw = (text: string): void => void (drawn.text += text);
  return { drawn, live: new LiveStats({ draw, stderrIsTerminal, columns: () => columns }) };
}

Deno.test("LiveStats writes the same lines over, each cut to the terminal's width", () => {
  for (const columns of [40, 80, 200]) {
    const { drawn, live } = terminal(true, columns);
    for (let frames = 60; frames <= 180; frames += 30) {
      live.show({ ...SUMMARY, frames: { ...SUMMARY.frames, in: frames } });
    }
    const rows = screenOf(drawn.text, columns);
    assert.equal(rows.length, statsText(SUMMARY).split("\n").length + 1);
    assert.match(rows[1], /^frames: 180 in/);
    live.clear();
    assert.deepEqual(screenOf(drawn.text, columns), [""]);
    live.clear(); // there is nothing to take away any more
    assert.deepEqual(screenOf(drawn.text, columns), [""]);
  }
});

Deno.test("LiveStats lets no device's name steer the terminal", () => {
  const { drawn, live } = terminal(true);
  live.show(SUMMARY);
  assert.ok(!drawn.text.includes("\x1b[31m"));
});

Deno.test("LiveStats draws nothing where nobody sees it", () => {
  const { drawn, live } = terminal(false);
  live.show(SUMMARY);
  live.clear();
  assert.equal(drawn.text, "");
});
