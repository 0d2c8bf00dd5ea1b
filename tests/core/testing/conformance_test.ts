import assert from "node:assert/strict";
import { conformance } from "../../../core/testing/mod.ts";
import type { FilterPlugin, PluginHost } from "../../../core/plugin.ts";
import { each, framesOf, good, mutant, rgbaOf } from "./mutants.ts";

/** The tests that a plugin fails, by what they promise, with what they said. Those of memory take long: only on demand. */
async function failures(
  plugin: FilterPlugin,
  memory = false,
): Promise<ReadonlyMap<string, string>> {
  const failed = new Map<string, string>();
  for (const { name, run } of conformance(plugin)) {
    if (name.endsWith("takes no memory while frames run") !== memory) continue;
    try {
      await run();
    } catch (error) {
      failed.set(name.slice(name.indexOf(" ") + 1), String(error));
    }
  }
  return failed;
}

for (const [kind, plugin] of Object.entries(good)) {
  Deno.test(`conformance() finds nothing wrong with a good plugin: ${kind}`, async () => {
    assert.deepEqual([...await failures(plugin)], []);
  });
}

for (const kind of ["in-place", "history"] as const) {
  Deno.test(`conformance() finds no memory taken by a good plugin: ${kind}`, async () => {
    assert.deepEqual([...await failures(good[kind], true)], []);
  });
}

let calls = 0;
let shared: Uint8Array | null = null;
let disposed = false;

/** What is wrong, the plugin, and the beginnings of what it fails; the first with what is said about it. */
const MUTANTS: readonly [
  what: string,
  plugin: FilterPlugin,
  says: RegExp,
  ...fails: readonly string[],
][] = [
  ["an unknown key", mutant("read", { proces: 1 }), /"proces" is 1/, "declares itself"],
  [
    "narrow() that remembers",
    mutant("read", { narrow: () => calls++ % 2 ? {} : { touches: "frame" } }),
    /answers narrow\(\) and roi\(\) with .*, later with/,
    "answers narrow",
  ],
  [
    "roi() that remembers",
    mutant("roi", { roi: () => ({ x: 0, y: 0, width: 0.5, height: calls++ % 2 ? 0.5 : 0.6 }) }),
    /later with/,
    "answers narrow",
  ],
  [
    "narrow() that changes its argument",
    mutant("in-place", {
      narrow: (options: { tint: { r: number } }) => {
        options.tint.r = 7;
        return {};
      },
    }),
    /read only/,
    "answers narrow",
  ],
  [
    "narrow() that answers later",
    mutant("read", { narrow: () => Promise.resolve({}) }),
    /with a promise/,
    "answers narrow",
  ],
  [
    "a failure at odd sizes",
    mutant("read", {
      process: (ctx: never) => {
        if (framesOf(ctx).frame.width % 2) throw new Error("odd");
      },
    }),
    /at 65x49: Error: odd/,
    "runs at",
    "leaves the picture",
    "writes no byte",
  ],
  [
    "padding that is written",
    mutant("luma", { process: ({ frame }: { frame: { data: Uint8Array } }) => frame.data.fill(3) }),
    /beside its picture: byte \d+ of row 0/,
    "writes no byte",
  ],
  [
    "a byte before the plane that is written",
    mutant("in-place", {
      narrow: undefined,
      process: (ctx: never) => {
        const { data } = framesOf(ctx).frame.v;
        new Uint8Array(data.buffer)[data.byteOffset - 1] = 7;
      },
    }),
    /beside its picture: byte -1 of a plane/,
    "writes no byte",
  ],
  [
    "a reader that writes",
    mutant("read", { process: (ctx: never) => each(framesOf(ctx).frame.u, () => 1) }),
    /only reads: u at 0,0 is 1/,
    "leaves the picture",
  ],
  [
    "a filler that writes to its input",
    mutant("new", {
      process: (ctx: never) => {
        good.new.process(ctx);
        framesOf(ctx).frame.v.data[2] ^= 1;
      },
    }),
    /only reads: v at 2,0/,
    "leaves the picture",
  ],
  [
    "a filler that leaves the last row",
    mutant("new", {
      process: (ctx: never) => {
        const { frame, into } = framesOf(ctx);
        const { y } = into;
        const last = y.data.slice((y.height - 1) * y.stride, y.height * y.stride);
        good.new.process({ ...framesOf(ctx), frame, into } as never);
        y.data.set(last, (y.height - 1) * y.stride);
      },
    }),
    /leaves into as it was, or looks at it: y at 0,49/,
    "fills every pixel",
  ],
  [
    "a filler that reads what it has written",
    mutant("either", {
      process: (ctx: never) => {
        const { frame, into } = framesOf(ctx);
        for (const name of ["y", "u", "v"] as const) {
          const from = frame[name];
          each(into[name], (_, x, y) => from.data[y * from.stride + Math.max(0, x - 1)]);
        }
      },
    }),
    /another picture in place than apart/,
    "gives the same picture in place",
  ],
  [
    "a layer that is written",
    mutant("in-place", {
      narrow: undefined,
      process: ({ layers }: { layers: { landmarks: { values: Float32Array } } }) => {
        layers.landmarks.values[0]++;
      },
    }),
    /writes to a layer: landmarks/,
    "leaves its layers",
  ],
  [
    "a past picture that is written",
    mutant("history", {
      process: (ctx: never) => {
        const { past } = framesOf(ctx);
        if (past.length > 0) past[0].u.data[0] ^= 255;
      },
    }),
    /writes to a past picture: u at 0,0/,
    "leaves past pictures",
    "is handed what",
  ],
  [
    "transparent pixels",
    mutant("rgba", {
      process: (ctx: never) => {
        rgbaOf(ctx).data[3] = 0;
      },
    }),
    /sets alpha to 0, wanted 255/,
    "keeps alpha",
  ],
  [
    "a pixel beside the roi that is written",
    mutant("roi", {
      process: (ctx: never) => {
        const { data, width } = framesOf(ctx).frame.y;
        data[width] ^= 255;
      },
    }),
    /outside of its roi\(\): y at/,
    "changes nothing outside of roi",
  ],
  [
    "a pixel beside the roi that is looked at",
    mutant("roi", {
      process: (ctx: never) => {
        const { data, width } = framesOf(ctx).frame.y;
        data[0] = data[width];
      },
    }),
    /looks outside of its roi\(\): y at/,
    "does not look outside",
  ],
  [
    "a filter of the background that touches the person",
    mutant("background", {
      narrow: () => ({ touches: "background" }),
      process: (ctx: never) => each(framesOf(ctx).frame.u, (value) => value ^ 2),
    }),
    /touches the background and changes the person: u at/,
    "changes only the region",
    "is missed by nobody",
  ],
  [
    "a filter that overwrites by half",
    mutant("background", {
      process: (ctx: never) => {
        const { frame, layers: { person } } = framesOf(ctx);
        each(
          frame.y,
          (value, x, y) => person.data[y * person.stride + x] ? value : (value + 80) >> 1,
        );
      },
    }),
    /overwrites the background and shows what came in there: y at/,
    "depends on nothing",
    "is missed by nobody",
  ],
  [
    "an identity that changes a level",
    mutant("in-place", {
      process: (ctx: never) => each(framesOf(ctx).frame.v, (value) => value ^ 1),
    }),
    /says identity and changes the picture: v at 0,0/,
    "changes nothing where narrow",
  ],
  [
    "an identity that changes two levels",
    mutant("in-place", {
      process: (ctx: never) => each(framesOf(ctx).frame.v, (value) => value ^ 2),
    }),
    /says identity and changes the picture: v at 0,0/,
    "changes nothing where narrow",
    "is missed by nobody",
  ],
  [
    "a layer that nobody declared",
    mutant("in-place", {
      narrow: undefined,
      process: ({ layers }: { layers: Record<string, unknown> }) => layers["parts/hair"],
    }),
    /asks for the layer "parts\/hair", not declared/,
    "asks for no layer",
  ],
  [
    "a layer that narrow() leaves out and process() needs",
    mutant("background", { narrow: () => ({ touches: "background", layers: [] }) }),
    /TypeError/,
    "runs at",
    "asks for no layer",
    "changes only the region",
    "gives the same pictures",
    "is missed by nobody",
    "keeps its uses apart",
    "leaves its layers",
    "writes no byte",
  ],
  [
    "chance",
    mutant("in-place", {
      narrow: undefined,
      process: (ctx: never) => each(framesOf(ctx).frame.v, () => 255 * Math.random()),
    }),
    /another picture 1 when begun anew/,
    "gives the same pictures",
    "keeps its uses apart",
  ],
  [
    "state of the module, not of the use",
    mutant("in-place", {
      narrow: undefined,
      init: () => {
        shared = null;
      },
      process: (ctx: never) => {
        const { data } = framesOf(ctx).frame.y;
        const before = shared?.[0] ?? 0;
        shared = data.slice();
        data[0] = before;
      },
    }),
    /is disturbed by another use of itself: y at 0,0/,
    "keeps its uses apart",
  ],
  [
    "init() that does not end",
    mutant("read", {
      init: ({ signal }: PluginHost) => signal.aborted ? new Promise(() => {}) : {},
    }),
    /goes on with init\(\) although host\.signal is aborted/,
    "ends init",
  ],
  [
    "dispose() that works once",
    mutant("new", {
      dispose: () => {
        if (disposed) throw new Error("disposed already");
        disposed = true;
      },
    }),
    /disposed already/,
    "runs at",
    "fills every pixel",
    "gives the same pictures",
    "keeps its uses apart",
    "leaves the picture",
    "writes no byte",
  ],
  [
    "pixels that move otherwise than said",
    mutant("mirror", { narrow: () => ({ moved: [1, 0, 0, 0, -1, 1] }) }),
    /does not move pixels by \[1, 0, 0, 0, -1, 1\]: correlation -?0\.\d\d/,
    "moves pixels",
  ],
  [
    "pixels that move farther than said",
    mutant("mirror", { narrow: () => ({ moved: [-1, 0, 1.03, 0, 1, 0] }) }),
    /correlation 0\.\d\d, wanted 0\.95/,
    "moves pixels",
  ],
];

for (const [what, plugin, says, first, ...others] of MUTANTS) {
  Deno.test(`conformance() catches ${what}`, async () => {
    const failed = await failures(plugin);
    const found = [...failed.keys()].filter((name) =>
      ![first, ...others].some((beginning) => name.startsWith(beginning))
    );
    assert.deepEqual(found, [], "failed, too");
    for (const beginning of [first, ...others]) {
      const [, message] = [...failed].find(([name]) => name.startsWith(beginning)) ?? [];
      assert.ok(message !== undefined, `"${beginning}…" passed`);
      if (beginning === first) assert.match(message, says);
    }
  });
}

const kept: unknown[] = [];

const GREEDY: readonly [what: string, plugin: FilterPlugin, says: RegExp][] = [
  [
    "an object of every frame that is kept",
    mutant("read", {
      process: ({ timestampMs }: { timestampMs: number }) => kept.push({ timestampMs }),
    }),
    /keeps \d+ bytes of every frame for ever/,
  ],
  [
    "a picture for every frame",
    mutant("in-place", {
      process: (ctx: never) => {
        const { y } = framesOf(ctx).frame;
        y.data.set(new Uint8Array(y.width * y.height).fill(9), 0);
      },
    }),
    /allocates \d+ bytes a frame, wanted at most 2500/,
  ],
  [
    "memory of the host that is asked for while frames run",
    mutant("in-place", {
      init: (host: PluginHost) => host,
      process: ({ state }: { state: PluginHost }) => state.bytes(16),
    }),
    /takes \d+ buffers of the host/,
  ],
];

for (const [what, plugin, says] of GREEDY) {
  Deno.test(`conformance() catches ${what}`, async () => {
    const [message] = (await failures(plugin, true)).values();
    assert.match(message ?? "nothing", says);
  });
}

Deno.test("conformance() refuses a declaration with one test, which names the key", async () => {
  const tests = conformance(mutant("read", { access: "inplace" }));
  assert.equal(tests.length, 1);
  await assert.rejects(tests[0].run(), /"access" is "inplace"/);
});

Deno.test("conformance() tries what its author adds, and files", async () => {
  const seen = new Set<unknown>();
  const plugin = mutant("read", {
    options: {
      picture: { type: "file", default: null, summary: "A picture" },
      speed: { type: "number", default: 2, min: 1, max: 9, step: 3, summary: "How fast" },
    },
    init: (_: unknown, options: unknown) => {
      seen.add(JSON.stringify(options));
    },
  });
  const options = { files: { picture: "a.png" }, values: [{ speed: 4, picture: "b.png" }] };
  await assert.rejects(conformance(plugin, options)[0].run(), /"default" is 2|speed/);
  const { options: schema } = plugin;
  const fixed = { ...plugin, options: { ...schema, speed: { ...schema?.speed, default: 1 } } };
  for (const { name, run } of conformance(fixed as FilterPlugin, options)) {
    if (/ runs at /.test(name)) await run();
  }
  assert.deepEqual([...seen].sort(), [
    '{"picture":"a.png","speed":1}',
    '{"picture":"a.png","speed":7}',
    '{"picture":"b.png","speed":4}',
    '{"picture":null,"speed":1}',
    '{"picture":null,"speed":7}',
  ]);
});
