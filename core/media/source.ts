/**
 * The interface of sources, which deliver pictures: a camera, a file, the demo figure.
 *
 * @module
 */
import type { Milliseconds } from "../base/clock.ts";
import type { Colorimetry, Packed, SourceLayout } from "./frame.ts";

/** The properties of an open source. They do not change while it is open. */
export interface SourceInfo {
  /** A readable description: `demo figure`, `/dev/video0 (Integrated Camera)`. */
  readonly description: string;
  /** Width of the pictures in pixels. */
  readonly width: number;
  /** Height of the pictures in pixels. */
  readonly height: number;
  /** Frames per second, as negotiated with the device or stored in the file. */
  readonly fps: number;
  /** The layout of the pictures. */
  readonly layout: SourceLayout;
  /** How the pictures' numbers map to colours. */
  readonly color: Colorimetry;
  /** `true`: frames arrive in real time and are dropped if they are not taken in time. `false`: each frame waits for `next()`. */
  readonly live: boolean;
  /**
   * Frames say in `timestampMs` when they are due, from 0, as whole numbers of `ticks` a second; `rate` is `fps` as a fraction
   * (`30000/1001`). Absent: they have a constant rate, or come when they come.
   */
  readonly times?: { readonly rate: string; readonly ticks: number };
}

/**
 * One picture of a source, valid until `release()`. A source may reuse this object and its `picture` for every frame, so keep
 * no reference to them after `release()`.
 */
export interface Captured {
  /** The frame number, from 0. A gap means that the source dropped frames. */
  readonly sequence: number;
  /**
   * The time of capture; for a camera, the driver's timestamp. Of a film, the time within the film, from its beginning.
   */
  readonly timestampMs: Milliseconds;
  /** The picture, not copied: it is in a driver's buffer or the source's own memory. */
  readonly picture: Packed;
  /** Returns the buffer to the source. The caller calls it exactly once, as soon as it has read the bytes. */
  release(): void;
}

/** A camera, a file or the demo figure. */
export interface FrameSource extends AsyncDisposable {
  /** Its properties. */
  readonly info: SourceInfo;
  /**
   * Returns the newest frame of a live source or the next frame of another source; `null` at the end.
   *
   * @throws {ScrimError} when the device or file fails; the signal's reason when aborted
   */
  next(signal: AbortSignal): Promise<Captured | null>;
  /** The number of frames that the source has dropped so far. */
  readonly dropped: number;
}
