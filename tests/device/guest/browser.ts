/**
 * A page in a headless Chromium that opens the virtual camera by `getUserMedia`, as meetings do.
 *
 * @module
 */
import { findChromium, Page } from "../../browser/chromium.ts";
import type { BrowserResult } from "../results.ts";
import { untilStreaming } from "./devices.ts";
import type { Way } from "./lifecycle.ts";
import { startSlowly } from "./readers.ts";
import { during } from "./scrim.ts";

const PAGE = new URL("./camera_page.html", import.meta.url);
const FRAMES = 8;

/** A browser with one page, which stays open for every version of the driver: its start takes longest. */
export class Browser implements AsyncDisposable {
  #server: Deno.HttpServer<Deno.NetAddr> | null = null;
  #page: Promise<Page> | null = null;

  /** Starts the browser, if it has not started. */
  start(): Promise<Page> {
    return this.#page ??= this.#open();
  }

  async #open(): Promise<Page> {
    // A page may use cameras when it comes from this machine.
    const html = await Deno.readTextFile(PAGE);
    const headers = { "content-type": "text/html" };
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      () => new Response(html, { headers }),
    );
    // Not the script in /usr/bin, which wants files of /etc.
    const chromium = ["/usr/lib/chromium/chromium", findChromium()].find(exists);
    if (!chromium) throw new Error("no Chromium found; install the packages of packages.txt");
    const page = await Page.open(`http://127.0.0.1:${this.#server.addr.port}/`, {
      chromium,
      flags: ["--use-fake-ui-for-media-stream", "--disable-gpu"],
      width: 400,
      height: 300,
    });
    await page.until("document.title === 'camera' && document.readyState === 'complete'");
    return page;
  }

  /** Scrim writes the webcam's still picture; the page looks at the camera whose name starts with `label`. */
  async watch(way: Way, label: string): Promise<BrowserResult> {
    const scrim = startSlowly(way);
    const seen: Omit<BrowserResult, "scrim">[] = [];
    const end = await during(scrim, async () => {
      const page = await this.start();
      await untilStreaming(way.device, scrim.process);
      const call = `look(${JSON.stringify(label)}, ${FRAMES})`;
      seen.push(await page.evaluate(call) as typeof seen[number]);
    });
    return { scrim: end, ...seen[0] };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const page = this.#page, server = this.#server;
    this.#page = this.#server = null;
    await (await page)?.[Symbol.asyncDispose]();
    await server?.shutdown();
  }
}

function exists(path: string | null): path is string {
  try {
    return path !== null && Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
