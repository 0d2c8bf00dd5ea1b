/**
 * Everything the loop may touch. `core/` is handed implementations of these; it never reaches for a device, a model, a
 * clock or a terminal itself. Tests hand it fakes.
 *
 * @module
 */
import type { Colorimetry, Frame, Packed, PixelLayout, Plane } from "./frame.ts";

/** Milliseconds on the monotonic clock of `performance.now()`. */
export type Milliseconds = number;

/** Time. */
export interface Clock {
  /** Now, on the clock of `performance.now()`. */
  now(): Milliseconds;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: Milliseconds, signal?: AbortSignal): Promise<void>;
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
  readonly layout: PixelLayout;
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
  /** The layout of the pictures that `begin()` lends. */
  readonly layout: PixelLayout;
  /** `true`: somebody watches now, so frames are paced. `false`: a file, written as fast as frames come. */
  readonly live: boolean;
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
  /** Frame-sized copies this sink makes by itself, in bytes so far (0 for a mapped device). */
  readonly bytesCopied: number;
}

/** A model at work in its own thread. Its input and outputs are shared memory, made once. */
export interface LayerEngine extends AsyncDisposable {
  /** RGBA at model size: written by the loop (never while `busy`), read by the engine. */
  readonly input: Packed;
  /** 8-bit masks at the model's own size, by layer name. Valid between the end of one `infer()` and the start of the next. */
  readonly layers: ReadonlyMap<string, Plane>;
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

/** What went through the kernels so far, counted by the kernels themselves. */
export interface KernelCounters {
  /** Operations done. */
  calls: number;
  /** Bytes of pictures and masks that were read, padding left out. */
  bytesRead: number;
  /** Bytes of pictures and masks that were written, padding left out. */
  bytesWritten: number;
  /** The part of `bytesWritten` that only moved: a copy, no new value. */
  bytesCopied: number;
}

/**
 * The outline of a soft mask, found after it was enlarged: values up to `low` become 0, from `high` on 255, linear between.
 * A mask that is softened, enlarged and then given an edge has a smooth and narrow outline.
 */
export interface Edge {
  /** 0..254. */
  readonly low: number;
  /** More than `low`, at most 255. */
  readonly high: number;
}

/** Foreground over background through a mask. */
export interface Composite {
  /** What shows where the mask is 255. */
  readonly foreground: Frame;
  /** What shows where the mask is 0. Enlarged bilinearly when smaller than the foreground. */
  readonly background: Frame;
  /** 0 background … 255 foreground. Enlarged bilinearly when smaller. */
  readonly mask: Plane;
  /** Given to the enlarged mask. Default: none. */
  readonly edge?: Edge;
  /** May be `foreground` itself. Size and colours of `foreground`. */
  readonly into: Frame;
}

/** A Gaussian-like blur at reduced size. */
export interface Blur {
  /** The picture to blur; it is only read. */
  readonly source: Frame;
  /**
   * Pixels to leave out, 255 = entirely: their colours do not bleed into the rest (normalised blur). Any size.
   * Without it everything counts.
   */
  readonly except?: Plane;
  /** Given to the enlarged `except`. Default: none. */
  readonly edge?: Edge;
  /** Standard deviation in pixels of `source`, more than 0 and at most 1000. */
  readonly sigmaPx: number;
  /** Receives the blurred picture at the size that `blurSize()` gives; {@linkcode Composite} enlarges it. */
  readonly into: Frame;
}

/**
 * The pixel loops. One contract, two builds (native, WebAssembly), equal byte for byte. All sizes and strides are checked;
 * a destination that does not fit throws {@linkcode ScrimError} `FORMAT`, nothing is converted silently. Scratch memory
 * is taken from the arena when a shape is seen first, so call every operation once before the frame path.
 */
export interface Kernels {
  /** Which build this is. */
  readonly backend: "native" | "wasm";
  /** What was done so far; the same object all along. */
  readonly counters: KernelCounters;
  /** Camera bytes to planes. 4:2:2 chroma rows are averaged; grey gets neutral chroma; strides are repacked. */
  unpack(picture: Packed, into: Frame): void;
  /** Planes to bytes of a virtual camera or file. 4:2:0 chroma rows are repeated for 4:2:2. */
  pack(frame: Frame, into: Packed): void;
  /** Same layout, other strides: row by row, bytes untouched. */
  transfer(picture: Packed, into: Packed): void;
  /** Shrinks (area average) or enlarges (bilinear) to the size of `into` (rgba, full range). */
  sample(frame: Frame, into: Packed): void;
  /** An RGBA picture of the same size to planes, in the colours of `into`. Alpha is ignored. */
  fromRgba(picture: Packed, into: Frame): void;
  /** Copies a frame. */
  copy(frame: Frame, into: Frame): void;
  /** A mask of the same size without the staircase of its pixels: weights 1 4 6 4 1 both ways, edges repeated. */
  soften(mask: Plane, into: Plane): void;
  /** Enlarges a mask bilinearly, pixel centres aligned, edges repeated, then gives it an edge. Default: none. */
  enlarge(mask: Plane, into: Plane, edge?: Edge): void;
  /** `into = mask · foreground + (1 − mask) · background`, rounded to nearest. */
  composite(job: Composite): void;
  /** The size at which a blur of this strength is computed: a divisor the eye cannot see. */
  blurSize(width: number, height: number, sigmaPx: number): { width: number; height: number };
  /** Three box passes (a Gaussian within 3 %) over the reduced, mask-weighted picture. */
  blur(job: Blur): void;
}

/** What kind of node a V4L2 device is. */
export interface DeviceInfo {
  /** The node: `/dev/video0`. */
  readonly path: string;
  /** The `card` name. */
  readonly name: string;
  /** The kernel driver's name: `uvcvideo`. */
  readonly driver: string;
  /** What it is good for. */
  readonly kind: "camera" | "loopback" | "other";
  /** For a loopback: nobody writes to it now. */
  readonly free: boolean;
  /** Formats it offers, as FourCC names; empty if it could not be asked. */
  readonly formats: readonly string[];
  /** Why it would not be chosen, or `null`. */
  readonly unsuitable: string | null;
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
  /** Capture buffers. Default 4. */
  readonly buffers?: number;
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
  /** Every V4L2 node, asked anew at each call. */
  list(): readonly DeviceInfo[];
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
