import assert from "node:assert/strict";
import { until } from "../wait.ts";
import { scrim, withFolder } from "./scrim.ts";

const plugin = (body: string): string => `
import { definePlugin } from "jsr:@scrim/scrim/plugin";
import { level } from "./level.ts";
export default definePlugin({
  apiVersion: 1,
  name: "flat",
  summary: "One grey",
  access: "in-place",
  hidesBackground: true,
  process({ frame }) {
    ${body}
  },
});
`;
const GOOD = "frame.y.data.fill(level);";

/** Scrim as it watches a plugin; what it says comes line by line. */
class Watching implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  readonly #out: Promise<string>;
  readonly heard: string[] = [];

  constructor(args: readonly string[]) {
    this.#child = scrim(args).spawn();
    this.#out = new Response(this.#child.stdout).text();
    this.#lines = this.#child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Waits for a message. @throws {Error} when Scrim ends without it */
  async until(wanted: RegExp): Promise<string> {
    while (true) {
      const text = this.heard.join("");
      if (wanted.test(text)) {
        this.heard.length = 0;
        return text;
      }
      const { done, value } = await this.#lines.read();
      if (done) throw new Error(`never said ${wanted}: ${text}`);
      this.heard.push(value);
    }
  }

  async stop(): Promise<{ code: number; stats: { frames: Record<string, number> } }> {
    this.#child.kill("SIGINT");
    for (let read; !(read = await this.#lines.read()).done;) this.heard.push(read.value);
    const { code, signal } = await this.#child.status;
    const out = await this.#out;
    assert.notEqual(out, "", `no statistics; ended with ${signal ?? code}: ${this.heard.join("")}`);
    return { code, stats: JSON.parse(out) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended
    }
    await this.#lines.cancel();
    await this.#child.status;
  }
}

for (const trust of [false, true]) {
  const where = trust ? "trusted" : "in the sandbox";
  Deno.test(`scrim --watch takes a changed plugin between two frames, ${where}`, async () => {
    await withFolder(async (parent) => {
      const folder = `${parent}/a b ü #?%41`; // as a URL it is written otherwise
      await Deno.mkdir(folder);
      const path = `${folder}/flat.ts`;
      await Deno.writeTextFile(path, plugin(GOOD));
      await Deno.writeTextFile(`${folder}/level.ts`, "export const level = 100;");
      await using watching = new Watching([
        ...["--plugins", path, "--watch", "--input", "demo", "--size", "160x90", "--output"],
        ...[`${folder}/film.y4m`, "--stats=json", "--verbose", ...(trust ? ["--trust", path] : [])],
      ]);
      await watching.until(/First picture/);
      await Deno.writeTextFile(`${folder}/level.ts`, "export const level = 120;");
      await watching.until(/Reloaded flat/);

      await Deno.writeTextFile(path, plugin("frame.y.data.fill(level;"));
      const syntax = await watching.until(/the old one goes on/);
      assert.match(syntax, /flat\.ts:11:\d+: Expected "\)" but found ";"/);

      await Deno.writeTextFile(path, plugin('throw new Error("half asleep");'));
      const runtime = await watching.until(/the old one goes on/);
      assert.match(runtime, /"flat" failed in process\(\): half asleep \(.*flat\.ts:11:\d+\)/);

      await Deno.writeTextFile(path, plugin("frame.y.data.fill(level + 1);"));
      await watching.until(/Reloaded flat/);
      const size = sizeOf(folder);
      await until("more frames", () => sizeOf(folder) > size + 10 * 160 * 90 * 1.5);

      const { code, stats } = await watching.stop();
      assert.equal(code, 0);
      assert.equal(stats.frames.failed, 0);
      const levels = await lumaOf(`${folder}/film.y4m`);
      assert.equal(levels.length, stats.frames.out);
      assert.deepEqual(levels.filter((level, n) => level !== levels[n - 1]), [100, 120, 121]);
    });
  });
}

/** The first luma byte of every frame: 160x90, 4:2:0. */
async function lumaOf(path: string): Promise<readonly number[]> {
  const bytes = await Deno.readFile(path);
  const header = bytes.indexOf(10) + 1;
  const frame = "FRAME\n".length + 160 * 90 * 1.5;
  return Array.from(
    { length: (bytes.length - header) / frame },
    (_, n) => bytes[header + n * frame + "FRAME\n".length],
  );
}

/** Of the film, which has another name on its way. */
function sizeOf(folder: string): number {
  const entry = [...Deno.readDirSync(folder)].find(({ name }) => name.endsWith("film.y4m"));
  return Deno.statSync(`${folder}/${entry?.name}`).size;
}
