import assert from "node:assert/strict";
import { run } from "../../../mod.ts";
import { MemoryLog } from "../../fakes.ts";
import { temporaryFolder } from "../../folders.ts";

/** Plugins as classes make them: methods, getters and private fields live on the class, not on the object. */
const FORMS: { readonly [form: string]: string } = {
  "an instance of a class": `
    class Tint {
      apiVersion = 1; name = "tint"; summary = "A class"; access = "in-place";
      #level = 0;
      narrow() { return this.#level === 0 ? {} : { identity: true }; }
      init() { this.#level = 77; return { own: this }; }
      process({ frame, state }) { frame.y.data.fill(this.#level + (state.own === this ? 0 : 1)); }
    }
    export default new Tint();`,
  "an instance of a class with getters": `
    class Base { get apiVersion() { return 1; } get access() { return "in-place"; } level = undefined; }
    class Tint { get apiVersion() { return 1; } get access() { return "in-place"; } get name() { return "tint"; }
      get summary() { return "Getters"; } get options() { return { level: { type: "number", default: 77, min: 0, max: 255, summary: "Grey" } }; }
      process({ frame, options }) { frame.y.data.fill(options.level); } }
    export default new Tint();`,
  "an object with a prototype": `
    export default Object.create({ process({ frame }) { frame.y.data.fill(77); } }, {
      apiVersion: { value: 1, enumerable: true }, name: { value: "tint", enumerable: true },
      summary: { value: "Inherits", enumerable: true }, access: { value: "in-place", enumerable: true } });`,
};

async function lumaWith(folder: string, code: string, trusted: boolean): Promise<number> {
  const plugin = `${folder}/tint_${trusted}.mjs`;
  await Deno.writeTextFile(plugin, code);
  const output = `${folder}/out.y4m`;
  await run({
    ...{ input: "demo", size: { width: 64, height: 48 }, frames: 2, output, plugins: [plugin] },
    ...{ trust: trusted ? [plugin] : [], log: new MemoryLog() },
  });
  return (await Deno.readFile(output)).at(-1 - 64 * 48 / 2) ?? -1;
}

for (const [form, code] of Object.entries(FORMS)) {
  Deno.test(`a plugin that is ${form} works alike in the sandbox and trusted`, async () => {
    await using folder = await temporaryFolder();
    assert.equal(await lumaWith(folder.path, code, true), 77, "trusted");
    assert.equal(await lumaWith(folder.path, code, false), 77, "in the sandbox");
  });
}

Deno.test("a field that the contract does not know is refused alike, of a class, too", async () => {
  await using folder = await temporaryFolder();
  const code =
    `class Odd { apiVersion = 1; name = "odd"; summary = "Odd"; access = "read"; proces() {} cache = 1; process() {} }
    export default new Odd();`;
  for (const trusted of [true, false]) {
    await assert.rejects(lumaWith(folder.path, code, trusted), /"cache" is 1, wanted no such key/);
  }
});
