/** The native library and the WebAssembly kernels of a Scrim from a web server. */
import assert from "node:assert/strict";
import { skipWithout } from "../native/compilers.ts";
import { type Consumer, consumerOf } from "./consumer.ts";
import { type Replaced, ROOT } from "./published.ts";

const NAME = `scrim-${Deno.build.arch}-${Deno.build.os}.so`;
const PATH = `ffi/native/prebuilt/${NAME}`;
const here = { ignore: Deno.build.arch !== "x86_64" };

const MAIN = `
  import { run } from "SERVER/mod.ts";
  const notes = [];
  const note = (text) => notes.push(text);
  const { kernels, frames } = await run({
    input: "demo", size: { width: 64, height: 48 }, frames: 2, output: "none",
    log: { info: note, warn: note, debug: note } });
  console.log(JSON.stringify({ kernels, out: frames.out, notes }));`;

interface Ran {
  readonly kernels: string;
  /** Everything about the native library that was told, in lines. */
  readonly notes: string;
}

async function ran(consumer: Consumer, permissions?: readonly string[]): Promise<Ran> {
  const { code, out, err } = await consumer.run("main.ts", permissions);
  assert.equal(code, 0, err);
  const { kernels, out: frames, notes } = JSON.parse(out);
  assert.equal(frames, 2);
  const about = notes.filter((text: string) => text.includes("native library"));
  return { kernels, notes: about.join("\n") };
}

const program = (instead?: Replaced, env?: Record<string, string>): Promise<Consumer> =>
  consumerOf({ "main.ts": MAIN }, { instead, env });

const fetches = (consumer: Consumer): number =>
  consumer.requests().filter((path) => path === PATH).length;

const folderIn = (consumer: Consumer): string => `${consumer.folder.path}/xdg/scrim/native`;

/** The names of all that is kept, whatever it is. */
function kept(consumer: Consumer): readonly string[] {
  return [...Deno.readDirSync(folderIn(consumer))].map(({ name }) => name);
}

/** What `sha256sum` says of the file that is published. */
async function published(): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }> {
  const { stdout } = await new Deno.Command("sha256sum", { args: [ROOT + PATH] }).output();
  const sha256 = new TextDecoder().decode(stdout).slice(0, 64);
  return { name: `${sha256}.so`, bytes: await Deno.readFile(ROOT + PATH) };
}

const modeOf = (path: string): number => (Deno.statSync(path).mode ?? 0) & 0o777;

Deno.test({
  name: "run() from a web server fetches the native library once, and works without the server",
  ...here,
  fn: async () => {
    await using consumer = await program();
    assert.deepEqual(await ran(consumer), { kernels: "native", notes: "" });
    const { name, bytes } = await published();
    assert.deepEqual(kept(consumer), [name]);
    assert.deepEqual(await Deno.readFile(`${folderIn(consumer)}/${name}`), bytes);
    assert.equal(modeOf(folderIn(consumer)), 0o700);
    assert.equal(modeOf(`${folderIn(consumer)}/${name}`), 0o600);
    assert.equal(fetches(consumer), 1);
    const atRest = ["--allow-env", "--allow-ffi", `--allow-read=${consumer.folder.path},/dev`];
    assert.deepEqual(await ran(consumer, atRest), { kernels: "native", notes: "" });
    assert.equal(fetches(consumer), 1);
    await consumer.stopServer();
    assert.deepEqual(await ran(consumer), { kernels: "native", notes: "" });
  },
});

Deno.test({
  name: "a kept library that was changed is fetched again; without the server WebAssembly works",
  ...here,
  fn: async () => {
    await using consumer = await program();
    await ran(consumer);
    const { name, bytes } = await published();
    const path = `${folderIn(consumer)}/${name}`;
    const other = bytes.with(4000, bytes[4000] ^ 1);
    for (const changed of [other, bytes.slice(0, 5000)]) {
      await Deno.writeFile(path, changed);
      const before = fetches(consumer);
      assert.deepEqual(await ran(consumer), { kernels: "native", notes: "" });
      assert.equal(fetches(consumer), before + 1);
      assert.deepEqual(await Deno.readFile(path), bytes);
    }
    await Deno.writeFile(path, other);
    await consumer.stopServer();
    const { kernels, notes } = await ran(consumer);
    assert.equal(kernels, "wasm");
    assert.match(notes, /^Cannot fetch the native library "http:.*\.so": .*; WebAssembly kernels/);
    assert.match(notes, /without it there are no devices$/);
    assert.deepEqual(kept(consumer), [name]);
  },
});

Deno.test({
  name: "a library in a folder that others may write to is not trusted, and the folder closed",
  ...here,
  fn: async () => {
    await using consumer = await program();
    await ran(consumer);
    await Deno.chmod(folderIn(consumer), 0o777);
    assert.deepEqual(await ran(consumer), { kernels: "native", notes: "" });
    assert.equal(fetches(consumer), 2);
    assert.equal(modeOf(folderIn(consumer)), 0o700);
  },
});

const gcc = skipWithout("gcc");

/** A library that leaves a mark when it is loaded, whatever is then called. */
async function marking(consumer: Consumer): Promise<{ path: string; mark: string }> {
  const [path, mark] = ["evil.so", "mark"].map((name) => `${consumer.folder.path}/${name}`);
  await consumer.folder.write({
    "evil.c": `#include <stdio.h>
      __attribute__((constructor)) static void start(void) { fclose(fopen("${mark}", "w")); }`,
  });
  const args = ["-shared", "-fPIC", `${consumer.folder.path}/evil.c`, "-o", path];
  assert.ok((await new Deno.Command("gcc", { args }).output()).success);
  return { path, mark };
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

Deno.test({
  name: `no code of a kept library that was changed is run${gcc.note}`,
  ignore: here.ignore || gcc.ignore,
  fn: async () => {
    await using consumer = await program();
    await ran(consumer);
    const [name] = kept(consumer);
    const { path, mark } = await marking(consumer);
    await Deno.copyFile(path, `${folderIn(consumer)}/${name}`);
    await consumer.stopServer();
    assert.equal((await ran(consumer)).kernels, "wasm");
    assert.ok(!await exists(mark), "it was loaded");
    await consumer.folder.write({
      "named.ts": `Deno.env.set("SCRIM_LIBRARY", "${path}"); await import("./main.ts");`,
    });
    await consumer.run("named.ts");
    assert.ok(await exists(mark), "loading it leaves a mark");
  },
});

Deno.test({
  name: "wrong bytes from the server, and none, are refused with the reason, and nothing is kept",
  ...here,
  fn: async () => {
    const { name, bytes } = await published();
    const sha256 = name.slice(0, 64);
    for (
      const [instead, reason] of [
        [bytes.with(4000, bytes[4000] ^ 1), `use .*: SHA-256 [0-9a-f]{64}, wanted ${sha256}`],
        [bytes.slice(0, -1), `use .*: SHA-256 [0-9a-f]{64}, wanted ${sha256}`],
        [null, "fetch .*: the server says 404 Not Found"],
      ] as const
    ) {
      await using consumer = await program({ [PATH]: instead });
      const { kernels, notes } = await ran(consumer);
      assert.equal(kernels, "wasm");
      assert.match(
        notes,
        new RegExp(`^Cannot ${reason.replace(" .*", ' the native library ".*"')}`),
      );
      assert.match(notes, /; WebAssembly kernels do the work instead/);
      assert.deepEqual(kept(consumer), []);
      assert.equal(fetches(consumer), 1);
    }
  },
});

Deno.test({
  name: "where nothing can be kept, the server is not asked for the library",
  ...here,
  fn: async () => {
    await using consumer = await program({}, { XDG_CACHE_HOME: "/proc/nowhere" });
    const { kernels, notes } = await ran(consumer);
    assert.equal(kernels, "wasm");
    assert.match(notes, /^Cannot keep the native library in "\/proc\/nowhere\/scrim\/native": /);
    assert.equal(fetches(consumer), 0);
  },
});

Deno.test("openKernels from a web server starts WebAssembly without permissions, later without the server", async () => {
  await using consumer = await consumerOf({
    "main.ts": `
      import { Arena, openKernels } from "SERVER/mod.ts";
      console.log((await openKernels(new Arena(), { ffi: false })).backend);`,
  });
  for (const online of [true, false]) {
    if (!online) await consumer.stopServer();
    const { code, out, err } = await consumer.run("main.ts", []);
    assert.deepEqual({ code, out }, { code: 0, out: "wasm\n" }, err);
  }
  const asked = consumer.requests().filter((path) => path.startsWith("ffi/native/"));
  assert.deepEqual(asked, ["ffi/native/prebuilt/scrim-kernels.wasm"]);
});
