/** Tests models with several classes, from their bytes to their layers, with MediaPipe in a worker. */
import assert from "node:assert/strict";
import { Arena } from "../../../core/media/arena.ts";
import { ScrimError } from "../../../core/base/errors.ts";
import { startEngine } from "../../../core/models/worker_engine.ts";
import { chooseModel, type LoadTools } from "../../../core/models/model_files.ts";
import { MULTICLASS } from "../../../core/layers/names.ts";
import type { LayerEngine } from "../../../core/layers/engine.ts";
import { providersFor } from "../../../core/layers/providers.ts";
import { MemoryLog } from "../../fakes.ts";
import { packLabels } from "./label_metadata.ts";
import { Server, wellBehaved } from "./store/server.ts";
import { pin, Shelf } from "./store/shelf.ts";
import { colourModel, withFile } from "./tiny_model.ts";

/** One colour per class of the multi-class model; the colours differ strongly. */
const COLOURS = [
  [0, 0, 0],
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
  [255, 255, 0],
] as const;

const SIZE = { width: 16, height: 8 } as const;

/** Three classes; channel 0 is the background. */
function threeColours(labels: boolean): Uint8Array<ArrayBuffer> {
  return colourModel({
    ...SIZE,
    classes: ["Background", "Red Shirt", "person"].map((label, i) => ({
      label,
      rgb: COLOURS[i] ?? COLOURS[0],
    })),
    labels,
  });
}

async function start(
  choice: string,
  layers: readonly string[],
  tools: Partial<LoadTools> = {},
): Promise<LayerEngine> {
  const model = await chooseModel(choice);
  const [provider] = providersFor({ width: 16, height: 9 }, model);
  assert.ok(provider);
  return await startEngine(provider, {
    layers,
    arena: new Arena(),
    log: new MemoryLog(),
    ...tools,
  });
}

/** Fills the input: pixel `i` shows class `i % classes`. */
function paint({ input }: LayerEngine, classes: number): void {
  for (let i = 0; i < input.width * input.height; i++) {
    input.data.set([...(COLOURS[i % classes] ?? COLOURS[0]), 255], 4 * i);
  }
}

/** The first pixels of a layer. */
function pixels(engine: LayerEngine, layer: string, count: number): readonly number[] {
  const found = engine.layers.get(layer);
  assert.ok(found && "data" in found, layer);
  return [...found.data.subarray(0, count)];
}

Deno.test("a downloaded multi-class model gives each part by its name, and the person as all but the background", async () => {
  const served = colourModel({
    width: 256,
    height: 256,
    classes: MULTICLASS.map((label, i) => ({ label, rgb: COLOURS[i] ?? COLOURS[0] })),
    labels: true,
  });
  await using shelf = new Shelf();
  await using server = new Server(wellBehaved(served));
  const store = { folder: shelf.folder, base: server.base, multiclass: pin("p.tflite", served) };
  const parts = MULTICLASS.slice(1).map((name) => `parts/${name}`);
  await using engine = await start("multiclass", ["person", "parts", ...parts], { store });
  paint(engine, 6);
  await engine.infer(1);
  assert.deepEqual(pixels(engine, "parts", 7), [0, 1, 2, 3, 4, 5, 0]);
  assert.deepEqual(pixels(engine, "person", 7), [0, 255, 255, 255, 255, 255, 0]);
  for (const [i, name] of parts.entries()) {
    const expected = Array.from({ length: 6 }, (_, pixel) => pixel === i + 1 ? 255 : 0);
    assert.deepEqual(pixels(engine, name, 6), expected, name);
  }
});

Deno.test("a user's model gives the layers of its labels, whether these are stored or deflated", async () => {
  const names = ["Background", "Red Shirt", "person"];
  const stored = threeColours(true);
  const model = stored.subarray(0, stored.length - packLabels(new Uint8Array(), names).length);
  for (const bytes of [stored, packLabels(model, names, { deflate: true })]) {
    await withFile(bytes, async (file) => {
      await using engine = await start(file, ["person", "parts", "parts/red-shirt"]);
      paint(engine, 3);
      await engine.infer(1);
      assert.deepEqual(pixels(engine, "parts", 4), [0, 1, 2, 0]);
      assert.deepEqual(pixels(engine, "parts/red-shirt", 4), [0, 255, 0, 0]);
      assert.deepEqual(pixels(engine, "person", 4), [0, 0, 255, 0]);
    });
  }
});

Deno.test("a user's model without labels gives the person as all but the first class", async () => {
  await withFile(threeColours(false), async (file) => {
    await using engine = await start(file, ["person"]);
    paint(engine, 3);
    await engine.infer(1);
    assert.deepEqual(pixels(engine, "person", 4), [0, 255, 255, 0]);
  });
});

Deno.test("a damaged model either runs or is refused", async () => {
  const good = threeColours(true);
  let state = 9;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
  const refusals: string[] = [];
  for (let round = 0; round < 24; round++) {
    const bytes = good.slice(0, round % 8 === 0 ? 8 + next(good.length - 8) : good.length);
    for (let hit = 0; hit < 1 + round % 3; hit++) bytes[8 + next(bytes.length - 8)] = next(256);
    await withFile(bytes, async (file) => {
      try {
        await using engine = await start(file, ["person"]);
        await engine.infer(1);
      } catch (error) {
        assert.ok(error instanceof ScrimError, `${error instanceof Error && error.stack}`);
        assert.equal(error.code, "MODEL");
        assert.ok(error.message.includes(`"${file}"`), error.message);
        refusals.push(error.message);
      }
    });
  }
  // Scrim refuses some before they are run, and MediaPipe refuses others.
  assert.ok(refusals.some((message) => message.startsWith("Cannot read model")), `${refusals}`);
  assert.ok(refusals.some((message) => message.startsWith("Cannot start model")), `${refusals}`);
});
