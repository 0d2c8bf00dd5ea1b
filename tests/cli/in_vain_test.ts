/** What a user asks for and does not get is said. */
import assert from "node:assert/strict";
import { runScrim } from "./scrim.ts";

const SMALL = ["--input", "demo", "--size", "64x48", "--frames", "1", "--output", "none"];

async function vain(args: readonly string[]): Promise<readonly string[]> {
  const { code, err } = await runScrim([...SMALL, ...args]);
  assert.equal(code, 0, err);
  return [...err.matchAll(/^warning: (--[a-z-]+) changes nothing: (.*)$/gm)].map(([, flag, why]) =>
    `${flag} ${why}`
  );
}

Deno.test("flags that change nothing are named, each with the reason", async () => {
  const many = ["--model", "general", "--mask-dilate", "3", "--mask-refine", "off"];
  const pace = ["--quality", "fast", "--mask-sync", "adaptive"];
  const more = ["--watch", "--always-on", "--buffers", "3"];
  assert.deepEqual(await vain([...many, ...pace, ...more]), [
    "--model no filter wants what this model gives",
    "--quality no filter wants a model",
    "--mask-sync no filter wants a model",
    "--mask-dilate no filter uses a mask",
    "--mask-refine no filter uses a mask",
    "--watch no filter is a local file",
    "--always-on the input is no camera",
    "--buffers the input is no camera",
  ]);
});

Deno.test("flags that do what they say are not", async () => {
  const used = [
    "--plugins",
    "blur",
    "--model",
    "general",
    "--mask-dilate",
    "3",
    "--quality",
    "fast",
  ];
  assert.deepEqual(await vain(used), []);
  assert.deepEqual(await vain([]), []);
});

Deno.test("--model is the model that runs, however cheap another is that could give the same", async () => {
  for (const model of ["multiclass", "general", "landscape"]) {
    const { code, out, err } = await runScrim([
      ...SMALL,
      ...["--plugins", "blur", "--model", model, "--explain=json"],
    ]);
    assert.equal(code, 0, err);
    const plan: { models: readonly { provider: string }[] } = JSON.parse(out);
    assert.deepEqual(plan.models.map(({ provider }) => provider), [model]);
  }
});
