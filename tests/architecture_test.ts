/** The rules of the architecture: which folder may import which, standard terms, how long a file may be, who may print. */
import assert from "node:assert/strict";
import { BLOCKS, withBlock } from "./architecture/draw.ts";
import {
  ALLOWED,
  cyclesOf,
  fileGraph,
  folderArrows,
  folderOf,
  forbidden,
  importsOf,
} from "./architecture/graph.ts";
import { TERMS } from "./architecture/terms.ts";

const ROOT = new URL("../", import.meta.url);
const PARTS = ["core", "plugins", "ffi", "examples", "tests"];
const LONGEST = 300;

interface Source {
  readonly path: string;
  readonly text: string;
}

function* walk(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(new URL(folder, ROOT))) {
    const path = `${folder}/${entry.name}`;
    if (entry.name.startsWith(".") || entry.name === "node_modules" || entry.name === "build") {
      continue;
    }
    if (entry.isDirectory) yield* walk(path);
    else yield path;
  }
}

const sources: readonly Source[] = ["mod.ts", ...PARTS.flatMap((part) => [...walk(part)])]
  .filter((path) => /\.(ts|js|c|h|sh)$/.test(path))
  .map((path) => ({ path, text: Deno.readTextFileSync(new URL(path, ROOT)) }));

/** The sources and the documents, but the history of changes and the list of terms itself. */
const documents: readonly Source[] = [
  ...sources.filter(({ path }) => !path.startsWith("tests/architecture/")),
  ...["README.md", "CONTRIBUTING.md", ...PARTS.flatMap((part) => [...walk(part)])]
    .filter((path) => path.endsWith(".md"))
    .map((path) => ({ path, text: Deno.readTextFileSync(new URL(path, ROOT)) })),
];

const imports = importsOf();

Deno.test("folders import only what the table of the architecture allows", () => {
  assert.deepEqual(forbidden(imports), []);
});

Deno.test("plugins/ import only the public contract and each other", () => {
  const wrong = imports.filter(({ from, to }) =>
    from.startsWith("plugins/") && !to.startsWith("plugins/") && to !== "core/plugin.ts"
  );
  assert.deepEqual(wrong, []);
});

Deno.test("there is no cycle of folders and none of files", () => {
  assert.deepEqual(cyclesOf(folderArrows(imports)), []);
  assert.deepEqual(cyclesOf(fileGraph(imports)), []);
});

Deno.test("the table names the folders that exist, and no others", () => {
  const folders = new Set(imports.flatMap(({ from, to }) => [folderOf(from), folderOf(to)]));
  folders.delete(null);
  assert.deepEqual([...folders].sort(), Object.keys(ALLOWED).sort());
});

Deno.test("what is forbidden is found: an arrow outside of the table, cycles of folders and files", () => {
  const import_ = (from: string, to: string) => ({ from: `core/${from}.ts`, to: `core/${to}.ts` });
  const upwards = import_("media/frame", "io/place");
  assert.deepEqual(forbidden([upwards]), ["core/media/frame.ts imports core/io/place.ts"]);
  assert.deepEqual(forbidden([{ from: "ffi/a.ts", to: "plugins/b.ts" }]).length, 1);
  const round = [upwards, import_("io/place", "media/frame")];
  assert.deepEqual(cyclesOf(folderArrows(round)), [["io", "media"]]);
  const files = ["core/io/place.ts", "core/media/frame.ts"];
  assert.deepEqual(cyclesOf(fileGraph(round)), [files]);
});

Deno.test("core/ has no files of its own but the plugin contract's public path and a README", () => {
  const files = [...Deno.readDirSync(new URL("core", ROOT))].filter(({ isFile }) => isFile);
  assert.deepEqual(files.map(({ name }) => name).sort(), ["README.md", "plugin.ts"]);
});

for (const block of BLOCKS) {
  Deno.test(`${block.document} shows the ${block.name} as they are`, async () => {
    const text = await Deno.readTextFile(new URL(block.document, ROOT));
    assert.equal(text, await withBlock(block), "run: deno run -A tests/architecture/draw.ts");
  });
}

Deno.test("sources, messages and documents use the field's terms", () => {
  const found = documents.flatMap(({ path, text }) =>
    TERMS.flatMap(({ former, term, except = [] }) =>
      except.some((one) => path.startsWith(one))
        ? []
        : [...text.matchAll(former)].map(([word]) => `${path}: "${word}", wanted ${term}`)
    )
  );
  assert.deepEqual(found, []);
});

Deno.test("every former term would be found", () => {
  for (const { former, example } of TERMS) assert.match(example, former);
});

Deno.test("no file is longer than 300 lines", () => {
  const long = sources.map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
    .filter(({ lines }) => lines > LONGEST);
  assert.deepEqual(long, []);
});

Deno.test("only core/cli prints", () => {
  const printing = sources.filter(({ path, text }) =>
    /^(core|plugins|ffi)\//.test(path) && path.endsWith(".ts") && !path.startsWith("core/cli/") &&
    !path.startsWith("ffi/native/") &&
    /^(?!\s*(\*|\/\/)).*(console\.(log|warn|error|info|debug)\(|Deno\.std(out|err)\.write)/m.test(
      text,
    )
  ).map(({ path }) => path);
  assert.deepEqual(printing, []);
});

Deno.test("no unfinished work is marked in the sources", () => {
  const marks = new RegExp(
    `\\b(${["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"].join("|")})\\b`,
  );
  assert.deepEqual(sources.filter(({ text }) => marks.test(text)).map(({ path }) => path), []);
});

/** Reads the time or waits for it; not what stands in a comment. */
const OWN_TIME =
  /^(?!\s*(?:\*|\/\*|\/\/)).*(?:\bset(?:Timeout|Interval)\b|\b(?:performance|Date)\.now\b|\bAbortSignal\.timeout\b|"node:timers)/m;

/** Files and folders that need not ask `Clock`, with the reason. */
const OWN_TIME_ALLOWED: Readonly<Record<string, string>> = {
  "core/base/clock.ts": "it is the system's clock",
  "core/sandbox/inside/": "runs in the plugin's own thread, which no Clock reaches",
  "core/io/preview/client.ts": "runs in the browser",
};

Deno.test("core/ and ffi/ take their time from Clock, and no exception is left over", () => {
  const users = sources.filter(({ path, text }) =>
    /^(core|ffi)\/.*\.ts$/.test(path) && OWN_TIME.test(text)
  ).map(({ path }) => path);
  const allowed = Object.keys(OWN_TIME_ALLOWED);
  assert.deepEqual(users.filter((path) => !allowed.some((one) => path.startsWith(one))), []);
  assert.deepEqual(allowed.filter((one) => !users.some((path) => path.startsWith(one))), []);
});

/** They look at the path of an address, not at a file. */
const PATHS_OF_ADDRESSES = [
  "core/bundle/remote.ts",
  "core/io/preview/access.ts",
  "tests/architecture_test.ts",
  "tests/bench/peers/chromium.ts",
  "tests/core/bundle/jsr_test.ts",
  "tests/core/io/preview/preview_test.ts",
  "tests/fuzz/parsers/preview.ts",
];

Deno.test("no path of a file is taken from a URL's pathname, which encodes spaces, umlauts, # and ?", () => {
  const users = sources.filter(({ path, text }) =>
    path.endsWith(".ts") && /\.pathname\b/.test(text)
  )
    .map(({ path }) => path);
  assert.deepEqual(users.sort(), PATHS_OF_ADDRESSES, "use fileURLToPath() of node:url");
});

Deno.test("no address of a file is put together from a path, whose #, ? and % mean something else there", () => {
  const users = sources.filter(({ path, text }) =>
    path.endsWith(".ts") && /file:\/\/\/?\$\{|["'`]file:\/\/\/?["'`] ?\+/.test(text)
  ).map(({ path }) => path);
  assert.deepEqual(users, [], "use pathToFileURL() of node:url");
});
