/** Did Scrim start, end and share devices as it should? @module */
import assert from "node:assert/strict";
import type { EndingResult, RestartResult, ScrimEnd, SharingResult } from "./results.ts";

/** Ended as asked, and another program could use the device afterwards. */
export function judgeEnding({ how, device, scrim, usable }: EndingResult): void {
  const wanted = how === "SIGKILL" ? 137 : 0;
  assert.equal(scrim.code, wanted, `exit code after ${how} on ${device}: ${scrim.stderr}`);
  assert.ok(usable, `another program could not use ${device} after ${how}`);
  if (how !== "frames") return;
  const stats = JSON.parse(scrim.stdout);
  assert.ok(stats.frames.out >= 25 && stats.frames.out <= 31, `frames out: ${stats.frames.out}`);
}

/** The viewer saw both runs. */
export function judgeViewer(result: RestartResult): void {
  const { device, first, waiting, second, inFirst, inSecond } = result;
  assert.equal(first.code, 0, first.stderr);
  assert.ok(waiting, `the viewer of ${device} ended with the first run`);
  assert.ok(inFirst > 0, `the viewer of ${device} saw nothing of the first run`);
  assert.equal(second.code, 0, second.stderr);
  assert.ok(inSecond > 0, `the viewer of ${device} saw nothing of the second run`);
}

function refused(end: ScrimEnd, device: string, what: RegExp): void {
  const said = `${end.stderr}${end.stdout}`;
  assert.equal(end.code, 1, `exit code with ${end.arguments.join(" ")}: ${said}`);
  assert.ok(end.stderr.includes(`"${device}"`), `the message does not name ${device}: ${said}`);
  assert.match(end.stderr, what);
  assert.doesNotMatch(end.stderr, /^\s+at .*:\d+:\d+/m, "a stack trace without --verbose");
}

/** A device that another program writes to is left to it. */
export function judgeBusy({ toBusy, otherUndisturbed }: SharingResult): void {
  refused(toBusy, "/dev/video12", /busy|in use|another program|already/i);
  assert.ok(otherUndisturbed, "the program that had the device was disturbed");
}

/** Each refused with a message that names the device and the trouble. */
export function judgeRefusals(result: SharingResult): void {
  refused(result.toCamera, "/dev/video22", /loopback/i);
  refused(result.toNothing, "/dev/video99", /no such|not exist|ENOENT|not found/i);
  refused(result.fromNothing, "/dev/video99", /no such|not exist|ENOENT|not found/i);
  refused(result.fromIdleLoopback, "/dev/video11", /nobody writes/);
}
