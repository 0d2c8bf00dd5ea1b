/** Flags that were renamed. */
import assert from "node:assert/strict";
import { readArgs } from "../../../core/cli/args.ts";
import { FLAG_NAMES } from "../../../core/settings/flags.ts";
import { renameFormerFlags } from "../../../core/settings/former_flags.ts";

Deno.test("readArgs takes former flags for today's, and says so", () => {
  const { options, notes } = readArgs(["--effort", "low", "--sync=exact", "--mask-grow=-2"]);
  assert.deepEqual(
    [options.quality, options.maskSync, options.mask],
    ["fast", "every-frame", { dilate: -2 }],
  );
  assert.deepEqual(notes.map((note) => note.split("; ")[0]), [
    "--effort low is now called --quality=fast",
    "--sync exact is now called --mask-sync=every-frame",
    "--mask-grow -2 is now called --mask-dilate=-2",
  ]);
});

Deno.test("a service starts with today's flags, whatever was typed", () => {
  const { service } = readArgs(["service", "print", "--effort", "high"]);
  assert.deepEqual(service?.args, ["--quality=high"]);
});

Deno.test("renameFormerFlags leaves today's flags alone, and values that only look like flags", () => {
  const args = FLAG_NAMES.map((name) => `--${name}`);
  assert.deepEqual(renameFormerFlags(args), { args, notes: [] });
  const odd = ["--set", "text.words=--sync", "--", "-v"];
  assert.deepEqual(renameFormerFlags(odd), { args: odd, notes: [] });
});

Deno.test("a former flag without a value is refused by its name of today", () => {
  assert.throws(() => readArgs(["--sync"]), /--mask-sync/);
  assert.throws(() => readArgs(["--effort=loud"]), /--quality "loud": wanted fast or balanced/);
});
