/**
 * OpenCV and numpy at work in a Python of their own (`opencv.py`).
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { linesOf } from "../lines.ts";
import { cpuMsOf } from "../proc.ts";

const PROGRAM = fileURLToPath(new URL("opencv.py", import.meta.url));

/** A Python that has OpenCV, or `null`: the first on the path need not be the one that it was installed for. */
export async function findPython(): Promise<string | null> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    try {
      const path = `${folder}/python3`;
      const args = ["-c", "import cv2, numpy"];
      const { success } = await new Deno.Command(path, { args, stderr: "null" }).output();
      if (success) return path;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return null;
}

/** The program, running and waiting. */
export class OpenCv implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #lines: AsyncGenerator<string>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  /** What it works with. */
  readonly versions: string;

  private constructor(child: Deno.ChildProcess, lines: AsyncGenerator<string>, versions: string) {
    this.#child = child;
    this.#lines = lines;
    this.#input = child.stdin.getWriter();
    this.versions = versions;
  }

  /** @param python one that has OpenCV */
  static async start(python: string): Promise<OpenCv> {
    const child = new Deno.Command(python, {
      args: [PROGRAM],
      ...{ stdin: "piped", stdout: "piped", stderr: "inherit" },
    }).spawn();
    const lines = linesOf(child.stdout);
    return new OpenCv(child, lines, (await lines.next()).value ?? "");
  }

  /** Runs a chain for a while and gives the milliseconds of each run. */
  async run(chain: string): Promise<readonly number[]> {
    await this.#input.write(new TextEncoder().encode(`${chain}\n`));
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${PROGRAM} ended during "${chain}"`);
    return JSON.parse(value);
  }

  /** What it has used so far. */
  cpuMs(): number {
    return cpuMsOf(this.#child.pid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close();
    await this.#child.status;
  }
}
