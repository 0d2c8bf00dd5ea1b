/**
 * What a plugin in the sandbox may take.
 *
 * @module
 */

/** Times and memory. A plugin that takes more is ended. */
export interface SandboxLimits {
  /** For running its module, once. Default 10 s. */
  readonly loadMs: number;
  /** For `narrow()` and `roi()` together. Default 1 s. */
  readonly askMs: number;
  /** For `init()`. Default 10 s. */
  readonly initMs: number;
  /** For one `process()`. Default 1 s. */
  readonly processMs: number;
  /** For `dispose()`. Default 2 s. */
  readonly disposeMs: number;
  /**
   * Objects and text of JavaScript, in MiB. Default 512. With much less, one huge text or list could overrun what V8 keeps
   * to unwind, which would end the process: seen at 64, not at 256 to 768. A plugin that meets the limit falls silent
   * (Deno 2.9 reports it only while the thread starts), and the time limit of its hook ends it.
   */
  readonly heapMiB: number;
  /** Typed arrays of the plugin's own, in MiB. Default 512. */
  readonly buffersMiB: number;
  /** Its pictures and what `host` hands out, in MiB, at most 2048. Default 1024. */
  readonly picturesMiB: number;
  /**
   * How much all of Scrim may grow after the plugin's thread was started, models and pictures included, in MiB: for memory
   * that nobody else counts. Default 1536.
   */
  readonly growthMiB: number;
}

/** What is allowed unless said otherwise. */
export const DEFAULT_LIMITS: SandboxLimits = Object.freeze({
  loadMs: 10_000,
  askMs: 1000,
  initMs: 10_000,
  processMs: 1000,
  disposeMs: 2000,
  heapMiB: 512,
  buffersMiB: 512,
  picturesMiB: 1024,
  growthMiB: 1536,
});
