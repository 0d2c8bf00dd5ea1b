/** Programs of others whose lock file does not allow what a worker of Scrim's loads. */
import assert from "node:assert/strict";
import { withFolder } from "./scrim.ts";

const MOD = import.meta.resolve("../../mod.ts");

Deno.test("run() in a project with a frozen lock file rejects, every time, and ends no program", () =>
  withFolder(async (folder) => {
    const config = { lock: { path: "deno.lock", frozen: true }, unstable: ["worker-options"] };
    await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify(config));
    await Deno.writeTextFile(`${folder}/deno.lock`, '{ "version": "5" }');
    await Deno.writeTextFile(
      `${folder}/program.ts`,
      `import { run } from ${JSON.stringify(MOD)};
       const size = { width: 64, height: 48 };
       for (let turn = 0; turn < 10; turn++) {
         try {
           await run({ input: "demo", output: "none", frames: 1, size, plugins: ["blur"] });
           console.log("it ran");
         } catch (error) {
           console.log("caught " + error.name);
         }
       }
       console.log("the end");`,
    );
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "program.ts"],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    const lines = new TextDecoder().decode(stdout).trim().split("\n");
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    assert.deepEqual(lines, [...Array(10).fill("caught ScrimError"), "the end"]);
  }));
