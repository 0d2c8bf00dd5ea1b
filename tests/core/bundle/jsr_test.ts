import assert from "node:assert/strict";
import { jsrAddress, jsrRegistry } from "../../../core/bundle/jsr.ts";
import { bundled, folderOf, refusal } from "./packages.ts";
import { type Pages, serve } from "./server.ts";

const TS = "application/typescript";
const json = (value: unknown): { type: string; body: string } => ({
  type: "application/json",
  body: JSON.stringify(value),
});

/** A registry as JSR's documentation describes it: versions, exports, modules. */
const REGISTRY: Pages = {
  "/@me/filter/meta.json": json({
    scope: "me",
    name: "filter",
    latest: "1.2.0",
    versions: {
      "1.2.0": {},
      "1.3.0": { yanked: true },
      "1.0.0": {},
      "2.0.0-rc.1": {},
      "0.9.0": {},
    },
  }),
  "/@me/filter/1.2.0_meta.json": json({ exports: { ".": "./mod.ts", "./sub": "./lib/sub.ts" } }),
  "/@me/filter/1.0.0_meta.json": json({ exports: { ".": "./old.ts" } }),
  "/@me/filter/0.9.0_meta.json": json({ exports: { ".": "../../../other/mod.ts" } }),
  "/@me/filter/1.2.0/mod.ts": {
    type: TS,
    body: `import { definePlugin } from "jsr:@scrim/scrim@^0.1.0/plugin";
      import { sub } from "./lib/sub.ts"; import major from "npm:semver@7.7.3/functions/major.js";
      export default [typeof definePlugin, sub, major("4.3.2")];`,
  },
  "/@me/filter/1.2.0/lib/sub.ts": {
    type: TS,
    body: `export const sub: string = "1.2.0"; export default sub;`,
  },
  "/@me/filter/1.0.0/old.ts": { type: TS, body: `export default "1.0.0";` },
  "/@me/pre/meta.json": json({ latest: null, versions: { "1.0.0-rc.1": {} } }),
};

async function withRegistry(test: (url: string) => Promise<void>): Promise<void> {
  await using server = serve(REGISTRY);
  const before = Deno.env.get("JSR_URL");
  Deno.env.set("JSR_URL", server.url);
  try {
    await test(server.url);
  } finally {
    if (before === undefined) Deno.env.delete("JSR_URL");
    else Deno.env.set("JSR_URL", before);
  }
}

Deno.test("jsrRegistry is Deno's own: JSR_URL, else jsr.io", async () => {
  await withRegistry((url) => Promise.resolve(assert.equal(jsrRegistry(), `${url}/`)));
  Deno.env.delete("JSR_URL");
  assert.equal(jsrRegistry(), "https://jsr.io/");
});

Deno.test("jsrAddress takes the newest version in range that was not withdrawn", async () => {
  const json = (url: string): Promise<unknown> => {
    const page = REGISTRY[new URL(url).pathname];
    assert.ok(page !== undefined && "body" in page && typeof page.body === "string", url);
    return Promise.resolve(JSON.parse(page.body));
  };
  const address = (specifier: string): Promise<string> =>
    jsrAddress(specifier, { registry: "https://r.example/", json });
  const folder = "https://r.example/@me/filter";
  assert.equal(await address("jsr:@me/filter"), `${folder}/1.2.0/mod.ts`);
  assert.equal(await address("jsr:@me/filter@1"), `${folder}/1.2.0/mod.ts`);
  assert.equal(await address("jsr:@me/filter@~1.0.0"), `${folder}/1.0.0/old.ts`);
  assert.equal(await address("jsr:@me/filter@^1.1/sub"), `${folder}/1.2.0/lib/sub.ts`);
  await assert.rejects(
    address("jsr:@me/filter@3"),
    /no version fits "3" \(there are: 1\.2\.0, 1\.0\.0, 2/,
  );
  await assert.rejects(address("jsr:@me/filter@1.3.0"), /no version fits "1\.3\.0"/);
  await assert.rejects(address("jsr:@me/filter@x y"), /"x y" is not a version or a range/);
  await assert.rejects(address("jsr:@me/pre"), /no version fits "\*"/);
  await assert.rejects(
    address("jsr:@me/filter@1/no"),
    /1\.2\.0 does not export "\.\/no" \(there are: \., \.\/sub\)/,
  );
  await assert.rejects(address("jsr:@me/filter@0.9"), /export "\." leads out of the package/);
});

Deno.test("bundlePlugin takes a plugin from JSR", async () => {
  await withRegistry(async () => {
    const { bundle, exports } = await bundled("jsr:@me/filter@^1.0.0", "file:///");
    assert.deepEqual(exports.default, ["function", "1.2.0", 4]);
    assert.deepEqual(bundle.files, []);
  });
});

Deno.test("bundlePlugin takes packages of JSR that a plugin declares, with their exports", async () => {
  await withRegistry(async () => {
    await using folder = await folderOf({
      "deno.json": `{ "imports": { "filter": "jsr:@me/filter@1" } }`,
      "mod.ts":
        `import sub from "filter/sub"; import old from "jsr:@me/filter@1.0.0"; export default [sub, old];`,
    });
    assert.deepEqual((await bundled("./mod.ts", folder.base)).exports.default, ["1.2.0", "1.0.0"]);
  });
});

Deno.test("bundlePlugin refuses a package that JSR does not have", async () => {
  await withRegistry(async () => {
    const { message } = await refusal("jsr:@me/nothing", "file:///");
    assert.equal(message, 'Cannot bundle plugin "jsr:@me/nothing": the server says 404 Not Found');
  });
});
