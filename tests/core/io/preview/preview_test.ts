import assert from "node:assert/strict";
import { Arena } from "../../../../core/media/arena.ts";
import { ScrimError } from "../../../../core/base/errors.ts";
import { openPreview, type PreviewSink } from "../../../../core/io/preview/preview.ts";
import { MemoryLog } from "../../../fakes.ts";
import { FakeClock } from "../../../fake_clock.ts";
import { until } from "../../../wait.ts";

const SIZE = 6 * 4 * 3 / 2;

function open(port = 0): PreviewSink {
  return openPreview({
    port,
    width: 6,
    height: 4,
    fps: 30,
    color: { matrix: "bt709", range: "limited" },
    arena: new Arena(),
    clock: new FakeClock(),
    log: new MemoryLog(),
  });
}

/** The status line of an answer to a request with these headers. Written by hand: fetch() sets Host itself. */
async function ask(url: string, path: string, headers: Record<string, string>): Promise<number> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(url).port) });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  await connection.write(
    new TextEncoder().encode(`GET ${path} HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`),
  );
  const answer = new Uint8Array(64);
  const length = await connection.read(answer) ?? 0;
  return Number(new TextDecoder().decode(answer.subarray(0, length)).split(" ")[1]);
}

const SOCKET = {
  Upgrade: "websocket",
  Connection: "Upgrade",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

Deno.test("openPreview answers only this machine's browser with the token", async () => {
  await using preview = open();
  const { host, pathname } = new URL(preview.url);
  const status = (path: string, headers: Record<string, string>): Promise<number> =>
    ask(preview.url, path, { Host: host, ...headers });
  assert.equal(await status(pathname, {}), 200);
  assert.equal(await status(pathname, { Host: host.replace("127.0.0.1", "localhost") }), 200);
  const other = pathname.replace(/.\/$/, (end) => (end[0] === "A" ? "B/" : "A/"));
  for (
    const path of ["/", "/x/", other, pathname.slice(0, -1), `${pathname}x`, `${pathname}frames/x`]
  ) {
    assert.equal(await status(path, {}), 404, path);
  }
  for (
    const name of ["evil.example", `evil.example:${new URL(preview.url).port}`, "127.0.0.1", ""]
  ) {
    assert.equal(await status(pathname, { Host: name }), 403, `Host ${name}`);
  }
  assert.equal(await status(pathname, { Origin: "https://evil.example" }), 403);
  const frames = `${pathname}frames`;
  assert.equal(await status(frames, { Origin: `http://${host}` }), 426);
  const socket = (origin: Record<string, string>): Promise<number> =>
    status(frames, { ...origin, ...SOCKET });
  assert.equal(await socket({}), 403);
  assert.equal(await socket({ Origin: "null" }), 403);
  assert.equal(await socket({ Origin: "http://127.0.0.1:1" }), 403);
  assert.equal(await socket({ Origin: `http://${host}` }), 101);
});

Deno.test("openPreview takes a new token each time and lets the page load nothing from elsewhere", async () => {
  await using one = open();
  await using two = open();
  assert.notEqual(new URL(one.url).pathname, new URL(two.url).pathname);
  assert.match(new URL(one.url).pathname, /^\/[\w-]{22}\/$/);
  const answer = await fetch(one.url);
  const policy = answer.headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'.*frame-ancestors 'none'/);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.equal(answer.headers.get("referrer-policy"), "no-referrer");
  await answer.body?.cancel();
});

Deno.test("openPreview says that its port is taken", async () => {
  await using preview = open();
  const port = Number(new URL(preview.url).port);
  assert.throws(
    () => open(port),
    (error) =>
      error instanceof ScrimError && error.code === "DEVICE" &&
      error.message === `Cannot open preview on port ${port}: it is in use`,
  );
});

/** A viewer that remembers what it got and asks for more only when told. */
async function watch(
  preview: PreviewSink,
): Promise<{ socket: WebSocket; got: (string | number)[]; next(): Promise<void> }> {
  const socket = new WebSocket(`${preview.url.replace("http", "ws")}frames`, {
    headers: { Origin: new URL(preview.url).origin },
  });
  socket.binaryType = "arraybuffer";
  const got: (string | number)[] = [];
  let refused = 0;
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") return data.includes("refused") ? refused++ : got.push(data);
    const bytes = new Uint8Array(data as ArrayBuffer);
    assert.equal(bytes.length, SIZE);
    assert.equal(new Set(bytes).size, 1, "a picture of two frames");
    got.push(bytes[0]);
  };
  // Messages are taken in order: once the second one is refused, the first one has been taken.
  const next = async (): Promise<void> => {
    const before = refused;
    socket.send("next");
    socket.send("{}");
    await until("a refusal", () => refused > before);
  };
  await until("the shape", () => got.length === 1);
  return { socket, got, next };
}

async function closed(socket: WebSocket): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return;
  await new Promise((resolve) => {
    socket.addEventListener("close", resolve);
    socket.close();
  });
}

function show(preview: PreviewSink, value: number): void {
  preview.begin().data.fill(value);
  preview.commit(0);
}

Deno.test("openPreview sends committed frames only, and each viewer what it has time for", async () => {
  await using preview = open();
  assert.equal(preview.watchers, 0);
  show(preview, 1);
  assert.equal(preview.bytesCopied, 0, "nobody watches, nothing is copied");
  const [quick, slow] = [await watch(preview), await watch(preview)];
  assert.equal(preview.watchers, 2);
  assert.deepEqual(JSON.parse(String(quick.got.shift())), {
    width: 6,
    height: 4,
    fps: 30,
    matrix: "bt709",
    range: "limited",
  });
  slow.got.shift();
  await slow.next();
  for (let value = 2; value < 6; value++) {
    await quick.next();
    preview.begin().data.fill(200);
    show(preview, value);
    preview.begin().data.fill(201);
    await until("a picture", () => quick.got.at(-1) === value);
  }
  assert.deepEqual(quick.got, [2, 3, 4, 5]);
  assert.deepEqual(slow.got, [2], "the slow viewer has asked for one frame");
  assert.equal(preview.bytesCopied, (3 + 2 + 2 + 2) * SIZE);
  await closed(quick.socket);
  await closed(slow.socket);
  await until("the viewers' end", () => preview.watchers === 0);
});

Deno.test("openPreview closes its viewers when disposed, and may be disposed twice", async () => {
  const preview = open();
  const viewer = await watch(preview);
  const gone = new Promise((resolve) => viewer.socket.addEventListener("close", resolve));
  await preview[Symbol.asyncDispose]();
  await preview[Symbol.asyncDispose]();
  await gone;
  assert.equal(preview.watchers, 0);
  await assert.rejects(fetch(preview.url));
});
