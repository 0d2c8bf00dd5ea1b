/**
 * ffmpeg and ffprobe as child processes: started, listened to, ended.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import { hideSecrets } from "./names.ts";

/** How much of what a program says is kept for messages. */
const LAST_CHARACTERS = 2000;
const LAST_LINES = 3;

/** What a child wrote to its standard output and how it ended. */
export interface Ended {
  readonly success: boolean;
  /** Ended by this signal, from outside. */
  readonly signal: string | null;
}

/** A running program. It has a session of its own: Ctrl-C in a terminal reaches Scrim alone, which ends it in order. */
export class FfmpegProcess {
  /** How it ended. Never rejects. */
  readonly ended: Promise<Ended>;
  readonly #child: Deno.ChildProcess;
  #said = "";
  #running = true;
  /** A program that ends leaves nothing at work for it. */
  readonly #end = (): void => this.#signal("SIGKILL");

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    globalThis.addEventListener("unload", this.#end);
    this.ended = this.#finish(this.#listen());
  }

  /**
   * Starts it. `output`: it is asked for what it writes to its standard output. `feed`: it is given its standard input.
   *
   * @throws {ScrimError} when there is no such program, or it may not be run
   */
  static start(
    program: "ffmpeg" | "ffprobe",
    args: readonly string[],
    wants: "output" | "nothing" = "nothing",
    from: "feed" | "nothing" = "nothing",
  ): FfmpegProcess {
    try {
      const command = new Deno.Command(program, {
        args: [...args],
        stdin: from === "feed" ? "piped" : "null",
        stdout: wants === "output" ? "piped" : "null",
        stderr: "piped",
        detached: true,
      });
      return new FfmpegProcess(command.spawn());
    } catch (cause) {
      throw startError(program, cause);
    }
  }

  /** Its standard input, for a program that was started to be fed. A write fails when the program reads no more. */
  feed(): WritableStreamDefaultWriter<Uint8Array> {
    return this.#child.stdin.getWriter();
  }

  /** All that it writes to its standard output. */
  async text(): Promise<string> {
    return await new Response(this.#child.stdout).text();
  }

  /** The same, as bytes. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return await new Response(this.#child.stdout).bytes();
  }

  /** The last lines that it said, on one, without what stands before each. */
  get lastWords(): string {
    return this.#words(() => true);
  }

  /**
   * The same of a program that marks its lines with their level (`-loglevel level+error`), without what libraries print by
   * themselves: x265 and SVT-AV1 introduce themselves whatever they are told.
   */
  get lastErrors(): string {
    return this.#words((line) => /\[(error|fatal|panic)\]/.test(line));
  }

  #words(counts: (line: string) => boolean): string {
    const lines = hideSecrets(this.#said).split(/[\r\n]+/).filter(counts).map((line) =>
      line.replace(/^(\[([^\]]* @ 0x[0-9a-f]+|error|fatal|panic)\] ?)+/, "")
        .replace(/^(file|unix):.*: /, "").trim()
    ).filter((line) => line !== "");
    return [...new Set(lines)].slice(-LAST_LINES).join("; ");
  }

  /**
   * What to say when it failed: `action` is `Cannot read "film.mp4"`, `hint` what can be done. Where ffmpeg knows a file by another
   * name than the user, `names` has both.
   */
  async failure(
    action: string,
    hint: string | undefined,
    names: { readonly [place: string]: string } = {},
  ): Promise<ScrimError> {
    const { signal } = await this.ended;
    let said = this.lastErrors || this.lastWords;
    for (const [place, name] of Object.entries(names)) said = said.replaceAll(place, name);
    const reason = signal === null
      ? said || "ffmpeg failed"
      : signal === "SIGXFSZ"
      ? "it would be larger than files may be (SIGXFSZ; see ulimit -f)"
      : `ffmpeg was ended by ${signal}`;
    return new ScrimError(`${action}: ${reason}`, { code: "FORMAT", hint });
  }

  /** Ends it at once, and waits until it is gone. */
  async kill(): Promise<void> {
    this.#signal("SIGKILL");
    await this.ended;
  }

  #signal(signal: Deno.Signal): void {
    if (this.#running) this.#child.kill(signal);
  }

  async #listen(): Promise<void> {
    for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      this.#said = (this.#said + text).slice(-LAST_CHARACTERS);
    }
  }

  async #finish(listening: Promise<void>): Promise<Ended> {
    const { success, signal } = await this.#child.status;
    this.#running = false;
    globalThis.removeEventListener("unload", this.#end);
    await listening;
    return { success, signal };
  }
}

function startError(program: string, cause: unknown): ScrimError {
  if (cause instanceof Deno.errors.NotFound) {
    return new ScrimError(`Cannot start ${program}: it is not installed`, {
      code: "DEVICE",
      hint: "video files need it (Debian and Ubuntu: sudo apt install ffmpeg)",
      cause,
    });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ScrimError(`Cannot start ${program}: ${reason}`, { code: "DEVICE", cause });
}
