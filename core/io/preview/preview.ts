/**
 * The output in a web browser of this machine.
 *
 * @module
 */
import type { Arena } from "../../media/arena.ts";
import { describeError, ScrimError } from "../../base/errors.ts";
import type { Colorimetry, Packed } from "../../media/frame.ts";
import type { LiveMask } from "../../masks/mask_controls.ts";
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { FrameSink, SinkInfo } from "../../media/sink.ts";
import { judge, newToken } from "./access.ts";
import { isControl, takeControl } from "./controls.ts";
import { previewPage } from "./page.ts";

/** What the page shows. */
export interface PreviewRequest {
  /** 0: any free one. */
  readonly port: number;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly color: Colorimetry;
  readonly arena: Arena;
  readonly clock: Clock;
  readonly log: Log;
  /** What the page may change; `null`: the chain has no mask. */
  readonly mask?: LiveMask | null;
}

/** The preview as a sink. */
export interface PreviewSink extends FrameSink {
  /** The address to open. Whoever knows it can watch. */
  readonly url: string;
  /** How many pages are open now. While it is 0, a frame need not be packed or committed. */
  readonly watchers: number;
}

/**
 * Serves the preview page on 127.0.0.1. A page gets a committed frame when it has drawn the last one, else that frame
 * passes it by: a slow viewer never slows the loop. A frame that is sent is copied once, and once
 * more for each viewer.
 *
 * @throws {ScrimError} when the port is taken
 */
export function openPreview(request: PreviewRequest): PreviewSink {
  return new Preview(request);
}

/** How long to wait with another try when the server broke off. */
const RETRY_MS = 500;
/** More pages at once than anybody looks at. Each costs a copy of every frame. */
const MOST_VIEWERS = 16;

/** One open page. */
interface Viewer {
  readonly socket: WebSocket;
  /** It has drawn what it got and waits for more. */
  ready: boolean;
}

class Preview implements PreviewSink {
  readonly url: string;
  readonly info: SinkInfo;
  bytesCopied = 0;
  readonly #viewers = new Set<Viewer>();
  readonly #picture: Packed;
  readonly #outgoing: Uint8Array<ArrayBuffer>;
  readonly #shape: object;
  readonly #mask: LiveMask | null;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #token = newToken();
  readonly #stop = new AbortController();
  #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(request: PreviewRequest) {
    const { port, width, height, fps, color, arena, clock, log, mask = null } = request;
    this.#picture = arena.packed("i420", { width, height, color });
    this.#outgoing = new Uint8Array(this.#picture.data.length);
    this.#shape = { width, height, fps, ...color };
    this.#mask = mask;
    // All pages show what one of them changed.
    mask?.onChange(() => this.#tell({ mask: mask.options }), this.#stop.signal);
    this.#clock = clock;
    this.#log = log;
    this.#server = this.#serve(port);
    this.#serveAgainIfBroken(this.#server.addr.port);
    this.url = `http://127.0.0.1:${this.#server.addr.port}/${this.#token}/`;
    this.info = { description: `preview ${this.url}`, layout: "i420", live: true };
  }

  get watchers(): number {
    return this.#viewers.size;
  }

  begin(): Packed {
    return this.#picture;
  }

  commit(): void {
    let copied = false;
    for (const viewer of this.#viewers) {
      if (!viewer.ready || viewer.socket.readyState !== WebSocket.OPEN) continue;
      // One that asks without reading gets nothing more: what waits for it would fill the memory.
      if (viewer.socket.bufferedAmount > this.#outgoing.length) continue;
      // Sockets take no shared memory. They make a copy of their own at once.
      if (!copied) this.#outgoing.set(this.#picture.data);
      this.bytesCopied += (copied ? 1 : 2) * this.#outgoing.length;
      copied = true;
      viewer.ready = false;
      viewer.socket.send(this.#outgoing);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#stop.signal.aborted) return;
    for (const { socket } of this.#viewers) {
      if (socket.readyState === WebSocket.OPEN) socket.close(1001);
    }
    this.#viewers.clear();
    this.#stop.abort();
    await this.#server.finished.catch(() => {}); // told already, when it broke off
  }

  /** Whoever opens more connections than this process may have ends the server, but not the run. */
  #serveAgainIfBroken(port: number): void {
    this.#server.finished.catch(async (error: unknown) => {
      this.#log.warn(`Preview broke off: ${describeError(error)}; it is started again`);
      while (!this.#stop.signal.aborted) {
        try {
          await this.#clock.sleep(RETRY_MS, this.#stop.signal);
          this.#server = this.#serve(port);
          return this.#serveAgainIfBroken(port);
        } catch (error) {
          if (this.#stop.signal.aborted) return;
          if (!(error instanceof ScrimError)) throw error; // else: not yet
        }
      }
    });
  }

  #serve(port: number): Deno.HttpServer<Deno.NetAddr> {
    const options = {
      hostname: "127.0.0.1",
      port,
      signal: this.#stop.signal,
      onListen: (): void => {},
      onError: (error: unknown): Response => {
        this.#log.warn(`Preview failed to answer: ${String(error)}`);
        return new Response(null, { status: 500 });
      },
    };
    try {
      return Deno.serve(options, (request) => this.#answer(request));
    } catch (cause) {
      const reason = cause instanceof Deno.errors.AddrInUse ? "it is in use" : String(cause);
      throw new ScrimError(`Cannot open preview on port ${port}: ${reason}`, {
        code: "DEVICE",
        hint: "use --preview=PORT with another port, or 0 for any",
        cause,
      });
    }
  }

  #answer(request: Request): Response {
    const access = judge(request, this.#token, this.#server.addr.port);
    if (access === "page") return page();
    if (access !== "frames") return new Response(null, { status: access });
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      return new Response(null, { status: 426 });
    }
    if (this.#viewers.size >= MOST_VIEWERS) return new Response(null, { status: 503 });
    const upgraded = upgrade(request);
    if (upgraded === null) return new Response(null, { status: 400 });
    this.#watch(upgraded.socket);
    return upgraded.response;
  }

  #tell(what: object): void {
    for (const { socket } of this.#viewers) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(what));
    }
  }

  #watch(socket: WebSocket): void {
    const viewer: Viewer = { socket, ready: false };
    socket.onopen = () => {
      if (this.#viewers.size >= MOST_VIEWERS) return socket.close(1013); // many came at once
      this.#viewers.add(viewer);
      const controls = this.#mask ? { mask: this.#mask.options } : {};
      socket.send(JSON.stringify({ ...this.#shape, ...controls }));
    };
    socket.onmessage = ({ data }) => {
      if (!isControl(data)) {
        viewer.ready = true;
        return;
      }
      const refused = this.#mask ? takeControl(data, this.#mask) : "there is no mask in this chain";
      // Whoever asked may be gone already, and sending to nobody throws.
      if (refused !== null && socket.readyState === WebSocket.OPEN) {
        socket.send(JSON.stringify({ refused }));
      }
    };
    socket.onclose = () => this.#viewers.delete(viewer);
    socket.onerror = () => this.#viewers.delete(viewer);
  }
}

/** The socket of a request, or `null` when its head is no proper opening of one. */
function upgrade(request: Request): Deno.WebSocketUpgrade | null {
  try {
    return Deno.upgradeWebSocket(request);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return null;
  }
}

function page(): Response {
  const nonce = newToken();
  return new Response(previewPage(nonce), {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy":
        `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data:; ` +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    },
  });
}
