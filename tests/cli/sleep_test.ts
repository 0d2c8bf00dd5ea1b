import assert from "node:assert/strict";
import { scrim, withFolder } from "./scrim.ts";
import { passing } from "../wait.ts";

/** A process and all that it started; the sandbox makes Scrim start itself again. */
function family(pid: number): number[] {
  const children = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`).trim();
  return [pid, ...children.split(" ").filter(Boolean).flatMap((child) => family(Number(child)))];
}

Deno.test("a run that was stopped for longer than anything may take goes on as if nothing had been", async () => {
  await withFolder(async (folder) => {
    const plugin = `${folder}/dark.ts`;
    await Deno.writeTextFile(
      plugin,
      `import { definePlugin } from "jsr:@scrim/scrim/plugin";
       export default definePlugin({
         apiVersion: 1, name: "dark", summary: "Darker", access: "in-place",
         process({ frame }) { const { data } = frame.y; for (let i = 0; i < data.length; i++) data[i] >>= 1; },
       });`,
    );
    // The model has every frame, so that it is at work whenever the run is stopped; and so is the sandboxed plugin.
    const child = scrim([
      ...["--input", "demo", "--size", "320x180", "--output", "-", "--mask-sync", "every-frame"],
      ...["--plugins", `blur,${plugin}`, "--verbose"],
    ]).spawn();
    let said = "";
    const talk = child.stderr.pipeThrough(new TextDecoderStream()).pipeTo(
      new WritableStream({ write: (text) => void (said += text) }),
    );
    const frameBytes = 320 * 180 * 1.5;
    const frames = child.stdout.getReader();
    const read = async (count: number): Promise<void> => {
      for (let bytes = 0; bytes < count * frameBytes;) {
        const { value, done } = await frames.read();
        assert.ok(!done, `ended: ${said}`);
        bytes += value.length;
      }
    };
    await read(20);
    for (let sleep = 0; sleep < 2; sleep++) {
      const all = family(child.pid);
      for (const pid of all) Deno.kill(pid, "SIGSTOP");
      await passing(7000);
      for (const pid of all) Deno.kill(pid, "SIGCONT");
      await read(30);
    }
    child.kill("SIGINT");
    while (!(await frames.read()).done);
    assert.equal((await child.status).code, 0, said);
    await talk;
    assert.doesNotMatch(said, /was stopped|hangs|failed in/, said);
  });
});
