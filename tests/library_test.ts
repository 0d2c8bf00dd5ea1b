/** Scrim as other programs use it: `run()` and `explain()` from `mod.ts`. */
import assert from "node:assert/strict";
import { definePlugin, explain, type FilterPlugin, run } from "../mod.ts";
import { runScrim, withFolder } from "./cli/scrim.ts";
import { MemoryLog } from "./fakes.ts";
import { DEMO, refusal, SIZE } from "./library.ts";
import { guarded } from "./wait.ts";

const COLOR = { matrix: "bt601", range: "limited" } as const;

Deno.test("messages of run() speak of options, too", async () => {
  const log = new MemoryLog();
  const size = { width: 1280, height: 720 };
  await run({ ...DEMO, size, frames: 1, plugins: ["blur"], maskEvery: 1, log });
  assert.deepEqual(log.lines.filter((line) => /--[a-z]/.test(line)), []);
});

/** Fails on these frames. */
const failing = (frames: readonly number[]): FilterPlugin =>
  definePlugin({
    apiVersion: 1,
    name: "failing",
    summary: "Fails now and then",
    access: "in-place",
    process({ sequence }) {
      if (frames.includes(sequence)) throw new Error("now");
    },
  });

Deno.test("run() rejects with the signal's reason, whenever it is aborted", async (t) => {
  const reason = new Error("enough");
  const log = new MemoryLog();
  const live = { input: "demo", output: "none", size: SIZE, log } as const;
  await t.step("before it begins", async () => {
    const signal = AbortSignal.abort(reason);
    await assert.rejects(run({ ...live, signal }), (error) => error === reason);
    await assert.rejects(explain({ ...live, signal }), (error) => error === reason);
  });
  await t.step("while a plugin starts", async () => {
    const stopper = new AbortController();
    const plugin: FilterPlugin = { ...failing([]), init: () => stopper.abort(reason) };
    const running = run({ ...live, plugins: [{ plugin }], signal: stopper.signal });
    await assert.rejects(running, (error) => error === reason);
  });
  await t.step("between frames", async () => {
    const stopper = new AbortController();
    const plugin: FilterPlugin = {
      ...failing([]),
      process: ({ sequence }) => {
        if (sequence === 2) stopper.abort(reason);
      },
    };
    const running = run({ ...live, plugins: [{ plugin }], signal: stopper.signal });
    await assert.rejects(running, (error) => error === reason);
  });
  await t.step("while a file is written, which is completed", async () => {
    const stopper = new AbortController();
    const folder = await Deno.makeTempDir();
    const plugin: FilterPlugin = {
      ...failing([]),
      process: ({ sequence }) => {
        if (sequence === 2) stopper.abort(reason);
      },
    };
    const output = `${folder}/out.y4m`;
    const running = run({ ...live, output, plugins: [{ plugin }], signal: stopper.signal });
    await assert.rejects(running, (error) => error === reason);
    assert.ok((await Deno.stat(output)).size > SIZE.width * SIZE.height);
    await Deno.remove(folder, { recursive: true });
  });
});

Deno.test("a run that makes a known number of pictures fails when one of them failed", async (t) => {
  const log = new MemoryLog();
  const folder = await Deno.makeTempDir();
  const use = (frames: readonly number[]) => ({
    ...DEMO,
    plugins: [{ plugin: failing(frames) }],
    log,
  });
  await t.step("with a number of frames, whatever the output", async () => {
    await assert.rejects(run(use([1])), {
      code: "PLUGIN",
      message: "The run ended, but 1 of 3 frames could not be made; others stand in for them",
    });
    assert.equal((await run(use([]))).frames.failed, 0);
  });
  await t.step("into a file", async () => {
    const options = { ...use([1]), output: `${folder}/out.y4m` };
    await assert.rejects(run(options), /1 of 3 frames could not be made/);
  });
  await t.step("but not live, once it works again", async () => {
    const ended = new AbortController();
    let shown = 0;
    const plugin: FilterPlugin = {
      ...failing([]),
      process: ({ sequence }) => {
        if (sequence === 1) throw new Error("now");
        if (++shown === 4) ended.abort("enough");
      },
    };
    const options = { ...use([]), frames: undefined, plugins: [{ plugin }], signal: ended.signal };
    await assert.rejects(run(options), (error) => error === "enough");
  });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("run() tells the address of the page that it opened", async (t) => {
  const told: string[] = [];
  const onPreview = (url: string): void => void told.push(url);
  const options = { ...DEMO, onPreview, log: new MemoryLog() };
  await t.step("beside another output", async () => {
    await run({ ...options, preview: 0 });
    assert.match(told.pop() ?? "", /^http:\/\/127\.0\.0\.1:\d+\//);
  });
  await t.step("and on the console, where nobody listens", async () => {
    const { info } = console;
    console.info = (line: string) => void told.push(line);
    try {
      await run({ ...DEMO, preview: 0 });
    } finally {
      console.info = info;
    }
    assert.match(told.pop() ?? "", /^scrim: the output is shown on http:\/\/127\.0\.0\.1:\d+\//);
  });
  assert.deepEqual(told, []);
});

Deno.test("the page has sliders for masks only where a filter wants a refined mask", async () => {
  const using = (size: "native" | "frame" | null) =>
    definePlugin({
      ...{ apiVersion: 1, name: "user", summary: "Uses a mask", access: "read" },
      layers: size === null ? [] : [{ name: "person", size }],
      process() {},
    });
  for (const [size, sliders] of [["frame", true], ["native", false], [null, false]] as const) {
    const first = Promise.withResolvers<string>();
    const onPreview = (url: string): void => {
      const headers = { Origin: new URL(url).origin };
      const socket = new WebSocket(`${url.replace(/^http/, "ws")}frames`, { headers });
      socket.onmessage = ({ data }) => {
        first.resolve(data);
        socket.close();
      };
    };
    const plugins = [{ plugin: using(size) }];
    const options = { ...DEMO, frames: undefined, preview: 0, plugins, onPreview };
    const stopper = new AbortController();
    const running = run({ ...options, signal: stopper.signal, log: new MemoryLog() });
    const told = JSON.parse(await guarded("the page's first message", first.promise));
    stopper.abort("seen");
    await assert.rejects(running, (error) => error === "seen");
    assert.equal("mask" in told, sliders, `${size}`);
  }
});

Deno.test("a source of a program's own is refused when it is opened, not on every frame", async () => {
  const source = (info: object) => ({
    ...DEMO,
    input: () => ({
      info: { description: "own", ...SIZE, fps: 30, color: COLOR, live: false, ...info },
      dropped: 0,
      next: () => Promise.resolve(null),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
  });
  for (const layout of ["rgba", "rgb24", "mjpeg", undefined]) {
    const error = await refusal(source({ layout }));
    assert.match(
      error.message,
      /its info\.layout is .*, wanted yuyv or uyvy or nv12 or i420 or grey/,
    );
  }
  assert.match((await refusal(source({ layout: "i420", width: 0 }))).message, /info\.width is 0/);
  assert.match((await refusal(source({ layout: "i420", fps: NaN }))).message, /info\.fps is NaN/);
  assert.match((await refusal({ ...DEMO, input: () => null })).message, /wanted a FrameSource/);
});

Deno.test("what plugins are handed in this thread cannot be changed, and odd sizes are refused", async () => {
  const refused: string[] = [];
  const attempt = (work: () => unknown): void => {
    try {
      work();
      refused.push("nothing");
    } catch (error) {
      refused.push(error instanceof Error ? error.message : String(error));
    }
  };
  const plugin = definePlugin({
    apiVersion: 1,
    name: "curious",
    summary: "Tries what it must not",
    access: "read",
    options: {
      tint: { type: "color", default: "#102030", summary: "A colour" },
      place: { type: "point", default: { x: 0.5, y: 0.5 }, summary: "A point" },
      amount: { type: "number", default: 1, min: 0, max: 2, summary: "A number" },
    },
    init(host, options) {
      const loose = options as unknown as {
        tint: { r: number };
        place: { x: number };
        amount: number;
      };
      attempt(() => loose.tint.r = 200);
      attempt(() => loose.place.x = 0);
      attempt(() => loose.amount = 2);
      for (const side of [-1, 0, 1.5, NaN, 16385]) {
        attempt(() => host.rgba(side, 16));
        attempt(() => host.frame(16, side));
        attempt(() => host.plane(side, side));
      }
      attempt(() => host.bytes(-1));
      attempt(() => host.bytes(NaN));
    },
    process() {},
  });
  await run({ ...DEMO, plugins: [{ plugin }], log: new MemoryLog() });
  assert.equal(refused.length, 20);
  assert.deepEqual(refused.slice(0, 3).filter((text) => !/read only/.test(text)), []);
  const sizes = refused.slice(3).filter((text) =>
    !/^Cannot (make|allocate) .*: wanted /.test(text)
  );
  assert.deepEqual(sizes, []);
});

Deno.test("the command exits with 1 when one of --frames could not be made, and with 0 otherwise", async () => {
  await withFolder(async (folder) => {
    const plugin = `${folder}/failing.ts`;
    await Deno.writeTextFile(
      plugin,
      `export default {
        apiVersion: 1, name: "failing", summary: "Fails once", access: "in-place",
        options: { at: { type: "number", default: 1, min: 0, max: 99, summary: "When" } },
        process({ sequence, options }) { if (sequence === options.at) throw new Error("now"); },
      };`,
    );
    const args = ["--input", "demo", "--size", "64x48", "--output", "none", "--frames", "3"];
    const failed = await runScrim([...args, "--plugins", plugin, "--trust", plugin]);
    assert.equal(failed.code, 1, failed.err);
    assert.match(failed.err, /error: The run ended, but 1 of 3 frames could not be made/);
    const later = ["--set", "failing.at=50", "--stats"];
    const made = await runScrim([...args, ...later, "--plugins", plugin, "--trust", plugin]);
    assert.equal(made.code, 0, made.err);
    assert.match(made.err, /CPU a frame: not measured \(fewer than 60 frames\)/);
  });
});
