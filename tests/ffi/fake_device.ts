/**
 * The fake device of `fake_device*.c`, compiled once per test file, with its settings and queries.
 *
 * @module
 */
import assert from "node:assert/strict";
import { FakeClock } from "../fake_clock.ts";
import type { Devices } from "../../core/devices/devices.ts";
import { DEVICE_SYMBOLS } from "../../ffi/device_symbols.ts";
import { devicesOver } from "../../ffi/devices.ts";
import { type JpegLibrary, openJpegLibrary } from "../../ffi/jpeg.ts";
import { openLibrary } from "../../ffi/load.ts";
import { compileFake, compiler, COMPILERS } from "./fake_compile.ts";
import type { Calls } from "../../ffi/v4l2_calls.ts";
import type { V4l2 } from "../../ffi/v4l2_device.ts";
import { SaidLog } from "./said_log.ts";

export { SaidLog };

const CONTROLS = {
  fake_reset: { parameters: ["i64"], result: "void" },
  fake_set: { parameters: ["i32", "i64"], result: "void" },
  fake_log: { parameters: ["buffer", "i32"], result: "i32" },
  fake_read: { parameters: ["buffer", "i32"], result: "i32" },
  fake_join: { parameters: ["buffer", "i32"], result: "i32" },
  fake_queued: { parameters: [], result: "i32" },
  fake_colors: { parameters: ["buffer"], result: "void" },
  fake_capture: { parameters: ["i32", "u32", "u32", "i64", "i32"], result: "i32" },
  fake_capture_bytes: { parameters: ["buffer", "u32", "u32"], result: "i32" },
  fake_open: { type: "pointer" },
  fake_close: { type: "pointer" },
  fake_ioctl: { type: "pointer" },
  fake_kernel_ioctl: { type: "pointer" },
  fake_mmap: { type: "pointer" },
  fake_munmap: { type: "pointer" },
  fake_poll: { type: "pointer" },
  fake_write: { type: "pointer" },
} as const;

/** The settings in the order of `fake_device.h`. */
const SETTINGS = [
  "model",
  "version",
  "maxBuffers",
  "foreignDriver",
  "capsLost",
  "pinnedWidth",
  "pinnedHeight",
  "pinnedFourcc",
  "owned",
  "noMmap",
  "used",
  "dry",
  "padding",
  "formats",
  "fault",
  "faults",
  "pollError",
  "refused",
  "refusedWith",
  "clock",
  "colorspace",
  "quantization",
  "maxWidth",
  "cacheHints",
  "noControls",
  "sizes",
  "onlyHeight",
  "rawMaxWidth",
  "tellsUsage",
  "readers",
] as const;

/** The `version` of a loopback that lends each buffer once, as V4L2 specifies. */
export const OWNING = 99;

/** What a test can set before or while the device is open. */
export type Settings = Partial<Record<typeof SETTINGS[number], number>>;

/** Requests that can be refused. */
export const REFUSE = {
  open: 1,
  setFormat: 2,
  request: 3,
  start: 4,
  queue: 5,
  map: 6,
  control: 7,
} as const;

/** A frame that arrives at the fake camera. */
export interface Arrival {
  /** The value of all its bytes. */
  readonly value: number;
  readonly sequence: number;
  readonly flags?: number;
  readonly timeUs?: number;
  /** Default: the whole picture. */
  readonly bytes?: number;
}

/** An open fake device. Only one at a time. */
export class Fake implements Disposable {
  readonly #library: Deno.DynamicLibrary<typeof CONTROLS>;
  readonly #helper: { close(): void };
  readonly v4l2: V4l2;
  readonly devices: Devices;
  readonly log = new SaidLog();
  /** Its pauses take no time. Nothing stalls unless a test advances it. */
  readonly clock = new FakeClock({ skips: true });
  readonly tools = { log: this.log, clock: this.clock };
  readonly #folder: string;
  readonly #jpeg: JpegLibrary | null;

  /** `jpeg`: with libturbojpeg, if it is installed. */
  constructor(path: string, { jpeg }: { jpeg: boolean }) {
    this.#jpeg = jpeg ? openJpegLibrary() : null;
    const library = Deno.dlopen(path, CONTROLS);
    this.#library = library;
    const s = library.symbols;
    const around = [s.fake_mmap, s.fake_munmap, s.fake_poll, s.fake_write];
    const table = (ioctl: Deno.PointerValue): Calls =>
      BigUint64Array.from(
        [s.fake_open, s.fake_close, ioctl, ...around],
        (pointer) => Deno.UnsafePointer.value(pointer),
      );
    const helper = openLibrary(DEVICE_SYMBOLS);
    this.#helper = helper;
    this.v4l2 = {
      symbols: helper.symbols,
      kernel: table(s.fake_kernel_ioctl),
      libv4l2: table(s.fake_ioctl),
      jpeg: this.#jpeg,
    };
    this.#folder = Deno.makeTempDirSync({ prefix: "scrim-fake-dev-" });
    this.devices = devicesOver(this.v4l2, this.#folder);
  }

  /** A new device with no open descriptors. */
  reset(model: "camera" | "loopback" | "nodes", settings: Settings = {}): void {
    this.#library.symbols.fake_reset(BigInt(["camera", "loopback", "nodes"].indexOf(model)));
    this.log.lines.length = this.log.details.length = 0;
    this.set(settings);
  }

  set(settings: Settings): void {
    for (const [name, value] of Object.entries(settings)) {
      const place = SETTINGS.indexOf(name as typeof SETTINGS[number]);
      this.#library.symbols.fake_set(place, BigInt(value));
    }
  }

  /** Creates files named `video0` ... for a listing. */
  nodes(numbers: readonly number[]): string {
    for (const number of numbers) Deno.writeTextFileSync(`${this.#folder}/video${number}`, "");
    return this.#folder;
  }

  /** The requests since the last call. */
  requests(): string[] {
    const text = new Uint8Array(65536);
    const length = this.#library.symbols.fake_log(text, text.length);
    return new TextDecoder().decode(text.subarray(0, length)).split("\n").slice(0, -1);
  }

  /** What a reader of the loopback sees now. */
  read(length: number): { index: number; bytes: Uint8Array } {
    const bytes = new Uint8Array(length);
    return { index: this.#library.symbols.fake_read(bytes, length), bytes };
  }

  /** The first picture that a reader gets if it joins the loopback now. */
  join(length: number): { index: number; bytes: Uint8Array } {
    const bytes = new Uint8Array(length);
    return { index: this.#library.symbols.fake_join(bytes, length), bytes };
  }

  /** The colour fields that the loopback reports to a reader. */
  get colors(): { colorspace: number; encoding: number; quantization: number } {
    const words = new Uint32Array(3);
    this.#library.symbols.fake_colors(words);
    const [colorspace, encoding, quantization] = words;
    return { colorspace, encoding, quantization };
  }

  /** Delivers a frame. Returns the index of its buffer, or -1 if the driver owned none. */
  capture({ value, sequence, flags = 0, timeUs = 0, bytes = -1 }: Arrival): number {
    const time = BigInt(Math.round(timeUs));
    return this.#library.symbols.fake_capture(value, sequence, flags, time, bytes);
  }

  /** Delivers a compressed frame, like {@linkcode capture}. */
  captureBytes(data: Uint8Array<ArrayBuffer>, sequence: number): number {
    return this.#library.symbols.fake_capture_bytes(data, data.length, sequence);
  }

  /** How many buffers the fake camera's driver owns. */
  get queued(): number {
    return this.#library.symbols.fake_queued();
  }

  [Symbol.dispose](): void {
    this.#jpeg?.close();
    this.#library.close();
    this.#helper.close();
    Deno.removeSync(this.#folder, { recursive: true });
  }
}

/** Open descriptors and mappings of fake devices in this process. */
function leftOpen(): { descriptors: number; mappings: number } {
  let descriptors = 0;
  for (const { name } of Deno.readDirSync("/proc/self/fd")) {
    if (linkOf(`/proc/self/fd/${name}`).includes("fake-v4l2")) descriptors++;
  }
  const maps = Deno.readTextFileSync("/proc/self/maps");
  return { descriptors, mappings: maps.split("fake-v4l2").length - 1 };
}

function linkOf(path: string): string {
  try {
    return Deno.readLinkSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return ""; // the descriptor of this listing itself
    throw error;
  }
}

const missing = Deno.env.get("CI") === "true" || compiler() !== null ? null : COMPILERS.join(", ");
if (missing !== null) console.log(`skipped: the fake V4L2 device needs a C compiler (${missing})`);

/** A test with the fake device. Skipped without a C compiler, except in CI. Fails if descriptors or mappings stay open. */
export function deviceTest(
  name: string,
  run: (fake: Fake) => Promise<void> | void,
  { jpeg = false }: { jpeg?: boolean } = {},
): void {
  Deno.test({
    name,
    ignore: missing !== null,
    fn: async () => {
      using fake = new Fake(compileFake(), { jpeg });
      const before = leftOpen();
      await run(fake);
      assert.deepEqual(leftOpen(), before, "descriptors or mappings are left open");
    },
  });
}
