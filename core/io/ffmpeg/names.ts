/**
 * How files and addresses are named to ffmpeg, so that a name is never an option and a file never a protocol.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import { pathForOthers } from "../own_descriptor.ts";

/** Where ffmpeg finds a video. */
export interface VideoName {
  /** For people: the path, or the address without its password. */
  readonly shown: string;
  /** What stands before `-i`: which protocols may be used, and how long to wait. */
  readonly options: readonly string[];
  /** What stands behind `-i`. */
  readonly address: string;
}

const WEB = "http,https,httpproxy,tcp,tls,crypto,data";
/** Protocols by scheme. None has `file`: no playlist of the web reads files of this machine. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  http: WEB,
  https: WEB,
  rtsp: `rtsp,rtp,srtp,udp,tcp,tls`,
  rtsps: `rtsps,rtsp,rtp,srtp,udp,tcp,tls`,
  rtmp: "rtmp,tcp",
  rtmps: "rtmps,rtmp,tcp,tls",
  rtp: "rtp,srtp,udp",
  udp: "udp",
  srt: "srt",
  tcp: "tcp",
};
/** A server that says nothing for so long is given up, in microseconds. */
const SILENCE_US = "15000000";
/** Schemes that ffmpeg reads with `-rw_timeout`; RTSP has a word of its own, UDP and SRT may be silent. */
const TIMED = ["http", "https", "rtmp", "rtmps", "tcp"];

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;

/** Whether this names a server rather than a file. */
export function isAddress(input: string): boolean {
  return SCHEME.test(input);
}

/** Text without user names and passwords of addresses. */
export function hideSecrets(text: string): string {
  return text.replace(/:\/\/[^/@\s]+@/g, "://…@");
}

/** A file. It may open other files (a playlist does), but nothing else. */
export function fileName(path: string): VideoName {
  return {
    shown: path,
    options: ["-protocol_whitelist", "file,crypto,data"],
    address: `file:${pathForOthers(path)}`,
  };
}

/** A stream that this process hands over through a pipe. It may open nothing. */
export function pipeName(shown: string): VideoName {
  return {
    shown,
    options: ["-protocol_whitelist", "pipe", ...LITTLE_AHEAD],
    address: "pipe:0",
  };
}

/** Streams that come as they are made: how much ffmpeg looks at before it begins. */
const LITTLE_AHEAD = ["-probesize", "1000000", "-analyzeduration", "1000000"];

/** An address of the web. @throws {ScrimError} `USAGE` for a scheme that is not read */
export function addressName(address: string): VideoName {
  const scheme = SCHEME.exec(address)?.[1].toLowerCase() ?? "";
  const shown = hideSecrets(address);
  if (!Object.hasOwn(PROTOCOLS, scheme)) {
    throw new ScrimError(
      `Cannot use --input "${shown}": wanted ${Object.keys(PROTOCOLS).join(", ")} before ://`,
      { code: "USAGE", hint: "name a file by its path" },
    );
  }
  const patience = TIMED.includes(scheme)
    ? ["-rw_timeout", SILENCE_US]
    : scheme.startsWith("rtsp")
    ? ["-rtsp_transport", "tcp"]
    : [];
  return {
    shown,
    options: ["-protocol_whitelist", PROTOCOLS[scheme], ...patience, ...LITTLE_AHEAD],
    address,
  };
}

/** ffmpeg's names of the streams that cameras send. */
const CAMERA_STREAMS: Readonly<Record<string, string>> = {
  H264: "h264",
  HEVC: "hevc",
  MPG1: "mpeg1video",
  MPG2: "mpeg2video",
  MPG4: "mpeg4",
  VP80: "vp8",
  VP90: "vp9",
};

/**
 * A camera that sends a video stream, and what is asked of it.
 *
 * @throws {ScrimError} `DEVICE` for a stream that ffmpeg does not take from a camera
 */
export function cameraName(
  path: string,
  fourcc: string,
  { size, fps }: { size?: { width: number; height: number }; fps?: number },
): VideoName {
  if (!Object.hasOwn(CAMERA_STREAMS, fourcc)) {
    throw new ScrimError(
      `Cannot use camera "${path}": it sends ${fourcc}, wanted pictures or one of ` +
        Object.keys(CAMERA_STREAMS).join(", "),
      { code: "DEVICE" },
    );
  }
  const asked = [
    ...(size ? ["-video_size", `${size.width}x${size.height}`] : []),
    ...(fps ? ["-framerate", String(fps)] : []),
  ];
  const options = ["-f", "v4l2", "-input_format", CAMERA_STREAMS[fourcc], ...asked];
  return { shown: path, options: [...options, ...LITTLE_AHEAD], address: path };
}

/** Servers that may hold a whole film; all others send as time goes by. */
export function mayBeRecorded(address: string): boolean {
  return /^https?:/i.test(address);
}
