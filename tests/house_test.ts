/** The rules of the house: who may import whom, how long a file may be, who may print. */
import assert from "node:assert/strict";

const ROOT = new URL("../", import.meta.url);
const ROOMS = ["core", "plugins", "ffi", "examples", "tests"];
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

const sources: readonly Source[] = ["mod.ts", ...ROOMS.flatMap((room) => [...walk(room)])]
  .filter((path) => /\.(ts|js|c|h|sh)$/.test(path))
  .map((path) => ({ path, text: Deno.readTextFileSync(new URL(path, ROOT)) }));

/** Module specifiers of import and export statements and of `import()`. */
function importsOf({ path, text }: Source): readonly string[] {
  const found = [...text.matchAll(/^(?!\s*(?:\*|\/\/)).*?\b(?:from|import)\s*\(?\s*"([^"\n]+)"/gm)]
    .map((match) => match[1]);
  return found.map((specifier) =>
    specifier.startsWith(".")
      ? new URL(specifier, new URL(path, "file:///")).pathname.slice(1)
      : specifier
  );
}

function breaches(room: string, allowed: (target: string) => boolean): readonly string[] {
  return sources.filter(({ path }) => path.startsWith(`${room}/`) && path.endsWith(".ts"))
    .flatMap((source) =>
      importsOf(source).filter((target) => !allowed(target)).map((target) =>
        `${source.path} imports ${target}`
      )
    );
}

const outside = (target: string): boolean =>
  /^(npm|node|data):/.test(target) || target.startsWith("@");

Deno.test("core/ imports only core/ and packages", () => {
  const allowed = (target: string): boolean => target.startsWith("core/") || outside(target);
  // Tests of plugins need kernels, and only the composition root knows them: one module fetches them from there.
  const found = breaches("core", allowed);
  assert.deepEqual(found, ["core/testing/mod.ts imports mod.ts"]);
});

Deno.test("plugins/ import only core/plugin/contract.ts and each other", () => {
  const allowed = (target: string): boolean =>
    target === "core/plugin/contract.ts" || target.startsWith("plugins/");
  assert.deepEqual(breaches("plugins", allowed), []);
});

Deno.test("ffi/ imports only ffi/ and the borders of core/", () => {
  const borders = ["ports", "frame", "arena", "errors"].map((name) => `core/${name}.ts`);
  const allowed = (target: string): boolean =>
    target.startsWith("ffi/") || borders.includes(target) || outside(target);
  assert.deepEqual(breaches("ffi", allowed), []);
});

Deno.test("every import rule finds the files it is about", () => {
  for (const room of ["core", "plugins", "ffi"]) {
    assert.ok(sources.filter(({ path }) => path.startsWith(`${room}/`)).length > 2, room);
    assert.ok(breaches(room, () => false).length > 2, room);
  }
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
  // What follows is to be converted, too.
  "core/sandbox/link.ts": "the watchdog of walled plugins",
  "core/sandbox/stage.ts": "the watchdog of walled plugins",
  "core/sandbox/log_gate.ts": "how often a walled plugin may speak",
  "core/bundle/remote.ts": "the time limit of a download",
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
  "tests/bench/peers/chromium.ts",
  "tests/core/bundle/jsr_test.ts",
  "tests/core/io/preview/preview_test.ts",
  "tests/fuzz/parsers/preview.ts",
  "tests/house_test.ts",
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
