import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { Arena } from "../../../../core/media/arena.ts";
import { openPreview, type PreviewSink } from "../../../../core/io/preview/preview.ts";
import { LiveMask } from "../../../../core/masks/mask_controls.ts";
import { MemoryLog } from "../../../fakes.ts";
import { FakeClock } from "../../../fake_clock.ts";
import { turn, until } from "../../../wait.ts";

function open(): PreviewSink & { log: MemoryLog } {
  const log = new MemoryLog();
  const color = { matrix: "bt709", range: "limited", siting: "left" } as const;
  const shape = { width: 6, height: 4, fps: 30, color, arena: new Arena(), mask: new LiveMask() };
  return Object.assign(openPreview({ ...shape, port: 0, clock: new FakeClock(), log }), { log });
}

/** A page: its socket is closed when it is refused. */
function page(preview: PreviewSink): Promise<WebSocket> {
  const socket = new WebSocket(`${preview.url.replace("http", "ws")}frames`, {
    headers: { Origin: new URL(preview.url).origin },
  });
  return new Promise((resolve) => {
    socket.onmessage = socket.onclose = socket.onerror = () => resolve(socket);
  });
}

async function ended(socket: WebSocket): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return;
  const closed = new Promise((resolve) => socket.onclose = resolve);
  socket.close();
  await closed;
}

Deno.test("openPreview shows to sixteen pages at most, and to another when one has gone", async () => {
  await using preview = open();
  const pages = await Promise.all(Array.from({ length: 20 }, () => page(preview)));
  const shown = pages.filter(({ readyState }) => readyState === WebSocket.OPEN);
  assert.deepEqual([shown.length, preview.watchers], [16, 16]);
  await ended(shown[0]);
  await until("an end", () => preview.watchers === 15);
  const late = await page(preview);
  assert.equal(late.readyState, WebSocket.OPEN);
  for (const socket of [...pages, late]) await ended(socket);
});

Deno.test("openPreview listens on this machine's own address only", async () => {
  await using preview = open();
  const wanted = Number(new URL(preview.url).port).toString(16).toUpperCase().padStart(4, "0");
  const listens = Deno.readTextFileSync("/proc/net/tcp").split("\n").map((line) =>
    line.trim().split(/\s+/)
  )
    .filter(([, local, , state]) => state === "0A" && local.endsWith(`:${wanted}`));
  assert.deepEqual(listens.map(([, local]) => local), [`0100007F:${wanted}`]);
});

Deno.test("openPreview refuses an opening of a socket that is none, and messages beyond all bounds", async () => {
  await using preview = open();
  const { host, pathname, port } = new URL(preview.url);
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
  const lines = [`GET ${pathname}frames HTTP/1.1`, `Host: ${host}`, `Origin: http://${host}`];
  const head = [...lines, "Upgrade: websocket", "Connection: odd", "", ""].join("\r\n");
  await connection.write(new TextEncoder().encode(head));
  const answer = new Uint8Array(16);
  await connection.read(answer);
  assert.equal(new TextDecoder().decode(answer.subarray(9, 12)), "400");

  const socket = await page(preview);
  const said = new Promise<string>((resolve) => socket.onmessage = ({ data }) => resolve(data));
  socket.send(`{${" ".repeat(1 << 20)}}`);
  assert.match(await said, /a message of 1048578 characters is too long/);
  // Gone before the answer: whoever sends to nobody must not fall over.
  for (let i = 0; i < 20; i++) socket.send("{");
  await ended(socket);
  await until("an end", () => preview.watchers === 0);
  assert.equal((await fetch(preview.url).then((page) => page.text())).length > 1000, true);
  assert.deepEqual(preview.log.lines, []);
});

for (const [what, begin] of [["headers", "GET / HTTP/1.1\r\nX: "], ["a path", "GET /"]]) {
  Deno.test(`openPreview hangs up on ${what} without an end`, async () => {
    await using preview = open();
    using connection = await Deno.connect({
      hostname: "127.0.0.1",
      port: Number(new URL(preview.url).port),
    });
    await connection.write(new TextEncoder().encode(begin));
    const piece = new Uint8Array(1 << 14).fill(97);
    let sent = 0;
    const writing = async (): Promise<void> => {
      while (sent < 1 << 24) {
        sent += await connection.write(piece);
        await turn();
      }
    };
    await assert.rejects(
      writing(),
      (error) =>
        error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset,
    );
    assert.ok(sent < 1 << 22, `it took ${sent} bytes`);
  });
}

Deno.test("openPreview keeps little for a page that asks without reading", async () => {
  const color = { matrix: "bt709", range: "limited", siting: "left" } as const;
  const shape = { width: 1280, height: 720, fps: 30, color, arena: new Arena() };
  await using preview = openPreview({
    ...shape,
    port: 0,
    clock: new FakeClock(),
    log: new MemoryLog(),
  });
  const { host, pathname, port } = new URL(preview.url);
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
  const lines = [`GET ${pathname}frames HTTP/1.1`, `Host: ${host}`, `Origin: http://${host}`];
  const opening = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"];
  const head = [...lines, ...opening, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", ""];
  await connection.write(new TextEncoder().encode(head.join("\r\n")));
  await until("a viewer", () => preview.watchers === 1);
  const next = Uint8Array.of(0x81, 0x84, 0, 0, 0, 0, ...new TextEncoder().encode("next"));
  const frame = 1280 * 720 * 1.5;
  for (let i = 0; i < 60; i++) {
    await connection.write(next);
    await turn();
    preview.commit(i);
  }
  await until("a picture", () => {
    preview.commit(60);
    return preview.bytesCopied > 0;
  });
  // Two copies a frame. Some megabytes lie in the system's own buffers.
  const sent = preview.bytesCopied / frame / 2;
  assert.ok(sent >= 1 && sent < 20, `${sent} frames for somebody who reads none`);
});

Deno.test("openPreview outlives a siege by more connections than it may have", async () => {
  const program = fileURLToPath(new URL("programs/serve.ts", import.meta.url));
  const command = `ulimit -n 64; exec "$0" run -A --quiet "$1"`;
  const child = new Deno.Command("sh", {
    args: ["-c", command, Deno.execPath(), program],
    ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value: url = "" } = await lines.read();
  const port = Number(new URL(url.trim()).port);
  const crowd: Deno.Conn[] = [];
  const told = lines.read();
  try {
    for (let i = 0; i < 100; i++) crowd.push(await Deno.connect({ hostname: "127.0.0.1", port }));
  } catch (error) {
    // Refused, or gone before it was there; `NotConnected`: between connecting and asking for its address.
    const { ConnectionRefused, ConnectionReset, NotConnected } = Deno.errors;
    const wanted = [ConnectionRefused, ConnectionReset, NotConnected];
    assert.ok(wanted.some((one) => error instanceof one), String(error));
  }
  assert.match((await told).value ?? "", /^Preview broke off: .*it is started again/);
  for (const connection of crowd) connection.close();
  let page = "";
  await until("the page", async () => {
    page = await fetch(url.trim()).then((answer) => answer.text()).catch(() => "");
    return page !== "";
  });
  assert.match(page, /<canvas>/, "the same address shows the page again");
  await child.stdin.close();
  const { code } = await child.status;
  await lines.cancel();
  const errors = await new Response(child.stderr).text();
  assert.deepEqual([code, errors], [0, ""]);
});
