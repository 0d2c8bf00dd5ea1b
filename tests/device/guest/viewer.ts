/**
 * A viewer of YUYV frames of 320x180 that stays until its experiment has seen enough.
 *
 * @module
 */
import type { Stretch } from "../results.ts";
import { until } from "./shell.ts";

/** Bytes of a frame. */
export const FRAME = 320 * 180 * 2;

/** As in every format that a loopback gets here: grey and dark, while the camera's picture has bright squares. */
export function isSlate(frame: Uint8Array): boolean {
  for (let i = 0; i < frame.length; i++) if (frame[i] > 132) return false;
  return true;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Cuts a stream into frames. */
function frames(size: number): TransformStream<Uint8Array, Uint8Array> {
  let frame = new Uint8Array(size), filled = 0;
  return new TransformStream({
    transform(bytes, controller) {
      for (let at = 0; at < bytes.length;) {
        const part = bytes.subarray(at, at + size - filled);
        frame.set(part, filled);
        at += part.length;
        filled += part.length;
        if (filled < size) continue;
        controller.enqueue(frame);
        frame = new Uint8Array(size);
        filled = 0;
      }
    },
  });
}

/** v4l2-ctl, which reads and tells nothing of it. */
export class Viewer implements AsyncDisposable {
  /** What it saw, one stretch after the other. */
  readonly seen: (Stretch & { frames: number })[] = [];
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  #gone = false;

  /** `picture` is the camera's own. */
  constructor(device: string, picture: Uint8Array = new Uint8Array(FRAME)) {
    this.#child = new Deno.Command("v4l2-ctl", {
      args: ["-d", device, "--stream-mmap", "--stream-count=1000000", "--stream-to=-"],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#reading = this.#read(picture);
  }

  async #read(picture: Uint8Array): Promise<void> {
    for await (const frame of this.#child.stdout.pipeThrough(frames(FRAME))) {
      const what = equal(frame, picture) ? "picture" : isSlate(frame) ? "slate" : "other";
      const last = this.seen.at(-1);
      if (last?.what === what) last.frames++;
      else this.seen.push({ what, frames: 1 });
    }
    this.#gone = true;
  }

  /** Has it ended of itself? */
  get gone(): boolean {
    return this.#gone;
  }

  /** All frames so far. */
  get count(): number {
    return this.seen.reduce((sum, { frames }) => sum + frames, 0);
  }

  /** Waits for so many frames of a kind in a row from now on. @throws {Error} when it ends before, or hangs */
  async until(what: Stretch["what"], wanted = 1): Promise<void> {
    const last = this.seen.at(-1);
    const before = this.seen.length, already = last?.what === what ? last.frames : 0;
    await until(`${wanted} frames of ${what}`, () => {
      if (this.#gone) throw new Error(`the viewer ended; it saw ${JSON.stringify(this.seen)}`);
      const now = this.seen.at(-1);
      const old = this.seen.length === before ? already : 0;
      return Promise.resolve(now?.what === what && now.frames - old >= wanted);
    });
  }

  /** Waits for so many more frames, whatever they show. */
  async more(wanted: number): Promise<void> {
    const enough = this.count + wanted;
    await until(`${wanted} more frames`, () => {
      if (this.#gone) throw new Error(`the viewer ended; it saw ${JSON.stringify(this.seen)}`);
      return Promise.resolve(this.count >= enough);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#gone) this.#child.kill("SIGKILL");
    await this.#reading;
    await this.#child.status;
  }
}

/**
 * Records frames again and again until none of them is the slate, which Scrim shows before its first picture, and when the
 * emulated processor stalls for longer than Scrim waits for a camera.
 */
export async function untilNoSlate(
  { file, frames }: { readonly file: string; readonly frames: number },
  record: () => Promise<unknown>,
): Promise<void> {
  await until(`${frames} pictures in ${file}`, async () => {
    await record();
    const bytes = await Deno.readFile(file);
    const size = bytes.length / frames;
    return bytes.length > 0 &&
      Array.from({ length: frames }, (_, i) => bytes.subarray(i * size, (i + 1) * size))
        .every((frame) => !isSlate(frame));
  });
}
