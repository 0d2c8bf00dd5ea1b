/** Whatever a program of this machine may send to the preview's port, as bytes. */
import assert from "node:assert/strict";
import { Arena } from "../../../core/media/arena.ts";
import { openPreview } from "../../../core/io/preview/preview.ts";
import { LiveMask } from "../../../core/masks/mask_controls.ts";
import { systemClock } from "../../../core/base/clock.ts";
import { MemoryLog } from "../../fakes.ts";
import { mutated, mutatedText, ODD_TEXT } from "../mutate.ts";
import type { Parser } from "../parser.ts";
import type { Random } from "../random.ts";

/** A head of a request, and what comes behind it. TOKEN and PORT stand for those of the preview. */
interface Sent {
  readonly head: string;
  /** Base64. */
  readonly body: string;
}

const KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";
const OPENING =
  `GET /TOKEN/frames HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:PORT\r\n` +
  `Upgrade: websocket\r\nConnection: Upgrade\r\n${KEY}\r\n`;
const HEADS = [
  "GET /TOKEN/ HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nConnection: close\r\n\r\n",
  "GET /TOKEN/../TOKEN/ HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nConnection: close\r\n\r\n",
  "GET /TOKEN/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost:PORT\r\nConnection: close\r\n\r\n",
  "POST /TOKEN/ HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 9999999\r\nConnection: close\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: evil.example\r\nOrigin: https://evil.example\r\nConnection: close\r\n\r\n",
  OPENING,
];

/** A masked frame of a WebSocket, as a browser sends it. */
function frame(opcode: number, payload: Uint8Array): Uint8Array {
  const mask = [1, 2, 3, 4];
  const length = payload.length < 126
    ? [0x80 | payload.length]
    : [0x80 | 126, payload.length >> 8, payload.length & 255];
  return Uint8Array.from([
    ...[0x80 | opcode, ...length, ...mask],
    ...payload.map((byte, i) => byte ^ mask[i & 3]),
  ]);
}

function message(random: Random): Uint8Array {
  const texts = ["next", '{"mask":{"dilate":2}}', '{"mask":{}}', "{", ""];
  const text = random.once(2) ? random.pick(texts) : mutatedText(random.pick(texts), random);
  const plain = frame(random.pick([1, 1, 1, 2, 8, 9, 10, 0, 3]), new TextEncoder().encode(text));
  return random.once(2) ? plain : mutated(plain, random);
}

function head(random: Random): string {
  const good = random.pick(HEADS);
  switch (random.below(5)) {
    case 0:
      return good;
    case 1:
      return good.replace(
        "\r\n",
        `\r\nX-Odd: ${random.pick(ODD_TEXT).repeat(1 + random.below(40))}\r\n`,
      );
    case 2:
      return good.replace(
        "GET",
        random.pick(["PUT", "DELETE", "OPTIONS", "HEAD", "CONNECT", "TRACE", "x"]),
      );
    case 3:
      return good.replace(
        "TOKEN",
        random.pick(["", ".", "..", "TOKEN/..", "TOKENx", "%00", "TOKE", "//"]),
      );
    default:
      return mutatedText(good, random);
  }
}

const TIMEOUT_MS = 8;

export const preview: Parser<Sent> = {
  name: "preview",
  quick: 2000,
  open() {
    const log = new MemoryLog();
    const mask = new LiveMask();
    const color = { matrix: "bt709", range: "limited", siting: "left" } as const;
    const shape = { width: 6, height: 4, fps: 30, color, arena: new Arena(), log, mask };
    const sink = openPreview({ ...shape, port: 0, clock: systemClock });
    const address = new URL(sink.url);
    const [token, port] = [address.pathname.slice(1, -1), Number(address.port)];
    const taken = { yes: 0, no: 0 };
    let asked = 0;
    return {
      taken,
      make: (random) => ({
        head: head(random),
        body: random.once(2) ? "" : message(random).toBase64(),
      }),
      async run(sent) {
        const filled = sent.head.replaceAll("TOKEN", token).replaceAll("PORT", String(port));
        const answer = await exchange(port, filled, Uint8Array.fromBase64(sent.body));
        const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(answer) ?? [];
        const shows = answer.includes("<!DOCTYPE html>") || status === "101";
        taken[shows ? "yes" : "no"]++;
        if (shows) {
          assert.ok(filled.includes(`/${token}/`), "shown without the token");
          assert.ok(["200", "101"].includes(status), `a page with status ${status}`);
        }
        assert.ok(status === undefined || /^(101|200|4\d\d)$/.test(status), `status ${status}`);
        assert.ok(!answer.includes("root:"), "a file of the machine");
        assert.doesNotMatch(answer.slice(0, 4000), /\n\s+at .*\.ts:/, "a stack trace");
        assert.equal(log.lines.length, 0, log.lines.join());
        sink.begin().data.fill(asked & 255);
        sink.commit(0);
        // Somebody with a right to it is served, whatever others have done.
        if (asked++ % 50 !== 0) return;
        const page = await fetch(sink.url);
        assert.equal(page.status, 200);
        assert.match(await page.text(), /<canvas>/);
      },
      save: (sent) => JSON.stringify(sent),
      load: (text) => JSON.parse(text),
      async [Symbol.asyncDispose](): Promise<void> {
        await sink[Symbol.asyncDispose]();
      },
    };
  },
};

/** Sends a head and a body, and gives the beginning of the answer: until its end, or until nothing more comes. */
async function exchange(port: number, head: string, body: Uint8Array): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const bytes = new Uint8Array(1 << 16);
  let answer = "";
  try {
    await connection.write(new TextEncoder().encode(head));
    if (body.length > 0) await connection.write(body);
    // A request that is cut off in its head waits for more, as it should.
    const read = async (): Promise<void> => {
      for (let got; answer.length < 20_000 && (got = await connection.read(bytes)) !== null;) {
        answer += new TextDecoder("latin1").decode(bytes.subarray(0, got));
        if (answer.startsWith("HTTP/1.1 101")) break;
      }
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => timer = setTimeout(resolve, TIMEOUT_MS));
    const reading = read().catch(() => {});
    await Promise.race([reading, late]);
    clearTimeout(timer);
  } catch (error) {
    // It may hang up on us at any time.
    const ended = error instanceof Deno.errors.ConnectionReset ||
      error instanceof Deno.errors.BrokenPipe;
    if (!ended) throw error;
  }
  return answer;
}
