/**
 * A way for bytes between this process and a child: a Unix socket in a folder that only this user may enter. Unlike the streams of
 * a child's standard input and output, it reads into and writes out of the arena itself, without a copy: half of their CPU time
 * (`tests/bench/prior_art/films_bench.ts`).
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import { processEnvironment } from "../../base/environment.ts";
import { reasonFor } from "../../base/reasons.ts";
import type { FfmpegProcess } from "./process.ts";

/** The kernel takes no longer paths for sockets, in bytes. */
const LONGEST_PATH = 107;

/** A socket that waits for one program to connect. */
export class MeetingPoint implements AsyncDisposable {
  /** Where, for `unix:` addresses. */
  readonly path: string;
  readonly #folder: string;
  readonly #listener: Deno.UnixListener;
  #open = true;

  private constructor(folder: string) {
    this.#folder = folder;
    this.path = socketIn(folder);
    this.#listener = Deno.listen({ transport: "unix", path: this.path });
  }

  /**
   * A socket in the folder for temporary files, or where that cannot be in another one.
   *
   * @throws {ScrimError} when no folder will do
   */
  static async open(): Promise<MeetingPoint> {
    const refused: string[] = [];
    for (const { folder, says } of places()) {
      try {
        return await MeetingPoint.#openIn(folder);
      } catch (error) {
        refused.push(`${says}: ${reasonFor(error, "no such folder")}`);
      }
    }
    throw new ScrimError(`Cannot make a socket for ffmpeg: ${refused.join("; ")}`, {
      code: "DEVICE",
      hint: "set TMPDIR to a folder that Scrim may write, with a short path",
    });
  }

  static async #openIn(dir: string | undefined): Promise<MeetingPoint> {
    const folder = await Deno.makeTempDir({ prefix: "scrim-video-", dir });
    try {
      const bytes = new TextEncoder().encode(socketIn(folder)).length;
      if (bytes > LONGEST_PATH) {
        throw new Error(`its path is too long (${bytes} bytes, wanted at most ${LONGEST_PATH})`);
      }
      return new MeetingPoint(folder);
    } catch (error) {
      await Deno.remove(folder, { recursive: true });
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

const socketIn = (folder: string): string => `${folder}/socket`;

/** Folders for sockets, the best first. Nobody needs to know of those behind the first unless all of them fail. */
function places(): readonly { readonly folder: string | undefined; readonly says: string }[] {
  const own = processEnvironment("TMPDIR") ?? "";
  const runtime = processEnvironment("XDG_RUNTIME_DIR") ?? "";
  return [
    { folder: undefined, says: own === "" ? '"/tmp"' : `TMPDIR "${own}"` },
    ...[...new Set([runtime, "/tmp", "/var/tmp", "/dev/shm"])]
      .filter((folder) => folder.startsWith("/") && (folder !== "/tmp" || own !== ""))
      .map((folder) => ({ folder, says: `"${folder}"` })),
  ];
}
