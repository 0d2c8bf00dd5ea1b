/**
 * One open V4L2 node: requests as methods, failures as {@linkcode ScrimError}s that name the device.
 *
 * @module
 */
import type { ScrimError } from "../core/base/errors.ts";
import type { DeviceSymbols } from "./device_symbols.ts";
import { busyHint } from "./device_holders.ts";
import { realNode } from "./device_links.ts";
import { deviceError, ERRNO } from "./errno.ts";
import type { JpegLibrary } from "./jpeg.ts";
import type { Calls } from "./v4l2_calls.ts";
import { fourccCode, fourccName, type PixelFormat } from "./v4l2_format.ts";

/** The two directions a stream can have, as V4L2 numbers them. */
export const CAPTURE = 1;
export const OUTPUT = 2;

/** What a node can do, as V4L2 numbers it. */
export const CAPS = {
  capture: 0x1,
  output: 0x2,
  planes: 0x3000,
  memoryToMemory: 0xc000,
  metadata: 0x08800000,
  streaming: 0x04000000,
  touch: 0x10000000,
  mediaController: 0x20000000,
} as const;

/** The driver name of v4l2loopback; its numbers and labels are the user's choice. */
export const LOOPBACK_DRIVER = "v4l2 loopback";

const EMULATED = 2;
const NO_VIDEO = {
  text: "it is no video device",
  hint: "run with --list-devices to see which are",
};

/** How this program reaches devices. */
export interface V4l2 {
  readonly symbols: DeviceSymbols;
  /** The kernel's own requests: listing and virtual cameras. */
  readonly kernel: Calls;
  /** libv4l2's, for cameras; `null` where it is missing. */
  readonly libv4l2: Calls | null;
  /** What decodes the pictures of Motion JPEG cameras; `null` where it is missing: libv4l2 does it then, slower. */
  readonly jpeg: JpegLibrary | null;
}

/** A format a device offers. */
export interface OfferedFormat {
  readonly fourcc: string;
  /** libv4l2 would convert to it. */
  readonly emulated: boolean;
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** An open node. Its owner calls `close()`. */
export class V4l2Device {
  readonly symbols: DeviceSymbols;
  readonly calls: Calls;
  readonly fd: number;
  readonly path: string;
  /** The node itself, where `path` is a link to it. */
  readonly node: string;
  /** `camera "/dev/video0"`, for messages. */
  readonly subject: string;
  /** Set by `query()`. */
  driver = "";
  name = "";
  bus = "";
  caps = 0;
  readonly #kernel: Calls;
  readonly #words = new Uint32Array(8);
  #open = true;

  /** @throws {ScrimError} when it cannot be opened or is no V4L2 device */
  constructor(v4l2: V4l2, calls: Calls, node: { path: string; what: string }) {
    this.symbols = v4l2.symbols;
    this.calls = calls;
    this.#kernel = v4l2.kernel;
    this.path = node.path;
    this.node = realNode(node.path);
    this.subject = `${node.what} "${node.path}"`;
    const path = new TextEncoder().encode(`${node.path}\0`);
    this.fd = this.check("open", v4l2.symbols.scrim_v4l2_open(calls, path));
    try {
      this.#query();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Asks again what the node is: v4l2loopback changes its capabilities. */
  #query(): void {
    const names = new Uint8Array(80);
    const words = this.#words;
    const result = this.symbols.scrim_v4l2_query(this.calls, this.fd, names, words);
    if (result === -ERRNO.ENOTTY) throw this.failure("use", result, NO_VIDEO);
    this.check("query", result);
    this.driver = text(names.subarray(0, 16));
    this.name = text(names.subarray(16, 48));
    this.bus = text(names.subarray(48));
    this.caps = words[0];
  }

  /** The error for a negative result. `doing` is what failed: `start`. */
  failure(doing: string, result: number, better?: { text?: string; hint?: string }): ScrimError {
    const busy = result === -ERRNO.EBUSY && !better?.hint;
    const hint = busy ? busyHint(this.node) : better?.hint;
    return deviceError(`${doing} ${this.subject}`, result, { ...better, hint });
  }

  /** `result`, unless it is negative: then throws. */
  check(doing: string, result: number): number {
    if (result < 0) throw this.failure(doing, result);
    return result;
  }

  /** The formats of a direction; an empty list when it has none. */
  formats(type: number): OfferedFormat[] {
    const offered: OfferedFormat[] = [];
    const words = this.#words;
    const { symbols, calls, fd } = this;
    for (let i = 0; symbols.scrim_v4l2_format_at(calls, fd, type, i, words) === 1; i++) {
      offered.push({ fourcc: fourccName(words[0]), emulated: (words[1] & EMULATED) !== 0 });
    }
    return offered;
  }

  /** The highest frame rate of a camera at this format and size, or `null` when the driver does not say. */
  fastest(format: Pick<PixelFormat, "fourcc" | "width" | "height">): number | null {
    const { symbols, calls, fd } = this;
    const { width, height } = format;
    const code = fourccCode(format.fourcc);
    const words = this.#words;
    let best: number | null = null;
    for (let i = 0;; i++) {
      const kind = symbols.scrim_v4l2_interval_at(calls, fd, code, width, height, i, words);
      if (kind < 1) return best;
      if (words[0] > 0) best = Math.max(best ?? 0, words[1] / words[0]);
      if (kind === 2) return best;
    }
  }

  /** The format now set, `null` when there is none. */
  currentFormat(type: number): PixelFormat | null {
    return this.#format(this.calls, type, 0) < 0 ? null : this.#answer();
  }

  /** What the kernel delivers underneath libv4l2's conversion. */
  kernelFourcc(): string | null {
    return this.#format(this.#kernel, CAPTURE, 0) < 0 ? null : this.#answer().fourcc;
  }

  /** What the driver would make of `wanted`, `null` when it refuses to say. Changes nothing. */
  tryFormat(type: number, wanted: PixelFormat): PixelFormat | null {
    this.#ask(wanted);
    return this.#format(this.calls, type, 1) < 0 ? null : this.#answer();
  }

  /** Sets a format; the driver may answer with another one. @throws {ScrimError} when it refuses */
  setFormat(type: number, wanted: PixelFormat): PixelFormat {
    this.#ask(wanted);
    this.check("set the format of", this.#format(this.calls, type, 2));
    return this.#answer();
  }

  #format(calls: Calls, type: number, request: number): number {
    return this.symbols.scrim_v4l2_format(calls, this.fd, type, request, this.#words);
  }

  #ask(wanted: PixelFormat): void {
    const { width, height, colorspace, encoding, quantization } = wanted;
    this.#words.set([width, height, fourccCode(wanted.fourcc), 0, 0]);
    this.#words.set([colorspace, encoding, quantization], 5);
  }

  #answer(): PixelFormat {
    const [width, height, code, stride, bytes, colorspace, encoding, quantization] = this.#words;
    const fourcc = fourccName(code);
    return { width, height, fourcc, stride, bytes, colorspace, encoding, quantization };
  }

  /** Frames per second as the device sees it, or `null`. With `wanted` it is asked to change first. */
  frameRate(type: number, wanted?: number): number | null {
    const words = this.#words;
    if (wanted !== undefined) {
      const scale = Number.isInteger(wanted) ? 1 : 1000;
      words.set([scale, Math.round(wanted * scale)]);
      this.symbols.scrim_v4l2_interval(this.calls, this.fd, type, 1, words);
    }
    const result = this.symbols.scrim_v4l2_interval(this.calls, this.fd, type, 0, words);
    return result < 0 || words[0] === 0 || words[1] === 0 ? null : words[1] / words[0];
  }

  /** Starts or stops streaming; 0 or `-errno`. */
  stream(type: number, on: boolean): number {
    return this.symbols.scrim_v4l2_stream(this.calls, this.fd, type, on ? 1 : 0);
  }

  /** Asks for `count` buffers; how many there are, or `-errno`. `memory`: flags (in and out), capabilities (out). */
  request(type: number, count: number, memory = new Uint32Array(2)): number {
    return this.symbols.scrim_v4l2_request(this.calls, this.fd, type, count, memory);
  }

  /** Idempotent, never throws: nothing can be done about a node that does not close. */
  close(): void {
    if (this.#open) this.symbols.scrim_v4l2_close(this.calls, this.fd);
    this.#open = false;
  }
}
