/** Films for tests, made and read by ffmpeg. */
import { Arena } from "../../../../core/media/arena.ts";
import type { VideoRequest } from "../../../../core/io/ffmpeg/video_source.ts";
import { systemClock } from "../../../../core/base/clock.ts";
import type { FrameSource } from "../../../../core/media/source.ts";
import { MemoryLog } from "../../../fakes.ts";
import { ffmpeg } from "../../../ffmpeg.ts";

const never = new AbortController().signal;

export function request(wanted: Partial<VideoRequest> = {}): VideoRequest & { log: MemoryLog } {
  const tools = { arena: new Arena(), clock: systemClock, live: false, sound: false };
  return { ...tools, ...wanted, log: new MemoryLog() };
}

/** A moving test picture, encoded as `options` say. */
export async function makeClip(
  path: string,
  options: string,
  { size = "64x48", rate = "30", seconds = "0.4", filters = "null" } = {},
): Promise<string> {
  const [width, height] = size.split("x");
  const source = `testsrc2=size=640x360:rate=${rate}:duration=${seconds}`;
  const shape = `scale=${width}:${height},setsar=1,${filters}`;
  await ffmpeg(`-f lavfi -i ${source} -vf ${shape} ${options} ${path}`);
  return path;
}

/** All frames, one behind the other, as ffmpeg decodes them by itself. */
export async function decoded(path: string, how = "-pix_fmt yuv420p"): Promise<Uint8Array> {
  return await ffmpeg(`-i ${path} -map 0:V:0 ${how} -f rawvideo -`);
}

/** All frames of a source, one behind the other, with their numbers. */
export async function pulled(
  source: FrameSource,
  signal = never,
): Promise<{ bytes: Uint8Array; sequences: number[] }> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const sequences: number[] = [];
  for (let one = await source.next(signal); one; one = await source.next(signal)) {
    parts.push(one.picture.data.slice() as Uint8Array<ArrayBuffer>);
    sequences.push(one.sequence);
    one.release();
  }
  return { bytes: new Uint8Array(await new Blob(parts).arrayBuffer()), sequences };
}

/** What ffprobe says of the first video stream. */
export async function probed(path: string): Promise<Record<string, string | number>> {
  const { stdout } = await new Deno.Command("ffprobe", {
    args: [
      ...["-v", "error", "-select_streams", "v:0", "-count_frames", "-show_streams"],
      ...["-of", "json", path],
    ],
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).streams[0];
}

/** Running programs that have this text in their command line. */
export function processesWith(text: string): readonly number[] {
  const found: number[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name) || Number(name) === Deno.pid) continue;
    try {
      if (Deno.readTextFileSync(`/proc/${name}/cmdline`).includes(text)) found.push(Number(name));
    } catch {
      // it has ended meanwhile
    }
  }
  return found;
}
