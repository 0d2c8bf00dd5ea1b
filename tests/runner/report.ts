/**
 * What the runner prints.
 *
 * @module
 */
import type { FileResult } from "./file_run.ts";

const SLOWEST = 10;

const ok = ({ failed, problem }: FileResult): boolean => failed === 0 && problem === null;

function counts({ passed, failed, skipped }: Pick<FileResult, "passed" | "failed" | "skipped">) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** One line when a file has ended, and all that it printed when something is to be seen there. */
export function fileText(result: FileResult): string {
  const { file, problem, output, seconds, skipped } = result;
  const mark = ok(result) ? "ok    " : "FAILED";
  const line = `${mark} ${file}: ${counts(result)}${problem ? `; ${problem}` : ""} (${
    seconds.toFixed(1)
  } s)`;
  const told = !ok(result) || skipped > 0 ? output.trimEnd() : "";
  return told === "" ? line : `${told}\n${line}`;
}

/** The sums of all files. A file that did not run to its end counts as one failure more. */
export function totals(
  results: readonly FileResult[],
): { passed: number; failed: number; skipped: number } {
  const sum = (pick: (result: FileResult) => number): number =>
    results.reduce((total, result) => total + pick(result), 0);
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed, problem }) => failed + (problem === null ? 0 : 1)),
    skipped: sum(({ skipped }) => skipped),
  };
}

/** What is printed at the end; its last line has the numbers and nothing else. */
export function summaryText(
  results: readonly FileResult[],
  { wanted, seconds }: { wanted: readonly string[]; seconds: number },
): string {
  const slowest = results.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  const broken = results.filter((result) => !ok(result));
  const ran = new Set(results.map(({ file }) => file));
  const missing = wanted.filter((file) => !ran.has(file));
  const { passed, failed, skipped } = totals(results);
  return [
    "",
    `The slowest of ${results.length} files, which took ${seconds.toFixed(0)} s in all:`,
    ...slowest.map(({ file, seconds }) => `  ${seconds.toFixed(1).padStart(7)} s  ${file}`),
    ...(broken.length > 0 ? ["", "Failed:"] : []),
    ...broken.flatMap(({ file, problem, failures }) => [
      `  ${file}${problem ? `: ${problem}` : ""}`,
      ...failures.map((name) => `    ${name}`),
    ]),
    ...missing.map((file) => `  ${file}: did not run`),
    "",
    counts({ passed, failed: failed + missing.length, skipped }),
  ].join("\n");
}
