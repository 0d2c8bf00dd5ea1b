import assert from "node:assert/strict";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { newPlugin } from "../../core/cli/new/new.ts";
import { missing } from "../tools.ts";
import { decode, runScrim, withFolder } from "./scrim.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");

const FILES = [".gitignore", "README.md", "deno.json", "mod.ts", "mod_test.ts"];
/** The same of a package that was made with a clone. */
const OF_A_CLONE = [...FILES, "deno.local.json"].sort();
const VERSION: string = JSON.parse(
  Deno.readTextFileSync(new URL("../../deno.json", import.meta.url)),
).version;

const namesIn = (folder: string): string[] =>
  [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** Deno in a folder, with its output. */
async function deno(folder: string, ...args: string[]): Promise<{ code: number; said: string }> {
  const env = { NO_COLOR: "1" };
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    ...{ args, env, cwd: folder, stdin: "null", stdout: "piped", stderr: "piped" },
  }).output();
  return { code, said: [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("") };
}

Deno.test("scrim new writes a package that is tidy, type-safe, tested and publishable", async () => {
  await withFolder(async (folder) => {
    const { code, out, err } = await runScrim(["new", "my-filter"], { cwd: folder });
    assert.equal(code, 0, err);
    const made = `${folder}/my-filter`;
    assert.deepEqual(namesIn(made), OF_A_CLONE);
    assert.match(out, /^Made my-filter with deno\.json/);
    assert.match(out, /\(cd my-filter && deno test -A --config deno\.local\.json\)/);
    for (const args of [["fmt", "--check"], ["lint"], ["check", "."], ["test", "-A"]]) {
      const config = ["check", "test"].includes(args[0]) ? ["--config", "deno.local.json"] : [];
      const { code, said } = await deno(made, args[0], ...config, ...args.slice(1));
      assert.equal(code, 0, `deno ${args.join(" ")}: ${said}`);
      if (args[0] === "test") assert.match(said, /ok \| 1\d passed \| 0 failed/);
    }
    const local = ["--config", "deno.local.json"];
    const dry = await deno(made, "publish", "--dry-run", "--allow-dirty", ...local);
    assert.equal(dry.code, 0, dry.said);
    assert.match(dry.said, /@you\/scrim-my-filter@0\.1\.0/);
    const sent = [...dry.said.matchAll(/\/my-filter\/(\S+) \([\d.]+[KMG]?B\)/g)].map(([, name]) =>
      name
    );
    assert.ok(sent.includes("mod.ts"), dry.said);
    for (const name of sent) assert.doesNotMatch(name, /lock|_test|gitignore/, dry.said);
    // This dry run was told of it; `deno publish` by itself leaves it out.
    const { exclude } = JSON.parse(Deno.readTextFileSync(`${made}/deno.json`)).publish;
    assert.ok(exclude.includes("deno.local.json") && exclude.includes("deno.lock"));
    for (const name of ["README.md", "mod.ts", "deno.json"]) {
      const text = Deno.readTextFileSync(`${made}/${name}`);
      assert.ok(
        !text.includes(ROOT) && !text.includes("../"),
        `${name} names a place on this machine`,
      );
    }
  });
});

Deno.test({
  name: "scrim runs the plugin that scrim new wrote",
  ignore: missing("ffmpeg", "ffprobe"),
  fn: () =>
    withFolder(async (folder) => {
      const made = await runScrim(["new", "my-filter", "--dir", `${folder}/here`]);
      assert.equal(made.code, 0, made.err);
      const shot = async (name: string, strength: number): Promise<Uint8Array> => {
        const { code, err } = await runScrim([
          ...["--plugins", "./here/mod.ts", "--set", `my-filter.strength=${strength}`],
          ...["--input", "demo", "--size", "320x180", "--frames", "3", "--output", name],
        ], { cwd: folder });
        assert.equal(code, 0, err);
        return (await decode(`${folder}/${name}`)).rgb;
      };
      const [plain, dark] = [await shot("plain.png", 0), await shot("dark.png", 80)];
      const green = (rgb: Uint8Array, x: number, y: number): number => rgb[(y * 320 + x) * 3 + 1];
      assert.ok(green(dark, 10, 10) < green(plain, 10, 10) / 2, "the corner is dark");
      assert.ok(Math.abs(green(dark, 165, 70) - green(plain, 165, 70)) < 8, "the face is not");
    }),
});

Deno.test("newPlugin of a published Scrim refers to that version on JSR, and to no path", async () => {
  await withFolder(async (folder) => {
    const lines: string[] = [];
    const from = "https://jsr.io/@scrim/scrim/1.2.3/mod.ts";
    const dir = `${folder}/it's new`;
    const terminal = { out: (line: string): void => void lines.push(line) };
    await newPlugin({ name: "it", dir, from, version: "1.2.3", builtIn: [] }, terminal);
    const manifest = JSON.parse(Deno.readTextFileSync(`${dir}/deno.json`));
    assert.deepEqual(manifest.imports, { "@scrim/scrim": "jsr:@scrim/scrim@^1.2.3" });
    assert.equal(manifest.links, undefined);
    const text = FILES.map((name) => Deno.readTextFileSync(`${dir}/${name}`)).join("");
    assert.ok(
      !text.includes("file:") && !text.includes(fileURLToPath(new URL("../..", import.meta.url))),
    );
    assert.ok(!text.includes("links"));
    assert.ok(lines.join("\n").includes(`deno run -A jsr:@scrim/scrim@^1.2.3 --plugins `));
    assert.ok(lines.join("\n").includes(`it'\\''s new'`), "a shell takes the path as one word");
  });
});

Deno.test("newPlugin in a clone links to that clone", async () => {
  await withFolder(async (folder) => {
    const from = new URL("../../mod.ts", import.meta.url).href;
    const dir = `${folder}/plug`;
    await newPlugin({ name: "plug", dir, from, version: VERSION, builtIn: [] }, { out: () => {} });
    assert.equal(JSON.parse(Deno.readTextFileSync(`${dir}/deno.json`)).links, undefined);
    const manifest = JSON.parse(Deno.readTextFileSync(`${dir}/deno.local.json`));
    const linked = Deno.realPathSync(resolve(dir, manifest.links[0]));
    assert.equal(linked, Deno.realPathSync(new URL("../..", import.meta.url)));
    assert.deepEqual(manifest.imports, { "@scrim/scrim": `jsr:@scrim/scrim@^${VERSION}` });
  });
});

for (const name of ["My-Filter", "1st", "a_b", "a--b", "-a", "a-", "../up", "", "a".repeat(33)]) {
  Deno.test(`scrim new refuses the name ${JSON.stringify(name)}`, async () => {
    await withFolder(async (folder) => {
      const { code, err } = await runScrim(["new", name], { cwd: folder });
      assert.equal(code, 2, err);
      assert.match(err, /^error: Cannot (make plugin|make a plugin|use)/);
      assert.deepEqual(namesIn(folder), []);
    });
  });
}

Deno.test("scrim new leaves alone what exists", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/mine`);
    await Deno.writeTextFile(`${folder}/mine/mod.ts`, "precious");
    await Deno.writeTextFile(`${folder}/file`, "precious");
    for (const args of [["new", "mine"], ["new", "other", "--dir", "mine"], ["new", "file"]]) {
      const { code, err } = await runScrim(args, { cwd: folder });
      assert.equal(code, 2);
      assert.match(err, /^error: Cannot make folder ".*": it exists; give another name/);
    }
    assert.deepEqual(namesIn(folder), ["file", "mine"]);
    assert.deepEqual(namesIn(`${folder}/mine`), ["mod.ts"]);
    assert.equal(Deno.readTextFileSync(`${folder}/mine/mod.ts`), "precious");
  });
});

Deno.test("scrim new says which folder is missing", async () => {
  await withFolder(async (folder) => {
    const { code, err } = await runScrim(["new", "plug", "--dir", "no/plug"], { cwd: folder });
    assert.equal(code, 2);
    assert.match(err, /Cannot make folder ".*\/no\/plug": there is no folder ".*\/no"/);
    assert.deepEqual(namesIn(folder), []);
  });
});

Deno.test("newPlugin leaves nothing half written", async () => {
  await withFolder(async (folder) => {
    const { writeTextFile } = Deno;
    Deno.writeTextFile = (path, ...rest) =>
      String(path).endsWith("mod_test.ts")
        ? Promise.reject(new Error("No space left on device (os error 28)"))
        : writeTextFile(path, ...rest);
    const wanted = {
      name: "plug",
      dir: `${folder}/plug`,
      from: import.meta.url,
      version: VERSION,
      builtIn: [],
    };
    try {
      await assert.rejects(newPlugin(wanted, { out: () => {} }), {
        code: "USAGE",
        message: `Cannot write into "${folder}/plug": No space left on device (os error 28)`,
      });
    } finally {
      Deno.writeTextFile = writeTextFile;
    }
    assert.deepEqual(namesIn(folder), []);
  });
});
