import assert from "node:assert/strict";
import { judge, type Judgement } from "./judge.ts";
import { type Scene, type SceneName, SCENES } from "./scenes.ts";
import { boundOf, reached, type Target, TARGETS } from "./targets.ts";

const judged = new Map<SceneName, Judgement>();
const absent = new Map<SceneName, string>();

for (const [name, scene] of Object.entries<Scene>(SCENES)) {
  const reason = await scene.absent?.();
  if (reason) absent.set(name as SceneName, reason);
}

/** What is measured once serves all bounds. */
async function judgementOf(name: SceneName): Promise<Judgement> {
  const scene: Scene = SCENES[name];
  const known = judged.get(name) ?? await judge(await scene.shoot(), scene.run);
  judged.set(name, known);
  return known;
}

for (const target of Object.values<Target>(TARGETS)) {
  const scenes = target.scenes.filter((name) => !absent.has(name));
  for (const name of target.scenes) {
    if (absent.has(name)) console.log(`${target.what}: without ${name}, ${absent.get(name)}`);
  }
  Deno.test({
    name: `${target.what}: at most ${boundOf(target)}`,
    ignore: scenes.length === 0,
    async fn() {
      const judgements = new Map<SceneName, Judgement>();
      for (const name of scenes) judgements.set(name, await judgementOf(name));
      const found = reached(target, judgements);
      assert.ok(found <= boundOf(target), `${found} on ${scenes.join(", ")}`);
    },
  });
}

Deno.test("what is reached is asserted", () => {
  for (const target of Object.values<Target>(TARGETS)) {
    if (!target.asserted) assert.ok(target.today > target.most, target.what);
  }
});
