import assert from "node:assert/strict";
import { Arena } from "../../../core/media/arena.ts";
import { startEngine } from "../../../core/models/worker_engine.ts";
import { MemoryLog } from "../../fakes.ts";
import { fileProvider, knownProvider } from "./file_provider.ts";
import { tinyModel, withFile } from "./tiny_model.ts";
import { turn } from "../../wait.ts";

const RED = { weights: [1, 0, 0], bias: 0 } as const;
const LANDSCAPE = knownProvider("landscape");
const MODEL = tinyModel({ width: 16, height: 16, channels: [RED] });

/** Starts a worker with this program. */
function worker(program: string): () => Worker {
  const url = `data:text/javascript,${encodeURIComponent(program)}`;
  return () => new Worker(url, { type: "module" });
}

/** Starts a worker that reports that it is ready and then runs `onFrame` for each frame. */
function obedient(onFrame: string): () => Worker {
  return worker(`self.onmessage = ({ data }) => {
    if (typeof data !== "number") self.postMessage({ kind: "ready" });
    else { ${onFrame} }
  }`);
}

function tools(spawn?: () => Worker) {
  const layers = ["person"];
  return { layers, arena: new Arena(), log: new MemoryLog(), ...(spawn ? { spawn } : {}) };
}

Deno.test("startEngine() names a file that does not exist", async () => {
  await assert.rejects(
    startEngine(fileProvider("nowhere/face.tflite", { width: 16, height: 16 }), tools()),
    { name: "ScrimError", code: "MODEL", message: /"nowhere\/face.tflite": no such file/ },
  );
});

Deno.test("startEngine() refuses a layer that the model does not give, before it starts a worker", async () => {
  const spawn = (): Worker => assert.fail("a worker was made");
  const wanted = { ...tools(spawn), layers: ["person", "parts/hair"] };
  await assert.rejects(startEngine(LANDSCAPE, wanted), {
    name: "ScrimError",
    code: "MODEL",
    message: 'Cannot take layer "parts/hair" from model "landscape": the model does not give it',
  });
  assert.equal(wanted.arena.used, 0);
});

Deno.test("startEngine() refuses a truncated model", async () => {
  await withFile(MODEL.subarray(0, MODEL.length >> 1), async (file) => {
    await assert.rejects(startEngine(fileProvider(file, { width: 16, height: 16 }), tools()), {
      name: "ScrimError",
      code: "MODEL",
      message: /truncated or damaged/,
    });
  });
});

Deno.test("startEngine() reports MediaPipe's reason for refusing a model", async () => {
  const unknownOperator = tinyModel({ width: 16, height: 16, channels: [RED], operator: 120 });
  await withFile(unknownOperator, async (file) => {
    await assert.rejects(
      startEngine(fileProvider(file, { width: 16, height: 16 }), tools()),
      (error: Error) => {
        assert.equal(error.name, "ScrimError");
        assert.ok(error.message.startsWith(`Cannot start model "${file}": `), error.message);
        return true;
      },
    );
  });
});

Deno.test("startEngine() rejects when the worker's program does not load", async () => {
  await assert.rejects(
    startEngine(LANDSCAPE, tools(() => new Worker("file:///nowhere.js", { type: "module" }))),
    {
      name: "ScrimError",
      code: "MODEL",
      message: /^Cannot start model "landscape": its worker died/,
    },
  );
});

Deno.test("startEngine() rejects when the worker dies while starting", async () => {
  const spawn = worker(`self.onmessage = () => { throw new Error("no memory") }`);
  await assert.rejects(startEngine(LANDSCAPE, tools(spawn)), {
    name: "ScrimError",
    code: "MODEL",
    message: /no memory/,
  });
});

Deno.test("infer() rejects when the worker dies, and after that", async () => {
  const spawn = obedient(`queueMicrotask(() => { throw new Error("lost it") })`);
  await using engine = await startEngine(LANDSCAPE, tools(spawn));
  const died = { name: "ScrimError", code: "MODEL", message: /its worker died: .*lost it/ };
  await assert.rejects(engine.infer(1), died);
  await assert.rejects(engine.infer(2), died);
  assert.equal(engine.busy, false);
  assert.equal(engine.inferences, 0);
});

Deno.test("infer() works again after a frame that failed", async () => {
  const spawn = obedient(`
    const odd = !self.seen;
    self.seen = true;
    self.postMessage(odd ? { kind: "failed", message: "odd frame" } : data);
  `);
  await using engine = await startEngine(LANDSCAPE, tools(spawn));
  await assert.rejects(engine.infer(1), {
    name: "ScrimError",
    code: "MODEL",
    message: 'Cannot run model "landscape": odd frame',
  });
  assert.equal(engine.busy, false);
  await engine.infer(2);
  assert.equal(engine.inferences, 1);
});

Deno.test("dispose rejects the running inference and later ones", async () => {
  const engine = await startEngine(LANDSCAPE, tools(obedient("")));
  const pending = engine.infer(1);
  await engine[Symbol.asyncDispose]();
  await assert.rejects(pending, { name: "ScrimError", message: /it was stopped/ });
  await assert.rejects(engine.infer(2), { name: "ScrimError", message: /it was stopped/ });
  await engine[Symbol.asyncDispose]();
});

Deno.test("startEngine() rejects when its signal is already aborted", async () => {
  const signal = AbortSignal.abort(new Error("changed my mind"));
  const spawn = (): Worker => assert.fail("a worker was made");
  await assert.rejects(startEngine(LANDSCAPE, { ...tools(spawn), signal }), /changed my mind/);
});

Deno.test("startEngine() rejects when its signal is aborted while the worker starts", async () => {
  const controller = new AbortController();
  const starting = startEngine(LANDSCAPE, {
    ...tools(worker(`self.onmessage = () => {}`)),
    signal: controller.signal,
  });
  const refused = assert.rejects(starting, /too long/);
  await turn();
  controller.abort(new Error("too long"));
  await refused;
});

Deno.test("aborting the signal after the start has no effect", async () => {
  const controller = new AbortController();
  await using engine = await startEngine(LANDSCAPE, {
    ...tools(obedient(`self.postMessage(data)`)),
    signal: controller.signal,
  });
  controller.abort();
  await engine.infer(1);
  assert.equal(engine.inferences, 1);
});
