/** Names that are not UTF-8: Deno cannot hand them over, so they are refused before anything is opened or written. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { namesIn } from "../folders.ts";
import { withFolder } from "./scrim.ts";

const MOD = fileURLToPath(new URL("../../mod.ts", import.meta.url));

for (
  const flags of [
    "--output none --input",
    "--input demo --frames 1 --output",
    "--input demo --frames 1 --output none --plugins",
    "--input demo --frames 1 --output none --plugins replace --set replace.image=",
    "--input demo --frames 1 --output none --model",
    "service print --output none --input",
    "new",
  ]
) {
  Deno.test(`scrim ${flags}NAME refuses a name that is not UTF-8`, () =>
    withFolder(async (folder) => {
      const space = flags.endsWith("=") ? "" : " ";
      const line = `"$DENO" run -A "$MOD" ${flags}${space}"$(printf './odd\\xff.png')"`;
      const { code, stderr } = await new Deno.Command("bash", {
        args: ["-c", line],
        cwd: folder,
        env: { NO_COLOR: "1", DENO: Deno.execPath(), MOD },
        stdout: "null",
      }).output();
      const err = new TextDecoder().decode(stderr);
      assert.equal(code, 2, err);
      assert.match(err, /^error: Cannot use ".*odd\ufffd\.png": it has bytes that are not UTF-8/m);
      assert.deepEqual(namesIn(folder), []);
    }));
}
