/**
 * A source that outlives its camera: closed while nobody may or wants to see it, opened again when it was lost.
 *
 * @module
 */
import { describeError, isAbort, ScrimError } from "../base/errors.ts";
import type { Clock, Milliseconds } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Captured, FrameSource, SourceInfo } from "../media/source.ts";

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

/** `starting`: opened again, and no frame came yet. */
export type CameraState = "starting" | "live" | "lost";

/** What keeping a source takes. */
export interface ReconnectingParts {
  /** Open already. Its `info` is that of every later one. */
  readonly first: FrameSource;
  /** Opens it again; `null`: it stays open, and its failures are the end. */
  readonly reopen: (() => Promise<FrameSource>) | null;
  readonly clock: Clock;
  readonly log: Log;
}

/** A frame of whichever source is open; sequence numbers go on when another one takes over. */
class RenumberedFrame implements Captured {
  readonly sequence: number;
  readonly timestampMs: Milliseconds;
  readonly picture: Captured["picture"];
  readonly #inner: Captured;

  constructor(inner: Captured, base: number) {
    this.sequence = base + inner.sequence;
    this.timestampMs = inner.timestampMs;
    this.picture = inner.picture;
    this.#inner = inner;
  }

  release(): void {
    this.#inner.release();
  }
}

/**
 * Delivers the frames of one camera after the other. While it is not `wanted`, and while its camera is lost, `next()` waits.
 * A camera that fails is closed and opened again, first soon, then every five seconds; it must come back as it was.
 */
export class ReconnectingSource implements FrameSource {
  readonly info: SourceInfo;
  /** Told when the camera was lost, and when one that was opened again delivers. */
  onState: (state: CameraState) => void = () => {};
  readonly #parts: ReconnectingParts;
  #inner: FrameSource | null;
  #wanted = true;
  #closed = false;
  /** Ends whatever `next()` waits for, so that it looks again. */
  #interrupt = new AbortController();
  #waiting: { readonly outer: AbortSignal; readonly signal: AbortSignal } | null = null;
  #lostMs: Milliseconds | null = null;
  #failures = 0;
  /** What is open has delivered. */
  #lives = false;
  #base = 0;
  #last = -1;
  #droppedBefore = 0;
  #closing: Promise<void> = Promise.resolve();

  constructor(parts: ReconnectingParts) {
    this.#parts = parts;
    this.#inner = parts.first;
    this.info = parts.first.info;
  }

  get dropped(): number {
    return this.#droppedBefore + (this.#inner?.dropped ?? 0);
  }

  /** Whether it is closed while it is not wanted; others only wait. */
  get canClose(): boolean {
    return this.#parts.reopen !== null;
  }

  /** Without it nothing is delivered, and what can be opened again is closed at once. */
  set wanted(wanted: boolean) {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#failures = 0;
    this.#interrupt.abort();
    this.#interrupt = new AbortController();
    this.#waiting = null;
    if (!wanted && this.#parts.reopen) this.#close();
  }

  async next(signal: AbortSignal): Promise<Captured | null> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#closed) return null;
      const waiting = this.#signalFor(signal);
      try {
        const frame = await this.#take(waiting, signal);
        if (frame !== undefined) return frame;
      } catch (error) {
        signal.throwIfAborted();
        if (!isAbort(error, waiting)) this.#lose(error);
      }
    }
  }

  /** `undefined`: look again. What cannot be opened again is never interrupted in the middle of a frame. */
  async #take(signal: AbortSignal, outer: AbortSignal): Promise<Captured | null | undefined> {
    if (!this.#wanted) return await this.#parts.clock.sleep(2 ** 31 - 1, signal) as undefined;
    await this.#closing;
    const inner = this.#inner ?? await this.#openAgain(signal);
    if (inner === null) return undefined;
    const captured = await inner.next(this.#parts.reopen ? signal : outer);
    if (inner !== this.#inner) return void captured?.release(); // it was closed meanwhile
    if (captured === null) return null;
    if (!this.#wanted) return void captured.release();
    this.#found();
    const frame = new RenumberedFrame(captured, this.#base);
    this.#last = frame.sequence;
    return frame;
  }

  async #openAgain(signal: AbortSignal): Promise<FrameSource | null> {
    const { reopen, clock } = this.#parts;
    if (!reopen) return null;
    if (this.#failures > 0) {
      const wait = FIRST_WAIT_MS * 2 ** Math.min(this.#failures - 1, 10);
      await clock.sleep(Math.min(wait, LONGEST_WAIT_MS), signal);
    }
    const opening = reopen();
    this.#closing = opening.then(() => {}, () => {}); // nobody may close the library under it
    const source = await opening;
    const problem = this.#closed || !this.#wanted ? "nobody wants it" : this.#unlike(source.info);
    if (problem !== null) {
      await (this.#closing = this.#dispose(source));
      if (this.#closed || !this.#wanted) return null;
      throw new ScrimError(problem, { code: "DEVICE", hint: "start Scrim again" });
    }
    this.#base = this.#last + 1;
    return this.#inner = source;
  }

  /** Everything that follows was planned for pictures as they were. */
  #unlike({ width, height, layout, color, description }: SourceInfo): string | null {
    const { info } = this;
    const same = width === info.width && height === info.height && layout === info.layout &&
      color.matrix === info.color.matrix && color.range === info.color.range;
    if (same) return null;
    return `Cannot go on with ${description}: it gives ${width}x${height} ${layout}, ` +
      `wanted ${info.width}x${info.height} ${info.layout} as before`;
  }

  /** @throws the error when nothing can be opened again, or it is no matter of the device */
  #lose(error: unknown): void {
    const { reopen, clock, log } = this.#parts;
    if (!reopen || !(error instanceof ScrimError)) throw error;
    this.#close();
    this.#failures++;
    if (this.#lostMs !== null) return log.debug(`Still lost: ${describeError(error)}`);
    this.#lostMs = clock.now();
    log.warn(`${describeError(error)}. Scrim goes on as soon as it is back`);
    this.onState("lost");
  }

  #found(): void {
    if (this.#lives) return;
    this.#lives = true;
    this.#failures = 0;
    if (this.#lostMs !== null) {
      const seconds = (this.#parts.clock.now() - this.#lostMs) / 1000;
      this.#lostMs = null;
      this.#parts.log.warn(`${this.info.description} is back after ${seconds.toFixed(1)} s`);
    }
    this.onState("live");
  }

  #close(): void {
    const inner = this.#inner;
    if (!inner) return;
    this.#inner = null;
    this.#lives = false;
    this.#droppedBefore += inner.dropped;
    this.#closing = this.#dispose(inner);
  }

  async #dispose(source: FrameSource): Promise<void> {
    try {
      await source[Symbol.asyncDispose]();
    } catch (error) {
      this.#parts.log.debug(`While closing: ${describeError(error)}`);
    }
  }

  /** Made anew only after an interruption. */
  #signalFor(outer: AbortSignal): AbortSignal {
    if (this.#waiting?.outer !== outer) {
      this.#waiting = { outer, signal: AbortSignal.any([outer, this.#interrupt.signal]) };
    }
    return this.#waiting.signal;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#interrupt.abort();
    this.#close();
    await this.#closing;
  }
}
