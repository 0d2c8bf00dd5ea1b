/** Did `auto` choose well? @module */
import assert from "node:assert/strict";
import { compare } from "./pictures.ts";
import type { ChoiceResult, ScrimEnd } from "./results.ts";

/**
 * The camera and not the loopback that looks like one; the second loopback, because the first is taken. The files are
 * STEM.camera and STEM.output.
 */
export async function judgeChoice({ list, scrim }: ChoiceResult, stem: string): Promise<void> {
  assert.equal(list.code, 0, list.stderr);
  for (const device of [10, 11, 12, 13, 20, 21, 22]) {
    assert.match(list.stdout, new RegExp(`/dev/video${device}\\b`), `not listed: ${list.stdout}`);
  }
  for (const name of ["vivid", "Virtual A", "Virtual D"]) {
    assert.ok(list.stdout.includes(name), `"${name}" is not listed: ${list.stdout}`);
  }
  assert.equal(scrim.code, 0, scrim.stderr);
  assert.match(scrim.stderr, /\/dev\/video20/, "it does not say which camera it took");
  assert.match(scrim.stderr, /\/dev\/video11/, "it does not say which virtual camera it took");
  const camera = await Deno.readFile(`${stem}.camera`);
  const output = await Deno.readFile(`${stem}.output`);
  const { beyond, most, first } = compare(output, camera, 0);
  assert.equal(beyond, 0, `${beyond} bytes differ, by up to ${most}: ${first}`);
}

/** The bytes that the other program writes are the bytes that come out. */
export async function judgeLoopbackCamera(scrim: ScrimEnd, out: string): Promise<void> {
  assert.equal(scrim.code, 0, scrim.stderr);
  const fed = await Deno.readFile(`${out}/webcam_320x180.camera`);
  const output = await Deno.readFile(`${out}/camera.output`);
  const { beyond, most, first } = compare(output, fed, 0);
  assert.equal(beyond, 0, `${beyond} bytes differ, by up to ${most}: ${first}`);
}
