import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { MULTICLASS_FILE } from "../../../../core/models/store/pinned.ts";
import { modelFolder, modelsUrl } from "../../../../core/models/store/place.ts";
import { brokenOff, Server, wellBehaved } from "./server.ts";
import { CONTENT, MODEL, pin, refusal, Shelf } from "./shelf.ts";
import { until } from "../../../wait.ts";

Deno.test("keptModel() makes no request for a file that is already in the folder", async () => {
  await using shelf = new Shelf();
  await using server = new Server(wellBehaved(CONTENT));
  await shelf.put(MODEL.name, CONTENT);
  assert.deepEqual(await shelf.get(server.base), CONTENT);
  assert.deepEqual([server.requests, shelf.told, shelf.log.lines], [[], [], []]);
  assert.deepEqual(await shelf.files(), [MODEL.name]);
});

Deno.test("keptModel() downloads once, into files that only the user can access", async () => {
  await using shelf = new Shelf();
  await using server = new Server(wellBehaved(CONTENT));
  await shelf.get(server.base);
  assert.deepEqual(await shelf.get(server.base), CONTENT);
  assert.equal(server.requests.length, 1);
  assert.deepEqual(await shelf.files(), [MODEL.name]);
  const modeOf = (path: string): number => (Deno.statSync(path).mode ?? 0) & 0o777;
  assert.equal(modeOf(shelf.path), 0o600);
  assert.equal(modeOf(`${shelf.path}.lock`), 0o600);
  assert.equal(modeOf(shelf.folder), 0o700);
});

Deno.test("keptModel() removes the write permission of other users from its folder", async () => {
  await using shelf = new Shelf();
  await shelf.put("other", new Uint8Array(1));
  Deno.chmodSync(shelf.folder, 0o777);
  await using server = new Server(() => ({ status: "200 OK", body: CONTENT }));
  await shelf.get(server.base);
  assert.equal((Deno.statSync(shelf.folder).mode ?? 0) & 0o777, 0o700);
});

Deno.test("keptModel() refuses a stored file that is not the model, and does not change it", async () => {
  const wrong = CONTENT.with(CONTENT.length - 1, 1);
  for (
    const [content, differs] of [
      [CONTENT.subarray(1), "299999 bytes, wanted 300000"],
      [wrong, `SHA-256 ${pin("", wrong).sha256}, wanted ${MODEL.sha256}`],
    ] as const
  ) {
    await using shelf = new Shelf();
    await using server = new Server(wellBehaved(CONTENT));
    await shelf.put(MODEL.name, content);
    assert.deepEqual(await refusal(shelf.get(server.base)), {
      message: `Cannot use model "${shelf.path}": ${differs}`,
      hint: "delete it, and Scrim downloads it again",
    });
    assert.equal(server.requests.length, 0);
    assert.deepEqual(await Deno.readFile(shelf.path), content);
  }
});

Deno.test("keptModel() continues the partial file of an earlier run if it is of the same file", async () => {
  for (
    const [left, requests] of [
      [CONTENT.subarray(0, 12_345), ["bytes=12345-"]],
      [CONTENT.toReversed().subarray(0, 12_345), ["bytes=12345-", undefined]],
      [CONTENT, []], // complete, but not renamed yet
      [new Uint8Array(CONTENT.length), [undefined]],
      [new Uint8Array(CONTENT.length + 5), [undefined]],
    ] as const
  ) {
    await using shelf = new Shelf();
    await using server = new Server(wellBehaved(CONTENT));
    await shelf.put(`${MODEL.name}.part`, left);
    assert.deepEqual(await shelf.get(server.base), CONTENT);
    assert.deepEqual(server.requests.map(({ headers }) => headers.get("range")), requests);
    assert.deepEqual(await shelf.files(), [MODEL.name]);
  }
});

Deno.test("if two processes need the same file, one downloads it and the other waits", async () => {
  await using shelf = new Shelf();
  const waits = Promise.withResolvers<void>();
  const [first, second] = [[] as string[], [] as string[]];
  const log = (lines: string[]) => ({
    info: (line: string) => (lines.push(line), waits.resolve()),
    warn: (line: string) => lines.push(line),
    debug: () => {},
  });
  await using server = new Server((request) => ({
    ...wellBehaved(CONTENT)(request),
    pause: () => waits.promise,
  }));
  const both = await Promise.all([
    shelf.get(server.base, { log: log(first) }),
    shelf.get(server.base, { log: log(second) }),
  ]);
  assert.deepEqual(both, [CONTENT, CONTENT]);
  assert.equal(server.requests.length, 1);
  assert.deepEqual([...first, ...second], [
    'Waiting for another Scrim process that downloads "tiny.tflite"',
  ]);
  assert.deepEqual(await shelf.files(), [MODEL.name]);
});

Deno.test("waiting for another Scrim process can be aborted", async () => {
  await using shelf = new Shelf();
  await shelf.put("x", new Uint8Array());
  using held = await Deno.open(`${shelf.path}.lock`, { write: true, create: true });
  assert.equal(await held.tryLock(true), true);
  await using server = new Server(wellBehaved(CONTENT));
  const stopper = new AbortController();
  shelf.log.info = () => stopper.abort(new DOMException("Stopped", "AbortError"));
  await assert.rejects(shelf.get(server.base, { signal: stopper.signal }), { name: "AbortError" });
  assert.equal(server.requests.length, 0);
});

Deno.test("the next Scrim process continues the download of one that was killed", async () => {
  await using shelf = new Shelf();
  await using server = new Server(
    () => ({ ...brokenOff(CONTENT, 100_000, '"one"'), hang: true }),
    wellBehaved(CONTENT),
  );
  const program = fileURLToPath(new URL("get_one.ts", import.meta.url));
  await using process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", program, server.base, shelf.folder, JSON.stringify(MODEL)],
  }).spawn();
  const partPath = `${shelf.path}.part`;
  await until("the first part", async () => await sizeOf(partPath) >= 100_000);
  process.kill("SIGKILL");
  await process.status;
  assert.deepEqual(await shelf.get(server.base), CONTENT);
  assert.deepEqual(server.requests.map(({ headers }) => headers.get("range")), [
    undefined,
    "bytes=100000-",
  ]);
});

async function sizeOf(path: string): Promise<number> {
  try {
    return (await Deno.stat(path)).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

Deno.test("the error for a folder that cannot be created has the hint for an installation by hand", async () => {
  await using shelf = new Shelf();
  await shelf.put("file", new Uint8Array());
  const folder = `${shelf.folder}/file/models`;
  const { message, hint } = await refusal(shelf.get("", { store: { base: "http://x/", folder } }));
  assert.match(message, /^Cannot get model ".*\/file\/models\/tiny\.tflite": .*Not a directory/);
  assert.match(
    hint,
    /^download http:\/\/x\/models\/1\/tiny\.tflite in another way and save it as /,
  );
});

Deno.test("modelFolder() is in the cache folder of the XDG specification", () => {
  const folder = (variables: Record<string, string>): string =>
    modelFolder((name) => variables[name]);
  assert.equal(folder({ HOME: "/home/a" }), "/home/a/.cache/scrim/models");
  assert.equal(folder({ HOME: "/home/a", XDG_CACHE_HOME: "/tmp/c/" }), "/tmp/c/scrim/models");
  assert.equal(folder({ HOME: "/home/a/", XDG_CACHE_HOME: "" }), "/home/a/.cache/scrim/models");
  // "All paths set in these environment variables must be absolute"; others are ignored.
  assert.equal(folder({ HOME: "/home/a", XDG_CACHE_HOME: "c" }), "/home/a/.cache/scrim/models");
  assert.throws(() => folder({}), {
    name: "ScrimError",
    code: "MODEL",
    message: /HOME is not set/,
  });
});

Deno.test("modelsUrl() is Google's storage, or a mirror with the same paths", () => {
  const address = (mirror?: string): string =>
    new URL(MULTICLASS_FILE.path, modelsUrl(() => mirror)).href;
  const path =
    "image_segmenter/selfie_multiclass_256x256/float32/1/selfie_multiclass_256x256.tflite";
  assert.equal(address(), `https://storage.googleapis.com/mediapipe-models/${path}`);
  assert.equal(address("http://mirror:81/a"), `http://mirror:81/a/${path}`);
  assert.equal(address("https://mirror/a/"), `https://mirror/a/${path}`);
  for (const wrong of ["mirror", "file:///tmp", "ftp://x/"]) {
    assert.throws(() => modelsUrl(() => wrong), {
      name: "ScrimError",
      code: "USAGE",
      message: `Cannot use SCRIM_MODELS_URL "${wrong}": wanted an http or https URL`,
    });
  }
});
