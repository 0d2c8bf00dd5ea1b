/**
 * Everything the loop may touch. `core/` is handed implementations of these; it never reaches for a device, a model, a
 * clock or a terminal itself. Tests hand it fakes.
 *
 * @module
 */
import type { ControlPanel } from "./controls.ts";
import type { DeviceDetails, DeviceInfo } from "./device_info.ts";
import type { Colorimetry, Packed, PixelLayout, Plane, SourceLayout } from "./frame.ts";

export type { CameraControl, ControlPanel, ControlType } from "./controls.ts";
export type {
  DeviceDetails,
  DeviceInfo,
  FormatOffer,
  NodeKind,
  OfferedSize,
} from "./device_info.ts";

export type {
  Affine,
  Blur,
  BlurShape,
  Composite,
  Edge,
  KernelCounters,
  Kernels,
  PixelRect,
  Refine,
  Spill,
} from "./kernel_ports.ts";
export { MOTION_TILE, motionTiles } from "./kernel_ports.ts";

/** Milliseconds on the monotonic clock of `performance.now()`. */
export type Milliseconds = number;

/** Time. All timers of `core/` go through it, so that tests can run on a fake clock. */
export interface Clock {
  /** Now, on the clock of `performance.now()`. */
  now(): Milliseconds;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: Milliseconds, signal?: AbortSignal): Promise<void>;
  /** Calls `run` once after `ms`. The function that it returns cancels the call; calling that twice is harmless. */
  after(ms: Milliseconds, run: () => void): () => void;
  /** Calls `run` every `ms` until the function that it returns is called. */
  every(ms: Milliseconds, run: () => void): () => void;
  /** Milliseconds since 1970: only to compare with what others have dated, such as files and servers. It may jump. */
  date(): number;
}

/** Where messages go. Only `core/cli` prints. */
export interface Log {
  /** Worth knowing once: a choice that was made for the user. */
  info(message: string): void;
  /** Something is wrong and Scrim goes on. */
  warn(message: string): void;
  /** Shown with `--verbose` only. */
  debug(message: string): void;
}

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

/** Keypoints as a model finds them. */
export interface Points {
  /**
   * Four numbers a point: x and y (0..1 of the frame, from its upper left), z (smaller is nearer to the camera, in the unit
   * of x, from the hips' middle) and visibility (0..1; 0 for every point when nobody was found).
   */
  readonly values: Float32Array;
}

/** What a model writes for one layer: 8-bit pixels, or points. */
export type LayerData = Plane | Points;

/** A model at work in its own thread. Its input and outputs are shared memory, made once. */
export interface LayerEngine extends AsyncDisposable {
  /** RGBA at model size: written by the loop (never while `busy`), read by the engine. */
  readonly input: Packed;
  /** The layers it was started for, at the model's own size, by name. Valid between the end of one `infer()` and the start of the next. */
  readonly layers: ReadonlyMap<string, LayerData>;
  /** An inference is running. */
  readonly busy: boolean;
  /** Inferences finished so far. */
  readonly inferences: number;
  /** Bytes of layers copied out of the model so far. */
  readonly bytesCopied: number;
  /**
   * Runs the model on `input`. `timestampMs` must be greater than the last one.
   *
   * @throws {ScrimError} when the model fails
   */
  infer(timestampMs: Milliseconds): Promise<void>;
}

/** What a user asked of a camera; everything may be adjusted by the driver, the answer is in `SourceInfo`. */
export interface CameraRequest {
  /** The node: `/dev/video0`. */
  readonly path: string;
  /** Pixels in a row. */
  readonly width?: number;
  /** Rows. */
  readonly height?: number;
  /** Frames per second. */
  readonly fps?: number;
  /** What it shall send; nothing else will do. Default: what serves best. */
  readonly format?: "i420" | "nv12" | "yuyv" | "uyvy" | "grey" | "mjpeg";
  /** Capture buffers. Default 4. */
  readonly buffers?: number;
  /** Taken first if the camera still has it: what it gave before. Default: the format that is set, then by cost. */
  readonly layout?: PixelLayout;
}

/** What a virtual camera must carry. */
export interface VirtualCameraRequest {
  /** The node of a loopback device: `/dev/video2`. */
  readonly path: string;
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Frames per second, told to the programs that read it. */
  readonly fps: number;
  /** The layout to ask for. A program that reads the device already may hold it at another. */
  readonly layout: PixelLayout;
  /** How their numbers map to colours, told to the programs that read them. */
  readonly color: Colorimetry;
}

/** The devices of this machine. Absent (`null`) without FFI. */
export interface Devices {
  /** Every V4L2 node, or only the one of this path or lasting path, asked anew at each call. */
  list(path?: string): readonly DeviceInfo[];
  /** The same with sizes, rates and who has them open, which takes longer. */
  survey(): readonly DeviceDetails[];
  /**
   * Opens the controls of a camera, which may be in use.
   *
   * @throws {ScrimError} when it cannot be opened
   */
  controls(path: string): ControlPanel;
  /**
   * Opens a camera and starts it.
   *
   * @throws {ScrimError} when the device refuses
   */
  openCamera(request: CameraRequest, tools: { log: Log; clock: Clock }): Promise<FrameSource>;
  /**
   * Opens a loopback device for writing.
   *
   * @throws {ScrimError} when the device refuses or is held at another size
   */
  openVirtualCamera(
    request: VirtualCameraRequest,
    tools: { log: Log; clock: Clock },
  ): Promise<FrameSink>;
}
