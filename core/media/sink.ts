/**
 * The interface of sinks, which receive finished pictures: a virtual camera, a file, the preview page.
 *
 * @module
 */
import type { Milliseconds } from "../base/clock.ts";
import type { Packed, PixelLayout } from "./frame.ts";

/** The properties of an open sink. */
export interface SinkInfo {
  /** A readable description: `preview http://…`, `/dev/video2 (Scrim)`. */
  readonly description: string;
  /** The layout of the pictures that `begin()` returns; `null` if it accepts no pictures, so that `begin()` is never called. */
  readonly layout: PixelLayout | null;
  /** `true`: pictures are shown in real time. `false`: a file, written as fast as frames come. */
  readonly live: boolean;
}

/** The current readers of a sink. */
export interface Viewers {
  /** The number of programs or pages that read pictures now. */
  readonly count: number;
  /** Calls `listener` after each change. */
  onChange(listener: () => void): void;
}

/** A file that is written to a temporary file and renamed on success. */
export interface UnfinishedFile {
  /** The path that the user gave. */
  readonly path: string;
  /** The path of the temporary file. */
  readonly place: string;
}

/**
 * A virtual camera, a file or the preview page. `begin()` returns the destination memory, the last step of the plan writes the
 * finished picture into it once, and `commit()` publishes it. A `begin()` without `commit()` publishes nothing.
 */
export interface FrameSink extends AsyncDisposable {
  /** Its properties. */
  readonly info: SinkInfo;
  /** Returns the memory for the next picture. The caller may write it until `commit()`. `Packed` objects are reused. */
  begin(): Packed;
  /**
   * The picture that was published last; `null` before the first. It stays unchanged while the next one is written. Filters can
   * compose directly only into a sink that has it, because Scrim shows it again when the next picture fails half-way.
   */
  readonly published?: Packed | null;
  /**
   * Publishes the picture that was written to the memory of `begin()`.
   *
   * @throws {ScrimError} when the device or file fails
   */
  commit(timestampMs: Milliseconds): void | Promise<void>;
  /**
   * Completes a file. Called once after the last picture. Disposing also completes it, but cannot report a failure.
   *
   * @throws {ScrimError} when the file cannot be completed
   */
  finish?(): Promise<void>;
  /** The file that `finish()` completes; `null` or absent if there is none. */
  readonly unfinished?: UnfinishedFile | null;
  /** Its current readers; absent if the sink cannot know them. */
  readonly viewers?: Viewers;
  /** Bytes of the copies of pictures that the sink itself has made so far; 0 for a mapped device. */
  readonly bytesCopied: number;
}
