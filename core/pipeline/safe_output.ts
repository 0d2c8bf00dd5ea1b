/**
 * What viewers see, whatever happens: the finished picture; when one is late or failed, the last good one; after a
 * second, a slate. Never the raw camera.
 *
 * @module
 */
import type { Frame, Packed } from "../media/frame.ts";
import type { Clock } from "../base/clock.ts";
import type { Kernels } from "../media/kernels.ts";
import type { FrameSink } from "../media/sink.ts";
import type { Stats } from "../base/stats.ts";

/** How long the last good picture may stand in for a missing one. */
export const HOLD_MS = 1000;
/** A picture is late when this many frame periods have passed since the last one, */
const LATE_PERIODS = 2.5;
/** and at least this long, so that an ordinary hiccup repeats nothing. */
const LATE_MS = 80;

/** A sink that costs nothing while nobody watches. */
export interface PreviewSink extends FrameSink {
  readonly watchers: number;
}

/** What the output is made of. */
export interface SafetyParts {
  readonly sink: FrameSink;
  /** A second look at the same pictures: the preview beside another sink, with a frame to unpack into. */
  readonly preview: { readonly sink: PreviewSink; readonly scratch: Frame } | null;
  readonly kernels: Kernels;
  /** Shown when there is nothing better, as drawn; `null` for a sink that takes no pictures. */
  readonly slate: Frame | null;
  /** Draws the slate with some words; default: it stays as it is. */
  readonly drawSlate?: (slate: Frame, caption: string) => void;
  readonly stats: Stats;
  readonly clock: Clock;
  readonly fps: number;
  /** A sink failed outside the loop's own calls. */
  readonly onSinkFailure: (error: unknown) => void;
}

/** The only way to the sinks. */
export class SafeOutput implements Disposable {
  readonly #parts: SafetyParts;
  #lastGood: Frame | null = null;
  /** The last good picture was composed in the sink's memory. */
  #composed = false;
  #lastGoodMs = -Infinity;
  #lastShownMs = -Infinity;
  #stopBeating: (() => void) | undefined;
  #blanked = false;
  #caption = "";
  #beatMs: number | null = null;

  constructor(parts: SafetyParts) {
    this.#parts = parts;
  }

  /** The frame that must stay untouched because it may be shown again. */
  get lastGood(): Frame | null {
    return this.#lastGood;
  }

  /** When the frame at hand came, where its own time is that of a film. */
  takenMs: number | null = null;

  /** Whether what viewers see now is a slate or a held picture. */
  get failing(): boolean {
    return this.#lastShownMs > this.#lastGoodMs;
  }

  /** A few words on the slate. Drawn only when they change. */
  set caption(caption: string) {
    const { slate, drawSlate } = this.#parts;
    if (caption === this.#caption) return;
    this.#caption = caption;
    if (slate) drawSlate?.(slate, caption);
  }

  /**
   * From now on only the slate is shown, whatever is finished meanwhile, every `beatMs` milliseconds; `null`: again what there
   * is. Pictures of before are forgotten.
   */
  blank(beatMs: number | null): void {
    const changed = this.#blanked !== (beatMs !== null) || beatMs !== this.#beatMs;
    this.#blanked = beatMs !== null;
    this.#beatMs = beatMs;
    if (beatMs !== null) {
      this.#lastGood = null;
      this.#composed = false;
      this.#lastGoodMs = -Infinity;
      this.#lastShownMs = -Infinity;
    }
    if (changed && this.#stopBeating !== undefined) {
      this.#beatEvery(Math.max(beatMs ?? 0, 1000 / this.#parts.fps));
    }
  }

  /** Publishes a finished picture; it becomes the last good one. */
  show(frame: Frame, timestampMs: number): void | Promise<void> {
    if (this.#blanked) return this.publishFallback(timestampMs);
    const pending = this.#publish(frame, timestampMs);
    this.#lastGood = frame;
    this.#composed = false;
    this.#good(timestampMs);
    return pending;
  }

  /** The memory of the next picture, for a filter that composes straight into it. */
  begin(): Packed {
    return this.#parts.sink.begin();
  }

  /** Publishes the picture that was composed into what `begin()` gave. */
  finish(timestampMs: number): void | Promise<void> {
    if (this.#blanked) return this.publishFallback(timestampMs);
    const { sink, kernels, preview } = this.#parts;
    if (preview && preview.sink.watchers > 0) {
      kernels.unpack(sink.begin(), preview.scratch);
      this.#look(preview.sink, preview.scratch, timestampMs);
    }
    const pending = sink.commit(timestampMs);
    this.#lastGood = null;
    this.#composed = true;
    this.#good(timestampMs);
    return pending;
  }

  /** Publishes a source's bytes untouched. There is nothing to hold afterwards: a slate stands in. */
  pass(picture: Packed, timestampMs: number): void | Promise<void> {
    if (this.#blanked) return this.publishFallback(timestampMs);
    const { sink, kernels, preview } = this.#parts;
    if (preview && preview.sink.watchers > 0) {
      kernels.unpack(picture, preview.scratch);
      this.#look(preview.sink, preview.scratch, timestampMs);
    }
    if (sink.info.layout !== null) kernels.copyPacked(picture, sink.begin());
    const pending = sink.commit(timestampMs);
    this.#composed = false;
    this.#good(timestampMs);
    return pending;
  }

  /** Publishes what stands in for a missing picture. */
  publishFallback(timestampMs: number): void | Promise<void> {
    const { sink, slate, stats, clock } = this.#parts;
    const held = clock.now() - this.#lastGoodMs <= HOLD_MS;
    const composed = this.#composed ? sink.published ?? null : null;
    if (held && this.#lastGood === null && !composed) return; // passed through: readers still have it
    if (held) stats.held++;
    else stats.slates++;
    this.#lastShownMs = clock.now();
    if (held && composed) return this.#repeat(composed, timestampMs);
    const shown = held && this.#lastGood ? this.#lastGood : slate;
    if (shown) return this.#publish(shown, timestampMs);
  }

  /** Publishes once more what lies in the sink's own memory. */
  #repeat(picture: Packed, timestampMs: number): void | Promise<void> {
    const { sink, kernels } = this.#parts;
    const next = sink.begin();
    if (next !== picture) kernels.copyPacked(picture, next);
    return sink.commit(timestampMs);
  }

  /** From now on a live sink gets a fallback picture whenever nothing else comes in time. */
  keepAlive(): void {
    if (!this.#parts.sink.info.live || this.#stopBeating !== undefined) return;
    this.#beatEvery(1000 / this.#parts.fps);
  }

  #beatEvery(periodMs: number): void {
    const { fps, clock, onSinkFailure } = this.#parts;
    const late = Math.max(LATE_PERIODS * 1000 / fps, LATE_MS);
    const beat = (): void => {
      const now = clock.now();
      if (now - this.#lastShownMs < late && now - this.#lastGoodMs < late) return;
      try {
        this.publishFallback(now)?.catch(onSinkFailure);
      } catch (error) {
        onSinkFailure(error);
      }
    };
    this.#stopBeating?.();
    this.#stopBeating = clock.every(periodMs, beat);
    beat();
  }

  /** Ends {@linkcode keepAlive}. */
  [Symbol.dispose](): void {
    this.#stopBeating?.();
    this.#stopBeating = undefined;
  }

  #good(timestampMs: number): void {
    const { stats, clock } = this.#parts;
    this.#lastGoodMs = clock.now();
    this.#lastShownMs = this.#lastGoodMs;
    stats.latency.add(this.#lastGoodMs - (this.takenMs ?? timestampMs));
    stats.framesOut++;
  }

  #publish(frame: Frame, timestampMs: number): void | Promise<void> {
    const { sink, preview, kernels } = this.#parts;
    if (preview && preview.sink.watchers > 0) this.#look(preview.sink, frame, timestampMs);
    if (sink.info.layout !== null) kernels.pack(frame, sink.begin());
    return sink.commit(timestampMs);
  }

  #look(preview: PreviewSink, frame: Frame, timestampMs: number): void {
    this.#parts.kernels.pack(frame, preview.begin());
    const shown = preview.commit(timestampMs);
    if (shown instanceof Promise) shown.catch(this.#parts.onSinkFailure);
  }
}
