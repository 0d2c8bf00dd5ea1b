/** Every command in every document is read by the program, and run where that is possible without a camera. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { readArgs } from "../../core/cli/args.ts";
import { ffmpeg } from "../ffmpeg.ts";
import { decode, runScrim, withFolder } from "../cli/scrim.ts";
import { missing } from "../tools.ts";
import { documentedCommands, DOCUMENTS, scrimArguments, wordsOf } from "./commands.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const commands = documentedCommands();
const own = commands.map((command) => ({ ...command, args: scrimArguments(command.words) }))
  .filter((command): command is typeof command & { args: readonly string[] } =>
    command.args !== null
  );

Deno.test("the commands are found", () => {
  assert.ok(own.length > 40, `${own.length} commands`);
  assert.deepEqual(wordsOf(`a "b c" d='e f' g#h # comment`), ["a", "b c", "d=e f", "g#h"]);
});

Deno.test("the flags table reads every command of every document", () => {
  for (const { document, line, args } of own) {
    assert.doesNotThrow(() => readArgs(args), `${document}: ${line}`);
  }
});

/** Programs that documents mention and that are not part of Scrim. */
const OTHERS = [
  ...["sudo", "apt-get", "rpicam-vid", "ffmpeg", "v4l2-ctl", "journalctl"],
  ...["awk", "grep", "while", "done", "PID=$!"], // the shell, in tests/soak/README.md
];

Deno.test("other commands of Deno name files, tasks and subcommands that exist", () => {
  const tasks = Object.keys(JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`)).tasks);
  const wrong = commands.filter(({ words }) => {
    const [program, ...rest] = words[0] === "npx" ? words.slice(1) : words;
    if (scrimArguments(words) !== null || OTHERS.includes(program)) return false;
    if (!/^deno(@|$)/.test(program)) return !exists(program);
    if (rest[0] === "task") return !tasks.includes(rest[1]);
    if (["lint", "fmt", "publish", "test", "compile", "check", "eval"].includes(rest[0])) {
      return false;
    }
    return !rest.some((word) =>
      word.endsWith(".ts") ? exists(word) : word.startsWith("jsr:@scrim/")
    );
  });
  assert.deepEqual(wrong.map(({ document, line }) => `${document}: ${line}`), []);
});

function exists(path: string): boolean {
  try {
    return Deno.statSync(ROOT + path).isFile;
  } catch {
    return false;
  }
}

/** Commands that cannot run here, and why. They are only read. */
const ONLY_READ: readonly (readonly [RegExp, string])[] = [
  [/jsr:|npm:/, "needs the network"],
  [/rtsp:/, "needs a network camera"],
  [/--input -(\s|$)/, "needs a program that writes pictures; tests/cli/video_test.ts pipes them"],
  [/--control|--list-controls/, "needs a camera's controls; tests/ffi has a fake camera"],
  [/service (install|uninstall|status)/, "changes the user's systemd; tests/cli/service_test.ts"],
  [/\.tflite/, "needs a model of the reader's own"],
  [/two_layers/, "downloads a model; tests/examples gives it a made one"],
  [/--plugins \.\/mod\.ts/, "is a command for a package of its own; tests/examples plays it"],
  [/doctor/, "its verdict belongs to the machine; tests/core/doctor"],
  [/^new /, "makes a package; tests/cli/new_test.ts runs what it makes"],
];

/** What is run in place of a documented command: no camera, no device, a few frames. */
function runnable(args: readonly string[], folder: string): readonly string[] {
  const changed: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const next = args[i + 1];
    if (args[i] === "--input" && next !== "demo" && !next.includes(".")) {
      i++; // a camera
    } else if (args[i] === "--output" && next.startsWith("/dev/")) i++;
    else changed.push(args[i]);
  }
  const { action } = readArgs(args);
  if (action !== "run" && action !== "explain") return args;
  const given = (flag: string): boolean => changed.includes(flag);
  return [
    ...changed,
    ...(given("--input") ? [] : ["--input", "demo"]),
    ...(given("--output") ? [] : ["--output", `${folder}/shown.png`]),
    ...(given("--frames") ? [] : ["--frames", "3"]),
    ...(given("--size") ? [] : ["--size", "320x180"]),
  ];
}

/** The files that documents speak of, and the plugin of the README. */
async function makeFiles(folder: string): Promise<void> {
  for (const part of ["core", "examples", "plugins"]) {
    await Deno.symlink(`${ROOT}${part}`, `${folder}/${part}`);
  }
  await ffmpeg(`-f lavfi -i testsrc2=size=640x360 -frames:v 1 ${folder}/beach.jpg`);
  for (const film of ["talk.mp4", "talk.mov"]) {
    await ffmpeg(
      `-f lavfi -i testsrc2=size=640x360:rate=30 -frames:v 3 -pix_fmt yuv420p ${folder}/${film}`,
    );
  }
  await Deno.writeTextFile(`${folder}/dim.ts`, readmePlugin("jsr:@scrim/scrim@^0.1.0/plugin"));
}

function readmePlugin(contract: string): string {
  const code = /```ts\n\/\/ dim\.ts\n([\s\S]*?)```/.exec(Deno.readTextFileSync(`${ROOT}README.md`));
  assert.ok(code, "the README shows a plugin");
  return code[1].replace('"./core/plugin.ts"', `"${contract}"`);
}

const unique = new Map(own.map(({ args, document }) => [args.join(" "), { args, document }]));
for (const [line, { args, document }] of unique) {
  const why = ONLY_READ.find(([pattern]) => pattern.test(line))?.[1];
  if (why !== undefined) continue;
  Deno.test({
    name: `${document}: ${line}`,
    ignore: missing("ffmpeg"),
    fn: () =>
      withFolder(async (folder) => {
        await makeFiles(folder);
        const { code, err } = await runScrim(runnable(args, folder), { cwd: folder });
        assert.equal(code, 0, err);
      }),
  });
}

Deno.test("what is only read is there", () => {
  const idle = ONLY_READ.filter(([pattern]) =>
    ![...unique.keys()].some((line) => pattern.test(line))
  );
  assert.deepEqual(idle, []);
});

Deno.test({
  name: "the README's plugin darkens the background and leaves the person alone",
  ignore: missing("ffmpeg", "ffprobe"),
  fn: () =>
    withFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/dim.ts`, readmePlugin("jsr:@scrim/scrim@^0.1.0/plugin"));
      const shot = async (name: string, flags: readonly string[]) => {
        const output = `${folder}/${name}.png`;
        const fixed = ["--input", "demo", "--size", "320x180", "--frames", "2", "--output", output];
        const { code, err } = await runScrim([...fixed, ...flags]);
        assert.equal(code, 0, err);
        return (await decode(output)).rgb;
      };
      const plain = await shot("plain", []);
      const dimmed = await shot("dim", ["--plugins", `${folder}/dim.ts`]);
      const green = (rgb: Uint8Array, x: number, y: number): number => rgb[(y * 320 + x) * 3 + 1];
      assert.ok(green(dimmed, 10, 10) < green(plain, 10, 10) / 2, "the corner is dark");
      assert.equal(green(dimmed, 165, 70), green(plain, 165, 70), "the face is as it was");
    }),
});

Deno.test("the README is at most 120 lines long and begins with the main command", () => {
  const lines = Deno.readTextFileSync(`${ROOT}README.md`).split("\n");
  assert.ok(lines.length <= 121, `${lines.length} lines`);
  assert.ok(
    lines.slice(0, 20).some((line) => /deno run -A mod\.ts --plugins blur,replace$/.test(line)),
  );
});

Deno.test("links in documents lead to files and headings that exist", () => {
  const broken = DOCUMENTS.flatMap((document) => {
    const text = Deno.readTextFileSync(ROOT + document).replaceAll(/```[\s\S]*?```/g, "");
    return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link)
      .filter((link) => !/^[a-z]+:/.test(link) && !leads(document, link))
      .map((link) => `${document}: ${link}`);
  });
  assert.deepEqual(broken, []);
});

function leads(document: string, link: string): boolean {
  const [path, heading] = link.split("#");
  const target = path === ""
    ? ROOT + document
    : fileURLToPath(new URL(path, new URL(document, new URL("../../", import.meta.url))));
  try {
    const info = Deno.statSync(target);
    if (heading === undefined) return true;
    const text = info.isDirectory ? "" : Deno.readTextFileSync(target);
    return [...text.matchAll(/^#+ (.+)$/gm)].some(([, title]) =>
      title.toLowerCase().replaceAll(/[^a-z0-9 -]/g, "").replaceAll(" ", "-") === heading
    );
  } catch {
    return false;
  }
}
