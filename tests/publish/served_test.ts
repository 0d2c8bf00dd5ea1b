/** Scrim from a web server that has the published files and no others. This checkout may not be read meanwhile. */
import assert from "node:assert/strict";
import { consumerOf } from "./consumer.ts";

Deno.test("the published files are the program, and nothing of its tests", async () => {
  await using consumer = await consumerOf({});
  for (
    const file of [
      "deno.json",
      "mod.ts",
      "core/plugin.ts",
      "core/models/worker/worker.ts",
      "LICENSE",
    ]
  ) {
    assert.ok(consumer.files.has(file), file);
  }
  assert.ok(consumer.files.has("ffi/native/prebuilt/scrim-kernels.wasm"));
  const others = [...consumer.files].filter((file) =>
    /(^|\/)(tests|\.ci|\.git|\.cache)\//.test(file)
  );
  assert.deepEqual(others, []);
});

Deno.test("core/plugin.ts from a web server needs no permission", async () => {
  await using consumer = await consumerOf({
    "main.ts": `
      import { definePlugin } from "SERVER/core/plugin.ts";
      console.log(definePlugin({
        apiVersion: 1, name: "mine", summary: "Mine", access: "read", process() {} }).name);`,
  });
  const { code, out, err } = await consumer.run("main.ts", []);
  assert.deepEqual({ code, out }, { code: 0, out: "mine\n" }, err);
});

const WIDTH = 320;
const HEIGHT = 180;
const FRAMES = 8;

/** How much neighbours in a row differ, over the rows of the last picture's luma that are above every head. */
async function detail(path: string): Promise<number> {
  const bytes = await Deno.readFile(path);
  const header = new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(10) + 1));
  assert.match(header, new RegExp(`^YUV4MPEG2 W${WIDTH} H${HEIGHT} `));
  const size = WIDTH * HEIGHT * 3 / 2;
  assert.equal(bytes.length, header.length + FRAMES * ("FRAME\n".length + size));
  const luma = bytes.subarray(-size, -size + WIDTH * 20);
  let sum = 0;
  for (let at = 1; at < luma.length; at++) {
    if (at % WIDTH > 0) sum += Math.abs(luma[at] - luma[at - 1]);
  }
  return sum;
}

Deno.test("mod.ts from a web server blurs the demo figure: kernels, worker and model need no files beside it", async () => {
  await using consumer = await consumerOf({
    "main.ts": `
      import { run } from "SERVER/mod.ts";
      const same = { input: "demo", size: { width: ${WIDTH}, height: ${HEIGHT} }, frames: ${FRAMES} };
      await run({ ...same, output: "plain.y4m" });
      const { frames } = await run({ ...same, output: "blurred.y4m", plugins: ["blur"] });
      console.log(frames.out);`,
  });
  const { code, out, err } = await consumer.run("main.ts");
  assert.deepEqual({ code, out }, { code: 0, out: `${FRAMES}\n` }, err);
  const requests = consumer.requests();
  assert.ok(requests.includes("core/models/worker/worker.ts"), requests.join(" "));
  assert.ok(requests.some((path) => path.startsWith("ffi/native/prebuilt/")), requests.join(" "));
  const [plain, blurred] = await Promise.all(
    ["plain.y4m", "blurred.y4m"].map((name) => detail(`${consumer.folder.path}/${name}`)),
  );
  assert.ok(plain > 0 && blurred < plain / 2, `${blurred} of ${plain}`);
});

Deno.test("bundlePlugin from a web server gives plugins the contract of that server, later out of the cache", async () => {
  await using consumer = await consumerOf({
    "main.ts": `
      import { bundlePlugin } from "SERVER/core/bundle/bundle.ts";
      const { code, map } = await bundlePlugin("./plugin/mod.ts", { base: new URL("./", import.meta.url).href });
      const plugin = await import("data:text/javascript," + encodeURIComponent(code));
      console.log(plugin.default.name, JSON.parse(map).sources.map((url) => url.split("/").at(-1)).join(" "));`,
    "plugin/deno.json": "{}",
    "plugin/mod.ts": `
      import { definePlugin } from "jsr:@scrim/scrim@^0.1.0/plugin";
      export default definePlugin({
        apiVersion: 1, name: "mine", summary: "Mine", access: "read", process() {} });`,
  });
  const online = await consumer.run("main.ts");
  assert.deepEqual({ code: online.code, out: online.out }, {
    code: 0,
    out: "mine contract.ts mod.ts\n",
  }, online.err);
  assert.ok(consumer.requests().includes("core/plugin.ts"));
  await consumer.stopServer();
  const offline = await consumer.run("main.ts");
  assert.deepEqual(
    { code: offline.code, out: offline.out },
    { code: 0, out: online.out },
    offline.err,
  );
});
