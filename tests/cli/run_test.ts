import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { missing } from "../tools.ts";
import { decode, runScrim, scrim, withFolder } from "./scrim.ts";

/** A test that looks at pictures through ffmpeg. */
function pictureTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: missing("ffmpeg", "ffprobe"), fn });
}

const SMALL = ["--input", "demo", "--size", "320x180"];

pictureTest("scrim writes a filtered picture of the demo figure", async () => {
  await withFolder(async (folder) => {
    const output = `${folder}/out.png`;
    const blur = ["--plugins", "blur", "--output", output];
    const { code, err } = await runScrim([...SMALL, ...blur, "--frames", "5"]);
    assert.equal(code, 0, err);
    const filtered = await decode(output);
    assert.deepEqual([filtered.width, filtered.height], [320, 180]);
    const raw = `${folder}/raw.png`;
    await runScrim([...SMALL, "--output", raw, "--frames", "5"]);
    const plain = await decode(raw);
    const roughness = ({ rgb }: { rgb: Uint8Array }): number => {
      let sum = 0; // of neighbouring pixels in the top left corner, which is background
      for (let y = 0; y < 40; y++) {
        for (let x = 0; x < 80; x++) {
          sum += Math.abs(rgb[(y * 320 + x) * 3] - rgb[(y * 320 + x + 1) * 3]);
        }
      }
      return sum;
    };
    assert.ok(roughness(filtered) < roughness(plain) / 2, "the background is smooth");
  });
});

pictureTest("scrim replaces the background by the colour that was asked for", async () => {
  await withFolder(async (folder) => {
    const output = `${folder}/out.png`;
    const { code, err } = await runScrim([
      ...[...SMALL, "--plugins", "replace", "--set", "replace.color=#2060a0"],
      ...["--output", output, "--frames", "3"],
    ]);
    assert.equal(code, 0, err);
    const { rgb } = await decode(output);
    for (const [channel, value] of [0x20, 0x60, 0xa0].entries()) {
      assert.ok(Math.abs(rgb[(4 * 320 + 4) * 3 + channel] - value) <= 3, `channel ${channel}`);
    }
  });
});

Deno.test("scrim --stats=json prints a summary and nothing else on stdout", async () => {
  const { code, out, err } = await runScrim([
    ...[...SMALL, "--fps", "120", "--plugins", "blur", "--output", "none"],
    ...["--frames", "70", "--stats=json"],
  ]);
  assert.equal(code, 0, err);
  const summary = JSON.parse(out);
  assert.equal(summary.frames.in, 70);
  // On a busy machine two frames may come so close to each other that nothing moved between them.
  const { inferences } = summary;
  assert.ok(inferences > 35 && inferences <= 70, `${inferences} inferences`);
  for (const stage of ["capture", "unpack", "sample", "infer:landscape", "stage:blur", "output"]) {
    assert.ok(summary.stages[stage].p50 >= 0, stage);
    assert.ok(summary.stages[stage].max >= summary.stages[stage].p99, stage);
  }
  assert.ok(summary.latency.p50 > 0);
  assert.ok(summary.cpuMsPerFrame > 0);
  assert.ok(summary.rssBytes > 1e7);
  assert.ok(summary.firstFrameMs > 0);
});

pictureTest("scrim --no-ffi gives the same picture as the native kernels", async () => {
  await withFolder(async (folder) => {
    const shot = async (name: string, ...flags: string[]): Promise<Uint8Array> => {
      const output = `${folder}/${name}.png`;
      const args = [...SMALL, "--plugins", "blur", "--output", output, "--frames", "2"];
      const { code, err } = await runScrim([...args, ...flags]);
      assert.equal(code, 0, err);
      return (await decode(output)).rgb;
    };
    assert.deepEqual(await shot("native"), await shot("wasm", "--no-ffi"));
  });
});

pictureTest("scrim pipes Y4M that ffmpeg reads, and passes Y4M through byte for byte", async () => {
  await withFolder(async (folder) => {
    const clip = `${folder}/clip.y4m`;
    await new Deno.Command("ffmpeg", {
      args: [
        ...["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=0.4"],
        ...["-pix_fmt", "yuv420p", clip],
      ],
    }).output();
    const { code, stdout } = await scrim(["--input", clip, "--output", "-"]).output();
    assert.equal(code, 0);
    await Deno.writeFile(`${folder}/out.y4m`, stdout);
    const raw = async (path: string): Promise<Uint8Array> =>
      (await new Deno.Command("ffmpeg", {
        args: ["-v", "error", "-i", path, "-f", "rawvideo", "-"],
      }).output()).stdout;
    const before = await raw(clip);
    assert.equal(before.length, 10 * 160 * 120 * 1.5);
    assert.deepEqual(await raw(`${folder}/out.y4m`), before);
  });
});

Deno.test("scrim reads Y4M on stdin, to its end", async () => {
  const child = scrim(["--input", "-", "--output", "-"], { stdin: "piped" }).spawn();
  const header = "YUV4MPEG2 W16 H16 F10:1 Ip A1:1 C420jpeg XCOLORRANGE=LIMITED\n";
  const frame = new Uint8Array(16 * 16 * 3 / 2).map((_, i) => 16 + i % 200);
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(header));
  for (let n = 0; n < 3; n++) {
    await writer.write(new TextEncoder().encode("FRAME\n"));
    await writer.write(frame);
  }
  await writer.close();
  const { code, stdout } = await child.output();
  assert.equal(code, 0);
  assert.deepEqual(stdout.slice(-frame.length), frame);
  const frames = new TextDecoder("latin1").decode(stdout).split("FRAME\n").length - 1;
  assert.equal(frames, 3);
});

Deno.test("scrim without FFI rights works on WebAssembly kernels and says so", async () => {
  await withFolder(async (folder) => {
    const mod = fileURLToPath(new URL("../../mod.ts", import.meta.url));
    const small = ["--input", "demo", "--size", "160x120", "--frames", "2"];
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", "--no-prompt", "--allow-read", `--allow-write=${folder}`, mod],
        ...[...small, "--plugins", "blur", "--output", `${folder}/out.png`],
      ],
    }).output();
    const said = new TextDecoder().decode(stderr);
    assert.equal(code, 0, said);
    assert.match(said, /WebAssembly kernels do the work instead/);
  });
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  pictureTest(`scrim ends cleanly on ${signal} and still writes its picture`, async () => {
    await withFolder(async (folder) => {
      const output = `${folder}/out.png`;
      const args = [...SMALL, "--plugins", "blur", "--output", output, "--verbose"];
      const child = scrim(args).spawn();
      let said = "";
      for await (const chunk of child.stderr.pipeThrough(new TextDecoderStream())) {
        if (!said.includes("First picture") && (said + chunk).includes("First picture")) {
          child.kill(signal);
        }
        said += chunk;
      }
      await child.stdout.cancel();
      assert.equal((await child.status).code, 0, said);
      assert.equal((await decode(output)).width, 320);
    });
  });
}

pictureTest(
  "scrim shows only the slate when a plugin always fails, names it, and exits 1",
  async () => {
    await withFolder(async (folder) => {
      await Deno.writeTextFile(
        `${folder}/broken.js`,
        `export default { apiVersion: 1, name: "broken", summary: "Fails", access: "in-place",
        process() { throw new Error("out of order"); } };`,
      );
      const output = `${folder}/out.png`;
      const { code, err } = await runScrim([
        ...[...SMALL, "--plugins", `${folder}/broken.js`, "--output", output, "--frames", "4"],
      ]);
      assert.equal(code, 1);
      assert.match(err, /Plugin "broken" failed in process\(\): out of order/);
      assert.equal(err.match(/out of order/g)?.length, 1, "said once");
      const slate = await decode(output);
      const raw = `${folder}/raw.png`;
      await runScrim([...SMALL, "--output", raw, "--frames", "4"]);
      const camera = await decode(raw);
      const equal = slate.rgb.filter((value, i) => Math.abs(value - camera.rgb[i]) < 3).length;
      assert.ok(equal < slate.rgb.length / 4, "the slate does not look like the camera");
    });
  },
);
