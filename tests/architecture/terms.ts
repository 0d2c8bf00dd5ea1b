/**
 * Terms that Scrim once made up, and the field's own, which it uses.
 *
 * @module
 */

/** A former term. */
export interface Term {
  /** How to find it. */
  readonly former: RegExp;
  /** Something that is found. */
  readonly example: string;
  /** What to write. */
  readonly term: string;
  /** Files and folders in which the word means something else. */
  readonly except?: readonly string[];
}

/** Former terms, by the folder that they came from. */
export const TERMS: readonly Term[] = [
  {
    former: /journey/gi,
    example: "one frame's journey",
    term: "FrameRunner, or the frame's path",
  },
  { former: /(?<!Web)Assembly(?![a-z])|\bassemblies\b/g, example: "an Assembly", term: "Pipeline" },
  { former: /lineup/gi, example: "the lineup", term: "ActiveChain" },
  { former: /\bKept(?:Source|Frame|Parts)\b/g, example: "KeptFrame", term: "ReconnectingSource" },
  { former: /\bTurns\b/g, example: "Turns", term: "EventLoopYield" },
  { former: /Complaints?(?![a-z])/g, example: "Complaints", term: "FailureLog" },
  { former: /Presence(?![a-z])/g, example: "PresenceParts", term: "OnDemandCapture" },
  { former: /\bLent(?:Frame)?\b/g, example: "LentFrame", term: "PooledFrame" },
  { former: /\bstandIns?\b|\bstand-ins?\b/g, example: "stand-ins", term: "fallback" },
  { former: /\benlarg/gi, example: "enlarges", term: "upscale" },
  { former: /\bsoften/gi, example: "softened", term: "smooth" },
  { former: /\blatch/gi, example: "latch", term: "snapshot" },
  {
    former: /\bkernels\.(?:grow|transfer)\b|mask-grow/g,
    example: "kernels.grow",
    term: "dilate, copyPacked",
    except: ["core/settings/", "tests/core/settings/"],
  },
  {
    former: /\b(?:behind|over) (?:(?:the|a) wall|walls)\b|\bwalled\b/gi,
    example: "behind the wall",
    term: "in the sandbox, sandboxed",
  },
  { former: /\bthe house\b|\bhouse_test\b/gi, example: "rules of the house", term: "architecture" },
  {
    former: /--effort\b|--sync\b/g,
    example: "--effort low",
    term: "--quality, --mask-sync",
    except: ["core/settings/", "tests/core/settings/"],
  },
  { former: /\b[pP]ace[rd]?Of\b|\bPace\b/g, example: "a Pace", term: "SyncPolicy" },
  { former: /\bnobody looks\b/gi, example: "when nobody looks", term: "while no program reads it" },
  { former: /\bis waited for\b/gi, example: "it is waited for", term: "Scrim waits for it" },
];
