/** Nothing half done stands under its own name, whenever a program ends. */
import assert from "node:assert/strict";
import { writeWhole } from "../../core/io/file_output.ts";
import { missing } from "../tools.ts";
import { scrim, withFolder } from "./scrim.ts";
import { until } from "../wait.ts";

const names = (folder: string): string[] => [...Deno.readDirSync(folder)].map(({ name }) => name);

for (const name of ["out.y4m", "out.png", "out.mkv"]) {
  Deno.test({
    name: `a Scrim that is killed while it writes ${name} leaves the older file alone`,
    ignore: name === "out.mkv" && missing("ffmpeg"),
    fn: () =>
      withFolder(async (folder) => {
        await Deno.writeTextFile(`${folder}/${name}`, "the older one");
        const child = scrim(
          // Without --frames the demo figure moves for ever.
          ["--input", "demo", "--size", "320x180", "--output", `${folder}/${name}`],
          { stdout: "null", stderr: "null" },
        ).spawn();
        const partial = (): string | undefined => names(folder).find((entry) => entry !== name);
        const begun = (): boolean => {
          const path = partial();
          // A PNG is encoded at the end: until then its file is empty.
          return path !== undefined &&
            (name === "out.png" || Deno.statSync(`${folder}/${path}`).size > 100_000);
        };
        await until("a partial file", begun);
        child.kill("SIGKILL");
        await child.status;
        assert.match(partial() ?? "", new RegExp(`^\\.[0-9a-f]{8}\\.${name.replace(".", "\\.")}$`));
        assert.equal(Deno.readTextFileSync(`${folder}/${name}`), "the older one");
        assert.equal(names(folder).length, 2);
      }),
  });
}

Deno.test("writeWhole shows readers the old file or the new one, with its permissions", () =>
  withFolder(async (folder) => {
    const path = `${folder}/unit`;
    const texts = ["a", "b"].map((letter) => letter.repeat(200_000));
    await Deno.writeTextFile(path, texts[0], { mode: 0o600 });
    let done = false;
    const seen = new Set<string>();
    const reading = (async () => {
      while (!done) {
        const text = await Deno.readTextFile(path);
        assert.ok(texts.includes(text), `${text.length} characters`);
        seen.add(text[0]);
      }
    })();
    await until("both to be seen", async () => {
      for (let i = 0; i < 100; i++) await writeWhole(path, texts[i & 1], 0o644);
      return seen.size === 2;
    });
    done = true;
    await reading;
    assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o644);
    assert.deepEqual(names(folder), ["unit"]);
  }));

Deno.test("writeWhole that fails leaves what was there, and nothing else", () =>
  withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/unit`); // no file gets the name of a folder
    await assert.rejects(writeWhole(`${folder}/unit`, "new", 0o644));
    assert.deepEqual(names(folder), ["unit"]);
    await assert.rejects(writeWhole(`${folder}/no/unit`, "new", 0o644), /no such folder/);
    assert.deepEqual(names(folder), ["unit"]);
  }));

Deno.test("scrim new that is killed leaves no folder of that name, or a whole one", () =>
  withFolder(async (folder) => {
    // Stops in the middle, whatever the machine's speed: the third file is never written.
    const program = `
      import { newPlugin } from ${
      JSON.stringify(new URL("../../core/cli/new/new.ts", import.meta.url).href)
    };
      const { writeTextFile } = Deno;
      let files = 0;
      Deno.writeTextFile = (...args) =>
        ++files < 3 ? writeTextFile(...args) : Deno.kill(Deno.pid, "SIGKILL");
      const from = "file:///scrim/mod.ts";
      await newPlugin({ name: "mine", dir: ${
      JSON.stringify(`${folder}/mine`)
    }, from, version: "1.0.0", builtIn: [] }, { out() {} });`;
    const path = `${folder}/program.ts`;
    await Deno.writeTextFile(path, program);
    const { signal } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", path],
    }).output();
    assert.equal(signal, "SIGKILL");
    const left = names(folder).filter((name) => name !== "program.ts");
    assert.equal(left.length, 1);
    assert.match(left[0], /^\.[0-9a-f]{8}\.mine$/);
    assert.equal(names(`${folder}/${left[0]}`).length, 2, "it was in the middle");
  }));
