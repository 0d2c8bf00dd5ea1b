/** Tests that a segmenter computes the required layers, and no others. */
import assert from "node:assert/strict";
import { Arena } from "../../../core/media/arena.ts";
import { startEngine } from "../../../core/models/worker_engine.ts";
import type { LayerEngine } from "../../../core/layers/engine.ts";
import { MemoryLog } from "../../fakes.ts";
import { fileProvider } from "./file_provider.ts";
import { labelMetadata, packLabels } from "./label_metadata.ts";
import { colourModel, tinyModel, withFile } from "./tiny_model.ts";

const SIZE = { width: 24, height: 16 } as const;
const PIXELS = SIZE.width * SIZE.height;
const CLASSES = [
  { label: "background", rgb: [0, 0, 0] },
  { label: "hair", rgb: [255, 0, 0] },
  { label: "clothes", rgb: [0, 0, 255] },
  { label: "skin", rgb: [255, 200, 150] },
] as const;
const LABELS = CLASSES.map(({ label }) => label);

async function withLayers(
  layers: readonly string[],
  use: (engine: LayerEngine, arena: Arena) => Promise<void>,
): Promise<void> {
  await withFile(colourModel({ ...SIZE, classes: CLASSES, labels: true }), async (file) => {
    const arena = new Arena();
    const provider = fileProvider(file, { ...SIZE, labels: LABELS });
    await using engine = await startEngine(provider, { layers, arena, log: new MemoryLog() });
    await use(engine, arena);
  });
}

/** Fills the input: each pixel is a mixture of two classes with 80 % of the first. Returns the first class of each pixel. */
function paint({ input }: LayerEngine): Uint8Array {
  const classes = Uint8Array.from({ length: PIXELS }, (_, i) => (i * 7 + (i >> 4)) % 4);
  for (const [i, index] of classes.entries()) {
    const [r, g, b] = CLASSES[index]?.rgb ?? [0, 0, 0];
    const [r2, g2, b2] = CLASSES[(index + 1) % 4]?.rgb ?? [0, 0, 0];
    const mix = (a: number, other: number): number => Math.round(0.8 * a + 0.2 * other);
    input.data.set([mix(r, r2), mix(g, g2), mix(b, b2), 255], 4 * i);
  }
  return classes;
}

function pixels(engine: LayerEngine, layer: string): Uint8Array {
  const found = engine.layers.get(layer);
  assert.ok(found && "data" in found, layer);
  return found.data.slice();
}

Deno.test("the label map is the same from MediaPipe (without masks) and from Scrim (with masks)", async () => {
  for (const layers of [["parts"], ["parts", "parts/hair"], ["person", "parts"]]) {
    await withLayers(layers, async (engine) => {
      const classes = paint(engine);
      await engine.infer(1);
      assert.deepEqual(pixels(engine, "parts"), classes, layers.join());
    });
  }
});

Deno.test("the masks of one run are consistent: the parts add up to the person", async () => {
  const names = ["person", "parts/hair", "parts/clothes", "parts/skin"];
  await withLayers(names, async (engine) => {
    paint(engine);
    await engine.infer(1);
    const [person, hair, clothes, skin] = names.map((name) => pixels(engine, name));
    for (let i = 0; i < PIXELS; i++) {
      const parts = (hair?.[i] ?? NaN) + (clothes?.[i] ?? NaN) + (skin?.[i] ?? NaN);
      assert.ok(Math.abs(parts - (person?.[i] ?? NaN)) <= 2, `pixel ${i}`);
    }
    assert.equal(engine.inferences, 1);
  });
});

for (
  const layers of [["person"], ["parts"], ["parts/skin", "parts/hair"], ["person", "parts"]]
) {
  Deno.test(`an engine for ${layers.join(" and ")} allocates and copies only those layers`, async () => {
    await withLayers(layers, async (engine, arena) => {
      assert.deepEqual([...engine.layers.keys()], layers);
      assert.equal(arena.buffers, 1 + layers.length);
      paint(engine);
      for (let frame = 1; frame <= 3; frame++) await engine.infer(frame);
      assert.equal(engine.bytesCopied, 3 * layers.length * PIXELS);
    });
  });
}

Deno.test("a failed run sets all layers to zero", async () => {
  // 3e38 + 3e38 exceeds float32, so channel 1 is infinite for a white input.
  const model = tinyModel({
    ...SIZE,
    channels: [{ weights: [0, 0, 1], bias: 0 }, { weights: [3e38, 3e38, 0], bias: 0 }],
    metadata: labelMetadata(),
  });
  await withFile(packLabels(model, ["person", "other"]), async (file) => {
    const provider = fileProvider(file, { ...SIZE, labels: ["person", "other"] });
    const layers = ["person", "parts/person", "parts/other", "parts"];
    const tools = { layers, arena: new Arena(), log: new MemoryLog() };
    await using engine = await startEngine(provider, tools);
    engine.input.data.fill(255);
    await assert.rejects(engine.infer(1), { code: "MODEL", message: /not finite/ });
    for (const name of layers) {
      assert.ok(pixels(engine, name).every((value) => value === 0), name);
    }
  });
});
