/** Every built-in and every example plugin keeps the contract, whichever there are. */
import assert from "node:assert/strict";
import { type ConformanceOptions, testPlugin } from "../core/testing/mod.ts";
import { everyPlugin, FILES } from "./built_in_plugins.ts";

const OWN: { readonly [plugin: string]: ConformanceOptions } = {
  qr: { garbageBytes: 200_000 }, // the library that it shows allocates whenever it looks for a code
};

const plugins = await everyPlugin();

Deno.test("the conformance runner finds the built-in plugins and the examples", () => {
  const names = plugins.map(({ plugin }) => plugin.name);
  assert.equal(new Set(names).size, names.length);
  for (const name of ["blur", "replace", "dim", "mirror", "vignette"]) {
    assert.ok(names.includes(name), name);
  }
});

for (const { plugin } of plugins) {
  testPlugin(plugin, { files: FILES, ...OWN[plugin.name] });
}
