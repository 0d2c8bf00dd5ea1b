/** Files that sandboxed plugins ask for, and what they may say. */
import assert from "node:assert/strict";
import type { HostParts } from "../../../core/plugin/host.ts";
import { readPatiently } from "../../../core/io/first_bytes.ts";
import { systemClock } from "../../../core/base/clock.ts";
import { temporaryFolder } from "../../folders.ts";
import { AllLines, jobOf, pluginCode, TestSandbox } from "./sandboxed.ts";

const size = { width: 4, height: 2 };
const OPTIONS = `options: {
  picture: { type: "file", default: null, summary: "x" },
  how: { type: "choice", default: "/etc/passwd", choices: ["/etc/passwd"], summary: "x" } },`;
const options = { picture: "/pictures/a.png", how: "/etc/passwd" };

/** Files that do not exist: white pictures and bytes 1, 2, 3; remembers what was asked for. */
function fakeFiles(asked: string[]): Partial<HostParts> {
  return {
    readImage: (path, { width, height, fit }) => {
      asked.push(`image ${path} ${width}x${height} ${fit}`);
      const data = new Uint8ClampedArray(width * height * 4).fill(255);
      return Promise.resolve({ width, height, data });
    },
    readFile: (path) => {
      asked.push(`file ${path}`);
      return Promise.resolve(new TextEncoder().encode("grüße"));
    },
  };
}

Deno.test("a sandboxed plugin reads the pictures and files that the user named", async () => {
  const asked: string[] = [];
  await using sandbox = await TestSandbox.open(pluginCode(`${OPTIONS}
    async init(host, { picture }) {
      const frame = await host.image(picture, { width: 6, height: 4, fit: "contain" });
      const whole = await host.image(picture);
      const text = new TextDecoder().decode(await host.readFile(picture));
      host.log([frame.width, frame.y.data[0], frame.u.data[0], whole.width, text].join(" "));
    }`));
  const parts = fakeFiles(asked);
  await sandbox.handle.start(jobOf(size, { options, parts }));
  assert.deepEqual(asked, [
    "image /pictures/a.png 6x4 contain",
    "image /pictures/a.png 4x2 cover",
    "file /pictures/a.png",
  ]);
  // White of BT.601, limited range.
  assert.deepEqual(sandbox.log.lines, ['info plugin "./test.ts": test: 6 235 128 4 grüße']);
});

Deno.test("a sandboxed plugin reads no other file: values of other options, neighbours, nonsense", async () => {
  const asked: string[] = [];
  await using sandbox = await TestSandbox.open(pluginCode(`${OPTIONS}
    async init(host, options) {
      const outcomes = [];
      for (const path of [options.how, "/pictures/b.png", "/pictures/./a.png", "", "a.png", 5, null, {}, "x".repeat(1e6)]) {
        for (const hook of ["image", "readFile"]) {
          outcomes.push(await host[hook](path).then(() => "READ", (error) => error.message.slice(0, 11)));
        }
      }
      const right = [{ width: 0 }, { width: 1e9 }, { width: NaN }, { height: -1 }, { fit: "all" }, { width: "5x" }];
      for (const wish of right) {
        outcomes.push(await host.image(options.picture, wish).then(() => "READ", (error) => error.message.slice(0, 11)));
      }
      throw new Error([...new Set(outcomes)].sort().join("|"));
    }`));
  await assert.rejects(
    sandbox.handle.start(jobOf(size, { options, parts: fakeFiles(asked) })),
    { message: "Cannot fit |Cannot read|Cannot scal" },
  );
  assert.deepEqual(asked, []);
});

Deno.test("a sandboxed plugin is told why a file cannot be read", async () => {
  await using sandbox = await TestSandbox.open(pluginCode(`${OPTIONS}
    init: (host, { picture }) => host.readFile(picture)`));
  const parts = { readFile: () => Promise.reject(new Error("it is a directory")) };
  await assert.rejects(sandbox.handle.start(jobOf(size, { options, parts })), {
    message: "it is a directory",
  });
});

Deno.test("a sandboxed plugin cannot flood Scrim with wishes or lines", async () => {
  const asked: string[] = [];
  await using sandbox = await TestSandbox.open(pluginCode(`${OPTIONS}
    async init(host, { picture }) {
      for (let i = 0; i < 20000; i++) host.readFile(picture).catch(() => {});
      for (let i = 0; i < 20000; i++) { host.log("line " + i); console.log("\\u001b[31mred\\n" + i); }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }`));
  await sandbox.handle.start(jobOf(size, { options, parts: fakeFiles(asked) }));
  assert.ok(asked.length > 0 && asked.length <= 32, String(asked.length));
  assert.equal(sandbox.log.lines.length, 21);
  assert.equal(sandbox.log.lines[0], 'info plugin "./test.ts": test: line 0');
  assert.equal(sandbox.log.lines[1], 'debug plugin "./test.ts":  [31mred 0');
  assert.match(sandbox.log.lines[20], /more lines are left out$/);
});

Deno.test("nothing that a sandboxed plugin does reaches stdout or stderr", async () => {
  const program = `
    import { pluginCode, TestSandbox } from ${
    JSON.stringify(import.meta.resolve("./sandboxed.ts"))
  };
    const noise = \`
      for (const name of ["log", "error", "warn", "info", "debug"]) console[name]("NOISE");
      queueMicrotask(() => { throw new Error("NOISE"); });
      setTimeout(() => { throw new Error("NOISE"); }, 1);
      Promise.reject(new Error("NOISE"));
      (async () => { throw "NOISE"; })();
      const f = () => { f(); };
      try { f(); } catch {}
      await new Promise((resolve) => setTimeout(resolve, 50));\`;
    await using quiet = await TestSandbox.open(pluginCode("", noise));
    for (const code of [noise + "throw new Error('NOISE');", "for (;;);", "const a = []; for (;;) a.push(new Array(1e5).fill(0));"]) {
      await TestSandbox.open(pluginCode("", code), { limits: { loadMs: 1500 } }).catch(() => {});
    }
    await new Promise((resolve) => setTimeout(resolve, 200));`;
  const root = new URL("../../../", import.meta.url);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--quiet",
      "--no-check",
      "--unstable-worker-options",
      `data:text/typescript,${encodeURIComponent(program)}`,
    ],
    cwd: root,
  }).output();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  assert.deepEqual([code, text(stdout), text(stderr)], [0, "", ""]);
});

Deno.test("large files and pictures reach a plugin in the sandbox whole", async () => {
  const bytes = new Uint8Array(64 * 2 ** 20).fill(7);
  const picture = new Uint8ClampedArray(4 * 3840 * 2160).fill(9);
  const code = pluginCode(
    `options: { file: { type: "file", default: null, summary: "Read" } },
     async init(host, { file }) {
       const data = await host.readFile(file);
       const frame = await host.image(file, { width: 3840, height: 2160 });
       host.log(data.length + " " + data[0] + " " + data.at(-1) + " " + frame.width);
     }`,
  );
  await using sandbox = await TestSandbox.open(code);
  const parts = {
    readFile: () => Promise.resolve(bytes),
    readImage: () => Promise.resolve({ width: 3840, height: 2160, data: picture }),
  };
  const job = jobOf({ width: 16, height: 16 }, { options: { file: "/x" }, parts });
  await using _stage = await sandbox.handle.start(job);
  while (sandbox.log.lines.length === 0) await new Promise((resolve) => setTimeout(resolve));
  assert.match(sandbox.log.lines.join("\n"), /67108864 7 7 3840/);
});

Deno.test("a file that is too large, or no file, is refused before anything of it is read", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/huge`;
  using file = await Deno.open(path, { write: true, create: true });
  await file.truncate(3 * 2 ** 30); // a hole: it takes no room on the disk
  const tools = { log: new AllLines(), clock: systemClock };
  await assert.rejects(readPatiently(path, tools), /3221225472 bytes, wanted at most 268435456/);
  await assert.rejects(readPatiently(folder.path, tools), /it is a folder/);
  await assert.rejects(readPatiently("/dev/zero", tools), /it is a device/);
});
