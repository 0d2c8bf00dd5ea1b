/**
 * What a run is asked to do, by the command line or by a program, and the checks that need nothing but the values.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import type { Arena } from "../media/arena.ts";
import type { ControlSettings } from "../devices/controls.ts";
import type { FinishingOutput } from "./finishing.ts";
import type { PixelLayout } from "../media/frame.ts";
import { type Effort, EFFORTS, type Sync, SYNCS } from "../planner/sync_policy.ts";
import { checkMask, LiveMask, type MaskOptions } from "../masks/mask_controls.ts";
import type { ModelProgress } from "../models/store/store.ts";
import type { Pause } from "./pause.ts";
import type { FilterPlugin } from "../plugin/contract.ts";
import type { Log } from "../base/log.ts";
import type { FrameSink } from "../media/sink.ts";
import type { FrameSource, SourceInfo } from "../media/source.ts";
import { shown } from "../base/format_value.ts";
import type { Summary } from "../base/stats.ts";

/** A plugin in a chain, with values for some of its options. */
export interface PluginUse {
  /** A built-in name, the path of an ES module, a URL, a `jsr:` or `npm:` specifier, or the plugin itself. */
  readonly plugin: string | FilterPlugin;
  /** Values by option name; the others keep their defaults. */
  readonly options?: { readonly [option: string]: unknown };
}

/** One `--set plugin.option=value`. */
export interface Setting {
  /** The plugin's name. Every use of it in the chain gets the value. */
  readonly plugin: string;
  /** The name of one of its options. */
  readonly option: string;
  /** Text as on a command line, parsed by the option's type. */
  readonly value: string;
}

/** A layout for a virtual camera. `auto`: the camera's own when nothing is filtered, else `yuyv`. */
export type OutputFormat = "auto" | "yuyv" | "i420" | "rgb24";

/** What `--output-format` can name. */
export const OUTPUT_FORMATS: readonly OutputFormat[] = ["auto", "yuyv", "i420", "rgb24"];

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

/** A sink of your own. */
export interface OwnSink {
  /** Somebody watches: frames come at their rate, stand-ins included. */
  readonly live: boolean;
  /** The layout of the pictures that its `begin()` lends. */
  readonly layout: PixelLayout;
  /** It has `published`, so that filters may compose straight into its memory. Default false. */
  readonly direct?: boolean;
  /** Makes it. The pictures it lends must lie in the arena: all kernels reach them there. */
  open(arena: Arena, source: SourceInfo): FrameSink | Promise<FrameSink>;
}

/** What `run()` takes. Everything has a default. */
export interface RunOptions {
  /** The chain, in order. Default: none, the picture passes through. */
  readonly plugins?: readonly (string | PluginUse)[];
  /**
   * Plugins of the chain, as they are given there, that run in this thread with this program's rights. All others that are
   * not built in run behind a wall: without files, network and native code, in a memory of their own. A plugin that is
   * handed over as an object is the caller's own code and runs in this thread. Default: none.
   */
  readonly trust?: readonly string[];
  /** Load a plugin again when one of its local files changes. Default false. */
  readonly watch?: boolean;
  /** Further option values, by plugin name. */
  readonly settings?: readonly Setting[];
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
  /** `auto` (default), `/dev/videoN`, a virtual camera's name, a `.png` or video file, `-`, `none`, or a sink of your own. */
  readonly output?: string | OwnSink;
  /** Wanted size; a camera may offer another. Pictures and videos are scaled to cover it, the rest is cut off. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Wanted rate in frames per second. */
  readonly fps?: number;
  /** Stop after this many frames of the source. Default: go on. */
  readonly frames?: number;
  /** A segmentation model's name or file. Default: by the shape of the frame. */
  readonly model?: string;
  /** What a picture may cost: presets of `sync` and `maskEvery`, which go before it. Default `normal`. */
  readonly effort?: Effort;
  /** Which frames wait for their masks. Default `valid`. */
  readonly sync?: Sync;
  /** Models run on every n-th frame at most, and frames do not wait for them. */
  readonly maskEvery?: number;
  /** How masks become mattes. A {@linkcode LiveMask} can be changed while the run goes on. */
  readonly mask?: Partial<MaskOptions> | LiveMask;
  /** Capture buffers of a camera. Default 4. */
  readonly buffers?: number;
  /** Controls of the camera, set in this order before it starts. They stay set when the run ends. */
  readonly controls?: ControlSettings;
  /** What a virtual camera gets. Default `auto`. */
  readonly outputFormat?: OutputFormat;
  /** The encoder of a video file, by ffmpeg's name: `ffv1`. Default: by the name's ending, H.264 where it can be. */
  readonly codec?: string;
  /** Also show the output on a page at this port; 0 takes any free one. */
  readonly preview?: number;
  /** Use native code. Default true; without it there are no devices, and the kernels are WebAssembly. */
  readonly ffi?: boolean;
  /** Told how far the download of a model is. */
  readonly progress?: (progress: ModelProgress) => void;
  /** Told once a second what the run has cost so far. */
  readonly onStats?: (soFar: Summary) => void;
  /**
   * Told about an output file that is being completed, at once and then every second, since an encoder may need long for its last
   * pictures; `null`: it is completed, or has failed.
   */
  readonly onFinishing?: (output: FinishingOutput | null) => void;
  /** Told the address of the preview page when it is open, which only this machine reaches. Default: the console is told. */
  readonly onPreview?: (url: string) => void;
  /** Where messages go. Default: warnings to the console. */
  readonly log?: Log;
  /** Closes the camera and shows the slate, as often as it is switched. Default: never. */
  readonly pause?: Pause;
  /** Keep the camera open when nobody looks at the virtual camera. Default false. */
  readonly alwaysOn?: boolean;
  /**
   * Stops the run: files are completed, devices closed, and the promise is then rejected with the signal's reason. What the
   * run has cost by then, `onStats` tells.
   */
  readonly signal?: AbortSignal;
}

/** What a number given by a user must be. */
export interface Bounds {
  /** The smallest number allowed. */
  readonly min: number;
  /** The largest number allowed. */
  readonly max: number;
  /** Whether fractions are refused. */
  readonly whole: boolean;
}

/** Bounds of the numeric options, by flag. */
export const BOUNDS = {
  fps: { min: 1, max: 240, whole: false },
  frames: { min: 1, max: Number.MAX_SAFE_INTEGER, whole: true },
  buffers: { min: 2, max: 32, whole: true },
  maskEvery: { min: 1, max: 120, whole: true },
  preview: { min: 0, max: 65535, whole: true },
  side: { min: 16, max: 8192, whole: true },
} as const satisfies { readonly [flag: string]: Bounds };

/** Refuses a value for a flag, in one form for all. */
export function refuseFlag(flag: string, value: unknown, wanted: string): never {
  throw new ScrimError(`Cannot use --${flag} ${shown(value)}: wanted ${wanted}`, {
    code: "USAGE",
    hint: "run with --help to see every flag",
  });
}

function checkNumber(flag: string, value: number | undefined, bounds: Bounds): void {
  if (value === undefined) return;
  const fits = Number.isFinite(value) && value >= bounds.min && value <= bounds.max &&
    (!bounds.whole || Number.isInteger(value));
  if (fits) return;
  const kind = bounds.whole ? "a whole number" : "a number";
  const range = bounds.max === Number.MAX_SAFE_INTEGER
    ? `of at least ${bounds.min}`
    : `${bounds.min}..${bounds.max}`;
  refuseFlag(flag, value, `${kind} ${range}`);
}

function checkChoice(flag: string, value: string | undefined, choices: readonly string[]): void {
  if (value !== undefined && !choices.includes(value)) {
    refuseFlag(flag, value, choices.join(" or "));
  }
}

/**
 * Checks the values that need no device or file to be checked.
 *
 * @throws {ScrimError} `USAGE` naming the flag, the value and what is allowed
 */
export function checkRunOptions(options: RunOptions): void {
  checkNumber("fps", options.fps, BOUNDS.fps);
  checkNumber("frames", options.frames, BOUNDS.frames);
  checkNumber("buffers", options.buffers, BOUNDS.buffers);
  checkNumber("preview", options.preview, BOUNDS.preview);
  if (options.size) {
    const { width, height } = options.size;
    const text = `${width}x${height}`;
    for (const side of [width, height]) {
      const { min, max } = BOUNDS.side;
      const fits = Number.isInteger(side) && side >= min && side <= max && side % 2 === 0;
      if (!fits) refuseFlag("size", text, `WIDTHxHEIGHT, both even, ${min}..${max}`);
    }
  }
  checkNumber("mask-every", options.maskEvery, BOUNDS.maskEvery);
  checkChoice("output-format", options.outputFormat, OUTPUT_FORMATS);
  checkChoice("input-format", options.inputFormat, INPUT_FORMATS);
  if (options.codec !== undefined && !/^[a-z0-9][a-z0-9_-]*$/i.test(options.codec)) {
    refuseFlag("codec", options.codec, "an encoder's name, as ffmpeg -encoders lists them");
  }
  checkChoice("effort", options.effort, EFFORTS);
  checkChoice("sync", options.sync, SYNCS);
  if (options.mask && !(options.mask instanceof LiveMask)) checkMask(options.mask);
  if (options.maskEvery !== undefined && (options.sync ?? "auto") !== "auto") {
    refuseFlag("mask-every", options.maskEvery, `no --sync ${options.sync}, for which frames wait`);
  }
}
