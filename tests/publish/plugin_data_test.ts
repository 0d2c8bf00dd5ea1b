/** Data that a plugin brings along as a module, as the documents say: from a path, from a web server, and published. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { serve } from "../core/bundle/server.ts";
import { runScrim, withFolder } from "../cli/scrim.ts";
import { documentedCommands } from "../documents/commands.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const DATA = new Uint8Array([0, 1, 2, 250, 251, 255]);

const PLUGIN = `/** A plugin with data. @module */
import { definePlugin, type FilterPlugin } from "@scrim/scrim/plugin";
import text from "./grain.ts";

const grain: Uint8Array = Uint8Array.fromBase64(text);

/** Says what its data is. */
const plugin: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "grainy",
  summary: "Says what its data is",
  access: "read",
  init(host) {
    host.log("data " + grain.join(" "));
  },
  process() {},
});
export default plugin;
`;

/** The package, its data made by the documented command. */
async function makePackage(folder: string): Promise<void> {
  await Deno.writeFile(`${folder}/grain.raw`, DATA);
  const command = documentedCommands().find(({ line }) => line.startsWith("deno eval "));
  assert.ok(command, "the documents say how data becomes a module");
  const made = await new Deno.Command(Deno.execPath(), {
    args: [...command.words.slice(1)],
    cwd: folder,
  })
    .output();
  assert.ok(made.success, new TextDecoder().decode(made.stderr));
  await Deno.writeFile(`${folder}/grain.ts`, made.stdout);
  await Deno.writeTextFile(`${folder}/mod.ts`, PLUGIN);
  const manifest = {
    ...{ name: "@you/grainy", version: "0.1.0", license: "MIT", exports: "./mod.ts" },
    imports: { "@scrim/scrim": "jsr:@scrim/scrim@^0.1.0" },
    links: [ROOT],
    publish: { exclude: ["grain.raw", "deno.lock"] },
  };
  await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify(manifest));
}

const BASE = ["--input", "demo", "--size", "320x180", "--frames", "1", "--output", "none"];

Deno.test("a plugin has its data from a path and from a web server, and passes deno publish", () =>
  withFolder(async (folder) => {
    await makePackage(folder);
    const local = await runScrim([...BASE, "--plugins", "./mod.ts"], { cwd: folder });
    assert.match(local.err, /data 0 1 2 250 251 255/);

    const page = (name: string) => ({
      type: "application/typescript",
      body: Deno.readTextFileSync(`${folder}/${name}`).replace(
        "@scrim/scrim/",
        "jsr:@scrim/scrim@^0.1.0/",
      ),
    });
    await using server = serve({ "/mod.ts": page("mod.ts"), "/grain.ts": page("grain.ts") });
    const far = await runScrim([...BASE, "--plugins", `${server.url}/mod.ts`], { cwd: folder });
    assert.match(far.err, /data 0 1 2 250 251 255/, far.err);

    const dry = await new Deno.Command(Deno.execPath(), {
      args: ["publish", "--dry-run", "--allow-dirty"],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    const said = new TextDecoder().decode(dry.stderr);
    assert.ok(dry.success, said);
    assert.match(said, /grain\.ts/);
    assert.doesNotMatch(said, /grain\.raw/);
  }));
