import assert from "node:assert/strict";
import { folderOf } from "../core/bundle/packages.ts";
import { coldCache, deno, ROOT } from "./published.ts";

const PLUGIN = `
import { definePlugin, type FilterPlugin } from "jsr:@scrim/scrim@^0.1.0/plugin";

const dim: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "dim",
  summary: "Darkens the background",
  access: "in-place",
  layers: [{ name: "person", size: "frame" }],
  options: { strength: { type: "number", default: 60, min: 0, max: 100, summary: "How dark" } },
  process({ frame, layers, options }) {
    const strength: number = options.strength;
    frame.y.data[0] = strength + layers.person.data[0];
  },
});
export default dim;
console.log(dim.name, dim.apiVersion);
`;

Deno.test("jsr:@scrim/scrim/plugin type-checks and runs through links, without permissions or network", async () => {
  await using folder = await folderOf({
    "deno.json": JSON.stringify({ links: [ROOT] }),
    "mod.ts": PLUGIN,
    "wrong.ts": PLUGIN.replace("options.strength;", "options.strenght;"),
  });
  const cache = await coldCache(folder.path);
  const offline = ["--no-remote", "--no-npm"];
  const run = await deno(folder.path, ["run", "--no-prompt", ...offline, "mod.ts"], cache);
  assert.deepEqual({ code: run.code, out: run.out }, { code: 0, out: "dim 1\n" }, run.err);
  const check = await deno(folder.path, ["check", ...offline, "mod.ts"], cache);
  assert.equal(check.code, 0, check.err);
  const wrong = await deno(folder.path, ["check", ...offline, "wrong.ts"], cache);
  assert.equal(wrong.code, 1);
  assert.match(wrong.err, /'strenght' does not exist on type/);
});
