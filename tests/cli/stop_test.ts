/** Signals: what ends a run, what is left of its files. */
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { settle } from "../fake_clock.ts";
import { probed, processesWith } from "../core/io/ffmpeg/clips.ts";
import { ffmpegTest } from "../ffmpeg.ts";
import { namesIn } from "../folders.ts";
import { gatedFfmpeg } from "./gated_ffmpeg.ts";
import { Said } from "./said.ts";
import { scrim, withFolder } from "./scrim.ts";

const DEMO = ["--input", "demo", "--size", "320x180", "--verbose"];

ffmpegTest("scrim finishes its film after Ctrl-C, however long the encoder needs", async () => {
  await withFolder(async (folder) => {
    const gate = await gatedFfmpeg(`${folder}/bin`);
    const film = `${folder}/film.mkv`;
    const child = scrim([...DEMO, "--output", film], { ...gate, stdout: "null" }).spawn();
    const said = new Said(child.stderr);
    await said.until(/First picture/);
    child.kill("SIGINT");
    await said.until(/Finishing "film\.mkv": .* MiB so far\. Ctrl-C again gives up/);
    assert.ok(!namesIn(folder).includes("film.mkv"), "not before it is finished");
    await gate.open();
    const text = await said.all();
    assert.equal((await child.status).code, 0, text);
    assert.deepEqual(namesIn(folder), ["bin", "film.mkv"]);
    assert.ok(Number((await probed(film)).nb_read_frames) > 0);
  });
});

ffmpegTest(
  "scrim gives up at the second Ctrl-C, says where the film lies, and ends the encoder",
  async () => {
    await withFolder(async (folder) => {
      const gate = await gatedFfmpeg(`${folder}/bin`);
      const film = `${folder}/film.mkv`;
      const child = scrim([...DEMO, "--output", film], { ...gate, stdout: "null" }).spawn();
      const said = new Said(child.stderr);
      await said.until(/First picture/);
      child.kill("SIGINT");
      await said.until(/Ctrl-C again gives up/);
      child.kill("SIGINT");
      const text = await said.all();
      assert.equal((await child.status).code, 130, text);
      const [, place] =
        /Gave up: ".*" is not finished; what was written lies in "(.*)"/.exec(text) ?? [];
      assert.deepEqual(namesIn(folder).map((name) => `${folder}/${name}`), [
        place,
        `${folder}/bin`,
      ]);
      while (processesWith(film).length > 0) await settle();
      assert.deepEqual(processesWith(place), [], "the encoder ended with it");
    });
  },
);

for (const signal of ["SIGHUP", "SIGQUIT", "SIGXCPU"] as const) {
  for (const name of ["film.y4m", "film.png"]) {
    Deno.test(`scrim ends cleanly on ${signal} and finishes ${name}`, async () => {
      await withFolder(async (folder) => {
        const args = [...DEMO, "--output", `${folder}/${name}`];
        const child = scrim(args, { stdout: "null" }).spawn();
        const said = new Said(child.stderr);
        await said.until(/First picture/);
        child.kill(signal);
        if (signal === "SIGHUP") child.kill(signal); // shells and terminals both send one
        const text = await said.all();
        assert.equal((await child.status).code, 0, text);
        assert.deepEqual(namesIn(folder), [name]);
      });
    });
  }
}

Deno.test("scrim under nohup goes on after a hang-up", async () => {
  await withFolder(async (folder) => {
    const { args, ...options } = asRun([...DEMO, "--output", `${folder}/film.y4m`]);
    // The shell ignores the signal, and so does what it becomes.
    const child = new Deno.Command("sh", {
      ...options,
      args: ["-c", 'trap "" HUP; exec "$@"', "sh", Deno.execPath(), ...args],
    }).spawn();
    const said = new Said(child.stderr);
    await said.until(/First picture/);
    child.kill("SIGHUP");
    child.kill("SIGUSR1"); // heard after the hang-up, by a program that still runs
    await said.until(/Paused/);
    child.kill("SIGTERM");
    const text = await said.all();
    assert.equal((await child.status).code, 0, text);
    assert.deepEqual(namesIn(folder), ["film.y4m"]);
  });
});

/** As `scrim()` starts it, for another program to start. */
function asRun(args: readonly string[]) {
  const mod = fileURLToPath(new URL("../../mod.ts", import.meta.url));
  const options = { stdin: "null", stdout: "null", stderr: "piped" } as const;
  return { args: ["run", "-A", "--quiet", mod, ...args], ...options };
}

for (const [name, size] of [["film.y4m", "1280x720"], ["film.mkv", "1280x720"]] as const) {
  ffmpegTest(
    `scrim that may write no larger files says so, and leaves nothing of ${name}`,
    async () => {
      await withFolder(async (folder) => {
        const wanted = ["--input", "demo", "--size", size, "--output", `${folder}/${name}`];
        const codec = name.endsWith(".mkv") ? ["--codec", "rawvideo"] : [];
        const { args, ...options } = asRun([...wanted, ...codec]);
        const limit = 'ulimit -f 20000; exec "$@"'; // of 512 or 1024 bytes, by the shell
        const { code, stderr } = await new Deno.Command("sh", {
          ...options,
          args: ["-c", limit, "sh", Deno.execPath(), ...args],
        }).output();
        const text = new TextDecoder().decode(stderr);
        assert.equal(code, 1, text);
        assert.match(text, /Cannot write ".*": it would be larger than files may be/);
        assert.deepEqual(namesIn(folder), []);
      });
    },
  );
}
