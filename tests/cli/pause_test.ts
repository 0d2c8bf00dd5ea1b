import assert from "node:assert/strict";
import { settle } from "../fake_clock.ts";
import { scrim, withFolder } from "./scrim.ts";

/** Luma of the pixel at the middle of the left edge of each frame of a Y4M file of 160x90, 4:2:0. */
async function lumaOf(path: string): Promise<readonly number[]> {
  const bytes = await Deno.readFile(path);
  const header = bytes.indexOf(10) + 1;
  const frame = "FRAME\n".length + 160 * 90 * 1.5;
  const at = "FRAME\n".length + 45 * 160;
  const count = Math.floor((bytes.length - header) / frame);
  return Array.from({ length: count }, (_, n) => bytes[header + n * frame + at]);
}

/** The file on its way has another name. */
function sizeOf(folder: string): number {
  const entry = [...Deno.readDirSync(folder)].find(({ name }) => name.endsWith("film.y4m"));
  return Deno.statSync(`${folder}/${entry?.name}`).size;
}

Deno.test("SIGUSR1 pauses, and resumes; nothing of the room is written in between", async () => {
  await withFolder(async (folder) => {
    const film = `${folder}/film.y4m`;
    const plugin = `${folder}/flat.ts`;
    await Deno.writeTextFile(
      plugin,
      `import { definePlugin } from "jsr:@scrim/scrim/plugin";
       export default definePlugin({
         apiVersion: 1, name: "flat", summary: "One grey", access: "in-place", hidesBackground: true,
         process({ frame }) { frame.y.data.fill(200); },
       });`,
    );
    const args = ["--input", "demo", "--size", "160x90", "--output", film, "--verbose"];
    const child = scrim([...args, "--plugins", plugin, "--trust", plugin, "--stats=json"]).spawn();
    const said = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const until = async (wanted: RegExp): Promise<void> => {
      while (!wanted.test(text)) {
        const { value, done } = await said.read();
        assert.ok(!done, `ended, and never said ${wanted}: ${text}`);
        text += value;
      }
    };
    await until(/First picture/);
    child.kill("SIGUSR1");
    await until(/Paused: /);
    // One frame may be at work when the pause begins. An output that went on would write many more meanwhile.
    const frame = 6 + 160 * 90 * 1.5;
    const before = sizeOf(folder);
    for (let turns = 0; turns < 2000; turns++) await settle();
    const paused = sizeOf(folder);
    assert.ok(paused <= before + frame, "a file has no viewers, so nothing is written for them");
    child.kill("SIGUSR1");
    await until(/Resumed/);
    while (sizeOf(folder) < paused + 3 * frame) await settle(); // it goes on
    child.kill("SIGINT");
    while (!(await said.read()).done);
    assert.equal((await child.status).code, 0);
    const stats = JSON.parse(await new Response(child.stdout).text());
    assert.equal(stats.frames.failed, 0);
    const levels = await lumaOf(film);
    assert.ok(levels.every((level) => level === 200 || level < 60), `${levels}`);
  });
});
