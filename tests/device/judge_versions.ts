/** Did Scrim follow what each version of v4l2loopback holds, and did it let go? @module */
import assert from "node:assert/strict";
import type { HeldResult, KeptResult, ReloadResult, ScrimEnd, WatchResult } from "./results.ts";
import { SOLID_SIZE } from "./solid.ts";

function failed(end: ScrimEnd, what: RegExp): void {
  assert.equal(end.code, 1, `exit code with ${end.arguments.join(" ")}: ${end.stderr}`);
  assert.match(end.stderr, what);
}

/** A viewer keeps the first run's format: another size is explained, another pixel format followed. */
export function judgeHeld({ first, otherSize, otherFormat, stayed }: HeldResult): void {
  assert.equal(first.code, 0, first.stderr);
  assert.ok(stayed, "the viewer had gone");
  failed(
    otherSize,
    /it is held at 320x180 YUYV, wanted 640x360 YUYV; close frame_watch \(process \d+\), or use --size 320x180/,
  );
  assert.equal(otherFormat.code, 0, otherFormat.stderr);
  assert.match(otherFormat.stderr, /is held at yuyv by another program .*; using that, not i420/);
}

/** `auto` took the first device though it is kept, and the message for another size names the control. */
export function judgeKept({ followed, otherSize, released }: KeptResult, version: string): void {
  assert.equal(followed.code, 0, followed.stderr);
  assert.match(followed.stderr, /^Output: \/dev\/video10 /m);
  // 0.12 keeps only what a writer has used.
  const kept = version === "0.12.7" ? "YUYV" : "YU12";
  if (kept === "YU12") {
    assert.match(followed.stderr, /is held at i420 by .* keep_format; using that/);
  }
  failed(
    otherSize,
    new RegExp(`it is held at 320x180 ${kept}, wanted 160x120 YU12; close .*keep_format`),
  );
  assert.equal(released.code, 0, released.stderr);
}

/** While Scrim wrote nobody could take the device away; then the module went. */
export function judgeReload(result: ReloadResult, version: string): void {
  const { scrim, unload, remove, unloaded } = result;
  assert.equal(scrim.code, 0, scrim.stderr);
  assert.match(unload, /Resource temporarily unavailable/);
  assert.match(remove, version === "0.12.7" ? /no control/ : /remove: Device or resource busy/);
  assert.ok(unloaded, "the module could not be unloaded after Scrim");
}

/** Readers were told the size and rate of this run, not of one before; with few buffers Scrim says so. */
export function judgeTold({ told = "", fps, buffers, scrim }: WatchResult): void {
  const { width, height } = SOLID_SIZE;
  assert.match(told, new RegExp(`Width/Height\\s*: ${width}/${height}$`, "m"));
  assert.match(told, new RegExp(`Frames per second: ${fps}\\.000`));
  const few = /has 2 buffers: slow readers may see torn frames/;
  if (buffers < 3) assert.match(scrim?.stderr ?? "", few);
  else assert.doesNotMatch(scrim?.stderr ?? "", few);
}
