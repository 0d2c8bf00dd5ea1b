/** Plugins from the web are fetched once, start without a network, and are refused when their copy was changed. */
import assert from "node:assert/strict";
import { bundlePlugin } from "../../../core/bundle/bundle.ts";
import { ModuleCache, ofThisMachine } from "../../../core/bundle/module_cache.ts";
import { namesIn, temporaryFolder } from "../../folders.ts";
import { serve } from "./server.ts";

const PAGES = {
  "/mod.ts": { redirect: "/v1/mod.ts" },
  "/v1/mod.ts": {
    type: "application/typescript",
    body: `import { name } from "./name.ts"; export default { name: name satisfies string };`,
  },
  "/v1/name.ts": { type: "text/typescript; charset=utf-8", body: `export const name = "far";` },
} as const;

/** A cache that keeps what this machine serves, too. */
const cacheIn = (folder: string, renew = false): ModuleCache =>
  new ModuleCache(folder, { renew, keeps: () => true });

Deno.test("a plugin is fetched once, then taken from the disk, without any server", async () => {
  await using folder = await temporaryFolder();
  const server = serve(PAGES);
  const url = `${server.url}/mod.ts`;
  const first = await bundlePlugin(url, { base: "file:///", cache: cacheIn(folder.path) });
  assert.deepEqual(server.requests, ["/mod.ts", "/v1/mod.ts", "/v1/name.ts"]);
  const again = await bundlePlugin(url, { base: "file:///", cache: cacheIn(folder.path) });
  assert.equal(server.requests.length, 3);
  await server[Symbol.asyncDispose]();
  const offline = await bundlePlugin(url, { base: "file:///", cache: cacheIn(folder.path) });
  assert.deepEqual([again.code, offline.code], [first.code, first.code]);
  assert.deepEqual(namesIn(folder.path).filter((name) => name.endsWith(".part")), []);
});

Deno.test("--reload fetches everything again, and keeps that", async () => {
  await using folder = await temporaryFolder();
  const pages: Record<string, { type: string; body: string }> = {
    "/mod.js": { type: "text/javascript", body: `export default "old";` },
  };
  await using server = serve(pages);
  const bundle = async (renew: boolean): Promise<string> =>
    (await bundlePlugin(`${server.url}/mod.js`, {
      base: "file:///",
      cache: cacheIn(folder.path, renew),
    })).code;
  assert.match(await bundle(false), /old/);
  pages["/mod.js"].body = `export default "new";`;
  assert.match(await bundle(false), /old/);
  assert.match(await bundle(true), /new/);
  assert.match(await bundle(false), /new/);
  assert.equal(server.requests.length, 2);
});

Deno.test("a copy that was changed is refused, and --reload is named", async () => {
  await using folder = await temporaryFolder();
  await using server = serve(PAGES);
  const url = `${server.url}/v1/name.ts`;
  await bundlePlugin(url, { base: "file:///", cache: cacheIn(folder.path) });
  const [content] = namesIn(folder.path).filter((name) => !name.endsWith(".json"));
  await Deno.writeTextFile(`${folder.path}/${content}`, `export const name = "evil";`);
  await assert.rejects(
    bundlePlugin(url, { base: "file:///", cache: cacheIn(folder.path) }),
    (error: Error & { hint?: string }) =>
      /the copy on this disk was changed/.test(error.message) &&
      /--reload/.test(`${error.message} ${error.hint}`),
  );
  const renewed = await bundlePlugin(url, { base: "file:///", cache: cacheIn(folder.path, true) });
  assert.match(renewed.code, /far/);
});

Deno.test("broken entries are fetched again, and several starts at once leave whole files", async () => {
  await using folder = await temporaryFolder();
  await using server = serve(PAGES);
  const bundle = () =>
    bundlePlugin(`${server.url}/mod.ts`, { base: "file:///", cache: cacheIn(folder.path) });
  const codes = (await Promise.all(Array.from({ length: 8 }, bundle))).map(({ code }) => code);
  assert.equal(new Set(codes).size, 1);
  for (const name of namesIn(folder.path)) {
    if (name.endsWith(".json")) await Deno.writeTextFile(`${folder.path}/${name}`, "{");
  }
  assert.equal((await bundle()).code, codes[0]);
});

Deno.test("what this machine serves is not kept; a folder that cannot be written keeps nothing", async () => {
  await using folder = await temporaryFolder();
  await using server = serve(PAGES);
  const url = `${server.url}/mod.ts`;
  await bundlePlugin(url, { base: "file:///", cache: new ModuleCache(folder.path) });
  assert.deepEqual(namesIn(folder.path), []);
  await bundlePlugin(url, { base: "file:///", cache: cacheIn("/proc/nowhere") }).then(
    () => {},
    (error) => assert.fail(String(error)),
  );
  const names = [
    "http://localhost:1/a",
    "http://127.0.0.1/a",
    "http://[::1]/a",
    "http://a.localhost/",
  ];
  assert.deepEqual(names.map(ofThisMachine), [true, true, true, true]);
  assert.equal(ofThisMachine("https://example.org/a"), false);
});

Deno.test("every server on the way is checked: none but this machine may answer in plain http", async () => {
  await using server = serve({ "/mod.ts": { redirect: "http://example.org/mod.ts" } });
  await assert.rejects(
    bundlePlugin(`${server.url}/mod.ts`, { base: "file:///" }),
    /forwarded to http:\/\/example\.org\/mod\.ts: plain http:/,
  );
  await using round = serve({ "/mod.ts": { redirect: "/mod.ts" } });
  await assert.rejects(
    bundlePlugin(`${round.url}/mod.ts`, { base: "file:///" }),
    /forwarded more than 10 times/,
  );
  assert.equal(round.requests.length, 11);
});
