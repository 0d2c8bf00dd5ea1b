import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { nightly, type Part, PARTS } from "./nightly.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

async function withRecord(test: (record: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(`${folder}/cache/nightly.json`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A part that adds its name to a file and ends with a code. */
function part(name: string, { into, code = 0, times }: {
  into: string;
  code?: number;
  times?: number;
}): Part {
  const script = `Deno.writeTextFileSync(${JSON.stringify(into)}, "${name} ", { append: true });
    Deno.exit(${code});`;
  return { name, what: "a test", args: ["eval", script], times };
}

Deno.test("nightly runs every part, however others end, and records only what passed", () =>
  withRecord(async (record) => {
    const into = `${record.replace("cache/nightly.json", "ran")}`;
    const all = [
      part("a", { into, times: 3 }),
      part("b", { into, code: 1, times: 2 }),
      part("c", { into }),
    ];
    assert.equal(await nightly([], { all, record }), 1);
    // Of a part that fails nothing is repeated.
    assert.equal(await Deno.readTextFile(into), "a a a b c ");
    const passes = JSON.parse(await Deno.readTextFile(record));
    assert.deepEqual(Object.keys(passes), ["a", "c"]);
    await Deno.writeTextFile(record, JSON.stringify({ a: "long ago", c: "long ago" }));
    assert.equal(await nightly(["--only", "c,a"], { all, record }), 0);
    const later = JSON.parse(await Deno.readTextFile(record));
    for (const name of ["a", "c"]) assert.match(later[name], /^\d{4}-\d\d-/, "written again");
    assert.equal(await Deno.readTextFile(into), "a a a b c c a a a ");
    assert.equal(await nightly(["--list"], { all, record }), 0);
    assert.equal(await Deno.readTextFile(into), "a a a b c c a a a ", "a list runs nothing");
  }));

Deno.test("nightly refuses parts and flags that there are not", () =>
  withRecord(async (record) => {
    assert.equal(await nightly(["--only", "fuz"], { record }), 2);
    assert.equal(await nightly(["--what"], { record }), 2);
  }));

Deno.test("every part of nightly names files that there are", async () => {
  const files = PARTS.flatMap(({ args }) => args.filter((arg) => arg.startsWith("tests/")));
  assert.ok(files.length >= PARTS.length, "each part runs a file");
  for (const file of files) assert.ok(await Deno.stat(ROOT + file), file);
});
