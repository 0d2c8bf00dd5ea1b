import assert from "node:assert/strict";
import {
  DEFAULT_MASK,
  definePlugin,
  type FilterPlugin,
  LiveMask,
  type MaskOptions,
  run,
} from "../../mod.ts";
import { MemoryLog } from "../fakes.ts";
import { bandError, lagOf } from "./matte_measures.ts";
import { sceneSource } from "./moving_scenes.ts";
import { SCENES } from "./scenes.ts";
import { watch } from "./watch.ts";

/** What the mattes of a run were. */
interface Mattes {
  /** Pixels that are person, for each frame. */
  readonly areas: number[];
  /** Pixels of the last frame that are neither person nor background. */
  soft: number;
}

function probe(found: Mattes): FilterPlugin {
  return definePlugin({
    apiVersion: 1,
    name: "probe",
    summary: "Measures the matte",
    access: "read",
    layers: [{ name: "person" }],
    process({ layers: { person: { data } } }) {
      let [sum, soft] = [0, 0];
      for (const value of data) {
        sum += value;
        if (value > 0 && value < 255) soft++;
      }
      found.areas.push(sum / 255);
      found.soft = soft;
    },
  });
}

/** The demo figure, standing still. */
async function mattesWith(
  mask: Partial<MaskOptions> | LiveMask,
  { frames = 2, onFrame = () => {} }: { frames?: number; onFrame?: (number: number) => void } = {},
): Promise<Mattes> {
  const found: Mattes = { areas: [], soft: 0 };
  const input = sceneSource(frames, (frame, { number, figure }) => {
    onFrame(number);
    figure.draw(29, frame);
  });
  await run({
    input,
    output: "none",
    plugins: [{ plugin: probe(found) }],
    mask,
    log: new MemoryLog(),
  });
  assert.equal(found.areas.length, frames);
  return found;
}

const lastArea = ({ areas }: Mattes): number => areas[areas.length - 1];

Deno.test("every mask control does what it says to the matte of the demo figure", async () => {
  const usual = await mattesWith({});
  const grown = lastArea(await mattesWith({ dilate: 6 })) - lastArea(usual);
  const shrunk = lastArea(usual) - lastArea(await mattesWith({ dilate: -6 }));
  // The outline is some 2,500 pixels long, a little longer outside than inside.
  assert.ok(grown > 6 * 1800 && grown < 6 * 3200, `grown by ${grown}`);
  assert.ok(shrunk > 6 * 1700 && shrunk < grown, `shrunk by ${shrunk}`);
  const sure = lastArea(await mattesWith({ threshold: 0.85 }));
  const unsure = lastArea(await mattesWith({ threshold: 0.15 }));
  assert.ok(sure < lastArea(usual) && lastArea(usual) < unsure, `${sure}, ${unsure}`);
  const hard = await mattesWith({ softness: 0 });
  const soft = await mattesWith({ softness: 1 });
  assert.equal(hard.soft, 0, "a hard outline has nothing between");
  assert.ok(soft.soft > 2 * usual.soft, `${soft.soft} against ${usual.soft} soft pixels`);
  const plain = await mattesWith({ refine: false });
  assert.ok(plain.soft > 1.5 * usual.soft, "without the picture's edges outlines are wider");
});

Deno.test("a change of the controls shows with the next frame, although nothing moves", async () => {
  const mask = new LiveMask();
  const { areas } = await mattesWith(mask, {
    frames: 12,
    onFrame: (number) => {
      if (number === 4) mask.set({ dilate: 8 });
      if (number === 8) mask.set({ dilate: 0, threshold: 0.8 });
    },
  });
  const [usual, grown, strict] = [areas[3], areas[4], areas[8]];
  assert.ok(grown > usual + 8 * 1800, `${usual}, then ${grown}`);
  assert.ok(strict < usual, `${usual}, then ${strict}`);
  for (const index of [5, 6, 7]) assert.equal(areas[index], grown);
  for (const index of [9, 10, 11]) assert.equal(areas[index], strict);
});

Deno.test("masks that become plain, and are refined again, change the plan while the run goes on", async () => {
  const mask = new LiveMask({ refine: false, smoothing: 0 });
  const soft = lastArea(await mattesWith(mask));
  const refined = lastArea(await mattesWith({ smoothing: 0 }));
  assert.notEqual(soft, refined);
  const { areas } = await mattesWith(mask, {
    frames: 60,
    onFrame: (number) => {
      if (number === 10) mask.set({ refine: true });
      if (number === 35) mask.set({ refine: false });
    },
  });
  assert.equal(areas[9], soft);
  // Another plan takes a few frames to be ready; until then the old one goes on.
  assert.ok(areas.includes(refined), `${areas}, wanted ${refined}`);
  assert.equal(areas[59], soft);
  assert.deepEqual([...new Set(areas)], [soft, refined], "there is nothing between the two");
});

for (const name of ["moving", "waving"] as const) {
  Deno.test(`smoothing over time does not make the ${name} figure's outline worse, nor late`, async () => {
    const film = await SCENES[name].shoot();
    const [without, smoothed] = await Promise.all(
      [0, DEFAULT_MASK.smoothing].map(async (smoothing) => {
        const { mattes } = await watch(film.frames, { mask: { smoothing } });
        const errors = mattes.map((matte, n) => bandError(matte, film.alphas[n]));
        const error = errors.reduce((sum, value) => sum + value, 0) / errors.length;
        return { error, lag: lagOf(mattes, film.alphas) };
      }),
    );
    // It is the least bit better; a thousandth is how far two machines may be apart.
    assert.ok(
      smoothed.error <= 1.001 * without.error,
      `${smoothed.error}, ${without.error} without`,
    );
    assert.ok(smoothed.lag <= without.lag + 0.02, `${smoothed.lag} frames, ${without.lag} without`);
  });
}
