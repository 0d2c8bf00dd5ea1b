/**
 * What delivers pictures: a camera, a file, the drawn figure.
 *
 * @module
 */
import type { Milliseconds } from "../base/clock.ts";
import type { Colorimetry, Packed, SourceLayout } from "./frame.ts";

/** What a source will deliver, known once it is open. Fixed for its lifetime. */
export interface SourceInfo {
  /** For people: `demo figure`, `/dev/video0 (Integrated Camera)`. */
  readonly description: string;
  /** Pixels in a row of every picture. */
  readonly width: number;
  /** Rows of every picture. */
  readonly height: number;
  /** Frames per second, as agreed with the device or written in the file. */
  readonly fps: number;
  /** The layout of every picture. */
  readonly layout: SourceLayout;
  /** How the pictures' numbers map to colours. */
  readonly color: Colorimetry;
  /** `true`: frames come at their own pace and are dropped if nobody takes them. `false`: they wait to be pulled. */
  readonly live: boolean;
}

/**
 * One picture of a source, lent until `release()`. The object and its `picture` may be the same ones for every frame: take
 * what is needed before `release()`, keep nothing.
 */
export interface Captured {
  /** Counts up from 0; a gap means frames that the source dropped. */
  readonly sequence: number;
  /** When it was captured (for a camera: the driver's timestamp). */
  readonly timestampMs: Milliseconds;
  /** The bytes, in place: a driver's buffer or the source's own memory. */
  readonly picture: Packed;
  /** Gives the buffer back. Called exactly once, as soon as the bytes are read. */
  release(): void;
}

/** A camera, a file, the drawn figure. */
export interface FrameSource extends AsyncDisposable {
  /** What every picture will be like. */
  readonly info: SourceInfo;
  /**
   * The newest frame (live) or the next one (not live); `null` at the end.
   *
   * @throws {ScrimError} when the device or file fails; the signal's reason when aborted
   */
  next(signal: AbortSignal): Promise<Captured | null>;
  /** Frames that were dropped inside so far. */
  readonly dropped: number;
}
