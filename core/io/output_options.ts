/**
 * Where pictures go, as a run is asked for it.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import type { PixelLayout } from "../media/frame.ts";
import type { FrameSink } from "../media/sink.ts";
import type { SourceInfo } from "../media/source.ts";

/** A layout for a virtual camera. `auto`: the camera's own when nothing is filtered, else `yuyv`. */
export type OutputFormat = "auto" | "yuyv" | "i420" | "rgb24";

/** What `--output-format` can name. */
export const OUTPUT_FORMATS: readonly OutputFormat[] = ["auto", "yuyv", "i420", "rgb24"];

/** A sink of your own. */
export interface OwnSink {
  /** Somebody watches: frames come at their rate, fallback pictures included. */
  readonly live: boolean;
  /** The layout of the pictures that its `begin()` lends. */
  readonly layout: PixelLayout;
  /** It has `published`, so that filters may compose straight into its memory. Default false. */
  readonly direct?: boolean;
  /** Makes it. The pictures it lends must lie in the arena: all kernels reach them there. */
  open(arena: Arena, source: SourceInfo): FrameSink | Promise<FrameSink>;
}

/** What is written, and how. */
export interface OutputOptions {
  /** `auto` (default), `/dev/videoN`, a virtual camera's name, a `.png` or video file, `-`, `none`, or a sink of your own. */
  readonly output?: string | OwnSink;
  /** What a virtual camera gets. Default `auto`. */
  readonly outputFormat?: OutputFormat;
  /** The encoder of a video file, by ffmpeg's name: `ffv1`. Default: by the name's ending, H.264 where it can be. */
  readonly codec?: string;
  /** Also show the output on a page at this port; 0 takes any free one. */
  readonly preview?: number;
}
