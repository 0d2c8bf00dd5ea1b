/**
 * Films that cannot be read from a pipe.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";

/** What ffmpeg says when it must jump back to where it has been, which a pipe cannot. */
const MUST_SEEK =
  /Function not implemented|moov atom not found|partial file|Cannot determine format of input stream/i;

/**
 * The error for a film from a pipe: one whose index stands behind its pictures is told as such, with what to do.
 *
 * @param error what ffmpeg's failure became
 * @param shown the pipe's name
 */
export function pipeError(error: unknown, shown: string): unknown {
  if (!(error instanceof ScrimError) || !MUST_SEEK.test(error.message)) return error;
  return new ScrimError(
    `Cannot read "${shown}": the index of this film is at its end, which a pipe reaches too late`,
    {
      code: "FORMAT",
      hint:
        "give the file itself (--input film.mp4, or --input - < film.mp4), or put the index first: " +
        "ffmpeg -i film.mp4 -c copy -movflags +faststart first.mp4",
      cause: error,
    },
  );
}
