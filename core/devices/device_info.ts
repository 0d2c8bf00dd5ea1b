/**
 * What is known of the V4L2 nodes of a machine.
 *
 * @module
 */

/** What a V4L2 node is. Only `camera` and `loopback` are chosen by themselves. */
export type NodeKind =
  | "camera"
  | "loopback"
  | "infrared"
  | "raw sensor"
  | "camera part"
  | "compressed video"
  | "metadata"
  | "codec"
  | "touch"
  | "output"
  | "unknown"
  | "unreachable";

/** What kind of node a V4L2 device is. */
export interface DeviceInfo {
  /** The node: `/dev/video0`. */
  readonly path: string;
  /** A path that stays the same when numbers change: `/dev/v4l/by-id/…`; `null` where there is none. */
  readonly stablePath: string | null;
  /** The `card` name. */
  readonly name: string;
  /** The kernel driver's name: `uvcvideo`. */
  readonly driver: string;
  /** What it is good for. */
  readonly kind: "camera" | "loopback" | "other";
  /** What it is. */
  readonly what: NodeKind;
  /** For a loopback: nobody writes to it now. */
  readonly free: boolean;
  /** Formats it offers, as FourCC names; empty if it could not be asked. */
  readonly formats: readonly string[];
  /** Why it would not be chosen, or `null`. */
  readonly unsuitable: string | null;
}

/** A picture size that a device offers, or a range of them. */
export interface OfferedSize {
  /** Pixels in a row; of a range the fewest. */
  readonly width: number;
  /** Rows; of a range the fewest. */
  readonly height: number;
  /** The end of a range and its steps (1: every number); `null`: just this size. */
  readonly upTo: {
    readonly width: number;
    readonly height: number;
    readonly stepWidth: number;
    readonly stepHeight: number;
  } | null;
  /** Frames per second at most, of a range at its largest size; `null`: the driver does not say. */
  readonly fps: number | null;
}

/** A format that a device offers. */
export interface FormatOffer {
  /** As a FourCC name: `MJPG`. */
  readonly fourcc: string;
  /** Largest first; empty: the driver does not say. */
  readonly sizes: readonly OfferedSize[];
}

/** Everything that can be learnt of a node without using it. */
export interface DeviceDetails extends DeviceInfo {
  /** Where it is plugged in: `usb-0000:00:14.0-6`. */
  readonly bus: string;
  /** Other paths of the node. */
  readonly links: readonly string[];
  /** Programs of this user that have it open: `zoom (process 4711)`. */
  readonly heldBy: readonly string[];
  /** Formats with their sizes. */
  readonly offers: readonly FormatOffer[];
}
