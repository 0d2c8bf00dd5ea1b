import assert from "node:assert/strict";
import { Arena } from "../../../core/media/arena.ts";
import { startEngine } from "../../../core/models/worker_engine.ts";
import { addMetadata } from "../../../core/models/tflite/metadata.ts";
import type { LayerEngine } from "../../../core/layers/engine.ts";
import { MemoryLog } from "../../fakes.ts";
import { fileProvider } from "./file_provider.ts";
import { type TinyModel, tinyModel, withFile } from "./tiny_model.ts";

const WIDTH = 48;
const HEIGHT = 32;
const RED = { weights: [1, 0, 0], bias: 0 } as const;
const GREEN = { weights: [0, 1, 0], bias: 0 } as const;

async function withEngine(
  model: Uint8Array,
  use: (engine: LayerEngine) => Promise<void>,
): Promise<void> {
  await withFile(model, async (file) => {
    await using engine = await startEngine(fileProvider(file, { width: WIDTH, height: HEIGHT }), {
      layers: ["person"],
      arena: new Arena(),
      log: new MemoryLog(),
    });
    await use(engine);
  });
}

function tiny(channels: TinyModel["channels"]): Uint8Array {
  return tinyModel({ width: WIDTH, height: HEIGHT, channels });
}

/** Each pixel differs from its neighbours in all colours, so that swapped rows, columns or colours are detected. */
function paint(engine: LayerEngine): void {
  const { data } = engine.input;
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    data.set([(i * 7) % 256, (i * 31 + 5) % 256, (i * 13 + 9) % 256, 255], i * 4);
  }
}

function person(engine: LayerEngine): Uint8Array {
  const plane = engine.layers.get("person");
  assert.ok(plane && "data" in plane);
  assert.deepEqual([plane.width, plane.height, plane.stride], [WIDTH, HEIGHT, WIDTH]);
  return plane.data;
}

Deno.test("infer() gives each pixel's own value: the model receives bytes 0..255 as 0..1", async () => {
  await withEngine(tiny([RED]), async (engine) => {
    paint(engine);
    await engine.infer(1);
    const expected = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i * 7) % 256);
    assert.deepEqual(person(engine).slice(), expected);
  });
});

Deno.test("infer() passes the colours in the order red, green, blue", async () => {
  await withEngine(
    tiny([{ weights: [0.25, 0.5, 0.125], bias: 0.0625 }]),
    async (engine) => {
      paint(engine);
      await engine.infer(1);
      const mask = person(engine);
      for (let i = 0; i < mask.length; i++) {
        const [r = 0, g = 0, b = 0] = engine.input.data.subarray(4 * i);
        const exact = 0.25 * r + 0.5 * g + 0.125 * b + 0.0625 * 255;
        assert.ok(Math.abs((mask[i] ?? NaN) - exact) <= 0.51, `pixel ${i}: ${mask[i]}, ${exact}`);
      }
    },
  );
});

Deno.test("infer() gives the person as all but channel 0 when there are several channels", async () => {
  await withEngine(tiny([RED, GREEN, GREEN]), async (engine) => {
    paint(engine);
    await engine.infer(1);
    const expected = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => 255 - (i * 7) % 256);
    assert.deepEqual(person(engine).slice(), expected);
  });
});

Deno.test("infer() clamps values outside 0..1", async () => {
  await withEngine(tiny([{ weights: [4, 0, 0], bias: -1 }]), async (engine) => {
    paint(engine);
    await engine.infer(1);
    const mask = person(engine);
    for (let i = 0; i < mask.length; i++) {
      const exact = Math.min(255, Math.max(0, 4 * ((i * 7) % 256) - 255));
      assert.equal(mask[i], exact);
    }
  });
});

Deno.test("infer() reads the input each time, and counts inferences and bytes", async () => {
  await withEngine(tiny([RED]), async (engine) => {
    assert.equal(engine.inferences, 0);
    for (const [timestampMs, level] of [200, 3, 90].entries()) {
      engine.input.data.fill(level);
      await engine.infer(timestampMs);
      assert.ok(person(engine).every((value) => value === level));
    }
    assert.equal(engine.inferences, 3);
    assert.equal(engine.bytesCopied, 3 * WIDTH * HEIGHT);
  });
});

Deno.test("a model's own metadata decide about normalisation", async () => {
  const model = addMetadata(tiny([RED]), { mean: 127.5, std: 255 });
  await withEngine(model, async (engine) => {
    engine.input.data.fill(230);
    await engine.infer(1);
    assert.ok(person(engine).every((value) => value === 102 || value === 103)); // 230 - 127.5
  });
});

Deno.test("an engine is busy during infer() and refuses a second call meanwhile", async () => {
  await withEngine(tiny([RED]), async (engine) => {
    assert.equal(engine.busy, false);
    const first = engine.infer(1);
    assert.equal(engine.busy, true);
    await assert.rejects(engine.infer(2), { name: "ScrimError", code: "MODEL", message: /still/ });
    await first;
    assert.equal(engine.busy, false);
    await engine.infer(2);
  });
});

Deno.test("infer() refuses timestamps that do not increase", async () => {
  await withEngine(tiny([RED]), async (engine) => {
    await engine.infer(0);
    await engine.infer(0.0001);
    for (const timestampMs of [0.0001, 0, -5, NaN]) {
      await assert.rejects(engine.infer(timestampMs), {
        name: "ScrimError",
        code: "MODEL",
        message: /timestamp .* wanted more than 0\.0001/,
      });
    }
    await engine.infer(7);
    assert.equal(engine.inferences, 3);
  });
});

Deno.test("a mask that is not finite is refused and set to zero", async () => {
  // 3e38 + 3e38 exceeds float32: white gives infinity, black gives 0.
  await withEngine(
    tiny([{ weights: [3e38, 3e38, 0], bias: 0 }]),
    async (engine) => {
      engine.input.data.fill(0);
      await engine.infer(1);
      engine.input.data.fill(255);
      await assert.rejects(engine.infer(2), {
        name: "ScrimError",
        code: "MODEL",
        message: /not finite/,
      });
      assert.ok(person(engine).every((value) => value === 0));
      assert.equal(engine.busy, false);
      engine.input.data.fill(0);
      await engine.infer(3);
    },
  );
});
