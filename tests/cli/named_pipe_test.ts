/** Named pipes whose other end nobody opens: the program says what it waits for, and a signal ends the wait. */
import assert from "node:assert/strict";
import { missing } from "../tools.ts";
import { Said } from "./said.ts";
import { runScrim, scrim, withFolder } from "./scrim.ts";

const DEMO = ["--input", "demo", "--size", "160x90"];
const RAW = ["--input-format", "i420", "--size", "160x90"];

interface Wait {
  readonly what: string;
  readonly args: (pipe: string) => readonly string[];
  readonly says: RegExp;
  /** The pipe's ending. */
  readonly ending?: string;
}

const WAITS: readonly Wait[] = [
  ...["y4m", "mkv", "png"].map((ending) => ({
    what: `a .${ending} output`,
    args: (pipe: string) => [...DEMO, "--output", pipe],
    says: /is a named pipe: waiting for what reads it/,
    ending: `.${ending}`,
  })),
  {
    what: "an input",
    args: (pipe) => ["--input", pipe, "--output", "none"],
    says: /is a named pipe: waiting for what writes into it/,
  },
  {
    what: "an input of bare pictures",
    args: (pipe) => ["--input", pipe, ...RAW, "--output", "none"],
    says: /is a named pipe: waiting for what writes into it/,
  },
  {
    what: "a plugin's picture",
    args: (
      pipe,
    ) => [...DEMO, "--plugins", "replace", "--set", `replace.image=${pipe}`, "--output", "none"],
    says: /Waiting for ".*pipe"/,
  },
];

for (const { what, args, says, ending = "" } of WAITS) {
  Deno.test({
    name: `scrim says that it waits for the other end of ${what}, and stops at once`,
    ignore: ending === ".mkv" && missing("ffmpeg"),
    fn: () =>
      withFolder(async (folder) => {
        const pipe = `${folder}/pipe${ending}`;
        await new Deno.Command("mkfifo", { args: [pipe] }).output();
        const child = scrim(args(pipe), { stdout: "null" }).spawn();
        const said = new Said(child.stderr);
        await said.until(says);
        child.kill("SIGINT");
        const text = await said.all();
        assert.equal((await child.status).code, 0, text); // 1: it had to be ended after five seconds
        assert.doesNotMatch(text, /error|not everything ended/);
        assert.ok(Deno.statSync(pipe).isFifo);
      }),
  });
}

for (
  const [what, flags, bytes] of [
    ["nothing", [], ""],
    ["half a Y4M header", [], "YUV4MPEG2 W16"],
    ["half a picture", RAW, "0123456789"],
  ] as const
) {
  Deno.test(`scrim stops at once while a pipe has given it ${what}`, async () => {
    const child = scrim(["--input", "-", ...flags, "--output", "none"], {
      stdin: "piped",
      stdout: "null",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(bytes));
    const said = new Said(child.stderr);
    await said.until(/Waiting for (the first|more) bytes from "standard input"/);
    child.kill("SIGINT");
    const text = await said.all();
    assert.equal((await child.status).code, 0, text);
    assert.doesNotMatch(text, /error|not everything ended/);
    await writer.abort().catch(() => {}); // it reads no more
  });
}

Deno.test("scrim writes Y4M into a named pipe that is read, to its end", async () => {
  await withFolder(async (folder) => {
    const pipe = `${folder}/pipe.y4m`;
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    const running = runScrim([...DEMO, "--frames", "3", "--output", pipe]);
    const bytes = await Deno.readFile(pipe);
    const { code, err } = await running;
    assert.equal(code, 0, err);
    assert.equal(new TextDecoder("latin1").decode(bytes).split("FRAME\n").length - 1, 3);
  });
});
