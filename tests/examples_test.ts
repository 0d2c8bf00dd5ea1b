import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { explain, explainPlan, type OwnSink } from "../mod.ts";
import { decode, runScrim, withFolder } from "./cli/scrim.ts";
import { FLAG_NAMES } from "../core/settings/flags.ts";
import { MemoryLog } from "./fakes.ts";
import { missing } from "./tools.ts";

const ROOT = new URL("../", import.meta.url);
const read = (path: string): string => Deno.readTextFileSync(new URL(path, ROOT));

Deno.test({
  name: "examples/dim.ts darkens the background and leaves the person alone",
  ignore: missing("ffmpeg", "ffprobe"),
  fn: () =>
    withFolder(async (folder) => {
      const shot = async (name: string, flags: string[]) => {
        const output = `${folder}/${name}.png`;
        const fixed = ["--input", "demo", "--size", "320x180", "--frames", "2", "--output", output];
        const { code, err } = await runScrim([...fixed, ...flags]);
        assert.equal(code, 0, err);
        return (await decode(output)).rgb;
      };
      const dim = fileURLToPath(new URL("examples/dim.ts", ROOT));
      const plain = await shot("plain", []);
      const dimmed = await shot("dim", ["--plugins", dim, "--set", "dim.strength=80"]);
      const green = (rgb: Uint8Array, x: number, y: number): number => rgb[(y * 320 + x) * 3 + 1];
      assert.ok(green(dimmed, 10, 10) < green(plain, 10, 10) / 2, "the corner is dark");
      assert.equal(green(dimmed, 165, 70), green(plain, 165, 70), "the face is as it was");
    }),
});

/** Modules in `examples/`, a folder for the package. */
const EXAMPLES = [...Deno.readDirSync(new URL("examples/", ROOT))].map(({ name }) => name)
  .filter((name) => name.endsWith(".ts") || name === "third_party_plugin").sort();
const FILTERS = EXAMPLES.filter((name) => name !== "headless.ts");

Deno.test("the list of examples has every one, with the command that stands in it", () => {
  const rows = [
    ...read("examples/README.md").matchAll(/^\| \[`(\S+)`\]\((\S+)\).*`(deno .*)` +\|$/gm),
  ];
  const listed = rows.map(([, name, link]) => {
    assert.equal(name.replace(/\/$/, ""), link);
    return link;
  });
  assert.deepEqual([...listed].sort(), EXAMPLES);
  for (const [, , name, command] of rows) {
    for (const [, flag] of command.matchAll(/--([a-z-]+)/g)) {
      assert.ok(FLAG_NAMES.some((name) => name === flag), flag);
    }
    if (!name.endsWith(".ts")) continue;
    const own = /^ \* {5}(deno .*)$/m.exec(read(`examples/${name}`))?.[1];
    assert.ok(own?.startsWith(command), `${name} says: ${own}`);
    assert.ok(read(`examples/${name}`).split("\n").length <= 100, `${name} is short`);
  }
});

/** A sink that is never opened: plans only ask what it takes. */
const CAMERA: OwnSink = {
  live: true,
  layout: "yuyv",
  open: () => assert.fail("explain() opens no sink"),
};

for (const name of FILTERS) {
  const file = name.endsWith(".ts") ? name : `${name}/mod.ts`;
  Deno.test(`the plan of examples/${file} asks for what it promises`, async (t) => {
    const path = fileURLToPath(new URL(`examples/${file}`, ROOT));
    const chain = name === "mirror.ts" ? [path, "blur"] : [path];
    const log = new MemoryLog();
    const looks = name === "motion.ts" || name === "qr.ts";
    const settings = name === "motion.ts"
      ? [{ plugin: "motion", option: "from", value: "0,0.5" }]
      : [];
    const output = looks ? "none" : CAMERA;
    const wanted = { plugins: chain, trust: [path], settings, input: "demo", output, log };
    await t.assertSnapshot(explainPlan(await explain(wanted)));
  });
}

/** Deno in a folder of the repository, with its output. */
async function deno(folder: string, ...args: string[]): Promise<{ code: number; said: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    ...{ args, cwd: new URL(folder, ROOT), env: { NO_COLOR: "1" }, stdin: "null" },
  }).output();
  return { code, said: [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("") };
}

Deno.test("examples/headless.ts takes its own pictures to its own sink", async () => {
  const { code, said } = await deno(".", "run", "-A", "--quiet", "examples/headless.ts");
  assert.equal(code, 0, said);
  // Luma 96 and 155 with twice the contrast about 126 are 66 and 184: (66 - 16) * 255 / 219 = 58, and 196.
  assert.match(said, /^60 pictures, from 58 to 196\nthe slowest took \d+\.\d ms\n$/);
});

Deno.test("examples/third_party_plugin is a package of its own: tidy, tested and publishable", async () => {
  const folder = "examples/third_party_plugin/";
  const checks = [["fmt", "--check"], ["lint"], ["check", "."], ["test", "-A"]];
  for (const args of [...checks, ["publish", "--dry-run", "--allow-dirty"]]) {
    const { code, said } = await deno(folder, ...args);
    assert.equal(code, 0, `deno ${args.join(" ")}: ${said}`);
    if (args[0] === "test") assert.match(said, /ok \| 1\d passed \| 0 failed/);
    if (args[0] === "publish") assert.match(said, /publish of @you\/scrim-vignette@/);
  }
});
