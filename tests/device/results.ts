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
  readonly heldMs: number;
}

/** A writer that was watched. */
export interface WatchResult {
  readonly frames: readonly WatchedFrame[];
  /** `max_buffers` of the module. */
  readonly buffers: number;
  readonly holdMs: number;
  /** Frames per second of the writer. */
  readonly fps: number;
  /** Absent for the naive writer. */
  readonly scrim?: ScrimEnd;
}

/** Scrim ended in some way, then another program tried the device. */
export interface EndingResult {
  readonly how: string;
  readonly device: string;
  readonly scrim: ScrimEnd;
  readonly usable: boolean;
}

/** Frames that a viewer takes over two runs of Scrim. */
export const VIEWED = 150;

/** A viewer over two runs of Scrim. */
export interface RestartResult {
  readonly device: string;
  readonly first: ScrimEnd;
  /** The viewer still waited for frames after the first run. */
  readonly waiting: boolean;
  readonly second: ScrimEnd;
  readonly viewer: { readonly code: number; readonly stderr: string; readonly frames: number };
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
  /** Share of a core while nobody looked. */
  readonly idleCpu: number;
  /** Seconds from the start of a viewer to the open camera. */
  readonly openAfter: number;
  readonly seen: readonly Stretch[];
  /** How this version lets Scrim count. */
  readonly counts: "opened" | "reads";
  /** Streams that started among 200 that came and went; 0 where they only opened the device. */
  readonly streams: number;
  readonly openWhileOneStays: boolean;
  readonly openAfterAll: boolean;
  readonly scrim: ScrimEnd;
}

/** A camera that was pulled out and came back, twice. */
export interface LostResult {
  readonly seen: readonly Stretch[];
  readonly scrim: ScrimEnd;
}

/** Every experiment by name; `error` when it could not be carried out. */
export type Results = Record<string, { readonly value?: unknown; readonly error?: string }>;
