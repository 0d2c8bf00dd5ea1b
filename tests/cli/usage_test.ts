import assert from "node:assert/strict";
import metadata from "../../deno.json" with { type: "json" };
import { runScrim, withFolder } from "./scrim.ts";

const NONE = ["--input", "demo", "--output", "none", "--frames", "2"];

const WRONG: readonly [args: string[], message: RegExp][] = [
  [["--bogus"], /--bogus: there is no such flag/],
  [
    ["--plugins", "blurr", ...NONE],
    /"blurr": no built-in plugin has this name.*blur, mirror, replace.*--plugins/,
  ],
  [
    ["--plugins", "blur", "--set", "blur.radius=900", ...NONE],
    /"blur\.radius".*"900".*0\.\.200 px/,
  ],
  [["--plugins", "blur", "--set", "blur.size=9", ...NONE], /has only radius/],
  [
    [
      "--plugins",
      "replace",
      "--set",
      "replace.color=#112233",
      "--set",
      "replace.image=a.png",
      ...NONE,
    ],
    /"replace" with these options: image and color are both set/,
  ],
  [["--set", "blur.radius=9", ...NONE], /"blur" is not in the chain/],
  [["--input", "nothing", "--output", "none"], /--input "nothing": wanted auto, demo/],
  [
    ["--input", "ftp://x/film.mkv", "--output", "none"],
    /"ftp:\/\/x\/film\.mkv": wanted http, https/,
  ],
  [["--input-format", "i420", "--input", "demo", "--output", "none"], /--input-format with "demo"/],
  [
    ["--input", "/dev/zero", "--input-format", "rgb", "--output", "none"],
    /--input-format "rgb": wanted auto or i420/,
  ],
  [["--input", "demo", "--output", "film"], /--output "film": wanted auto/],
  [
    ["--input", "demo", "--output", "film.jpg"],
    /"film\.jpg": one picture is written as PNG, wanted film\.png; film%03d\.jpg makes a picture of each/,
  ],
  [
    ["--input", "demo", "--output", "x.png", "--codec", "ffv1"],
    /--codec ffv1: it is for video files/,
  ],
  [
    ["--input", "demo", "--output", "x.mkv", "--codec=-y"],
    /--codec "-y": wanted an encoder's name/,
  ],
  [["--model", "huge", "--plugins", "blur", ...NONE], /"huge"/],
  [["--fps", "0", ...NONE], /--fps 0/],
  [["--no-ffi", "--input", "/dev/video0", "--output", "none"], /need native code/],
  [["--output-format", "yuyv", "--input", "demo", "--output", "x.png"], /--output-format yuyv/],
];

for (const [args, message] of WRONG) {
  Deno.test(`scrim ${args.join(" ")} is refused with exit code 2`, async () => {
    const { code, out, err } = await runScrim(args);
    assert.match(err, message);
    assert.equal(code, 2);
    assert.equal(out, "");
    assert.doesNotMatch(err, /\n\s+at /, "a stack trace was shown");
  });
}

Deno.test("scrim --verbose shows the stack trace of an error", async () => {
  const { code, err } = await runScrim(["--plugins", "blurr", "--verbose", ...NONE]);
  assert.equal(code, 2);
  assert.match(err, /\n\s+at /);
});

Deno.test("scrim says what failed at run time with exit code 1", async () => {
  await withFolder(async (folder) => {
    const missing = await runScrim(["--input", `${folder}/none.y4m`, "--output", "none"]);
    assert.equal(missing.code, 1);
    assert.match(missing.err, /none\.y4m/);
    const nowhere = ["--input", "demo", "--output", `${folder}/no/such/folder/out.png`];
    const { code, err } = await runScrim([...nowhere, "--frames", "2"]);
    assert.equal(code, 1);
    assert.match(err, /no\/such\/folder/);
    assert.doesNotMatch(err, /\n\s+at /);
    const file = await runScrim(["--input", "/dev/null", "--output", "none"]);
    assert.equal(file.code, 1);
    assert.match(file.err, /Cannot read "\/dev\/null"/);
  });
});

Deno.test("scrim --version and --help print to stdout", async () => {
  const version = await runScrim(["--version"]);
  assert.deepEqual([version.code, version.out], [0, `scrim ${metadata.version}\n`]);
  const help = await runScrim(["--help"]);
  assert.equal(help.code, 0);
  assert.match(help.out, /--plugins a,b,c/);
});

Deno.test("scrim --list-plugins tells name, summary, layers and options from the declarations", async () => {
  const { code, out } = await runScrim(["--list-plugins"]);
  assert.equal(code, 0);
  assert.match(out, /^blur: Blurs the background/m);
  assert.match(out, /layers: person/);
  assert.match(out, /--set blur\.radius=….*0\.\.200 px; default 24/);
  assert.match(out, /--set blur\.kind=….*gaussian.*bokeh.*default gaussian/);
  assert.match(out, /--set replace\.color=….*#rrggbb, .*; default not set/);
});

Deno.test("scrim --explain prints the plan and writes nothing", async () => {
  await withFolder(async (folder) => {
    const output = `${folder}/out.png`;
    const { code, out } = await runScrim([
      ...["--input", "demo", "--size", "320x180", "--output", output],
      ...["--plugins", "blur,replace", "--explain"],
    ]);
    assert.equal(code, 0);
    assert.match(out, /blur: overwritten by replace/);
    assert.match(out, /model landscape -> person/);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("scrim doctor says what it finds, and its exit code says whether that is well", async () => {
  const { code, out } = await runScrim(["doctor", "--json"]);
  const report = JSON.parse(out);
  assert.equal(code, report.ok ? 0 : 1);
  const native = report.findings.find(({ id }: { id: string }) => id === "native-library");
  assert.equal(native.status, "ok");
  const text = await runScrim(["doctor"]);
  assert.equal(text.code, code);
  assert.match(text.out, /^ok {7}Deno \d/);
  assert.equal((await runScrim(["doctor", "--fix"])).code, 2);
});

Deno.test("scrim --list-devices works on a machine without devices, and needs native code", async () => {
  assert.equal((await runScrim(["--list-devices"])).code, 0);
  assert.equal((await runScrim(["--list-devices", "--no-ffi"])).code, 2);
});

Deno.test("new, doctor and service have a help of their own", async () => {
  for (
    const [word, says] of [["new", /new NAME \[--dir PATH\]/], ["doctor", /doctor \[--json\]/], [
      "service",
      /service install/,
    ]] as const
  ) {
    for (const flag of ["--help", "-h"]) {
      const { code, out, err } = await runScrim([word, flag]);
      assert.equal(code, 0, err);
      assert.match(out, says);
      assert.doesNotMatch(out, /--mask-threshold/);
    }
  }
});

Deno.test("a run without filters says that the camera is shown, and one with --mirror alone that the room is", async () => {
  const args = ["--input", "demo", "--size", "64x48", "--output", "none", "--frames", "1"];
  assert.match((await runScrim(args)).err, /No filters: the picture passes through unfiltered/);
  const mirrored = await runScrim([...args, "--mirror"]);
  assert.match(mirrored.err, /No filter hides the background: the room is shown/);
  assert.doesNotMatch(mirrored.err, /unfiltered/);
});
