/** Does the tier of every change have one experiment of each kind? */
import assert from "node:assert/strict";
import { CONVERSIONS } from "./conversions.ts";
import { chosenTier, isNightly } from "./tier.ts";

const KINDS = ["readers", "browser", "held", "kept", "ending", "reload", "2", "4", "presence"];
const VERSIONS = [["1.0"], ["1.0", "2.0"], ["1.0", "2.0", "3.0"]];

Deno.test("each kind of experiment and each version of v4l2loopback is tried at every change", () => {
  for (const versions of VERSIONS) {
    const tried = versions.flatMap((version) =>
      KINDS.map((kind) => `${version}/${kind}`).filter((name) => !isNightly(name, versions))
    );
    for (const version of versions) {
      assert.ok(tried.some((name) => name.startsWith(`${version}/`)), `${version} of ${versions}`);
    }
    const wanted = versions.length < 3 ? KINDS.filter((kind) => kind !== "ending") : KINDS;
    for (const kind of wanted) {
      assert.ok(tried.some((name) => name.endsWith(`/${kind}`)), `${kind} of ${versions}`);
    }
  }
  for (const name of ["tearing/naive", "tearing/exclusive", "endings/SIGTERM", "blur", "crashes"]) {
    assert.equal(isNightly(name, VERSIONS[2]), false, name);
  }
});

Deno.test("each format, output, reader and camera is converted at every change", () => {
  const tried = CONVERSIONS.filter(({ nightly }) => !nightly);
  for (const key of ["format", "output", "reader", "camera"] as const) {
    const all = new Set(CONVERSIONS.map((row) => row[key]));
    assert.deepEqual(new Set(tried.map((row) => row[key])), all, key);
  }
});

Deno.test("a tier that does not exist is refused", () => {
  const before = Deno.env.get("SCRIM_DEVICE_TIER");
  try {
    Deno.env.set("SCRIM_DEVICE_TIER", "weekly");
    assert.throws(chosenTier, /"weekly", wanted "ci" or "nightly"/);
  } finally {
    if (before === undefined) Deno.env.delete("SCRIM_DEVICE_TIER");
    else Deno.env.set("SCRIM_DEVICE_TIER", before);
  }
});
