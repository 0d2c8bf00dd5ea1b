/**
 * A way for bytes between this process and a child: a Unix socket in a folder that only this user may enter. Unlike the streams of
 * a child's standard input and output, it reads into and writes out of the arena itself, without a copy: half of their CPU time
 * (`tests/bench/prior_art/films_bench.ts`).
 *
 * @module
 */
import type { FfmpegProcess } from "./process.ts";

/** A socket that waits for one program to connect. */
export class MeetingPoint implements AsyncDisposable {
  /** Where, for `unix:` addresses. */
  readonly path: string;
  readonly #folder: string;
  readonly #listener: Deno.UnixListener;
  #open = true;

  private constructor(folder: string) {
    this.#folder = folder;
    this.path = `${folder}/socket`;
    this.#listener = Deno.listen({ transport: "unix", path: this.path });
  }

  static async open(): Promise<MeetingPoint> {
    const folder = await Deno.makeTempDir({ prefix: "scrim-video-" });
    try {
      return new MeetingPoint(folder);
    } catch (error) {
      await Deno.remove(folder);
      throw error;
    }
  }

  /** The connection, once the program has made it; `null` when it ended without. */
  async meet(child: FfmpegProcess): Promise<Deno.UnixConn | null> {
    const coming = this.#listener.accept();
    const left = child.ended.then(() => null);
    const first = await Promise.race([coming, left]).catch((error) => {
      if (this.#open) throw error;
      return null;
    });
    await this[Symbol.asyncDispose]();
    if (first === null) (await coming.catch(() => null))?.close();
    return first;
  }

  /** Nobody can connect any more; a connection that was made stays. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.#listener.close();
    await Deno.remove(this.#folder, { recursive: true });
  }
}
