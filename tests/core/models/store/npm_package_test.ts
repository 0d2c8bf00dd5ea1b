import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { MULTICLASS } from "../../../../core/layers/names.ts";
import { openPackage } from "../../../../core/models/store/npm_package.ts";
import { PACKAGED } from "../../../../core/models/store/pinned.ts";
import { MemoryLog } from "../../../fakes.ts";
import { colourModel, withFile } from "../tiny_model.ts";
import { Server } from "./server.ts";
import { pin, refusal, Shelf } from "./shelf.ts";
import { FakeClock } from "../../../fake_clock.ts";

const ROOT = new URL("../../../../", import.meta.url);

/** Runs `programs/load.ts` with an empty cache and an empty registry. Returns its output and the requests to the registry. */
async function load(
  choice: { readonly name: string; readonly multiclass?: unknown },
  folder = "/nowhere",
): Promise<{ said: string; asked: readonly string[] }> {
  await using registry = new Server(() => ({
    status: "404 Not Found",
    headers: { "content-length": "0" },
  }));
  const cache = await Deno.makeTempDir();
  try {
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        fileURLToPath(new URL("../programs/load.ts", import.meta.url)),
        JSON.stringify(choice),
        folder,
      ],
      cwd: ROOT,
      env: { DENO_DIR: cache, NPM_CONFIG_REGISTRY: registry.base },
    }).output();
    const said = new TextDecoder().decode(stdout).trim();
    assert.notEqual(said, "", new TextDecoder().decode(stderr));
    const asked = registry.requests.map(({ path }) => decodeURIComponent(path));
    return { said, asked: [...new Set(asked)] };
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
}

const CLASSES = MULTICLASS.map((label, i) => ({ label, rgb: [40 * i, 0, 0] as const }));
const PARTS = colourModel({ width: 256, height: 256, classes: CLASSES, labels: true });

Deno.test("loadModel() installs and downloads nothing for a user's file", async () => {
  await withFile(PARTS, async (name) => {
    assert.deepEqual(await load({ name }), { said: `${PARTS.length}`, asked: [] });
  });
});

Deno.test("loadModel() installs and downloads nothing for a stored model", async () => {
  await using shelf = new Shelf();
  await shelf.put("parts.tflite", PARTS);
  const choice = { name: "multiclass", multiclass: pin("parts.tflite", PARTS) };
  const { said, asked } = await load(choice, shelf.folder);
  assert.deepEqual({ said, asked }, { said: `${PARTS.length}`, asked: [] });
});

Deno.test("loadModel() requests only the package of the model from the registry", async () => {
  for (
    const [name, wanted] of [
      ["landscape", "@mediapipe/selfie_segmentation"],
      ["pose", "@mediapipe/pose"],
      ["heatmaps", "@mediapipe/pose"],
    ] as const
  ) {
    const { said, asked } = await load({ name });
    assert.deepEqual(asked, [`/${wanted}`]);
    assert.match(
      said,
      /^Cannot read package "npm:@mediapipe\/\w+@[\d.]+": .*; check the network: the package is fetched/,
    );
    assert.ok(said.includes(wanted), said);
  }
});

Deno.test("openPackage() reads the published files, which match their pins", async () => {
  for (const files of [["landscape", "general"], ["poseDetector", "poseLandmarks"]] as const) {
    const [clock, log] = [new FakeClock(), new MemoryLog()];
    const read = await openPackage(PACKAGED[files[0]].package, { clock, log });
    for (const file of files) {
      assert.equal((await read(PACKAGED[file])).length, PACKAGED[file].bytes);
    }
  }
});

Deno.test("openPackage() refuses a file that is not the pinned one or does not exist", async () => {
  const read = await openPackage(PACKAGED.general.package, {
    clock: new FakeClock(),
    log: new MemoryLog(),
  });
  const wrong = { ...PACKAGED.general, sha256: "0".repeat(64) };
  const { message, hint } = await refusal(read(wrong));
  assert.match(message, /^Cannot use model "\/.*selfie_segmentation\.tflite": SHA-256 8d13b7f/);
  assert.match(hint, /^delete \/.*\/selfie_segmentation\/0\.1\.1675465747\/ and start again$/);
  const missing = await refusal(read({ ...PACKAGED.general, path: "nothing" }));
  assert.match(missing.message, /^Cannot read package "npm:@mediapipe.*No such file/);
});

Deno.test("openPackage() works without the permission to run programs, too", async () => {
  const program = `
    import { openPackage } from "./core/models/store/npm_package.ts";
    import { PACKAGED } from "./core/models/store/pinned.ts";
    import { systemClock as clock } from "./core/base/clock.ts";
    const log = { info() {}, warn() {}, debug() {} };
    const read = await openPackage(PACKAGED.general.package, { clock, log });
    console.log((await read(PACKAGED.general)).length);`;
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, program.replaceAll('"./', `"${ROOT.href}`));
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--no-lock", "--allow-read", "--allow-env", file],
    }).output();
    assert.equal(new TextDecoder().decode(stdout), "249024\n", new TextDecoder().decode(stderr));
  } finally {
    await Deno.remove(file);
  }
});
