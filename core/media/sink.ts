/**
 * What takes finished pictures: a virtual camera, a file, a page.
 *
 * @module
 */
import type { Milliseconds } from "../base/clock.ts";
import type { Packed, PixelLayout } from "./frame.ts";

/** What a sink takes, known once it is open. */
export interface SinkInfo {
  /** For people: `preview http://…`, `/dev/video2 (Scrim)`. */
  readonly description: string;
  /** The layout of the pictures that `begin()` lends; `null`: it takes none, and `begin()` is never called. */
  readonly layout: PixelLayout | null;
  /** `true`: somebody watches now, so frames are paced. `false`: a file, written as fast as frames come. */
  readonly live: boolean;
}

/** Who looks at a sink now. */
export interface Viewers {
  /** Programs or pages that take pictures. */
  readonly count: number;
  /** Calls `listener` after each change. */
  onChange(listener: () => void): void;
}

/** A file that has its name only once it is finished. */
export interface UnfinishedFile {
  /** What the user named. */
  readonly path: string;
  /** Where its bytes lie until then. */
  readonly place: string;
}

/**
 * A virtual camera, a file, a page. Only finished pixels go in: `begin()` lends the destination, the last step writes the
 * final picture into it once, `commit()` publishes it. A `begin()` without `commit()` publishes nothing.
 */
export interface FrameSink extends AsyncDisposable {
  /** What it takes. */
  readonly info: SinkInfo;
  /** The memory of the next picture, ours until `commit()`; the same `Packed` objects come again and again. */
  begin(): Packed;
  /**
   * The picture that was published last, untouched while the next one is made; `null` before the first. Only a sink that has
   * it can be composed into directly: it is what stands in when the next picture fails half-way.
   */
  readonly published?: Packed | null;
  /**
   * Publishes what was written.
   *
   * @throws {ScrimError} when the device or file fails
   */
  commit(timestampMs: Milliseconds): void | Promise<void>;
  /**
   * Completes a file; called once after the last picture. Disposing completes it too, but cannot say that it failed.
   *
   * @throws {ScrimError} when the file cannot be completed
   */
  finish?(): Promise<void>;
  /** The file that `finish()` completes, and where its bytes lie until then; `null` or absent: there is none. */
  readonly unfinished?: UnfinishedFile | null;
  /** Who looks; absent: nobody can say. */
  readonly viewers?: Viewers;
  /** Frame-sized copies this sink makes by itself, in bytes so far (0 for a mapped device). */
  readonly bytesCopied: number;
}
