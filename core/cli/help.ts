/**
 * `--help`.
 *
 * @module
 */

import type { Subcommand } from "./command.ts";

/** What `--help` prints. Every flag of `args.ts` stands here; a test holds both together. */
export const HELP = `Scrim: a webcam filter framework. Camera in, filters, virtual camera out.

Usage: deno run -A mod.ts [flags]
       deno run -A mod.ts doctor [--json]          what keeps a picture from your programs, and what to do
       deno run -A mod.ts new NAME [--dir PATH]    write a plugin package to start from
       deno run -A mod.ts service install [--now] [flags]    start it at every login, by systemd;
                                              also: service status, uninstall, print [flags]

  deno run -A mod.ts --plugins blur
  deno run -A mod.ts --plugins replace --set replace.image=beach.jpg
  deno run -A mod.ts --input demo --output out.png --frames 30 --plugins blur

Filters
  --plugins a,b,c           The chain, in order: built-in names, paths of ES modules, URLs, jsr: or
                            npm: specifiers. Without it the picture passes through unfiltered.
  --mirror                  Left is right, before all filters: the filter "mirror" in front of the chain
  --set plugin.option=value An option of a plugin in the chain; may be repeated
  --trust PLUGIN            Let a plugin of the chain, as given there, run with Scrim's own rights;
                            others that are not built in run in a sandbox. May be repeated
  --watch                   Load a plugin again when its files change, between two frames
  --list-plugins            What is built in: summary, layers, options
  --list-layers             What plugins can ask for, and which model gives it

Picture
  --input WHAT              auto (default): the first camera, else the demo figure
                            /dev/videoN, a camera's name or the part of it that no other has,
                            demo, a picture or video file, http:// rtsp:// …,
                            - (stdin: Y4M, a video of any kind, or as --input-format says)
  --input-format FORMAT     Bare pictures of --size and --fps come from a pipe or file: i420, nv12, yuyv,
                            uyvy or grey. Of a camera: what it shall send, also mjpeg. Default auto
  --output WHAT             auto (default): the first free v4l2loopback device, else the preview page
                            /dev/videoN, its name, a .png (last frame) or video file, - (Y4M on stdout), none
                            (none: no picture is made, unless --output-format says in which format)
  --output-format FORMAT    For virtual cameras and none: auto (default), yuyv, i420 or rgb24
  --codec NAME              ffmpeg's encoder for a video file (default: by its name, H.264 where it can be)
  --size WxH|720p           Wanted size, even numbers, or 360p to 2160p (default: the camera's choice; demo 1280x720);
                            pictures and videos are scaled to cover it
  --fps N                   Wanted frames per second, 1..240 (demo: 30; a video: its own)
  --frames N                Stop after N frames
  --control NAME=VALUE      Set a control of the camera, such as exposure_dynamic_framerate=0; may be
                            repeated. It stays set afterwards
  --list-controls           The controls of the camera that --input says, with their values
  --buffers N               Capture buffers of a camera, 2..32 (default 4)
  --always-on               Keep the camera open when no program looks at the virtual camera
  --preview[=PORT]          Also show the output on a page of this machine
  --list-devices[=json]     Every camera and virtual camera: names, sizes, rates, whether Scrim takes it

Model
  --model NAME|FILE.tflite  The segmenter: landscape (256x144), general (256x256), multiclass (hair,
                            skin, clothes; 16 MiB, downloaded once) or a file with labels.
                            Default: the cheapest that gives what the filters ask for
  --quality fast|balanced|high
                            Presets of speed against quality. balanced (default): the model runs when
                            something moves. fast: on every second frame at most, and frames do not wait.
                            high: on every frame
  --mask-sync on-motion|adaptive|every-frame
                            Which frames wait for a new mask. on-motion (default): those in which something
                            moves. adaptive: the same, unless the model is slower than the frames.
                            every-frame: all of them
  --mask-every N            The model runs on every Nth frame at most, and frames do not wait

Masks: where the person ends
  --mask-threshold N        How sure the model must be at the outline, 0..1 (default 0.48): less shows more
  --mask-softness N         How wide the outline is, 0 (hard) .. 1 (default 0.27)
  --mask-dilate PX          Move the outline outwards, or inwards when below 0; -64..64 (default 0)
  --mask-smoothing N        How much masks keep of the one before where nothing moves, 0..0.98 (default 0.9)
  --mask-refine on|off      Whether outlines follow the edges of the picture (default on)
                            With --preview, all of these can be changed on its page while Scrim runs

Looking inside
  --explain[=json]          Print the plan and stop
  --stats[=json]            Print what the run cost at its end; as text, on a terminal, also meanwhile
  -v, --verbose             Say more, and show stack traces
  --no-ffi                  No native code: no devices, WebAssembly kernels
  --version                 Print the version
  -h, --help                Print this

The key p, or SIGUSR1, closes the camera and shows a slate; once more opens it again.
Ctrl-C or SIGTERM ends a run cleanly. Exit code: 0 done, 1 failed, 2 wrong usage.
`;

/** What `new --help` and its like print. */
export const SUBCOMMAND_HELP: Readonly<Record<Subcommand, string>> = {
  new: `Writes a plugin package to start from: a filter, a test that passes, and a README.

Usage: deno run -A mod.ts new NAME [--dir PATH]

  NAME         Lower-case letters, digits, - and _, such as my-filter
  --dir PATH   The folder to make (default: ./NAME)
`,
  doctor: `Looks at this machine and says what keeps a picture from your programs, and what to do.

Usage: deno run -A mod.ts doctor [--json]

  --json       Print the findings as JSON

Exit code: 0 nothing is wrong, 1 something is.
`,
  service: `Starts Scrim at every login, as a service of systemd for your user.

Usage: deno run -A mod.ts service install [--now] [flags]   write the unit with these flags; --now: and start it
       deno run -A mod.ts service status                    whether it is installed and runs
       deno run -A mod.ts service uninstall                 stop it and remove the unit
       deno run -A mod.ts service print [flags]             show the unit, and do nothing

The flags are those of a run; see --help. Messages: journalctl --user -u scrim -f
`,
};
