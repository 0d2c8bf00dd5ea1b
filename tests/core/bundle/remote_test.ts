import { systemClock } from "../../../core/base/clock.ts";
import assert from "node:assert/strict";
import { bundlePlugin } from "../../../core/bundle/bundle.ts";
import { RemoteModules } from "../../../core/bundle/remote.ts";
import { bundled, folderOf, refusal } from "./packages.ts";
import { type Pages, serve } from "./server.ts";

const TS = "application/typescript";

async function fails(pages: Pages, entry = "/mod.ts"): Promise<string> {
  await using server = serve(pages);
  return (await refusal(`${server.url}${entry}`, "file:///")).message.replaceAll(server.url, "URL");
}

Deno.test("bundlePlugin takes a plugin from a web server with what it imports there", async () => {
  await using server = serve({
    "/mod.ts": {
      type: TS,
      body: `
      import { definePlugin } from "jsr:@scrim/scrim@^0.1.0/plugin";
      import { a } from "./lib/a.js";
      import { b } from "/b";
      import data from "./data.json" with { type: "json" };
      import text from "./note.txt" with { type: "text" };
      import major from "npm:semver@7.7.3/functions/major.js";
      const later = await import("./later.ts");
      export default [typeof definePlugin, a, b, data, text, major("4.3.2"), later.default] as unknown[];`,
    },
    "/lib/a.js": { type: "text/plain", body: `export const a = import.meta.main;` },
    "/b": { type: "text/javascript; charset=utf-8", body: `export const b = "b";` },
    "/data.json": { type: "application/json", body: `[1]` },
    "/note.txt": { type: "text/plain", body: "note" },
    "/later.ts": { type: "video/mp2t", body: `export default 7 as number;` },
  });
  const { bundle, exports } = await bundled(`${server.url}/mod.ts`, "file:///");
  assert.deepEqual(exports.default, ["function", false, "b", [1], "note", 4, 7]);
  assert.deepEqual(bundle.files, []);
  assert.ok(JSON.parse(bundle.map).sources.includes(`${server.url}/lib/a.js`));
});

Deno.test("bundlePlugin lets a local plugin import from the web, each module once", async () => {
  await using server = serve({ "/a.ts": { type: TS, body: `export default {};` } });
  await using folder = await folderOf({
    "mod.ts": `import a from "${server.url}/a.ts"; import b from "${server.url}/a.ts#again";
      export default a === b;`,
  });
  await bundled("./mod.ts", folder.base);
  assert.deepEqual(server.requests, ["/a.ts"]);
});

Deno.test("bundlePlugin follows redirects; imports are relative to where they lead", async () => {
  await using server = serve({
    "/latest": { redirect: "/v1/mod.ts" },
    "/v1/mod.ts": { type: TS, body: `export { default } from "./a.ts";` },
    "/v1/a.ts": { type: TS, body: `export default "v1";` },
  });
  const { bundle, exports } = await bundled(`${server.url}/latest`, "file:///");
  assert.equal(exports.default, "v1");
  assert.deepEqual(JSON.parse(bundle.map).sources, [`${server.url}/v1/a.ts`]);
});

const REFUSED: readonly [what: string, body: string, message: RegExp][] = [
  [
    "a file: URL from the web",
    `import "file:///etc/passwd";`,
    /^[^]*: URL\/mod\.ts:1:8: cannot import "file:\/\/\/etc\/passwd": a module from the web may not import from file:$/,
  ],
  [
    "the text of a file from the web",
    `export { default } from "file:///etc/passwd" with { type: "text" };`,
    /may not import from file:$/,
  ],
  [
    "an undeclared name from the web",
    `import "color-name";`,
    /cannot import "color-name": not declared$/,
  ],
  ["a module of node's from the web", `import "node:fs";`, /plugins have nothing of node's$/],
  [
    "a page that is not there",
    `import "./no.ts";`,
    /cannot import "\.\/no\.ts": the server says 404 Not Found$/,
  ],
  [
    "a page that is no module",
    `import "./page";`,
    /cannot import "\.\/page": not a module, wanted \.ts/,
  ],
  [
    "JSON from the web without an attribute",
    `import "./data.json";`,
    /JSON without an import attribute$/,
  ],
];

for (const [what, body, message] of REFUSED) {
  Deno.test(`bundlePlugin refuses ${what}`, async () => {
    const pages = {
      "/mod.ts": { type: TS, body },
      "/page": { type: "text/html", body: "<p>" },
      "/data.json": { type: "application/json", body: "1" },
    };
    assert.match(await fails(pages), message);
  });
}

Deno.test("bundlePlugin refuses a plugin whose server does not have it, or is not there", async () => {
  assert.equal(await fails({}), 'Cannot bundle plugin "URL/mod.ts": the server says 404 Not Found');
  const { url } = await closedServer();
  assert.match((await refusal(`${url}/mod.ts`, "file:///")).message, /: not reachable: /);
});

async function closedServer(): Promise<{ url: string }> {
  await using server = serve({});
  return { url: server.url };
}

Deno.test("bundlePlugin gives up on modules that are too large, one or all", async () => {
  const padding = `//${"x".repeat(1000)}\n`;
  await using server = serve({
    "/mod.ts": { type: TS, body: `${padding}import "./a.ts"; export default 1;` },
    "/a.ts": { type: TS, body: padding },
  });
  const bundle = (limits: object): Promise<unknown> =>
    bundlePlugin(`${server.url}/mod.ts`, { base: "file:///", limits });
  await assert.rejects(bundle({ moduleBytes: 1020 }), /: more than 1020 bytes$/);
  await assert.rejects(
    bundle({ totalBytes: 1500 }),
    /"\.\/a\.ts": more than 1500 bytes of modules in all$/,
  );
  await bundle({ moduleBytes: 1100, totalBytes: 2200 });
});

Deno.test("bundlePlugin gives up on a server that says nothing, when it is aborted", async () => {
  const abort = new AbortController();
  const reason = new Error("enough");
  await using server = serve({ "/mod.ts": { silent: () => abort.abort(reason) } });
  const options = { base: "file:///", signal: abort.signal };
  await assert.rejects(bundlePlugin(`${server.url}/mod.ts`, options), reason);
});

Deno.test("RemoteModules may not be left from https: for http:", async () => {
  // No certificate of ours is trusted, so the module is made up; what it may import is what counts.
  const { resolverPlugin } = await import("../../../core/bundle/resolver.ts");
  const { withEsbuild } = await import("../../../core/bundle/esbuild.ts");
  const { signal } = new AbortController();
  const remote = new RemoteModules({}, { signal, clock: systemClock });
  const zone = Object.assign(Object.create(remote), {
    name: remote.name,
    reach: remote.reach,
    load: () => Promise.resolve({ contents: `import "http://example.org/a.ts";`, loader: "ts" }),
  });
  const entry = { url: "https://example.org/mod.ts", zone };
  const plugin = resolverPlugin({ entry, remote, registry: "https://jsr.io/", signal });
  const job = withEsbuild(
    (esbuild) =>
      esbuild.build({
        entryPoints: ["x"],
        bundle: true,
        write: false,
        logLevel: "silent",
        plugins: [plugin],
      }),
    signal,
  );
  await assert.rejects(
    job,
    /cannot import "http:\/\/example\.org\/a\.ts": a module from the web may not import from http:/,
  );
});
