import assert from "node:assert/strict";
import { readArgs } from "../../../core/cli/args.ts";
import { FLAG_NAMES } from "../../../core/settings/flags.ts";
import { HELP } from "../../../core/cli/help.ts";
import { ScrimError } from "../../../core/base/errors.ts";

Deno.test("readArgs reads every flag", () => {
  const command = readArgs([
    ...[
      "--plugins",
      "blur,./mine.ts",
      "--set",
      "blur.radius=40",
      "--set",
      "replace.image=a=b.c.jpg",
    ],
    ...["--input", "demo", "--output=-", "--size", "640x360", "--fps", "29.97", "--frames", "5"],
    ...[
      "--model",
      "general",
      "--buffers",
      "6",
      "--preview=8080",
      "--stats",
      "--no-ffi",
      "--verbose",
    ],
    ...["--input-format", "nv12", "--codec", "ffv1"],
    ...["--output-format", "i420", "--watch", "--trust", "./mine.ts", "--trust", "a,b"],
    ...["--quality", "high", "--mask-sync", "adaptive", "--mask-every", "3"],
    ...["--mask-threshold", "0.5", "--mask-softness=0", "--mask-dilate=-3"],
    ...["--mask-smoothing", "0.5", "--mask-refine", "off"],
    ...["--mirror", "--always-on"],
    ...["--control", "brightness=3", "--control", "a= b=c"],
  ]);
  assert.deepEqual(command, {
    action: "run",
    stats: "text",
    explain: "text",
    listDevices: "text",
    created: null,
    doctor: "text",
    notes: [],
    verbose: true,
    options: {
      plugins: ["mirror", "blur", "./mine.ts"],
      settings: [
        { plugin: "blur", option: "radius", value: "40" },
        { plugin: "replace", option: "image", value: "a=b.c.jpg" },
      ],
      input: "demo",
      inputFormat: "nv12",
      output: "-",
      codec: "ffv1",
      outputFormat: "i420",
      size: { width: 640, height: 360 },
      fps: 29.97,
      frames: 5,
      model: "general",
      buffers: 6,
      alwaysOn: true,
      controls: { brightness: "3", a: " b=c" },
      preview: 8080,
      ffi: false,
      trust: ["./mine.ts", "a", "b"],
      quality: "high",
      maskSync: "adaptive",
      maskEvery: 3,
      mask: { threshold: 0.5, softness: 0, dilate: -3, smoothing: 0.5, refine: false },
      watch: true,
      reload: false,
    },
  });
});

Deno.test("readArgs needs nothing", () => {
  const { action, options, stats } = readArgs([]);
  assert.equal(action, "run");
  assert.equal(stats, "none");
  assert.equal(options.input, "auto");
  assert.equal(options.output, "auto");
  assert.deepEqual(options.plugins, []);
});

Deno.test("readArgs lets --stats and --preview stand alone or with a value", () => {
  assert.equal(readArgs(["--stats=json"]).stats, "json");
  assert.equal(readArgs(["--preview"]).options.preview, 0);
});

Deno.test("readArgs lets --explain stand alone or name a form", () => {
  const { action, explain } = readArgs(["--explain"]);
  assert.deepEqual([action, explain], ["explain", "text"]);
  assert.equal(readArgs(["--explain=json"]).explain, "json");
  assert.equal(readArgs(["--list-layers"]).action, "list-layers");
  const listed = ["--list-devices", "--list-devices=json"].map((flag) => readArgs([flag]));
  assert.deepEqual(listed.map(({ action }) => action), ["list-devices", "list-devices"]);
  assert.deepEqual(listed.map(({ listDevices }) => listDevices), ["text", "json"]);
});

Deno.test("readArgs takes a plugin's name, and where to write it, behind new", () => {
  const created = (...args: string[]) => {
    const command = readArgs(["new", ...args]);
    assert.equal(command.action, "new");
    return command.created;
  };
  assert.deepEqual(created("my-filter"), { name: "my-filter", dir: undefined });
  assert.deepEqual(created("my-filter", "--dir", "a/b"), { name: "my-filter", dir: "a/b" });
  assert.deepEqual(created("my-filter", "--dir=a"), { name: "my-filter", dir: "a" });
});

Deno.test("readArgs takes doctor, for people or programs", () => {
  const read = (...args: string[]) => {
    const { action, doctor } = readArgs(["doctor", ...args]);
    return [action, doctor];
  };
  assert.deepEqual(read(), ["doctor", "text"]);
  assert.deepEqual(read("--json"), ["doctor", "json"]);
});

const REFUSED: readonly [args: string[], message: RegExp][] = [
  [["--plugin", "blur"], /--plugin: there is no such flag; did you mean --plugins/],
  [["blur"], /blur/],
  [["--fps", "0"], /--fps 0: wanted a number 1\.\.240/],
  [["--fps", "fast"], /--fps "fast": wanted a number/],
  [["--frames", "1.5"], /--frames 1\.5: wanted a whole number of at least 1/],
  [["--frames=-3"], /--frames -3/],
  [
    ["--frames", "-3"],
    /--frames: its value is missing or begins with a dash; write --frames=VALUE/,
  ],
  [["--frames", ""], /--frames ""/],
  [["--quality", "full"], /--quality "full": wanted fast or balanced or high/],
  [["--mask-sync", "never"], /"never": wanted every-frame or on-motion or adaptive/],
  [["--mask-every", "0"], /--mask-every 0: wanted a whole number 1\.\.120/],
  [["--mask-threshold", "2"], /mask threshold 2: wanted a number 0\.\.1$/],
  [["--mask-dilate", "1.5"], /mask dilate 1\.5: wanted a whole number -64\.\.64$/],
  [["--mask-smoothing", "x"], /--mask-smoothing "x": wanted a number$/],
  [["--mask-refine", "yes"], /--mask-refine "yes": wanted on or off$/],
  [
    ["--mask-every", "2", "--mask-sync", "every-frame"],
    /--mask-every 2: wanted no --mask-sync every-frame/,
  ],
  [["--size", "1280"], /--size "1280": wanted WIDTHxHEIGHT/],
  [["--size", "641x360"], /--size "641x360": wanted WIDTHxHEIGHT, both even/],
  [["--size", "10000x2"], /16\.\.8192/],
  [["--control", "brightness"], /--control "brightness": wanted NAME=VALUE/],
  [["--control", "=3"], /--control "=3"/],
  [["--buffers", "1"], /--buffers 1: wanted a whole number 2\.\.32/],
  [["new"], /Cannot make a plugin: it has no name/],
  [["new", "--dir", "x"], /it has no name/],
  [["new", "a", "--dir"], /Cannot use --dir with new: wanted --dir PATH/],
  [["doctor", "now"], /Cannot use now with doctor: wanted --json/],
  [["new", "a", "b"], /Cannot use b with new/],
  [["--explain=yaml"], /--explain "yaml": wanted text or json/],
  [["--list-devices=xml"], /--list-devices "xml": wanted text or json/],
  [["--preview=70000"], /0\.\.65535/],
  [["--set", "radius=3"], /--set "radius=3": wanted plugin\.option=value/],
  [["--plugins", "blur,,replace"], /--plugins "blur,,replace"/],
  [["--output-format", "rgba"], /auto or yuyv or i420 or rgb24/],
  [["--stats=xml"], /--stats "xml": wanted text or json/],
  [["--stats=json", "--output", "-"], /--stats "json"/],
  [["--stats=json", "--output", "/dev/stdout"], /--stats "json"/],
  [["--stats=json", "--output", "file:///dev/fd/1"], /--stats "json"/],
  [["--input", "demo", "--input", "auto"], /--input twice/],
  [["--input"], /argument/],
  [["--input="], /--input ""/],
];

for (const [args, message] of REFUSED) {
  Deno.test(`readArgs refuses ${args.join(" ")}`, () => {
    assert.throws(
      () => readArgs(args),
      (error: unknown) =>
        error instanceof ScrimError && error.code === "USAGE" && message.test(error.message),
    );
  });
}

Deno.test("readArgs takes completions with a shell and the name of the command", () => {
  assert.deepEqual(readArgs(["completions", "bash"]).completed, {
    shell: "bash",
    command: "scrim",
  });
  assert.equal(readArgs(["completions", "fish", "--command=cam"]).completed?.command, "cam");
  for (const args of [[], ["tcsh"], ["bash", "more"], ["bash", "--command", "a b"]]) {
    assert.throws(() => readArgs(["completions", ...args]), ScrimError);
  }
});

Deno.test("HELP documents every flag, and no flag that does not exist", () => {
  const documented = new Set([...HELP.matchAll(/--([a-z][a-z-]*)/g)].map((match) => match[1]));
  // `--dir` belongs to `new` alone.
  assert.deepEqual([...documented].sort(), [...FLAG_NAMES, "dir", "json", "now"].sort());
});
