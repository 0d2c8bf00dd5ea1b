/** Scrim installed as a command, as the README says. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { withFolder } from "../cli/scrim.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What the README says, without the word `deno`. */
function documented(): readonly string[] {
  const readme = Deno.readTextFileSync(`${ROOT}README.md`);
  const line = /^ {4}deno (install .* mod\.ts)$/m.exec(readme)?.[1];
  assert.ok(line, "the README says how to install Scrim");
  return line.split(" ");
}

Deno.test("the installed command sandboxes plugins without starting itself again", () =>
  withFolder(async (folder) => {
    const installed = await new Deno.Command(Deno.execPath(), {
      args: [...documented()],
      cwd: ROOT,
      env: { DENO_INSTALL_ROOT: folder, NO_COLOR: "1" },
    }).output();
    assert.ok(installed.success, new TextDecoder().decode(installed.stderr));
    await Deno.writeTextFile(
      `${folder}/mine.ts`,
      'export default { apiVersion: 1, name: "mine", summary: "Mine", access: "read", process() {} };\n',
    );
    const args = ["--input", "demo", "--size", "320x180", "--frames", "2"];
    const { code, stderr } = await new Deno.Command(`${folder}/bin/scrim`, {
      args: [...args, "--output", "out.png", "--plugins", "./mine.ts"],
      cwd: folder,
      // As if it had been started again already: it does not do so twice.
      env: { SCRIM_STARTED_AGAIN: "1", NO_COLOR: "1" },
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    assert.ok(Deno.statSync(`${folder}/out.png`).size > 0);
  }));
