import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import tried from "./tried_builtins.json" with { type: "json" };
import { pluginCode, TestSandbox } from "./sandboxed.ts";

const PROGRAM = fileURLToPath(new URL("programs/try_builtins.ts", import.meta.url));

Deno.test("every built-in function that a plugin reaches was tried with huge lists", async () => {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", PROGRAM],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  const functions: string[] = JSON.parse(new TextDecoder().decode(stdout));
  assert.ok(functions.length > 700, `${functions.length} functions`);
  const untried = functions.filter((name) => !tried.includes(name));
  assert.deepEqual(untried, [], "try them: deno run -A tests/core/sandbox/try_builtins.ts");
});

Deno.test("what the sandbox offers beside the language takes no list of any length", async () => {
  // The functions of the language are tried above; these are the sandbox's own, and each takes a text, a number or bytes.
  await using sandbox = await TestSandbox.open(pluginCode(
    "narrow: () => ({ out })",
    `const language = new Set(Object.getOwnPropertyNames(globalThis)
       .filter((name) => /^[A-Z]|^(parse|is|encode|decode|(un)?escape)/.test(name)));
     const out = Object.getOwnPropertyNames(globalThis).filter((name) => !language.has(name)).sort().join(" ");`,
  ));
  const { narrowed } = await sandbox.handle.ask({});
  assert.equal(
    (narrowed as unknown as { readonly out: string }).out,
    "clearTimeout console eval globalThis performance queueMicrotask setTimeout undefined",
  );
});

Deno.test("sort() and toSorted() refuse what says it is huge, and sort everything else as ever", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(
    "narrow: () => ({ out })",
    `const out = {};
     const attempt = (name, work) => { try { out[name] = JSON.stringify(work()); } catch (e) { out[name] = e.name + ": " + e.message; } };
     attempt("like", () => Array.prototype.sort.call({ length: 2 ** 32 - 1 }));
     attempt("to", () => Array.prototype.toSorted.call({ length: 2 ** 32 - 1 }));
     attempt("sparse", () => { const list = []; list.length = 2 ** 32 - 1; return list.sort(); });
     attempt("liar", () => { let n = 0; return Array.prototype.sort.call({ 0: 2, 1: 1, get length() { return n++ ? 2 ** 32 - 1 : 2; }, set length(_) {} }); });
     attempt("numbers", () => [10, 9, 1].sort((a, b) => a - b));
     attempt("texts", () => [10, 9, 1].sort());
     attempt("holes", () => { const list = [3, , undefined, 1]; list.sort(); return [list.length, 3 in list, list]; });
     attempt("object", () => Array.prototype.sort.call({ 0: "b", 1: "a", length: 2 }));
     attempt("copy", () => { const list = [2, 1]; return [list.toSorted(), list]; });
     attempt("copied hole", () => [2, , 1].toSorted());
     attempt("same", () => { const list = [1]; return list.sort() === list; });
     attempt("no function", () => [1, 2].sort("x"));
     attempt("names", () => [[].sort.name, [].sort.length, [].toSorted.name]);`,
  ));
  const { narrowed } = await sandbox.handle.ask({});
  const { out } = narrowed as unknown as { readonly out: { readonly [name: string]: string } };
  const refused = "RangeError: Invalid array length: at most 67108864 here, in the sandbox";
  const { "no function": noFunction, ...rest } = out;
  assert.match(noFunction, /^TypeError: /);
  assert.deepEqual(rest, {
    ...{ like: refused, to: refused, sparse: refused },
    liar: '{"0":1,"1":2,"length":4294967295}',
    numbers: "[1,9,10]",
    texts: "[1,10,9]",
    holes: "[4,false,[1,3,null,null]]",
    object: '{"0":"a","1":"b","length":2}',
    copy: "[[1,2],[2,1]]",
    "copied hole": "[1,2,null]",
    same: "true",
    names: '["sort",1,"toSorted"]',
  });
});
