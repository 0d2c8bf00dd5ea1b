import assert from "node:assert/strict";
import { ProgressLine } from "../../../core/cli/progress.ts";

const MIB = 2 ** 20;

/** A terminal that remembers; `\n` ends what `err()` printed. */
class Screen {
  text = "";
  readonly stderrIsTerminal: boolean;

  constructor(stderrIsTerminal: boolean) {
    this.stderrIsTerminal = stderrIsTerminal;
  }
  err(line: string): void {
    this.text += `${line}\n`;
  }
  draw(text: string): void {
    this.text += text;
  }

  /** What a viewer sees: a carriage return goes back to the line's beginning and what follows is written over it. */
  get seen(): readonly string[] {
    return this.text.split("\n").map((line) =>
      line.split("\r").reduce((under, over) => over + under.slice(over.length), "").trimEnd()
    );
  }
}

/** Tells of a file of 2 MiB. */
function tell(line: ProgressLine, received: number, name = "parts.tflite"): void {
  line.show({ name, received, total: 2 * MIB });
}

Deno.test("ProgressLine draws a bar that grows in one line, and ends with what is there now", () => {
  const screen = new Screen(true);
  const line = new ProgressLine(screen);
  tell(line, 0);
  assert.deepEqual(screen.seen, [`parts.tflite [${"-".repeat(24)}] 0.0 of 2.0 MiB`]);
  tell(line, MIB);
  assert.deepEqual(screen.seen, [
    `parts.tflite [${"#".repeat(12)}${"-".repeat(12)}] 1.0 of 2.0 MiB`,
  ]);
  tell(line, 2 * MIB);
  assert.deepEqual(screen.seen, ["Downloaded parts.tflite (2.0 MiB)", ""]);
});

Deno.test("ProgressLine draws nothing that looks the same", () => {
  const screen = new Screen(true);
  const line = new ProgressLine(screen);
  tell(line, MIB);
  const { text } = screen;
  for (let more = 0; more < 100; more++) tell(line, MIB + more);
  assert.equal(screen.text, text);
});

Deno.test("ProgressLine leaves nothing of a longer name behind", () => {
  const screen = new Screen(true);
  const line = new ProgressLine(screen);
  tell(line, MIB, "a_name_that_is_long.tflite");
  tell(line, MIB, "b");
  assert.deepEqual(screen.seen, [`b [${"#".repeat(12)}${"-".repeat(12)}] 1.0 of 2.0 MiB`]);
});

Deno.test("ProgressLine makes room for other lines", () => {
  const screen = new Screen(true);
  const line = new ProgressLine(screen);
  line.clear();
  assert.equal(screen.text, "");
  tell(line, MIB);
  line.clear();
  screen.err("warning: it stopped");
  tell(line, MIB);
  assert.deepEqual(screen.seen, [
    "warning: it stopped",
    `parts.tflite [${"#".repeat(12)}${"-".repeat(12)}] 1.0 of 2.0 MiB`,
  ]);
});

Deno.test("ProgressLine prints one line a file where nobody sees a bar, and no control characters", () => {
  const screen = new Screen(false);
  const line = new ProgressLine(screen);
  for (const received of [0, MIB / 2, MIB, 2 * MIB]) tell(line, received);
  line.clear();
  tell(line, 0, "other.tflite");
  assert.equal(
    screen.text,
    "Downloading parts.tflite (2.0 MiB)\nDownloading other.tflite (2.0 MiB)\n",
  );
});
