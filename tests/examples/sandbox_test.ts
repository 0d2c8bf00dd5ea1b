/** Every example gives in the sandbox, where users' plugins run, what it gives in this thread. */
import assert from "node:assert/strict";
import { colourModel, withFile } from "../core/models/tiny_model.ts";
import { type Drawing, example, play } from "./play.ts";

/** Grey noise that stays, with a bright square that wanders. */
const draw: Drawing = (plane, x, y, frame) => {
  if (plane !== "y") return 96 + (x * 7 + y * 3) % 64;
  const square = x >= 4 * frame && x < 4 * frame + 12 && y >= 10 && y < 22;
  return square ? 210 : 40 + (x * y) % 90;
};

const EXAMPLES = [
  ...["minimal", "dim", "luma_only", "rgba", "two_layers", "custom_model", "heatmap", "history"],
  ...["roi", "mirror", "motion", "qr", "third_party_plugin/mod"],
]; // not landmarks.ts: which frames get new ones is a matter of time

const MODEL = colourModel({
  ...{ width: 32, height: 18, labels: true },
  classes: [
    { label: "background", rgb: [70, 70, 70] },
    { label: "hair", rgb: [240, 240, 240] },
  ],
});

for (const name of EXAMPLES) {
  Deno.test(`examples/${name}.ts gives the same in the sandbox`, async () => {
    await withFile(MODEL, async (model) => {
      const game = {
        ...{ width: 66, height: 50, frames: 8, draw, model },
        plugins: [example(`${name}.ts`)],
      };
      const [here, there] = [await play(game), await play({ ...game, sandboxed: true })];
      assert.deepEqual(there.pictures, here.pictures);
      // What comes from the sandbox is marked with the plugin's path.
      const said = there.log.map((line) => line.replace(/^info plugin ".*": /, "info "));
      assert.deepEqual(said, here.log);
      assert.equal(there.summary.frames.failed, 0);
    });
  });
}
