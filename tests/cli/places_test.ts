/** Inputs and outputs by all the ways in which people write them. */
import assert from "node:assert/strict";
import { missing } from "../tools.ts";
import { pathToFileURL } from "node:url";
import { runScrim, withFolder } from "./scrim.ts";

const DEMO = ["--input", "demo", "--size", "64x48", "--frames", "3"];
const scrim = async (args: readonly string[], options?: Deno.CommandOptions) => {
  const outcome = await runScrim(args, options);
  assert.equal(outcome.code, 0, `${args.join(" ")}\n${outcome.err}`);
  return outcome;
};

Deno.test("files under /dev, special files, ~ and file:// are what they are", () =>
  withFolder(async (folder) => {
    const shared = `/dev/shm/scrim-${crypto.randomUUID()}.y4m`;
    try {
      await scrim([...DEMO, "--output", shared]);
      const film = await Deno.readFile(shared);
      await scrim([...DEMO, "--output", "/dev/null"]);
      await scrim(["--input", shared, "--output", pathToFileURL(`${folder}/a b.y4m`).href]);
      assert.deepEqual(await Deno.readFile(`${folder}/a b.y4m`), film);
      const env = { HOME: folder, NO_COLOR: "1" };
      await scrim(["--input", "~/a b.y4m", "--output", "~/c.y4m"], { env });
      assert.deepEqual(await Deno.readFile(`${folder}/c.y4m`), film);
      // As a shell has <(…): a pipe with a path under /dev.
      const command = new Deno.Command("bash", {
        args: [
          "-c",
          `exec "$0" run -A --quiet "$1" --input <(cat "$2") --output "$3"`,
          Deno.execPath(),
          new URL("../../mod.ts", import.meta.url).href,
          shared,
          `${folder}/d.y4m`,
        ],
      });
      const { success, stderr } = await command.output();
      assert.ok(success, new TextDecoder().decode(stderr));
      assert.deepEqual(await Deno.readFile(`${folder}/d.y4m`), film);
      const stdin = await new Deno.Command("bash", {
        args: [
          "-c",
          `cat "$2" | "$0" run -A --quiet "$1" --input /dev/stdin --output "$3"`,
          Deno.execPath(),
          new URL("../../mod.ts", import.meta.url).href,
          shared,
          `${folder}/e.y4m`,
        ],
      }).output();
      assert.ok(stdin.success, new TextDecoder().decode(stdin.stderr));
      assert.deepEqual(await Deno.readFile(`${folder}/e.y4m`), film);
    } finally {
      await Deno.remove(shared).catch(() => {});
    }
  }));

Deno.test({
  name: "a film on a descriptor of Scrim's is read like the file, by every path of the descriptor",
  ignore: missing("ffmpeg"),
  fn: () =>
    withFolder(async (folder) => {
      const film = `${folder}/film.mp4`; // its index stands at the end, so it can only be read as a file
      const made = await new Deno.Command("ffmpeg", {
        args: "-v error -f lavfi -i testsrc=s=640x480:r=10 -frames:v 12 -c:v mpeg4 -b:v 20M"
          .split(" ").concat(film),
      }).output();
      assert.ok(made.success, new TextDecoder().decode(made.stderr));
      const mod = new URL("../../mod.ts", import.meta.url).href;
      const script = `exec 7<"$2"; exec "$0" run -A --quiet "$1" --input "$3" --output "$4" <"$2"`;
      for (const path of ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0", "/dev/fd/7"]) {
        const { success, stderr } = await new Deno.Command("bash", {
          args: ["-c", script, Deno.execPath(), mod, film, path, `${folder}/out.y4m`],
        }).output();
        assert.ok(success, `${path}: ${new TextDecoder().decode(stderr)}`);
        const written = await Deno.readFile(`${folder}/out.y4m`);
        const header = written.indexOf(10) + 1;
        const frame = "FRAME\n".length + 640 * 480 * 3 / 2;
        assert.equal((written.length - header) / frame, 12, `${path}: frames`);
        await Deno.remove(`${folder}/out.y4m`);
      }
    }),
});

Deno.test("descriptors that a shell has opened as files are written to, and keep what stands there", () =>
  withFolder(async (folder) => {
    const mod = new URL("../../mod.ts", import.meta.url).href;
    const whole = `${folder}/whole.y4m`;
    await scrim([...DEMO, "--output", whole]);
    const film = await Deno.readFile(whole);
    const script = `{ echo before; "$0" run -A --quiet "$1" "\${@:4}" --output "$3"; } >"$2"`;
    for (const path of ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "-"]) {
      const file = `${folder}/out`;
      const { success, stderr } = await new Deno.Command("bash", {
        args: ["-c", script, Deno.execPath(), mod, file, path, ...DEMO],
      }).output();
      assert.ok(success, `${path}: ${new TextDecoder().decode(stderr)}`);
      const written = await Deno.readFile(file);
      assert.deepEqual(written.subarray(0, 7), new TextEncoder().encode("before\n"), path);
      assert.deepEqual(written.subarray(7), film, path);
    }
  }));

Deno.test("options that are files take ~ and file://, too", () =>
  withFolder(async (folder) => {
    await scrim([...DEMO, "--frames=1", "--output", `${folder}/back.png`].filter((arg, i, all) =>
      !(arg === "--frames" || all[i - 1] === "--frames")
    ));
    const env = { HOME: folder, NO_COLOR: "1" };
    for (const path of ["~/back.png", pathToFileURL(`${folder}/back.png`).href]) {
      const set = ["--plugins", "replace", "--set", `replace.image=${path}`];
      await scrim([...DEMO, ...set, "--output", "none"], { env });
    }
  }));

Deno.test("a service keeps names of devices, and makes paths of files whole", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/Scrim`, "a file");
    const printed = async (...args: string[]): Promise<string> =>
      (await scrim(["service", "print", "--plugins", "blur", ...args], { cwd: folder })).out;
    const named = await printed("--input", "Integrated Camera", "--output", "camera:Scrim");
    assert.match(named, /--input=Integrated Camera/);
    assert.match(named, /--output=camera:Scrim/);
    for (
      const name of ["USB2.0 HD UVC WebCam: USB2.0 HD", "Kamera v1.20", "UVC Camera (046d:0825)"]
    ) {
      const dotted = await printed("--input", name, "--output", name);
      assert.ok(dotted.includes(`"--input=${name}" "--output=${name}"`), dotted);
    }
    const paths = await printed("--input", "film.mkv", "--output", "out.mkv");
    assert.ok(paths.includes(`--input=${await Deno.realPath(folder)}/film.mkv`), paths);
    assert.ok(paths.includes(`--output=${await Deno.realPath(folder)}/out.mkv`), paths);
    const existing = await printed("--input", "Scrim", "--output", "/dev/video10");
    assert.ok(existing.includes(`--input=${await Deno.realPath(folder)}/Scrim`), existing);
    assert.match(existing, /--output=\/dev\/video10/);
    const home = await printed("--input", "file:///a%20b.mp4", "--output", "/dev/null");
    assert.match(home, /--input=\/a b\.mp4/);
  }));
