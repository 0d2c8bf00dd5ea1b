/** The documented `deno compile`: it includes everything that Scrim starts or opens by an address. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { dirname, join, relative } from "node:path";
import { documentedCommands } from "../documents/commands.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

function included(): readonly string[] {
  const command = documentedCommands().find(({ line }) => line.startsWith("deno compile "));
  assert.ok(command, "the documents say how to compile Scrim");
  return command.words.filter((_, i) => command.words[i - 1] === "--include");
}

function* sourcesBelow(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(join(ROOT, folder))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory && path !== "ffi/native") yield* sourcesBelow(path);
    else if (path.endsWith(".ts")) yield path;
  }
}

/** Modules of Scrim that are named by `new URL(…, import.meta.url)` or `import.meta.resolve(…)`. */
function addressed(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of ["mod.ts", ...sourcesBelow("core"), ...sourcesBelow("ffi")]) {
    const text = Deno.readTextFileSync(join(ROOT, path));
    for (
      const [, one, other] of text.matchAll(
        /new URL\("(\.[^"]*\.ts)", import\.meta\.url|import\.meta\.resolve\("(\.[^"]*\.ts)"/g,
      )
    ) {
      found.add(relative(ROOT, join(ROOT, dirname(path), one ?? other)));
    }
  }
  return found;
}

Deno.test("deno compile is told of every thread's program and of the native library", () => {
  const list = included();
  assert.ok(addressed().size >= 5, [...addressed()].join(" "));
  for (const path of addressed()) assert.ok(list.includes(path), `${path} is not included`);
  for (const path of list) assert.ok(Deno.statSync(join(ROOT, path)), path);
  assert.ok(list.includes("ffi/native/prebuilt"));
});
