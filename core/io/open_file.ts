/**
 * What `--input` means where it is no camera: files, pipes, addresses.
 *
 * @module
 */
import type { InputOptions, InputTools } from "./input_options.ts";
import { ScrimError } from "../base/errors.ts";
import type { SourceLayout } from "../media/frame.ts";
import type { ByteInput } from "./byte_reader.ts";
import { FirstBytes } from "./first_bytes.ts";
import { isAddress } from "./ffmpeg/names.ts";
import { openVideo, openVideoPipe } from "./ffmpeg/video_source.ts";
import { openNamedPipe, type WaitTools } from "./named_pipe.ts";
import { openError } from "../base/open_error.ts";
import { PeekedInput } from "./peeked_input.ts";
import { openRaw } from "./raw_source.ts";
import { headOf, readStillFile } from "./image/still_file.ts";
import { openStill } from "./image/still_image.ts";
import { isForeignY4m, MAX_Y4M_HEADER, Y4M_MAGIC } from "./y4m/header.ts";
import { openY4m } from "./y4m/source.ts";
import type { FrameSource } from "../media/source.ts";

const DEFAULT_FPS = 30;

/** A stream and its name. */
interface Pipe {
  readonly name: string;
  readonly stream: ByteInput;
}

/**
 * Opens a file, `-` (standard input), a named pipe or an address.
 *
 * @throws {ScrimError} `USAGE` for what is none of these, else what the file, ffmpeg or server said
 */
export async function openFile(
  given: string,
  options: InputOptions,
  tools: InputTools,
): Promise<FrameSource> {
  // A file that a shell has opened can be read in any order, as some films need it.
  const path = given === "-" && await stdinIsFile() ? "/dev/stdin" : given;
  if (isAddress(path)) {
    refuse(path, options, ["inputFormat"]);
    return await openVideo(path, { ...options, ...tools });
  }
  const kind = path === "-" ? "pipe" : await kindOf(path);
  const open = (): Promise<Pipe> =>
    kind === "pipe" ? openStream(path, { ...tools, signal: options.signal }) : openBytes(path);
  const layout = options.inputFormat ?? "auto";
  if (layout === "mjpeg") {
    throw new ScrimError(`Cannot use --input-format mjpeg with "${path}": it is for cameras`, {
      code: "USAGE",
      hint: "leave it away: Motion JPEG in files and pipes is known by its bytes",
    });
  }
  if (layout !== "auto") return rawFrom(await open(), layout, options, tools);
  if (kind === "pipe") return await openPipe(await open(), options, tools);
  const head = await headOf(path, HEAD_BYTES); // says what is wrong in our words, before ffmpeg does in its own
  if (/\.y4m$/i.test(path) || isY4m(head)) {
    refuse(path, options, ["size", "fps"]);
    const foreign = isForeignY4m(firstLine(await headOf(path, MAX_Y4M_HEADER)));
    return foreign ? await openVideo(path, tools) : await openY4m(path, tools);
  }
  const wait = { ...tools, signal: options.signal };
  const file = await readStillFile(path, head, wait);
  if (file.kind === "picture" || PICTURE_NAME.test(path)) {
    const { size, fps = DEFAULT_FPS } = options;
    const bytes = file.kind === "picture" ? file.bytes : undefined;
    const frames = tools.live ? Infinity : options.frames ?? 1; // a picture into a file is one frame
    return await openStill(path, { ...tools, size, fps, frames, bytes });
  }
  return await openVideo(path, { ...options, ...tools });
}

/** As much of a file as says what it is. */
const HEAD_BYTES = 12;
/** Files of these names that are no film are damaged pictures. */
const PICTURE_NAME = /\.(png|jpe?g|jpe|jfif|webp)$/i;

const LINE_FEED = 10;

function firstLine(head: Uint8Array): string {
  const end = head.indexOf(LINE_FEED);
  return new TextDecoder("latin1").decode(end < 0 ? head : head.subarray(0, end));
}

const isY4m = (head: Uint8Array): boolean =>
  new TextDecoder("latin1").decode(head).startsWith(Y4M_MAGIC);

/** Whether standard input is a file of which nothing was read yet. */
async function stdinIsFile(): Promise<boolean> {
  try {
    const { isFile } = await Deno.stat("/dev/stdin");
    return isFile && /^pos:\s*0$/m.test(await Deno.readTextFile("/proc/self/fdinfo/0"));
  } catch {
    return false; // no permission to look, or no such folder: it is read as a pipe
  }
}

async function kindOf(path: string): Promise<"pipe" | "file"> {
  let info: Deno.FileInfo;
  try {
    info = await Deno.stat(path);
  } catch (cause) {
    const couldBeFile = !(cause instanceof Deno.errors.NotFound) || /[./]/.test(path);
    if (couldBeFile) throw openError(path, cause);
    throw new ScrimError(
      `Cannot use --input "${path}": wanted auto, demo, /dev/videoN, a file, an address or -`,
      { code: "USAGE", hint: "run with --list-devices to see the cameras" },
    );
  }
  if (info.isDirectory) throw openError(path, new Error("it is a folder"));
  return info.isFifo ? "pipe" : "file";
}

/** Standard input or a named pipe, which may say nothing for long. */
async function openStream(path: string, wait: WaitTools): Promise<Pipe> {
  if (path === "-") {
    const name = "standard input";
    return { name, stream: new FirstBytes(Deno.stdin, name, wait) };
  }
  try {
    return {
      name: path,
      stream: new FirstBytes(await openNamedPipe(path, "read", wait), path, wait),
    };
  } catch (cause) {
    wait.signal?.throwIfAborted();
    throw openError(path, cause);
  }
}

async function openBytes(path: string): Promise<Pipe> {
  try {
    return { name: path, stream: await Deno.open(path) };
  } catch (cause) {
    throw openError(path, cause);
  }
}

/** Y4M of 8-bit 4:2:0 is read here, everything else by ffmpeg. */
async function openPipe(
  { name, stream }: Pipe,
  options: InputOptions,
  tools: InputTools,
): Promise<FrameSource> {
  const peeked = await PeekedInput.open(stream, Y4M_MAGIC.length).catch((error) => {
    stream.close();
    throw error;
  });
  const pipe = { name, stream: peeked };
  const magic = new TextDecoder("latin1").decode(peeked.head);
  if (magic !== Y4M_MAGIC && magic.length === Y4M_MAGIC.length) {
    return await openVideoPipe(pipe, { ...options, ...tools });
  }
  refuse(name, options, ["size", "fps"]);
  const line = await PeekedInput.open(peeked, MAX_Y4M_HEADER, LINE_FEED).catch((error) => {
    stream.close();
    throw error;
  });
  const whole = { name, stream: line };
  return isForeignY4m(firstLine(line.head))
    ? await openVideoPipe(whole, tools)
    : await openY4m(whole, tools);
}

function rawFrom(
  pipe: Pipe,
  layout: SourceLayout,
  { size, fps = DEFAULT_FPS }: InputOptions,
  tools: InputTools,
): FrameSource {
  if (size) return openRaw(pipe, { ...size, layout, fps, ...tools });
  pipe.stream.close();
  throw new ScrimError(
    `Cannot read "${pipe.name}" as ${layout}: bare pictures do not say their size`,
    {
      code: "USAGE",
      hint: "say it with --size, such as --size 1280x720",
    },
  );
}

const FLAGS = { size: "size", fps: "fps", inputFormat: "input-format" } as const;

/** Refuses flags for what is said by the input itself. */
export function refuse(
  path: string,
  options: InputOptions,
  what: readonly (keyof typeof FLAGS)[],
): void {
  for (const option of what) {
    if (options[option] === undefined || options[option] === "auto") continue;
    throw new ScrimError(`Cannot use --${FLAGS[option]} with "${path}": it has its own`, {
      code: "USAGE",
      hint: `leave --${FLAGS[option]} away, or convert the file first`,
    });
  }
}
