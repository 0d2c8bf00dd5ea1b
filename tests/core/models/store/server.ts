/**
 * An HTTP server whose handlers can misbehave. Each connection serves one request, with the next handler. It uses plain TCP,
 * because a normal HTTP server cannot send the invalid responses that these tests need.
 *
 * @module
 */

/** A request. Header names are in lower case. */
export interface Request {
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
}

/** A response. The connection is closed after it unless `hang` is set. */
export interface Answer {
  /** `200 OK`. */
  readonly status: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Whether the connection stays open after the body. */
  readonly hang?: boolean;
  /** The response is sent after this promise resolves. */
  readonly pause?: () => Promise<void>;
}

/** Makes the response to one request. */
export type Handler = (request: Request) => Answer;

/** A server on a free port of this machine. */
export class Server implements AsyncDisposable {
  /** The requests received so far. */
  readonly requests: Request[] = [];
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open = new Set<Deno.Conn>();
  readonly #handlers: Handler[];
  readonly #served: Promise<void>;

  /** @param handlers one per request; the last one serves all later requests */
  constructor(...handlers: Handler[]) {
    this.#handlers = handlers;
    this.#served = this.#serve();
  }

  /** Its base URL, ending with `/`. */
  get base(): string {
    return `http://127.0.0.1:${this.#listener.addr.port}/`;
  }

  async #serve(): Promise<void> {
    const answers: Promise<void>[] = [];
    for await (const connection of this.#listener) {
      this.#open.add(connection);
      // Some tests close the connection early.
      answers.push(this.#answer(connection).catch(() => {}).finally(() => this.#close(connection)));
    }
    await Promise.all(answers);
  }

  async #answer(connection: Deno.Conn): Promise<void> {
    const request = await readRequest(connection);
    const handler = this.#handlers.length > 1 ? this.#handlers.shift() : this.#handlers[0];
    this.requests.push(request);
    const answer = handler?.(request);
    if (!answer) return;
    const { status, headers = {}, body = new Uint8Array(), hang, pause } = answer;
    const lines = Object.entries({ connection: "close", ...headers })
      .map(([name, value]) => `${name}: ${value}\r\n`);
    await pause?.();
    await write(
      connection,
      new TextEncoder().encode(`HTTP/1.1 ${status}\r\n${lines.join("")}\r\n`),
    );
    await write(connection, body);
    if (hang) await connection.read(new Uint8Array(1)); // until the client closes the connection
  }

  #close(connection: Deno.Conn): void {
    if (this.#open.delete(connection)) connection.close();
  }

  /** Closes all connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#open) this.#close(connection);
    await this.#served;
  }
}

async function write(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

async function readRequest(connection: Deno.Conn): Promise<Request> {
  let text = "";
  const buffer = new Uint8Array(4096);
  while (!text.includes("\r\n\r\n")) {
    const length = await connection.read(buffer);
    if (length === null) throw new Error("the request ended early");
    text += new TextDecoder().decode(buffer.subarray(0, length));
  }
  const [first = "", ...lines] = text.split("\r\n");
  const headers = lines.filter((line) => line.includes(":")).map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { path: first.split(" ")[1] ?? "", headers: new Map(headers) };
}

/** Serves `content` as Google's storage does. It sends the requested range unless `If-Range` names another version. */
export function wellBehaved(content: Uint8Array, etag = '"one"'): Handler {
  return ({ headers }) => {
    const from = /^bytes=(\d+)-$/.exec(headers.get("range") ?? "")?.[1];
    const same = [undefined, etag].includes(headers.get("if-range"));
    if (from === undefined || !same) return whole(content, etag);
    const body = content.subarray(Number(from));
    return {
      status: "206 Partial Content",
      headers: {
        etag,
        "content-length": `${body.length}`,
        "content-range": `bytes ${from}-${content.length - 1}/${content.length}`,
      },
      body,
    };
  };
}

/** Sends the whole file, whatever was requested. */
export function whole(content: Uint8Array, etag?: string): Answer {
  const headers = { "content-length": `${content.length}`, ...(etag ? { etag } : {}) };
  return { status: "200 OK", headers, body: content };
}

/** Announces all of `content` but sends only its first bytes. */
export function brokenOff(content: Uint8Array, sent: number, etag?: string): Answer {
  return { ...whole(content, etag), body: content.subarray(0, sent) };
}
