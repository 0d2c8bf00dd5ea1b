import assert from "node:assert/strict";
import { type Answer, brokenOff, Server, wellBehaved, whole } from "./server.ts";
import { CONTENT, MODEL, pin, refusal, Shelf } from "./shelf.ts";
import { keptModel } from "../../../../core/models/store/store.ts";
import type { ModelProgress } from "../../../../core/models/store/transfer.ts";
import { FakeClock } from "../../../fake_clock.ts";
import { until } from "../../../wait.ts";

/** The `Range` and `If-Range` headers of each request. */
function asked(server: Server): readonly (readonly [range?: string, ifRange?: string])[] {
  return server.requests.map(({ headers }) => [headers.get("range"), headers.get("if-range")]);
}

const bare = (status: string, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { "content-length": "0", ...headers },
});

Deno.test("keptModel() downloads a file and reports progress", async () => {
  await using shelf = new Shelf();
  await using server = new Server(wellBehaved(CONTENT));
  assert.deepEqual(await shelf.get(server.base), CONTENT);
  assert.deepEqual(server.requests.map(({ path }) => path), ["/models/1/tiny.tflite"]);
  assert.equal(server.requests[0]?.headers.get("accept-encoding"), "identity");
  const received = shelf.told.map((progress) => progress.received);
  assert.deepEqual(received, received.toSorted((a, b) => a - b));
  assert.deepEqual([received[0], received.at(-1)], [0, CONTENT.length]);
  assert.ok(shelf.told.every(({ name, total }) => name === MODEL.name && total === CONTENT.length));
});

Deno.test("an interrupted download continues where it stopped if the file has not changed", async () => {
  await using shelf = new Shelf();
  await using server = new Server(
    () => brokenOff(CONTENT, 100_000, '"one"'),
    wellBehaved(CONTENT),
  );
  assert.deepEqual(await shelf.get(server.base), CONTENT);
  assert.deepEqual(asked(server), [[undefined, undefined], ["bytes=100000-", '"one"']]);
  assert.deepEqual(shelf.log.lines, [
    'warn Download of "tiny.tflite" stopped at 100000 of 300000 bytes: ' +
    "error reading a body from connection; next try in 1 s",
  ]);
});

Deno.test("a download starts again if the server ignores Range", async () => {
  await using shelf = new Shelf();
  await using server = new Server(
    () => brokenOff(CONTENT, 100_000, '"one"'),
    () => whole(CONTENT, '"one"'),
  );
  assert.deepEqual(await shelf.get(server.base), CONTENT);
  assert.equal(server.requests.length, 2);
});

Deno.test("a download starts again if the file was replaced meanwhile", async () => {
  const old = CONTENT.toReversed();
  await using shelf = new Shelf();
  await using server = new Server(
    () => brokenOff(old, 100_000, '"old"'),
    wellBehaved(CONTENT, '"new"'),
  );
  assert.deepEqual(await shelf.get(server.base), CONTENT);
  assert.deepEqual(asked(server)[1], ["bytes=100000-", '"old"']);
});

Deno.test("the hash detects parts of different files, and the whole file is downloaded once more", async () => {
  const old = CONTENT.toReversed();
  await using shelf = new Shelf();
  // Without an ETag, this cannot be detected earlier.
  await using server = new Server(
    () => brokenOff(old, 100_000),
    wellBehaved(CONTENT),
    () => whole(CONTENT),
  );
  assert.deepEqual(await shelf.get(server.base), CONTENT);
  assert.deepEqual(asked(server), [
    [undefined, undefined],
    ["bytes=100000-", undefined],
    [undefined, undefined],
  ]);
});

Deno.test("a weak ETag is not used for ranges", async () => {
  await using shelf = new Shelf();
  await using server = new Server(
    () => brokenOff(CONTENT, 100_000, 'W/"one"'),
    wellBehaved(CONTENT),
  );
  assert.deepEqual(await shelf.get(server.base), CONTENT);
  assert.deepEqual(asked(server)[1], ["bytes=100000-", undefined]);
});

Deno.test("a part that was not requested is refused", async () => {
  await using shelf = new Shelf();
  await using server = new Server(
    () => brokenOff(CONTENT, 100_000, '"one"'),
    () => ({
      status: "206 Partial Content",
      headers: { "content-range": `bytes 0-299999/300000`, "content-length": "300000" },
      body: CONTENT,
    }),
    wellBehaved(CONTENT),
  );
  assert.deepEqual(await shelf.get(server.base), CONTENT);
  assert.equal(asked(server)[2]?.[0], undefined);
});

Deno.test("the whole file is requested if the server cannot send the part", async () => {
  await using shelf = new Shelf();
  await shelf.put(`${MODEL.name}.part`, CONTENT.subarray(0, 5));
  await using server = new Server(() => bare("416 Range Not Satisfiable"), wellBehaved(CONTENT));
  assert.deepEqual(await shelf.get(server.base), CONTENT);
  assert.deepEqual(asked(server), [["bytes=5-", undefined], [undefined, undefined]]);
});

Deno.test("wrong bytes are refused, not stored, and not requested again", async () => {
  const wrong = CONTENT.with(7, 99);
  await using shelf = new Shelf();
  await using server = new Server(() => whole(wrong));
  const { message, hint } = await refusal(shelf.get(server.base));
  assert.equal(
    message,
    `Cannot use the file from "${server.base}models/1/tiny.tflite": SHA-256 ${
      pin("", wrong).sha256
    }, wanted ${MODEL.sha256}`,
  );
  assert.match(hint, /save it as .*\/cache\/scrim\/models\/tiny\.tflite; it must have/);
  assert.equal(server.requests.length, 1);
  assert.deepEqual(await shelf.files(), ["tiny.tflite.part"]);
  assert.equal((await Deno.stat(`${shelf.path}.part`)).size, 0);
});

Deno.test("a file of the wrong length is refused at its header, or as soon as it is too long", async () => {
  const long = new Uint8Array(CONTENT.length + 1);
  for (
    const [answer, reason] of [
      [whole(CONTENT.subarray(1)), "the file has 299999 bytes on the server, wanted 300000"],
      [{ status: "200 OK", body: long }, "the server sent more than 300000 bytes"],
    ] as const
  ) {
    await using shelf = new Shelf();
    await using server = new Server(() => answer);
    const { message } = await refusal(shelf.get(server.base));
    assert.equal(message, `Cannot download "${server.base}models/1/tiny.tflite": ${reason}`);
    assert.equal(server.requests.length, 1);
    assert.deepEqual(await shelf.files(), ["tiny.tflite.part"]);
  }
});

Deno.test("a file that does not exist is not requested again", async () => {
  await using shelf = new Shelf();
  await using server = new Server(() => bare("404 Not Found"));
  const { message } = await refusal(shelf.get(server.base));
  assert.match(message, /": HTTP 404 \(Not Found\)$/);
  assert.equal(server.requests.length, 1);
});

Deno.test("a request is tried three times if the server has a temporary failure", async () => {
  await using shelf = new Shelf();
  await using server = new Server(() => bare("503 Service Unavailable"));
  const { message } = await refusal(shelf.get(server.base));
  assert.match(message, /": the server answers HTTP 503 \(Service Unavailable\)$/);
  assert.equal(server.requests.length, 3);
  assert.equal(shelf.log.lines.length, 2);
});

Deno.test("Retry-After is obeyed, in seconds and as a date, unless it is too long", async () => {
  const soon = new Date(new FakeClock().date() + 2000).toUTCString();
  for (
    const [value, pause] of [["0", "0 s"], ["1", "1 s"], [soon, "2 s"]] as const
  ) {
    await using shelf = new Shelf();
    await using server = new Server(
      () => bare("503 Service Unavailable", { "retry-after": value }),
      wellBehaved(CONTENT),
    );
    assert.deepEqual(await shelf.get(server.base), CONTENT);
    const [line = ""] = shelf.log.lines;
    assert.ok(line.endsWith(`next try in ${pause}`), line);
  }
  await using shelf = new Shelf();
  await using server = new Server(() => bare("429 Too Many Requests", { "retry-after": "3600" }));
  assert.match((await refusal(shelf.get(server.base))).message, /HTTP 429/);
  assert.equal(server.requests.length, 1);
});

Deno.test("a request fails if the server stops sending, before or during its response", async () => {
  for (const sent of [null, 100_000]) {
    await using shelf = new Shelf();
    const clock = new FakeClock();
    const [silent, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const pause = (): Promise<void> => {
      silent.resolve();
      return held.promise;
    };
    await using server = new Server(
      () =>
        sent === null
          ? { status: "", pause }
          : { ...brokenOff(CONTENT, sent, '"one"'), hang: true },
      wellBehaved(CONTENT),
    );
    const store = {
      base: server.base,
      folder: shelf.folder,
      patience: { pauseMs: 1, stallMs: 200 },
    };
    const progress = ({ received }: ModelProgress): unknown =>
      received === sent && silent.resolve();
    const getting = keptModel(MODEL, { clock, log: shelf.log, progress, store });
    await silent.promise;
    await clock.advance(199);
    assert.deepEqual(shelf.log.lines, []);
    await clock.advance(1);
    await until("the warning", () => shelf.log.lines.length > 0);
    await clock.advance(1);
    const bytes = await getting;
    held.resolve();
    assert.deepEqual(bytes, CONTENT);
    assert.match(shelf.log.lines[0] ?? "", /: the server sent nothing for 0\.2 s; next try/);
  }
});

Deno.test("a redirect is followed", async () => {
  await using shelf = new Shelf();
  await using target = new Server(wellBehaved(CONTENT));
  await using server = new Server(() => bare("302 Found", { location: `${target.base}other` }));
  assert.deepEqual(await shelf.get(server.base), CONTENT);
  assert.equal(target.requests[0]?.path, "/other");
});

Deno.test("an abort ends a download at once, and the received bytes are kept for the next time", async () => {
  await using shelf = new Shelf();
  await using server = new Server(
    () => ({ ...brokenOff(CONTENT, 100_000, '"one"'), hang: true }),
    wellBehaved(CONTENT),
  );
  const stopper = new AbortController();
  const reason = new DOMException("Stopped", "AbortError");
  await assert.rejects(
    shelf.get(server.base, {
      signal: stopper.signal,
      progress: ({ received }) => received === 100_000 && stopper.abort(reason),
    }),
    reason,
  );
  assert.deepEqual(shelf.log.lines, []);
  assert.deepEqual(await shelf.get(server.base), CONTENT);
  assert.deepEqual(asked(server)[1], ["bytes=100000-", undefined]);
});

Deno.test("an abort ends the pause before the next try", async () => {
  await using shelf = new Shelf();
  await using server = new Server(() => bare("503 Service Unavailable", { "retry-after": "60" }));
  const stopper = new AbortController();
  shelf.log.warn = () => stopper.abort(new DOMException("Stopped", "AbortError"));
  await assert.rejects(shelf.get(server.base, { signal: stopper.signal }), { name: "AbortError" });
  assert.equal(server.requests.length, 1);
});

Deno.test("the error for an unreachable server names URL, path, length and hash", async () => {
  await using shelf = new Shelf();
  const server = new Server();
  const { base } = server;
  await server[Symbol.asyncDispose]();
  const { message, hint } = await refusal(shelf.get(base));
  assert.match(
    message,
    /^Cannot download "http:\/\/127\.0\.0\.1:\d+\/models\/1\/tiny\.tflite": .*refused/i,
  );
  assert.equal(
    hint,
    `download ${base}models/1/tiny.tflite in another way and save it as ${shelf.path}; it must ` +
      `have 300000 bytes and SHA-256 ${MODEL.sha256}`,
  );
  assert.equal(shelf.log.lines.length, 2);
});
