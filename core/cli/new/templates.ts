/**
 * What a new plugin package starts as. Text in modules: Scrim from JSR has no files beside it.
 *
 * @module
 */

/** What the files of a package differ in. */
export interface Parts {
  /** The plugin's name: `my-filter`. */
  readonly name: string;
  /** The package's name on JSR: `@you/scrim-my-filter`. */
  readonly packageName: string;
  /** The Scrim that it is made for: `jsr:@scrim/scrim@^0.1.0`. */
  readonly scrim: string;
  /** The folder of the Scrim to use in place of the published one; `null`: the published one. */
  readonly link: string | null;
}

/** Beside the manifest that is published, one for working with a clone of Scrim: its paths are the author's own. */
const LOCAL = "deno.local.json";

const manifest = ({ packageName, scrim }: Parts, link: string | null): string =>
  JSON.stringify(
    {
      name: packageName,
      version: "0.1.0",
      license: "MIT",
      exports: "./mod.ts",
      imports: { "@scrim/scrim": scrim },
      ...(link === null ? {} : { links: [link] }),
      fmt: { lineWidth: 100, proseWrap: "preserve" },
      publish: { exclude: ["mod_test.ts", "deno.lock", LOCAL, ".gitignore"] },
    },
    null,
    2,
  ) + "\n";

const plugin = ({ name }: Parts): string =>
  `/**
 * A filter for [Scrim](https://jsr.io/@scrim/scrim): darkens what is behind the person.
 *
 * @module
 */
import { definePlugin, type FilterPlugin } from "@scrim/scrim/plugin";

/** Darkens the background. */
const filter: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "${name}",
  summary: "Darkens the background",
  access: "in-place",
  format: "luma",
  layers: [{ name: "person" }],
  options: {
    strength: { type: "number", default: 60, min: 0, max: 100, unit: "%", summary: "How dark" },
  },
  narrow: ({ strength }) => strength === 0 ? { identity: true } : { touches: "background" },
  process({ frame, layers: { person }, options: { strength } }) {
    for (let row = 0; row < frame.height; row++) {
      for (let column = 0; column < frame.width; column++) {
        const background = 255 - person.data[row * person.stride + column];
        frame.data[row * frame.stride + column] *= 1 - background * strength / 25500;
      }
    }
  },
});
export default filter;
`;

const TEST = `import assert from "node:assert/strict";
import { makeFrame, pixelAt, renderPlugin, testPlugin } from "@scrim/scrim/testing";
import filter from "./mod.ts";

testPlugin(filter); // what Scrim promises of every filter, with every option at its ends

Deno.test("the background gets darker, the person does not", async () => {
  const frame = makeFrame(64, 48, { y: 200 });
  const person = (x: number): number => x < 0.5 ? 255 : 0;
  const options = { strength: 50 };
  const { y } = await renderPlugin(filter, { frame, layers: { person }, options });
  assert.equal(pixelAt(y, 10, 24), 200);
  assert.equal(pixelAt(y, 50, 24), 100);
});
`;

const readme = ({ name, packageName, scrim, link }: Parts): string =>
  `# ${name}

Darkens what is behind the person. A filter for [Scrim](https://jsr.io/@scrim/scrim).

    deno run -A ${scrim} --plugins jsr:${packageName} --set ${name}.strength=80

| option     | values    | default |          |
| ---------- | --------- | ------- | -------- |
| \`strength\` | 0 … 100 % | 60      | how dark |

## Working on it

    deno test -A${link === null ? "" : ` --config ${LOCAL}`}
    deno run -A ${scrim} --plugins ./mod.ts --input demo --preview --watch
    deno publish --dry-run${link === null ? "" : ` --config ${LOCAL}`}

What a filter can ask for: <https://jsr.io/@scrim/scrim/doc/plugin>. Before you publish, give the package your own scope
(\`name\` in deno.json) and a license.
${
    link === null ? "" : `
${LOCAL} makes these commands use the clone of Scrim that this package was made with. It holds paths of your machine, so
publish with \`deno publish\`, without \`--config\`: that leaves it out and uses the published Scrim.
`
  }`;

/** The files of a package, by name. */
export function packageFiles(parts: Parts): { readonly [name: string]: string } {
  return {
    "deno.json": manifest(parts, null),
    ...(parts.link === null ? {} : { [LOCAL]: manifest(parts, parts.link) }),
    "mod.ts": plugin(parts),
    "mod_test.ts": TEST,
    "README.md": readme(parts),
    ".gitignore": `coverage/\nnode_modules/\n${parts.link === null ? "" : `${LOCAL}\n`}`,
  };
}
