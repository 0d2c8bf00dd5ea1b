import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { buildsHere } from "./builds.ts";
import { openChain } from "./chain.ts";
import type { Packed } from "../../core/media/frame.ts";
import { MODEL } from "./frames.ts";
import { CHAINS, maskedFrames } from "./chains_bench.ts";
import { BENCHES } from "./main.ts";
import { calls, quantile, time } from "./measure.ts";
import { buffersOfDriversBench } from "./prior_art/buffers_of_drivers_bench.ts";
import { Films } from "./process/film.ts";
import { watch } from "./process/watch.ts";
import { compare, loadResults, saveResults } from "./results.ts";
import { formatGroup, type Group } from "./table.ts";
import { judge } from "./targets.ts";

const GROUP: Group = {
  title: "kernels",
  rows: [
    { name: "copy", figures: { "best ms": 0.0301, "x copy": 1 } },
    { name: "blur", figures: { "best ms": 12.34, "wasm ms": 345.6 } },
  ],
  notes: ["on this machine"],
};

Deno.test("the table has a line for each row, under the columns that any row has", () => {
  const lines = formatGroup(GROUP).split("\n");
  assert.equal(lines.length, 4);
  assert.match(lines[0], /^kernels +best ms +x copy +wasm ms$/);
  assert.match(lines[1], /^ {2}copy +0\.030 +1\.00$/);
  assert.match(lines[2], /^ {2}blur +12\.3 +346$/);
  assert.equal(lines[2].indexOf("346") + 3, lines[0].length, "figures end where their column does");
  assert.match(lines[3], /on this machine/);
});

Deno.test("results come back from their file as they were, and a newer group takes an older one's place", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/results.json`;
    const kept = (group: Group) => ({ ...group, measuredAt: "2026-01-01T00:00:00Z", load: 0.5 });
    const other = { title: "chains", rows: [], notes: [] };
    const machine = "a machine";
    await saveResults(file, { machine, groups: [kept(GROUP), kept(other)] });
    const newer = { ...GROUP, rows: GROUP.rows.slice(1) };
    await saveResults(file, { machine, groups: [kept(newer)] });
    assert.deepEqual(await loadResults(file), { machine, groups: [kept(other), kept(newer)] });
    await saveResults(file, { machine: "another", groups: [kept(newer)] });
    assert.deepEqual((await loadResults(file)).groups, [kept(newer)], "machines are not mixed");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a file that holds no results is refused by name", async () => {
  const file = await Deno.makeTempFile();
  try {
    for (const text of ["", "[]", '{"machine": "one"}', '{"machine": "one", "groups": [1]}']) {
      await Deno.writeTextFile(file, text);
      await assert.rejects(loadResults(file), (error: Error) => error.message.includes(file));
    }
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("a comparison divides new by old and names what only the new run has", () => {
  const older = { ...GROUP, rows: [{ name: "blur", figures: { "best ms": 24.68, "x copy": 2 } }] };
  assert.deepEqual(compare(GROUP, older), {
    title: "kernels: new / old",
    rows: [{ name: "blur", figures: { "best ms": 0.5 } }],
    notes: ["not in the older run: copy"],
  });
  assert.deepEqual(compare(GROUP, undefined).rows, []);
});

Deno.test("a target is judged by its own bound, and only where its figure was measured", () => {
  const chains = (ms: number): Group => ({
    title: "chains (v3) without inference",
    rows: [{ name: "blur, 3840x2160", figures: { "best ms": ms } }],
    notes: [],
  });
  const names = (ms: number) => judge([chains(ms)]).rows.map(({ name }) => name.slice(0, 6).trim());
  assert.deepEqual(names(5), ["met"]);
  assert.deepEqual(names(50), ["MISSED"]);
  assert.deepEqual(judge([GROUP]).rows, []);
});

Deno.test("works take turns, and each has the durations of its own pieces", async () => {
  const order: string[] = [];
  const timings = await time({
    one: () => (order.push("one"), [1, 3]),
    two: () => Promise.resolve((order.push("two"), [8])),
  }, { turns: 2 });
  assert.deepEqual(order.slice(-4), ["one", "two", "one", "two"]);
  assert.deepEqual([timings.one.best, timings.two.median], [1, 8]);
  assert.equal(quantile([5, 1, 3], 0.5), 3);
  assert.ok(calls(() => {})().length > 0);
});

/** The share of luma that is the same in both pictures, where the mask and all around it has this value. */
function sameLuma(a: Packed, b: Packed, { mask, value }: { mask: Uint8Array; value: number }) {
  let same = 0;
  let all = 0;
  for (let at = 0; at < a.data.length; at += 2) {
    const column = Math.floor(at / 2 % a.width * MODEL.width / a.width);
    const row = Math.floor(Math.floor(at / a.stride) * MODEL.height / a.height);
    const near = [-3, 0, 3].flatMap((y) =>
      [-3, 0, 3].map((x) => mask[(row + y) * MODEL.width + column + x])
    );
    if (near.some((one) => one !== value)) continue;
    all++;
    if (a.data[at] === b.data[at]) same++;
  }
  assert.ok(all > 1000);
  return same / all;
}

Deno.test("the measured chains do what they are named after", async () => {
  const frames = await maskedFrames({ width: 320, height: 180 });
  const { picture, mask } = frames[frames.length - 1];
  for (const build of buildsHere()) {
    for (const [name, plugins] of Object.entries(CHAINS)) {
      const chain = await openChain(plugins, { frames, build });
      assert.equal((await chain.run(frames.length - 1)).length, frames.length - 1);
      const { published, inferences } = chain;
      assert.ok(published);
      assert.equal(inferences, plugins.length * (frames.length - 1), "each frame has its own mask");
      assert.ok(sameLuma(picture, published, { mask, value: 255 }) > 0.999, `${name}: the person`);
      const background = sameLuma(picture, published, { mask, value: 0 });
      assert.ok(name === "passthrough" ? background === 1 : background < 0.5, name);
    }
  }
});

Deno.test("a process is watched from its first picture to its report", async () => {
  using films = new Films();
  const film = await films.get("still", { width: 320, height: 180 }, 3);
  const order = { film, fps: 60, frames: 30, marks: 10, run: { plugins: ["blur"] } };
  const { report, firstPictureMs, cpuMsPerFrame, residentBytes } = await watch(order);
  assert.ok(report.latenciesMs.length > 20 && report.latenciesMs.every((ms) => ms >= 0));
  assert.equal(report.summary.frames.in, 30);
  assert.ok(firstPictureMs > 0);
  assert.equal(cpuMsPerFrame.length, Math.floor(report.latenciesMs.length / 10) - 1);
  assert.ok(residentBytes > 10e6);
});

Deno.test("with two buffers a driver that needs two gives every second frame, however fast they come back", async () => {
  const { rows } = await buffersOfDriversBench();
  const shares = rows.filter(({ name }) => name.endsWith("needs 2"))
    .map(({ figures }) => Math.round(figures["% of frames"]));
  const [held2, , held4, back2, back3] = shares;
  assert.deepEqual([back2, back3, held4], [50, 100, 100]);
  assert.ok(held2 <= 50);
});

Deno.test("the README names every group", async () => {
  const text = await Deno.readTextFile(new URL("README.md", import.meta.url));
  assert.deepEqual(Object.keys(BENCHES).filter((name) => !text.includes(`\`${name}\``)), []);
});

Deno.test("deno task bench prints groups, compares them with an older run and keeps them", async () => {
  const folder = await Deno.makeTempDir();
  const [older, kept] = [`${folder}/older.json`, `${folder}/kept.json`];
  const rows = [{ name: "unpack yuyv", figures: { "best ms": 1e6 } }];
  const title = `kernels (${buildsHere()[0]}), 1280x720`;
  const group = { title, rows, notes: [], measuredAt: "2026-01-01T00:00:00Z", load: 0 };
  await saveResults(older, { machine: "an older one", groups: [group] });
  try {
    const program = fileURLToPath(new URL("main.ts", import.meta.url));
    const flags = ["--only", "kernels", "--save", kept, "--against", older];
    const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", program, ...flags],
    }).output();
    const [said, complaint] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assert.ok(success, complaint);
    assert.match(said, /^kernels .+ best ms .+\n {2}unpack yuyv +\d/m);
    assert.match(said, /^the older run is of an older one$/m);
    assert.match(said, /^kernels .+new \/ old .+\n {2}unpack yuyv +0\.000\n/m);
    const [{ rows: measured }] = (await loadResults(kept)).groups;
    assert.ok(measured.every(({ figures }) => figures["best ms"] > 0));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
