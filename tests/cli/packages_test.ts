import assert from "node:assert/strict";
import { runScrim, withFolder } from "./scrim.ts";

Deno.test("scrim needs no package for what needs no model, picture file or plugin of others", async () => {
  await withFolder(async (folder) => {
    // Nothing is cached, and nobody answers: whatever asks for a package fails.
    const env = { NO_COLOR: "1", DENO_DIR: folder, NPM_CONFIG_REGISTRY: "http://127.0.0.1:9/" };
    const film = ["--input", "demo", "--size", "64x48", "--output", `${folder}/film.y4m`];
    for (const args of [["--version"], ["--list-plugins"], [...film, "--frames", "2"]]) {
      const { code, err } = await runScrim(args, { env });
      assert.equal(code, 0, err);
    }
    const blurred = await runScrim([...film, "--frames", "2", "--plugins", "blur"], { env });
    assert.equal(blurred.code, 1);
    assert.match(blurred.err, /is not reachable|check the network/);
  });
});
