import type { FrameSink } from "../media/sink.ts";

/** A sink whose file appears at the end. */
export interface FileSink extends FrameSink {
  /**
   * Completes the file. Dispose does it too, but there a failure can only be logged.
   *
   * @throws {ScrimError} when the file cannot be completed
   */
  finish(): Promise<void>;
}
