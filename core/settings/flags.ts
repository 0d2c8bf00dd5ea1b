/**
 * Every flag of the command line, once: the parser, `--help`, the completions, the checks of numbers and choices, the names that programs
 * use instead, and the page of flags are all made from this table.
 *
 * @module
 */
import { INPUT_FORMATS } from "../io/input_options.ts";
import { OUTPUT_FORMATS } from "../io/output_options.ts";
import { MASK_BOUNDS } from "../masks/mask_controls.ts";
import { MASK_SYNCS, QUALITIES } from "../planner/sync_policy.ts";
import type { Flag } from "./flag.ts";

const FORMS = ["text", "json"] as const;

/** Every flag by its name, in the order of `--help`. */
export const FLAGS = {
  plugins: {
    group: "Filters",
    value: "a,b,c",
    repeated: true,
    completes: "plugins",
    program: "plugins",
    help:
      "The filters, in order: built-in names, paths of ES modules, URLs, jsr: or npm: specifiers. " +
      "May be repeated; write \\, for a comma inside a path. Without it the picture passes through unfiltered.",
  },
  mirror: {
    group: "Filters",
    program: 'plugins: ["mirror"]',
    help: 'Swap left and right: puts the filter "mirror" before all others.',
  },
  set: {
    group: "Filters",
    value: "plugin.option=value",
    repeated: true,
    program: "settings",
    help: "Set an option of a filter; plugin#2 means its second use. May be repeated.",
  },
  trust: {
    group: "Filters",
    value: "PLUGIN",
    repeated: true,
    completes: "file",
    program: "trust",
    help:
      "Run a plugin, named as in --plugins, with Scrim's own permissions; otherwise plugins that are not " +
      "built in run in a sandbox. May be repeated.",
  },
  watch: {
    group: "Filters",
    program: "watch",
    help: "Reload a plugin when one of its files changes, between two frames.",
  },
  reload: {
    group: "Filters",
    program: "reload",
    help: "Fetch plugins from the web again. Otherwise they are fetched once and kept on the disk.",
  },
  "list-plugins": {
    group: "Filters",
    help:
      "Print the built-in filters with their layers and options, or those that --plugins names.",
  },
  "list-layers": {
    group: "Filters",
    help: "Print the layers that plugins can ask for, and which model computes each.",
  },
  input: {
    group: "Picture",
    value: "WHAT",
    default: "auto",
    completes: "file",
    program: "input",
    help:
      "Where pictures come from. auto (default): the first camera, or the demo figure without one; /dev/videoN, a camera's name or any " +
      "unambiguous part of it; demo; a picture or video file; http:// rtsp:// …; - (stdin: Y4M, any video, or raw " +
      "pictures with --input-format).",
  },
  "input-format": {
    group: "Picture",
    value: "FORMAT",
    choices: INPUT_FORMATS,
    program: "inputFormat",
    help:
      "The layout of raw pictures from a pipe or file, with --size and --fps: i420, nv12, yuyv, uyvy or grey. " +
      "For a camera: the format to request, also mjpeg. Default auto.",
  },
  output: {
    group: "Picture",
    value: "WHAT",
    default: "auto",
    completes: "file",
    program: "output",
    help:
      "Where pictures go. auto (default): the first free v4l2loopback device, or the preview page without one; /dev/videoN or the " +
      "device's name; a .png file (the last frame); a video file; - (Y4M on stdout); none (no picture is made, unless " +
      "--output-format names a format).",
  },
  "output-format": {
    group: "Picture",
    value: "FORMAT",
    default: "auto",
    choices: OUTPUT_FORMATS,
    program: "outputFormat",
    help: "The format for virtual cameras and none: auto (default), yuyv, i420 or rgb24.",
  },
  codec: {
    group: "Picture",
    value: "NAME",
    program: "codec",
    help: "ffmpeg's encoder for a video file. Default: by the file's ending, H.264 where possible.",
  },
  size: {
    group: "Picture",
    value: "WxH|720p",
    program: "size",
    help:
      "The requested size, even numbers, or 360p to 2160p. Default: the camera's choice; demo 1280x720. Pictures " +
      "and videos are scaled to cover it.",
  },
  fps: {
    group: "Picture",
    value: "N",
    bounds: { min: 1, max: 240, whole: false },
    program: "fps",
    help:
      "The requested frames per second, 1..240. Default: the camera's or video's own rate; demo 30.",
  },
  frames: {
    group: "Picture",
    value: "N",
    bounds: { min: 1, max: Number.MAX_SAFE_INTEGER, whole: true },
    program: "frames",
    help: "Stop after N frames.",
  },
  control: {
    group: "Picture",
    value: "NAME=VALUE",
    repeated: true,
    program: "controls",
    help:
      "Set a control of the camera, such as exposure_dynamic_framerate=0. The value stays set when Scrim ends. " +
      "May be repeated.",
  },
  "list-controls": {
    group: "Picture",
    help: "Print the controls of the camera that --input names, with their values.",
  },
  buffers: {
    group: "Picture",
    value: "N",
    bounds: { min: 2, max: 32, whole: true },
    program: "buffers",
    help: "The number of capture buffers of a camera, 2..32. Default 4.",
  },
  "always-on": {
    group: "Picture",
    program: "alwaysOn",
    help: "Keep the camera open while no program reads the virtual camera.",
  },
  preview: {
    group: "Picture",
    value: "PORT",
    bare: "0",
    bounds: { min: 0, max: 65535, whole: true },
    program: "preview",
    help: "Also show the output on a page that only this machine can open.",
  },
  "list-devices": {
    group: "Picture",
    value: "json",
    bare: "text",
    choices: FORMS,
    help:
      "Print every camera and virtual camera: names, sizes, rates, and whether Scrim can use it.",
  },
  model: {
    group: "Model",
    value: "NAME|FILE.tflite",
    completes: "file",
    program: "model",
    help:
      "The segmentation model: landscape (256x144), general (256x256), multiclass (hair, skin, clothes; 16 MiB, " +
      "downloaded once) or a file with labels. Default: the cheapest one that gives the layers that the filters ask for.",
  },
  quality: {
    group: "Model",
    value: QUALITIES.join("|"),
    choices: QUALITIES,
    program: "quality",
    help:
      "A preset of speed against quality. balanced (default): the model runs when something moves; fast: on every " +
      "second frame at most, and frames do not wait for it; high: on every frame.",
  },
  "mask-sync": {
    group: "Model",
    value: "WHEN",
    choices: MASK_SYNCS,
    program: "maskSync",
    help:
      "Which frames wait for a new mask. on-motion (default): those in which something moves; adaptive: the same, " +
      "unless the model is slower than the frames; every-frame: all of them.",
  },
  "mask-every": {
    group: "Model",
    value: "N",
    bounds: { min: 1, max: 120, whole: true },
    program: "maskEvery",
    help: "Run the model on every Nth frame at most; frames do not wait for it.",
  },
  "mask-threshold": {
    group: "Mask",
    value: "N",
    bounds: MASK_BOUNDS.threshold,
    program: "mask.threshold",
    help:
      "The model's confidence at the outline, 0..1; a lower value keeps more around the person. Default 0.48.",
  },
  "mask-softness": {
    group: "Mask",
    value: "N",
    bounds: MASK_BOUNDS.softness,
    program: "mask.softness",
    help: "The width of the outline, 0 (hard) .. 1. Default 0.27.",
  },
  "mask-dilate": {
    group: "Mask",
    value: "PX",
    bounds: MASK_BOUNDS.dilate,
    program: "mask.dilate",
    help:
      "Move the outline outwards by this many pixels; a negative value moves it inwards. -64..64, default 0.",
  },
  "mask-smoothing": {
    group: "Mask",
    value: "N",
    bounds: MASK_BOUNDS.smoothing,
    program: "mask.smoothing",
    help: "How much of the previous mask is kept where nothing moves, 0..0.98. Default 0.9.",
  },
  "mask-refine": {
    group: "Mask",
    value: "on|off",
    choices: ["on", "off"],
    program: "mask.refine",
    help:
      "Align masks with the edges of the picture. Default on. The page of --preview has sliders for all mask flags.",
  },
  explain: {
    group: "Information",
    value: "json",
    bare: "text",
    choices: FORMS,
    help: "Print the plan and stop.",
  },
  stats: {
    group: "Information",
    value: "json",
    bare: "text",
    choices: FORMS,
    help: "Print what the run cost when it ends; as text, on a terminal, also while it runs.",
  },
  verbose: {
    group: "Information",
    short: "v",
    help: "Print more messages, and stack traces.",
  },
  "no-ffi": {
    group: "Information",
    program: "ffi: false",
    help: "Use no native code: no devices, and WebAssembly kernels.",
  },
  version: { group: "Information", help: "Print the version." },
  help: { group: "Information", short: "h", help: "Print this help." },
} as const satisfies { readonly [name: string]: Flag };

/** The name of a flag, without its dashes. */
export type FlagName = keyof typeof FLAGS;

/** The name of every flag. */
export const FLAG_NAMES = Object.keys(FLAGS) as readonly FlagName[];

/** A flag's entry, without the types of its own values. */
export function flagOf(name: FlagName): Flag {
  return FLAGS[name];
}
