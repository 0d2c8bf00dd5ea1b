import { until } from "../wait.ts";
/**
 * A headless Chromium driven over its DevTools protocol: just enough to open a page, run a script in it and take a picture.
 *
 * @module
 */

/** Where a Chromium is, or `null`. `SCRIM_CHROMIUM` names another one. */
export function findChromium(): string | null {
  const named = Deno.env.get("SCRIM_CHROMIUM");
  const places = (Deno.env.get("PATH") ?? "").split(":");
  const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
  const paths = named
    ? [named]
    : places.flatMap((place) => names.map((name) => `${place}/${name}`));
  return paths.find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
        return false;
      }
      throw error;
    }
  }) ?? null;
}

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--force-color-profile=srgb",
  "--hide-scrollbars",
  "--remote-debugging-port=0",
];

/** One page in a browser of its own. */
export class Page implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #folder: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  /** Uncaught errors and blocked resources of the page, as text. */
  readonly problems: string[] = [];
  #count = 0;

  private constructor(process: Deno.ChildProcess, folder: string, socket: WebSocket) {
    this.#process = process;
    this.#folder = folder;
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(String(data)));
  }

  /** Starts the browser and opens `url`. */
  static async open(
    url: string,
    options: { chromium: string; flags: readonly string[]; width: number; height: number },
  ): Promise<Page> {
    const folder = await Deno.makeTempDir({ prefix: "scrim-chromium-" });
    const { width, height } = options;
    const process = new Deno.Command(options.chromium, {
      args: [
        ...FLAGS,
        ...options.flags,
        `--user-data-dir=${folder}`,
        `--window-size=${width},${height}`,
        "about:blank",
      ],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const port = await readPort(process.stderr);
    const targets = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
    const { webSocketDebuggerUrl } = targets.find((target: { type: string }) =>
      target.type === "page"
    );
    const socket = new WebSocket(webSocketDebuggerUrl);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    const page = new Page(process, folder, socket);
    await page.#send("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: false,
    });
    await page.#send("Runtime.enable", {});
    await page.#send("Log.enable", {});
    await page.#send("Page.navigate", { url });
    return page;
  }

  /** The browser's first process, which started all others. */
  get pid(): number {
    return this.#process.pid;
  }

  /** The value of an expression in the page. */
  async evaluate(expression: string): Promise<unknown> {
    const answer = await this.#send("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    const { result, exceptionDetails } = answer as {
      result: { value: unknown };
      exceptionDetails?: { text: string };
    };
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.text}`);
    return result.value;
  }

  /** Waits until an expression is true in the page. */
  async until(expression: string): Promise<void> {
    await until(expression, async () => await this.evaluate(expression) === true);
  }

  /** Pretends that the reader prefers `dark` or `light`. */
  async prefer(scheme: "dark" | "light"): Promise<void> {
    await this.#send("Emulation.setEmulatedMedia", {
      features: [{ name: "prefers-color-scheme", value: scheme }],
    });
  }

  /** What the page looks like, as PNG bytes. */
  async picture(): Promise<Uint8Array> {
    const { data } = await this.#send("Page.captureScreenshot", { format: "png" });
    return Uint8Array.fromBase64(String(data));
  }

  #send(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> {
    const id = ++this.#count;
    const waiting = Promise.withResolvers<Record<string, unknown>>();
    this.#waiting.set(id, waiting);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return waiting.promise;
  }

  #receive(message: {
    id?: number;
    method?: string;
    result?: Record<string, unknown>;
    error?: { message: string };
    params?: unknown;
  }): void {
    if (message.method === "Runtime.exceptionThrown" || message.method === "Log.entryAdded") {
      this.problems.push(JSON.stringify(message.params));
    }
    const waiting = this.#waiting.get(message.id ?? 0);
    if (message.error) waiting?.reject(new Error(message.error.message));
    else waiting?.resolve(message.result ?? {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    this.#process.kill("SIGKILL");
    await this.#process.status;
    await Deno.remove(this.#folder, { recursive: true }).catch(() => {
      // Its helpers may still write into it; the folder is temporary.
    });
  }
}

/** The port from the line that Chromium prints when it listens. The rest of its output is drained. */
async function readPort(stderr: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  const lines = stderr.pipeThrough(new TextDecoderStream());
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = "";
  const drain = async (): Promise<void> => {
    for await (const part of lines) {
      text += part;
      const found = /DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(text);
      if (found) resolve(found[1]);
    }
    reject(new Error(`Chromium ended: ${text}`));
  };
  drain().catch(reject);
  return await promise;
}
