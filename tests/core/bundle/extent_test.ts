/** What belongs to a plugin that lies somewhere without a manifest, and what of the web does. */
import assert from "node:assert/strict";
import { bundlePlugin } from "../../../core/bundle/bundle.ts";
import { bundled, defaultOf, folderOf } from "./packages.ts";

const TEXT = `export { default } from "./notes.txt" with { type: "text" };`;

Deno.test("bundlePlugin lets a file without a manifest import code beside it, and no data", async () => {
  const files = { "level.ts": "export default 7;", "notes.txt": "private", "keys.json": "[]" };
  await using folder = await folderOf({
    ...files,
    "code.ts": `export { default } from "./level.ts";`,
    "text.ts": TEXT,
    "json.ts": `export { default } from "./keys.json" with { type: "json" };`,
    "source.ts": `export { default } from "./level.ts" with { type: "text" };`,
    "proc.ts": `export { default } from "/proc/self/environ" with { type: "text" };`,
  });
  assert.equal((await bundled("./code.ts", folder.base)).exports.default, 7);
  for (const name of ["text", "json", "source"]) {
    await assert.rejects(bundlePlugin(`./${name}.ts`, folder), /without a manifest has code only/);
  }
  await assert.rejects(bundlePlugin("./proc.ts", folder), /outside of the plugin's package/);
  await folder.write({ "deno.json": "{}" });
  assert.equal((await bundled("./text.ts", folder.base)).exports.default, "private");
});

Deno.test("bundlePlugin takes nothing but the file itself from the user's home and the folders above it", async () => {
  await using folder = await folderOf({
    "users/me/mine.ts": `export { default } from "./other.ts";`,
    "users/me/other.ts": "export default 1;",
    "users/single.ts": "export default 2;",
    "users/bad.ts": `export { default } from "./me/other.ts";`,
  });
  const home = Deno.env.get("HOME");
  Deno.env.set("HOME", `${folder.path}/users/me`);
  try {
    for (const path of ["./users/me/mine.ts", "./users/bad.ts"]) {
      await assert.rejects(bundlePlugin(path, folder), /without a manifest has its own file only/);
    }
    assert.equal((await bundled("./users/single.ts", folder.base)).exports.default, 2);
  } finally {
    if (home === undefined) Deno.env.delete("HOME");
    else Deno.env.set("HOME", home);
  }
});

Deno.test("bundlePlugin takes hidden files for nobody's, as text and as code", async () => {
  await assert.rejects(
    defaultOf(`export { default } from "./.env.ts" with { type: "text" };`, {
      "pkg/.env.ts": "SECRET=1",
    }),
    /hidden files are not part of a plugin/,
  );
});

Deno.test("bundlePlugin takes data from the web from the plugin's own server only", async () => {
  await using local = Deno.serve({ port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/mod.ts") {
      return new Response(`export { default } from "./own.txt" with { type: "text" };`, {
        headers: { "content-type": "text/typescript" },
      });
    }
    return new Response(pathname === "/own.txt" ? "mine" : "router password");
  });
  const address = `http://127.0.0.1:${local.addr.port}`;
  const own = await bundled(`${address}/mod.ts`, "file:///");
  assert.equal(own.exports.default, "mine");
  await assert.rejects(
    defaultOf(`export { default } from "${address}/admin" with { type: "text" };`),
    /data from the web, wanted from the plugin's own server/,
  );
});

Deno.test("bundlePlugin lets no computed import climb to the folders of the system", async () => {
  for (const ups of ["../".repeat(40), "./../".repeat(40), ".././".repeat(40)]) {
    await assert.rejects(
      defaultOf("const x = 'etc'; export default () => import(`" + ups + "${x}/${x}.ts`);"),
      /climbs too far/, // said before esbuild sees the pattern and walks the file system
    );
  }
});
