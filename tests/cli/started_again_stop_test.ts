/** Ctrl-C where the program had to start itself again with a flag of Deno's: a terminal sends it to both. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ffmpegTest } from "../ffmpeg.ts";
import { namesIn } from "../folders.ts";
import { gatedFfmpeg } from "./gated_ffmpeg.ts";
import { Said } from "./said.ts";
import { withFolder } from "./scrim.ts";

const MOD = fileURLToPath(new URL("../../mod.ts", import.meta.url));

for (const [who, sent] of [["a terminal's Ctrl-C", -1], ["a signal to the starter", 1]] as const) {
  ffmpegTest(`scrim that was started again hears ${who} once, and finishes its film`, async () => {
    await withFolder(async (folder) => {
      const gate = await gatedFfmpeg(`${folder}/bin`);
      await Deno.writeTextFile(
        `${folder}/look.js`,
        `export default { apiVersion: 1, name: "look", summary: "Looks", access: "read", process() {} };`,
      );
      const child = new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "-A", "--quiet", "--no-config", MOD, "--input", "demo", "--size", "160x90"],
          ...["--plugins", `${folder}/look.js`, "--output", `${folder}/film.mkv`, "--verbose"],
        ],
        env: gate.env,
        stdin: "null",
        stdout: "null",
        stderr: "piped",
        detached: true, // a group of its own, as in a terminal
      }).spawn();
      const said = new Said(child.stderr);
      await said.until(/First picture/);
      Deno.kill(sent * child.pid, "SIGINT");
      await said.until(/Ctrl-C again gives up/);
      await gate.open();
      const text = await said.all();
      assert.equal((await child.status).code, 0, text);
      assert.deepEqual(namesIn(folder), ["bin", "film.mkv", "look.js"]);
    });
  });
}
