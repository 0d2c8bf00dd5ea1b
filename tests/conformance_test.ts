/** Every built-in and every example plugin keeps the contract, whichever there are. */
import { type ConformanceOptions, testPlugin } from "../core/testing/mod.ts";
import { everyPlugin, FILES } from "./plugins_of_the_house.ts";

const OWN: { readonly [plugin: string]: ConformanceOptions } = {
  qr: { garbageBytes: 200_000 }, // the library that it shows allocates whenever it looks for a code
};

for (const { plugin } of await everyPlugin()) {
  testPlugin(plugin, { files: FILES, ...OWN[plugin.name] });
}
