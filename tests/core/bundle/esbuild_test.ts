import assert from "node:assert/strict";
import { withEsbuild } from "../../../core/bundle/esbuild.ts";
import { folderOf } from "./packages.ts";
import { hangGuard } from "../../wait.ts";

const BUNDLE = new URL("../../../core/bundle/bundle.ts", import.meta.url).href;

/** The esbuild processes that this one has started. */
async function children(): Promise<number> {
  const { stdout } = await new Deno.Command("ps", {
    args: ["-o", "args=", "--ppid", `${Deno.pid}`],
  })
    .output();
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line.includes("--service="))
    .length;
}

Deno.test("withEsbuild shares one child process and ends it with the last job", async () => {
  const { signal } = new AbortController();
  const gate = Promise.withResolvers<void>();
  const job = (wait: Promise<void>): Promise<string> =>
    withEsbuild(async (esbuild) => {
      const { code } = await esbuild.transform("let a: number = 1", { loader: "ts" });
      await wait;
      return code;
    }, signal);
  const slow = job(gate.promise);
  assert.equal(await job(Promise.resolve()), "let a = 1;\n");
  assert.equal(await children(), 1);
  gate.resolve();
  assert.equal(await slow, "let a = 1;\n");
  assert.equal(await children(), 0);
});

Deno.test("withEsbuild ends its child process and every job when one is aborted, and starts again", async () => {
  const reason = new Error("enough");
  const abort = new AbortController();
  const { signal } = new AbortController();
  const started = Promise.withResolvers<void>();
  const never = withEsbuild(async (esbuild) => {
    await esbuild.transform("1", {});
    started.resolve();
    return await new Promise<never>(() => {});
  }, signal);
  const other = withEsbuild(() => new Promise<never>(() => {}), abort.signal);
  await started.promise;
  abort.abort(reason);
  for (const job of [never, other]) {
    await assert.rejects(job, { message: "the bundler was stopped", cause: reason });
  }
  assert.equal(await children(), 0);
  const text = withEsbuild(async (esbuild) => (await esbuild.transform("2", {})).code, signal);
  assert.equal(await text, "2;\n");
});

interface Outcome {
  readonly code: number;
  readonly out: string;
}

async function program(permissions: readonly string[], code: string): Promise<Outcome> {
  await using folder = await folderOf({ "main.ts": code, "mod.ts": "export default 1;" });
  const { code: exit, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--no-lock", ...permissions, `${folder.path}/main.ts`],
    env: { NO_COLOR: "1" },
    signal: hangGuard(),
  }).output();
  const decoder = new TextDecoder();
  return { code: exit, out: decoder.decode(stdout) + decoder.decode(stderr) };
}

const PROGRAM = `
  import { bundlePlugin } from "${BUNDLE}";
  const base = new URL("./", import.meta.url).href;
  await bundlePlugin("./mod.ts", { base }).then(
    () => console.log("bundled"),
    (error) => console.log(error.code, error.message, error.hint),
  );`;

Deno.test("bundlePlugin does not keep a program alive", async () => {
  assert.deepEqual(await program(["-A"], PROGRAM), { code: 0, out: "bundled\n" });
});

Deno.test("bundlePlugin says which permission it lacks", async () => {
  const { code, out } = await program(["--allow-read", "--allow-env"], PROGRAM);
  assert.equal(code, 0, out);
  assert.match(
    out,
    /^PLUGIN Cannot start the bundler \(npm:esbuild@[\d.]+\): no permission to run programs run with -A or --allow-run/,
  );
});
