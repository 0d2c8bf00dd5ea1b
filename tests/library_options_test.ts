/** What `run()` and `explain()` refuse, and in which words. */
import assert from "node:assert/strict";
import { FLAG_NAMES, flagOf } from "../core/settings/flags.ts";
import type { RunOptions } from "../mod.ts";
import { DEMO, refusal } from "./library.ts";

const MISSHAPEN: readonly [options: unknown, message: RegExp][] = [
  [null, /the options null: wanted an object/],
  [[], /the options \[\]: wanted an object/],
  [{ plugins: "blur" }, /plugins "blur": wanted a list/],
  [
    { plugins: [null] },
    /plugins\[0\] null: wanted a name, as in \["blur"\], or \{ plugin, options \}/,
  ],
  [{ plugins: ["blur", {}] }, /plugins\[1\] \{\}: wanted/],
  [{ plugins: [["blur"]] }, /plugins\[0\] \["blur"\]: wanted/],
  [{ plugin: ["blur"] }, /option "plugin": there is none of this name; did you mean plugins/],
  [{ settings: [{ plugin: "blur", option: "radius", value: 3 }] }, /settings\[0\] .*all strings/],
  [{ trust: "blur" }, /trust "blur": wanted a list/],
  [{ trust: [1] }, /trust\[0\] 1: wanted a string/],
  [{ size: "640x480" }, /size "640x480": wanted \{ width, height \} in pixels/],
  [{ fps: "30" }, /fps "30": wanted a number/],
  [{ input: 3 }, /input 3: wanted a string or a function/],
  [{ output: {} }, /output \{\}: wanted a string or an object with layout, live and open\(\)/],
  [{ ffi: "no" }, /ffi "no": wanted true or false/],
  [{ log: console.log }, /log a function: wanted an object with info\(\), warn\(\) and debug\(\)/],
  [{ signal: {} }, /signal \{\}: wanted an AbortSignal/],
  [{ onPreview: "x" }, /onPreview "x": wanted a function/],
];

for (const [options, message] of MISSHAPEN) {
  Deno.test(`run() and explain() refuse ${JSON.stringify(options)}`, async () => {
    const error = await refusal(options);
    assert.match(error.message, message);
    assert.equal((error as { code?: string }).code, "USAGE");
  });
}

const REFUSED: readonly [options: RunOptions, message: RegExp][] = [
  [{ ...DEMO, fps: 0 }, /^Cannot use fps 0: wanted a number 1\.\.240$/],
  [{ ...DEMO, size: { width: 3, height: 3 } }, /^Cannot use size "3x3"/],
  [{ ...DEMO, maskEvery: 0 }, /^Cannot use maskEvery 0/],
  [{ ...DEMO, maskEvery: 2, maskSync: "every-frame" }, /no maskSync every-frame/],
  [{ ...DEMO, inputFormat: "i420" }, /^Cannot use inputFormat with "demo"/],
  [{ ...DEMO, codec: "ffv1" }, /^Cannot use codec ffv1/],
  [{ ...DEMO, controls: { gain: "1" } }, /^Cannot use controls gain/],
  [
    { ...DEMO, settings: [{ plugin: "blur", option: "radius", value: "3" }] },
    /^Cannot use settings/,
  ],
  [{ ...DEMO, mask: { dilate: 1000 } }, /^Cannot use mask dilate 1000/],
  [{ ...DEMO, ffi: false, input: "/dev/video0" }, /leave ffi: false away/],
];

for (const [options, message] of REFUSED) {
  Deno.test(`errors of run() speak of options, not of flags: ${message.source}`, async () => {
    const error = await refusal(options) as Error & { hint?: string };
    assert.match(error.message, message);
    const told = `${error.message}; ${error.hint ?? ""}`.replaceAll(/`deno run [^`]*`/g, "");
    assert.doesNotMatch(told, /--[a-z]/);
  });
}

Deno.test("every flag has its word for programs, or only prints something", () => {
  const printing = ["stats", "explain", "verbose", "version", "help"];
  const missing = FLAG_NAMES.filter((flag) =>
    flagOf(flag).program === undefined && !flag.startsWith("list-") && !printing.includes(flag)
  );
  assert.deepEqual(missing, []);
});
