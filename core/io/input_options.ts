/**
 * Where pictures come from, as a run is asked for it.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { ControlSettings } from "../devices/controls.ts";
import type { Devices } from "../devices/devices.ts";
import type { Arena } from "../media/arena.ts";
import type { Kernels } from "../media/kernels.ts";
import type { FrameSource } from "../media/source.ts";

/** The layout of bare pictures, or what a camera shall send. `auto`: the input says itself what it is, or Scrim chooses. */
export type InputFormat = "auto" | "i420" | "nv12" | "yuyv" | "uyvy" | "grey" | "mjpeg";

/** What `--input-format` can name. */
export const INPUT_FORMATS: readonly InputFormat[] = [
  "auto",
  "i420",
  "nv12",
  "yuyv",
  "uyvy",
  "grey",
  "mjpeg",
];

/** Makes a source of your own. Its pictures must lie in the arena: all kernels reach them there. */
export type OwnSource = (arena: Arena) => FrameSource | Promise<FrameSource>;

/** What is read, and how. */
export interface InputOptions {
  /**
   * `auto` (default), `demo`, `/dev/videoN`, a camera's name (`camera:NAME` is never a file's), a picture or video file, an address (`rtsp://`, `https://`, …), `-`, or a source
   * of your own. Videos but `.y4m` need ffmpeg.
   */
  readonly input?: string | OwnSource;
  /**
   * Bare pictures come from the file or `-`: their layout. Their size is `size`, their rate `fps` (30). For a camera: the format
   * to ask of it. Default `auto`.
   */
  readonly inputFormat?: InputFormat;
  /** Wanted size; a camera may offer another. Pictures and videos are scaled to cover it, the rest is cut off. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Wanted rate in frames per second. */
  readonly fps?: number;
  /** Stop after this many frames of the source. Default: go on. */
  readonly frames?: number;
  /** Capture buffers of a camera. Default 4. */
  readonly buffers?: number;
  /** Controls of the camera, set in this order before it starts. They stay set when the run ends. */
  readonly controls?: ControlSettings;
  /** Stops waiting and reading. */
  readonly signal?: AbortSignal;
}

/** What opening a source may need. */
export interface InputTools {
  readonly arena: Arena;
  readonly devices: Devices | null;
  readonly kernels: Kernels;
  readonly log: Log;
  readonly clock: Clock;
  /** Whether the output is watched in real time: a source without timing of its own then follows the clock. */
  readonly live: boolean;
  /** The output could carry sound. */
  readonly sound: boolean;
  /** Whether to wait for a camera that another program uses. */
  readonly patient: boolean;
}
