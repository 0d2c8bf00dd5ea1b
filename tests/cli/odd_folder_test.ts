/** Scrim in a folder whose name a URL has to encode. */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { withFolder } from "./scrim.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What a clone would hold, without tests. */
async function copyCheckout(into: string): Promise<void> {
  const { success, stdout } = await new Deno.Command("git", {
    args: ["ls-files", "-z", "mod.ts", "deno.json", "core", "plugins", "ffi", "examples"],
    cwd: ROOT,
  }).output();
  assert.ok(success);
  for (const path of new TextDecoder().decode(stdout).split("\0").filter(Boolean)) {
    await Deno.mkdir(dirname(`${into}/${path}`), { recursive: true });
    await Deno.copyFile(`${ROOT}${path}`, `${into}/${path}`);
  }
}

Deno.test("Scrim runs in a folder with a space, umlaut, #, ? and % in its name", () =>
  withFolder(async (folder) => {
    const odd = `${folder}/a b ü #?%41`;
    await copyCheckout(odd);
    const scrim = async (...args: string[]) => {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", "mod.ts", ...args],
        cwd: odd,
        env: { NO_COLOR: "1" },
      }).output();
      const decoder = new TextDecoder();
      return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
    };
    const short = ["--input", "demo", "--size", "64x48", "--frames", "2", "--stats=json"];
    const plugins = "blur,./examples/minimal.ts";
    const made = await scrim(...short, "--output", "a #1.y4m", "--plugins", plugins);
    assert.equal(made.code, 0, made.err);
    assert.equal(JSON.parse(made.out).kernels, "native", made.err);
    assert.ok((await Deno.stat(`${odd}/a #1.y4m`)).size > 2 * 64 * 48);
    const picture = `replace.image=${odd}/examples/demo.png`;
    const replaced = await scrim(
      ...short,
      "--output",
      "b?.png",
      "--plugins",
      "replace",
      "--set",
      picture,
    );
    assert.equal(replaced.code, 0, replaced.err);
    const devices = await scrim("--list-devices");
    assert.equal(devices.code, 0, devices.err);
    assert.doesNotMatch(devices.out + devices.err, /native code|WebAssembly/);
    await Deno.writeTextFile(
      `${odd}/bad one.ts`,
      'export default { apiVersion: 1, name: "bad", summary: "x", access: "read",\n  process() { throw new Error("no"); } };',
    );
    const failed = await scrim(
      ...short,
      "--output",
      "none",
      "--plugins",
      "./bad one.ts",
      "--trust",
      "./bad one.ts",
    );
    assert.equal(failed.code, 1);
    assert.ok(failed.err.includes(`${odd}/bad one.ts:2:`), failed.err);
  }));
