import assert from "node:assert/strict";
import { conformance, type ConformanceOptions } from "../../../core/testing/mod.ts";
import type { FilterPlugin, PluginHost } from "../../../core/plugin.ts";
import { each, framesOf, good, mutant } from "./good_plugins.ts";
import { MEMORY } from "./mutants_memory.ts";
import { TIME } from "./mutants_time.ts";
import { WORDS } from "./mutants_words.ts";

/** The tests that a plugin fails, by what they promise, with what they said. Those of memory take long: only on demand. */
async function failures(
  plugin: FilterPlugin,
  memory = false,
  options: ConformanceOptions = {},
): Promise<ReadonlyMap<string, string>> {
  const failed = new Map<string, string>();
  for (const { name, run } of conformance(plugin, options)) {
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

for (const [what, plugin, says, first, ...others] of [...MEMORY, ...WORDS, ...TIME]) {
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

Deno.test("conformance() starts no plugin with values for which narrow() says identity", async () => {
  const plugin = mutant("in-place", {
    options: { picture: { type: "file", default: null, summary: "Shown" } },
    narrow: ({ picture }: { picture: unknown }) => picture === null ? { identity: true } : {},
    init: (_: unknown, { picture }: { picture: string }) => picture.length,
    process: (ctx: never) => each(framesOf(ctx).frame.y, (value) => value ^ 1),
  });
  assert.deepEqual([...await failures(plugin)], []);
  assert.deepEqual([...await failures(plugin, false, { files: { picture: "a.png" } })], []);
});

Deno.test("conformance() finds nothing wrong with Math.random() where it is allowed", async () => {
  const { random } = Math;
  const grain = mutant("in-place", {
    narrow: undefined,
    init: () => Math.random(),
    process: (ctx: never) => each(framesOf(ctx).frame.v, () => 255 * Math.random()),
  });
  assert.deepEqual([...await failures(grain, false, { random: true })], []);
  assert.equal(Math.random, random);
});

Deno.test("conformance() catches chance from elsewhere although Math.random() is allowed", async () => {
  const chance = mutant("in-place", {
    narrow: undefined,
    process: (ctx: never) => {
      Math.random();
      crypto.getRandomValues(framesOf(ctx).frame.v.data);
    },
  });
  const failed = await failures(chance, false, { random: true });
  assert.match(
    failed.get("gives the same pictures for the same pictures after dispose() and init()") ?? "",
    /begun anew/,
  );
});

Deno.test("conformance() takes numbers with fractions for no memory that is kept", async () => {
  const plugin = mutant("in-place", {
    narrow: undefined,
    // Beside a text, each number with a fraction is an object of its own.
    init: () => ["mixed", ...new Array(500).fill(0.5)],
    process: (ctx: never) => {
      const { state, sequence } = ctx as { state: unknown[]; sequence: number };
      for (let i = 1; i < state.length; i++) state[i] = sequence + i / 7;
    },
  });
  assert.deepEqual([...await failures(plugin, true)], []);
});

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
    /allocates \d+ bytes of array buffers a frame, wanted at most 2500/,
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

Deno.test("conformance() asks narrow() about every extreme, and refuses nonsense", async () => {
  const narrow = ({ strength }: { strength: number }) =>
    strength === 100 ? { layers: ["nose"] } : {};
  const [declared] = conformance(mutant("in-place", { narrow }));
  await assert.rejects(declared.run(), {
    code: "PLUGIN",
    message: 'Cannot use plugin "good": "narrow().layers" is "nose", wanted one that is declared ' +
      "in layers (person, landmarks)",
  });
});

Deno.test("conformance() catches narrow() that changes its argument", async () => {
  const plugin = mutant("in-place", {
    narrow: (options: { tint: { r: number } }) => {
      options.tint.r = 7;
      return {};
    },
  });
  await assert.rejects(conformance(plugin)[0].run(), /failed in narrow\(\): .*read only/);
});

Deno.test("conformance() leaves out values that narrow() refuses, but not the defaults", async () => {
  const refusing = (least: number) =>
    mutant("in-place", {
      narrow: ({ strength }: { strength: number }) => {
        if (strength >= least) throw new RangeError("too much");
        return {};
      },
    });
  assert.deepEqual([...await failures(refusing(100))], []);
  await assert.rejects(conformance(refusing(50))[0].run(), {
    code: "USAGE",
    message: 'Cannot test plugin "good": it refuses its defaults',
  });
});
