/**
 * On-demand capture: the camera is closed during a pause, and while no program reads the output. Readers then see the slate.
 *
 * @module
 */
import type { CameraState, ReconnectingSource } from "../io/reconnecting_source.ts";
import type { Pause } from "./pause.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Viewers } from "../media/sink.ts";
import type { SafeOutput } from "../pipeline/safe_output.ts";

/** After the last viewer has gone the camera stays open for so long: programs close and open when they change a setting. */
const GRACE_MS = 3000;
/** How often the slate is published while no program reads: some programs list only cameras that deliver frames. */
const IDLE_BEAT_MS = 1000;

/** What decides, and what it is decided for. */
export interface OnDemandParts {
  readonly source: ReconnectingSource;
  readonly output: Pick<SafeOutput, "blank" | "caption">;
  readonly pause: Pause | null;
  /** `null`: the camera stays open whoever looks. */
  readonly viewers: Viewers | null;
  readonly clock: Clock;
  readonly log: Log;
  /** Default 3 s. */
  readonly graceMs?: number;
}

/** Holds the source closed and the output covered as long as there is a reason. */
export class OnDemandCapture implements Disposable {
  readonly #parts: OnDemandParts;
  readonly #end = new AbortController();
  #idle = false;
  #endGrace: (() => void) | undefined;
  #state: CameraState = "live";
  #told = 0;

  constructor(parts: OnDemandParts) {
    this.#parts = parts;
    const { source, pause, viewers } = parts;
    source.onState = (state) => {
      this.#state = state;
      this.#settle();
    };
    pause?.onChange(() => {
      parts.log.info(
        pause.paused ? "Paused: the camera is closed, viewers see the slate" : "Resumed",
      );
      this.#settle();
    }, this.#end.signal);
    viewers?.onChange(() => this.#count(viewers));
    if (viewers) this.#count(viewers);
    this.#settle();
  }

  #count(viewers: Viewers): void {
    if (this.#end.signal.aborted) return;
    this.#endGrace?.();
    if (viewers.count > 0) return this.#setIdle(false);
    const { clock, graceMs = GRACE_MS } = this.#parts;
    this.#endGrace = clock.after(graceMs, () => this.#setIdle(true));
  }

  #setIdle(idle: boolean): void {
    if (idle === this.#idle) return;
    this.#idle = idle;
    const what = idle
      ? "No program reads the output: the camera is closed until one does"
      : "A program reads the output";
    // Once there and back; then only for those who want to know all.
    if (this.#told++ < 2) this.#parts.log.info(what);
    else this.#parts.log.debug(what);
    this.#settle();
  }

  #settle(): void {
    if (this.#end.signal.aborted) return;
    const { source, output, pause } = this.#parts;
    const paused = pause?.paused ?? false;
    const closed = paused || this.#idle;
    if (closed && source.canClose) this.#state = "starting";
    output.caption = paused ? "paused" : CAPTIONS[this.#state];
    output.blank(closed ? (this.#idle ? IDLE_BEAT_MS : 0) : null);
    source.wanted = !closed;
  }

  /** Decides nothing any more. */
  [Symbol.dispose](): void {
    this.#endGrace?.();
    this.#end.abort();
  }
}

const CAPTIONS: Readonly<Record<CameraState, string>> = {
  starting: "starting",
  live: "",
  lost: "camera lost",
};
