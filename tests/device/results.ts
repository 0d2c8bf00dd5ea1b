/**
 * What the guest writes to `/out/results.json` and the host reads: facts, no judgements. Recorded frames lie beside it.
 *
 * @module
 */

/** The end of one run of Scrim. */
export interface ScrimEnd {
  readonly arguments: readonly string[];
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** One conversion: files NAME.camera and NAME.output. */
export interface ConversionResult {
  readonly scrim: ScrimEnd;
  /** `v4l2-ctl --get-fmt-video` of the loopback while Scrim wrote. */
  readonly format: string;
  /** The same of the camera, after Scrim. */
  readonly cameraFormat: string;
}

/** One frame that frame_watch saw. */
export interface WatchedFrame {
  /** Its first four bytes, in hex. */
  readonly first: string;
  /** It changed while the viewer held it. */
  readonly changed: boolean;
  /** Four-byte units that were not equal to the first. */
  readonly mixed: number;
  /** When the viewer gave it back, the writer still had another buffer to write into. */
  readonly fair: boolean;
}

/** A writer that was watched. */
export interface WatchResult {
  readonly frames: readonly WatchedFrame[];
  /** `max_buffers` of the module. */
  readonly buffers: number;
  /** Frames per second of the writer. */
  readonly fps: number;
  /** What v4l2-ctl says of size and rate; absent for the naive writer, as is what follows. */
  readonly told?: string;
  readonly scrim?: ScrimEnd;
}

/** Scrim ended in some way, then another program tried the device. */
export interface EndingResult {
  readonly how: string;
  readonly device: string;
  readonly scrim: ScrimEnd;
  readonly usable: boolean;
}

/** A viewer over two runs of Scrim. */
export interface RestartResult {
  readonly device: string;
  readonly first: ScrimEnd;
  /** The viewer still waited for frames after the first run. */
  readonly waiting: boolean;
  readonly second: ScrimEnd;
  /** Frames that the viewer saw of each run. */
  readonly inFirst: number;
  readonly inSecond: number;
}

/** Devices that cannot be used as asked. */
export interface SharingResult {
  readonly toBusy: ScrimEnd;
  /** The program that wrote to the busy device was still seen there. */
  readonly otherUndisturbed: boolean;
  readonly toCamera: ScrimEnd;
  readonly toNothing: ScrimEnd;
  readonly fromNothing: ScrimEnd;
  readonly fromIdleLoopback: ScrimEnd;
}

/** How a camera's buffers were asked for, without a choice of memory, with one, and beneath libv4l2's conversion. */
export interface BuffersResult {
  readonly plain: BuffersAsked;
  readonly cached: BuffersAsked;
  readonly converted: BuffersAsked;
}

/** One run, and the requests that reached the kernel, with its answers, as picky_camera.c writes them down. */
interface BuffersAsked {
  readonly scrim: ScrimEnd;
  readonly requests: readonly string[];
}

/** What `auto` chose. */
export interface ChoiceResult {
  readonly list: ScrimEnd;
  readonly scrim: ScrimEnd;
}

/** Frames that a viewer saw one after the other: the camera's own, slates, or anything else. */
export interface Stretch {
  readonly what: "picture" | "slate" | "other";
  readonly frames: number;
}

/** A camera that is open while somebody looks. */
export interface OnDemandResult {
  /** Share of a core while nobody looked; told, and not judged. */
  readonly idleCpu: number;
  /** Seconds from the start of a viewer to the open camera; told, and not judged. */
  readonly openAfter: number;
  readonly seen: readonly Stretch[];
  /** How this version lets Scrim count. */
  readonly counts: "opened" | "reads";
  /** Streams that started among 200 that came and went; 0 where they only opened the device. */
  readonly streams: number;
  readonly openWhileOneStays: boolean;
  readonly scrim: ScrimEnd;
}

/** A camera that was pulled out and came back, twice. */
export interface LostResult {
  readonly seen: readonly Stretch[];
  readonly scrim: ScrimEnd;
}

/** Frames per second that Scrim writes while other programs read. */
export const READ_FPS = 10;

/** Frames that each reader takes. */
export const READ_FRAMES = 12;

/** What a program said that read from Scrim. */
export interface ReaderResult {
  readonly program: string;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Two readers at once, and one afterwards. */
export interface CrowdResult {
  /** The first was given frames after the second had gone. */
  readonly firstGoesOn: boolean;
  readonly second: ReaderResult;
  readonly after: ReaderResult;
}

/** Readers of one device in turn; the frames that each read lie in files. */
export interface ReadersResult {
  readonly scrim: ScrimEnd;
  /** `v4l2-ctl --get-fmt-video` of the loopback. */
  readonly format: string;
  readonly readers: readonly ReaderResult[];
  readonly crowd: CrowdResult;
}

/** What a page in a browser saw of the camera by getUserMedia. */
export interface BrowserResult {
  readonly scrim: ScrimEnd;
  /** Names of the cameras the browser offers. */
  readonly cameras: readonly string[];
  readonly width: number;
  readonly height: number;
  /** The track's own word. */
  readonly frameRate: number;
  /** When frames were captured, in ms. */
  readonly times: readonly number[];
  /** R, G, B in the middle of each of the picture's 8x8 squares, row by row. */
  readonly colors: readonly (readonly number[])[];
}

/** A viewer stays on the device while Scrim starts three times. */
export interface HeldResult {
  readonly first: ScrimEnd;
  readonly otherSize: ScrimEnd;
  readonly otherFormat: ScrimEnd;
  readonly stayed: boolean;
}

/** A device whose control keep_format was set, then not any more. */
export interface KeptResult {
  readonly followed: ScrimEnd;
  readonly otherSize: ScrimEnd;
  readonly released: ScrimEnd;
}

/** The module was to go while Scrim wrote, and went afterwards. */
export interface ReloadResult {
  readonly scrim: ScrimEnd;
  /** What rmmod said meanwhile. */
  readonly unload: string;
  /** What the removal of the device by its control node said meanwhile. */
  readonly remove: string;
  readonly unloaded: boolean;
}

/** Lines of the kernel's about programs that crashed. */
export interface CrashesResult {
  readonly unexpected: readonly string[];
  readonly onPurpose: readonly string[];
}

/** Every experiment by name; `error` when it could not be carried out. */
export type Results = Record<string, { readonly value?: unknown; readonly error?: string }>;
