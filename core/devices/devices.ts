/**
 * The devices of a machine, as `ffi/` implements them.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Colorimetry, PixelLayout } from "../media/frame.ts";
import type { FrameSink } from "../media/sink.ts";
import type { FrameSource } from "../media/source.ts";
import type { ControlPanel } from "./controls.ts";
import type { DeviceDetails, DeviceInfo } from "./device_info.ts";

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
