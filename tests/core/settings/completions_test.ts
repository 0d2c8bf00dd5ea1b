/** The completions, tried in the shells themselves. */
import assert from "node:assert/strict";
import { completionsFor, type Shell } from "../../../core/settings/completions.ts";
import { FLAG_NAMES, flagOf } from "../../../core/settings/flags.ts";
import { temporaryFolder } from "../../folders.ts";
import { missing } from "../../tools.ts";

const PLUGINS = ["blur", "mirror", "replace"];

async function run(program: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args: [...args] }).output();
  const decoder = new TextDecoder();
  assert.ok(success, decoder.decode(stderr));
  return decoder.decode(stdout);
}

/** What bash, or zsh by its bashcompinit, offers at the end of these words. */
async function offered(shell: "bash", words: readonly string[]): Promise<readonly string[]> {
  await using folder = await temporaryFolder();
  const script = `${folder.path}/completions`;
  await Deno.writeTextFile(script, completionsFor(shell, PLUGINS));
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const out = await run(shell, [
    "-c",
    `cd '${folder.path}'; source ./completions; COMP_WORDS=(${quoted}); COMP_CWORD=${
      words.length - 1
    }; _scrim; printf '%s\\n' "\${COMPREPLY[@]}"`,
  ]);
  return out.split("\n").filter((line) => line !== "");
}

Deno.test("bash completes flags, choices, plugins, files and words", async () => {
  assert.deepEqual(await offered("bash", ["scrim", "--mask-s"]), [
    "--mask-sync",
    "--mask-softness",
    "--mask-smoothing",
  ]);
  assert.deepEqual(await offered("bash", ["scrim", "--quality", ""]), ["fast", "balanced", "high"]);
  assert.deepEqual(await offered("bash", ["scrim", "--plugins", "b"]), ["blur"]);
  assert.deepEqual(await offered("bash", ["scrim", "--input", "comp"]), ["completions"]); // the file
  assert.deepEqual(await offered("bash", ["scrim", "doc"]), ["doctor"]);
  assert.deepEqual(await offered("bash", ["scrim", "service", "un"]), ["uninstall"]);
  assert.deepEqual(await offered("bash", ["scrim", "--plugins", "blur", "doc"]), []);
});

for (const shell of ["zsh", "fish"] as const satisfies readonly Shell[]) {
  Deno.test({
    name: `${shell} reads its completions`,
    ignore: missing(shell),
    fn: async () => {
      await using folder = await temporaryFolder();
      const script = `${folder.path}/completions`;
      await Deno.writeTextFile(script, completionsFor(shell, PLUGINS));
      if (shell === "zsh") {
        const loads =
          `autoload -U compinit && compinit -u -D && source '${script}' && whence _scrim`;
        assert.match(await run("zsh", ["-f", "-c", loads]), /_scrim/);
        return;
      }
      const asks = (line: string) =>
        run("fish", ["-N", "-c", `source '${script}'; complete -C '${line}'`]);
      assert.deepEqual(
        (await asks("scrim --qual")).split("\n").map((line) => line.split("\t")[0]).filter(Boolean),
        ["--quality"],
      );
      assert.match(await asks("scrim --quality "), /^balanced\t.*\nfast\t.*\nhigh\t/);
      assert.match(await asks("scrim doc"), /^doctor/);
    },
  });
}

Deno.test("every flag that takes a value is completed with a value, and no other one", () => {
  const bash = completionsFor("bash", PLUGINS);
  for (const name of FLAG_NAMES) {
    const { value, bare } = flagOf(name);
    assert.equal(
      bash.includes(`    --${name}) COMPREPLY`),
      value !== undefined && bare === undefined,
      name,
    );
  }
});
