/**
 * The same model on the same frames in a browser: MediaPipe as it was made to run, in a headless Chromium, on the CPU.
 *
 * @module
 */
import { loadModel } from "../../../core/models/model_files.ts";
import { systemClock } from "../../../core/base/clock.ts";
import { Page } from "../../browser/chromium.ts";
import { QUIET } from "../quiet.ts";

/** The version that Scrim uses. */
const PACKAGE = "npm:@mediapipe/tasks-vision@1.1.0";
const FLAGS = ["--disable-gpu"]; // WebGL is there all the same, as software

/** Nothing but this machine may be reached: MediaPipe would send usage statistics. */
const HEADERS = {
  "content-security-policy": "default-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:",
};

/** RGBA pictures of one size. */
export interface Pictures {
  readonly width: number;
  readonly height: number;
  readonly data: readonly Uint8Array[];
}

/** What one series took: milliseconds of each inference, in order. */
export type BrowserSeries = (
  options: { frames: number; everyMs: number },
) => Promise<readonly number[]>;

interface Answers {
  readonly [path: string]: () => Promise<Response> | Response;
}

function fileAnswer(url: string, type: string): () => Promise<Response> {
  return async () => {
    const body = await Deno.readFile(new URL(url));
    return new Response(body, { headers: { ...HEADERS, "content-type": type } });
  };
}

async function answersFor(pictures: Pictures): Promise<Answers> {
  const { bytes } = await loadModel("landscape", { clock: systemClock, log: QUIET });
  const inPackage = (file: string): string => import.meta.resolve(`${PACKAGE}/${file}`);
  const loader = inPackage("vision_wasm_internal.js");
  const script = "text/javascript";
  const frames = pictures.data.map((data, i): [string, () => Response] => [
    `/frame/${i}`,
    () => new Response(data as Uint8Array<ArrayBuffer>),
  ]);
  return {
    "/": () =>
      new Response(`<!doctype html><script type="module" src="/page.js"></script>`, {
        headers: { ...HEADERS, "content-type": "text/html" },
      }),
    "/page.js": fileAnswer(import.meta.resolve("./mediapipe_page.js"), script),
    "/vision_bundle.mjs": fileAnswer(new URL("../vision_bundle.mjs", loader).href, script),
    "/vision_wasm_internal.js": fileAnswer(loader, script),
    "/vision_wasm_internal.wasm": fileAnswer(
      inPackage("vision_wasm_internal.wasm"),
      "application/wasm",
    ),
    "/model": () => new Response(bytes),
    ...Object.fromEntries(frames),
  };
}

/** A model at work in a browser. */
export interface BrowserModel extends AsyncDisposable {
  readonly infer: BrowserSeries;
  /** The browser's first process. */
  readonly pid: number;
}

/** A browser with the model loaded and the pictures at hand. */
export async function openBrowserModel(
  pictures: Pictures,
  chromium: string,
): Promise<BrowserModel> {
  const answers = await answersFor(pictures);
  await using stack = new AsyncDisposableStack();
  const server = stack.use(Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => answers[new URL(request.url).pathname]?.() ?? new Response(null, { status: 404 }),
  ));
  const { width, height, data } = pictures;
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const page = stack.use(await Page.open(url, { chromium, flags: FLAGS, width: 320, height: 240 }));
  await page.until("globalThis.start !== undefined");
  await page.evaluate(`start(${JSON.stringify({ width, height, count: data.length })})`);
  const kept = stack.move();
  return {
    infer: async (options) =>
      await page.evaluate(`infer(${JSON.stringify(options)})`) as readonly number[],
    pid: page.pid,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
