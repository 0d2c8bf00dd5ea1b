import assert from "node:assert/strict";
import { decode, runScrim, withFolder } from "./cli/scrim.ts";
import { missing } from "./tools.ts";

const ROOT = new URL("../", import.meta.url);
const read = (path: string): string => Deno.readTextFileSync(new URL(path, ROOT));

Deno.test("the README's plugin is the one in examples/", () => {
  const shown = /```ts\n\/\/ dim\.ts\n([\s\S]*?)```/.exec(read("README.md"))?.[1];
  const file = read("examples/dim.ts").replace(/^\/\*\*[\s\S]*?\*\/\n/, "");
  assert.equal(shown, file.replace("../core/plugin.ts", "./core/plugin.ts"));
});

Deno.test("the README names only flags and permissions that exist", () => {
  const help = read("core/cli/help.ts");
  const deno = ["allow-ffi", "allow-read", "allow-write", "allow-net", "allow-env", "allow-all"];
  const named = [...read("README.md").matchAll(/--([a-z][a-z-]+)/g)].map((match) => match[1]);
  const unknown = named.filter((flag) =>
    !help.includes(`--${flag}`) && !deno.includes(flag) && flag !== "import"
  );
  assert.deepEqual(unknown, []);
  assert.ok(named.length > 15);
});

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
      const dim = new URL("examples/dim.ts", ROOT).pathname;
      const plain = await shot("plain", []);
      const dimmed = await shot("dim", ["--plugins", dim, "--set", "dim.strength=80"]);
      const green = (rgb: Uint8Array, x: number, y: number): number => rgb[(y * 320 + x) * 3 + 1];
      assert.ok(green(dimmed, 10, 10) < green(plain, 10, 10) / 2, "the corner is dark");
      assert.equal(green(dimmed, 165, 70), green(plain, 165, 70), "the face is as it was");
    }),
});

Deno.test("examples/library.ts runs a source of its own", async () => {
  await withFolder(async (folder) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--quiet",
        new URL("examples/library.ts", ROOT).pathname,
        `${folder}/o.png`,
      ],
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    assert.match(new TextDecoder().decode(stdout), /10 frames, 10 inferences/);
    assert.ok(Deno.statSync(`${folder}/o.png`).size > 100);
  });
});
