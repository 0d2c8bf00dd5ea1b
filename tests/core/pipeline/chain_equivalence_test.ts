/** Whatever a plan leaves out of a chain is missed by nobody: every pair of built-in and example plugins. */
import assert from "node:assert/strict";
import { Arena } from "../../../core/media/arena.ts";
import type { Use } from "../../../core/testing/chain.ts";
import { checkEquivalence, curtain } from "../../../core/testing/equivalence.ts";
import { openLab, type Workshop } from "../../../core/testing/lab.ts";
import { openWasmKernels } from "../../../ffi/kernels.ts";
import { everyPlugin, FILES } from "../../built_in_plugins.ts";
import { good, mutant } from "../testing/good_plugins.ts";

const SIZE = { width: 96, height: 72 } as const;

async function openWorkshop(): Promise<Workshop> {
  const arena = new Arena();
  return { arena, kernels: await openWasmKernels(arena) };
}

/** A plugin's defaults, and one set of options for every other effect that it can have on a plan. */
async function usesOf(plugin: Use["plugin"]): Promise<readonly Use[]> {
  const files = Object.fromEntries(
    Object.entries(FILES).filter(([name]) => plugin.options?.[name]?.type === "file"),
  );
  const trials = { values: [], files, garbageBytes: 0, random: false };
  const { sets } = await openLab(plugin, trials, {
    open: openWasmKernels,
    restartRandom: () => {},
  });
  const effects = new Map<string, Use>();
  for (const { stage, given } of sets) {
    const { identity, touches, overwrites, moved } = stage.answer;
    const effect = JSON.stringify([identity, touches, overwrites, moved]);
    if (!effects.has(effect)) effects.set(effect, { plugin, options: given });
  }
  return [...effects.values()];
}

const nameOf = ({ plugin, options }: Use): string =>
  `${plugin.name} ${JSON.stringify(options ?? {})}`;

Deno.test("every chain of two gives the same picture without what its plan leaves out", async (t) => {
  const uses = (await Promise.all((await everyPlugin()).map(({ plugin }) => usesOf(plugin))))
    .flat();
  const workshop = await openWorkshop();
  let [whole, shorter, impossible] = [0, 0, 0];
  for (const first of uses) {
    await t.step(`${nameOf(first)} and another one`, async () => {
      for (const second of uses) {
        const dropped = await checkEquivalence(workshop, [first, second], SIZE);
        if (dropped === null) impossible++;
        else if (dropped.length > 0) shorter++;
        else whole++;
      }
    });
  }
  assert.equal(whole + shorter + impossible, uses.length ** 2);
  assert.ok(uses.length >= 10 && shorter >= uses.length, `${shorter} of ${uses.length ** 2}`);
});

Deno.test("every chain of two with replace behind it does, too", async () => {
  const uses = (await Promise.all((await everyPlugin()).map(({ plugin }) => usesOf(plugin))))
    .flat();
  const behind = uses.find(({ plugin }) => plugin.name === "replace");
  assert.ok(behind);
  const workshop = await openWorkshop();
  let both = 0;
  for (const first of uses) {
    for (const second of uses) {
      const dropped = await checkEquivalence(workshop, [first, second, behind], SIZE);
      if (dropped?.length === 2) both++;
    }
  }
  assert.ok(both >= 4, `${both} chains left out both`);
});

Deno.test("checkEquivalence() says what was left out", async () => {
  const workshop = await openWorkshop();
  const dim = { plugin: good.background };
  const all = { plugin: curtain, options: { region: "frame" } };
  assert.deepEqual(await checkEquivalence(workshop, [dim, { plugin: curtain }], SIZE), [
    { stage: "paints", reason: "overwritten by curtain" },
  ]);
  assert.deepEqual(await checkEquivalence(workshop, [dim, { plugin: good.new }], SIZE), []);
  assert.deepEqual(await checkEquivalence(workshop, [{ plugin: good.mirror }, dim, all], SIZE), [
    { stage: "paints", reason: "overwritten by curtain" },
  ]);
});

Deno.test("checkEquivalence() follows a mirror behind what was left out", async () => {
  const chain = [{ plugin: good.background }, { plugin: curtain }, { plugin: good.mirror }];
  assert.equal((await checkEquivalence(await openWorkshop(), chain, SIZE))?.length, 1);
});

Deno.test("checkEquivalence() gives null for a layer behind pixels that moved nobody knows how", async () => {
  const melt = mutant("mirror", { narrow: undefined, name: "melt" });
  const chain = [{ plugin: melt }, { plugin: good.background }];
  assert.equal(await checkEquivalence(await openWorkshop(), chain, SIZE), null);
});

Deno.test("checkEquivalence() catches a filter that lies about what it touches or overwrites", async () => {
  const workshop = await openWorkshop();
  const everywhere = mutant("new", { narrow: () => ({ touches: "background" }) });
  await assert.rejects(
    checkEquivalence(workshop, [{ plugin: everywhere }, { plugin: curtain }], SIZE),
    /Chain fills \{\}, curtain \{\} gives another picture without fills \(overwritten by curtain\): y at/,
  );
  const half = mutant("background", { process: () => {} });
  await assert.rejects(
    checkEquivalence(workshop, [{ plugin: good.background }, { plugin: half }], SIZE),
    /without paints \(overwritten by paints#2\)|without paints/,
  );
});
