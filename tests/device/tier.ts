/**
 * Which experiments are carried out: what every change must pass, or all of them.
 *
 * @module
 */

/** `ci`: one experiment of each kind, and each version of v4l2loopback shortly. `nightly`: all. */
export type Tier = "ci" | "nightly";

const VARIABLE = "SCRIM_DEVICE_TIER";

/** What `SCRIM_DEVICE_TIER` says; `ci` without it. @throws {TypeError} when it says anything else */
export function chosenTier(): Tier {
  const tier = Deno.env.get(VARIABLE) || "ci";
  if (tier === "ci" || tier === "nightly") return tier;
  throw new TypeError(`${VARIABLE} is "${tier}", wanted "ci" or "nightly"`);
}

/** Second variants of an experiment that `ci` has; conversions say so themselves (`conversions.ts`). */
const NIGHTLY: readonly string[] = [
  "tearing/open",
  "endings/frames",
  "endings/SIGINT",
  "viewer/open",
];

/** What `ci` tries with each version, beside what only the oldest is tried with. */
const OF_OLDEST = ["readers", "reload", "2"];
const OF_NEWEST = ["4", "presence", "readers", "browser", "held", "kept", "reload"];
const OF_OTHERS = ["convert", "ending"];

/** Whether an experiment is nightly only. `versions` are those of the guest, oldest first. */
export function isNightly(experiment: string, versions: readonly string[]): boolean {
  const slash = experiment.indexOf("/");
  const age = versions.indexOf(experiment.slice(0, Math.max(slash, 0)));
  if (age < 0) return NIGHTLY.includes(experiment);
  const what = experiment.slice(slash + 1);
  if (age === 0 && OF_OLDEST.includes(what)) return false;
  if (age === versions.length - 1) return !OF_NEWEST.includes(what);
  return age === 0 || !OF_OTHERS.includes(what);
}
