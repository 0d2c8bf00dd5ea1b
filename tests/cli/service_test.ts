import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { unitText } from "../../core/cli/service/unit.ts";
import { missing } from "../tools.ts";
import { type Outcome, scrim, withFolder } from "./scrim.ts";
import { commandOf, settingsOf, wordsOf } from "./service_unit.ts";

/** A home, a fake systemctl on PATH that writes down how it was called, and a folder to be in. */
interface Home {
  readonly folder: string;
  readonly unit: string;
  readonly config: string;
  /** How systemctl was called so far. */
  calls(): string[];
  scrim(...args: string[]): Promise<Outcome>;
}

/** @param systemctl the script's last lines, or `null`: there is no systemctl */
function withHome(
  test: (home: Home) => Promise<void>,
  systemctl: string | null = "exit 0",
): Promise<void> {
  return withFolder(async (folder) => {
    const bin = `${folder}/bin`;
    const config = `${folder}/config`;
    const log = `${folder}/calls`;
    const cwd = `${folder}/my work`;
    for (const path of [bin, cwd]) await Deno.mkdir(path);
    await Deno.writeTextFile(log, "");
    if (systemctl !== null) {
      const version = `[ "$2" = --version ] && { echo "systemd 252 (252.38)"; exit 0; }`;
      const script = `#!/bin/sh\n${version}\necho "$@" >> ${log}\n${systemctl}\n`;
      await Deno.writeTextFile(`${bin}/systemctl`, script, { mode: 0o755 });
    }
    const env = { NO_COLOR: "1", PATH: bin, XDG_CONFIG_HOME: config };
    const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    await test({
      folder: cwd,
      config,
      unit: `${config}/systemd/user/scrim.service`,
      calls: () => Deno.readTextFileSync(log).split("\n").filter((line) => line !== ""),
      scrim: async (...args) => {
        const { code, stdout, stderr } = await scrim(["service", ...args], { cwd, env }).output();
        return { code, out: decode(stdout), err: decode(stderr) };
      },
    });
  });
}

const names = (folder: string): string[] => [...Deno.readDirSync(folder)].map(({ name }) => name);

Deno.test("scrim service install writes a unit whose command does what the flags say, from anywhere", () =>
  withHome(async (home) => {
    await Deno.writeTextFile(
      `${home.folder}/mine.ts`,
      `export default { apiVersion: 1, name: "mine", summary: "Does nothing", access: "read",
        layers: [], options: {}, process() {} };`,
    );
    const { code, out, err } = await home.scrim(
      ...["install", "--plugins", "replace, ./mine.ts", "--trust=./mine.ts"],
      ...["--set", "replace.image=no $HOME %h.png", "--set", "replace.fit=cover"],
      ...["--input", "demo", "--size", "64x48", "--output", "pic.png", "--frames=2", "--verbose"],
    );
    assert.equal(code, 0, err);
    assert.match(out, /^Wrote .*\/systemd\/user\/scrim\.service\nNow:\n/);
    assert.match(out, /daemon-reload\n.*enable scrim\n.*restart scrim/);
    assert.deepEqual(home.calls(), [], "nothing is started unless asked for");
    assert.deepEqual(names(`${home.config}/systemd/user`), ["scrim.service"]);
    assert.equal((Deno.statSync(home.unit).mode ?? 0) & 0o777, 0o644);

    const [program, ...args] = commandOf(Deno.readTextFileSync(home.unit));
    assert.equal(program, Deno.execPath());
    const module = fileURLToPath(new URL("../../mod.ts", import.meta.url));
    const here = Deno.realPathSync(home.folder);
    assert.deepEqual(args.slice(args.indexOf(module)), [
      module,
      `--plugins=replace,${here}/mine.ts`,
      `--trust=${here}/mine.ts`,
      `--set=replace.image=${here}/no $HOME %h.png`,
      "--set=replace.fit=cover",
      "--input=demo",
      ...["--size", "64x48", `--output=${here}/pic.png`, "--frames=2", "--verbose"],
    ]);
    const wanted = args.filter((arg) => !arg.startsWith("--set="));
    const run = await new Deno.Command(program, { args: wanted, cwd: "/" }).output();
    assert.equal(run.code, 0, new TextDecoder().decode(run.stderr));
    assert.ok(
      Deno.statSync(`${home.folder}/pic.png`).size > 100,
      "the picture is where it was asked for",
    );
  }));

Deno.test("scrim service install --now starts it, and starts it anew with other flags", () =>
  withHome(async (home) => {
    const started = ["daemon-reload", "enable scrim.service", "restart scrim.service"]
      .map((call) => `--user ${call}`);
    const first = await home.scrim(
      "install",
      "--now",
      "--plugins",
      "blur",
      "--input",
      "/dev/video0",
    );
    assert.equal(first.code, 0, first.err);
    assert.match(first.out, /^Wrote .*\nStarted\. /);
    assert.deepEqual(home.calls(), started);
    assert.ok(commandOf(Deno.readTextFileSync(home.unit)).includes("--input=/dev/video0"));
    const second = await home.scrim("install", "--now", "--plugins", "replace");
    assert.match(second.out, /^Replaced /);
    assert.match(second.err, /^warning: without --input .*demo figure/);
    assert.deepEqual(home.calls(), [...started, ...started]);
    const unit = Deno.readTextFileSync(home.unit);
    assert.ok(!unit.includes("video0") && !commandOf(unit).includes("--now"));
  }));

Deno.test("scrim service install says what systemctl refused, and that there is none", async () => {
  await withHome(async (home) => {
    const { code, err } = await home.scrim("install", "--now");
    assert.equal(code, 1);
    assert.match(err, /error: Cannot run systemctl --user daemon-reload: no bus here/);
    assert.deepEqual(names(`${home.config}/systemd/user`), ["scrim.service"]);
  }, "echo 'no bus here' >&2; exit 1");
  await withHome(async (home) => {
    assert.equal((await home.scrim("install", "--input", "demo")).code, 0);
    const { code, err } = await home.scrim("install", "--input", "demo", "--now");
    assert.equal(code, 1);
    assert.match(err, /Cannot run systemctl --user daemon-reload: there is no such program/);
    assert.equal((await home.scrim("uninstall")).code, 0);
  }, null);
});

const REFUSED: readonly [args: string[], message: RegExp][] = [
  [[], /Cannot do "" with the service; write `service install`/],
  [["start"], /Cannot do "start"/],
  [["install", "--fps", "0"], /Cannot use --fps 0: wanted/],
  [["install", "--bogus"], /--bogus: there is no such flag/],
  [["install", "--plugins", "blurr"], /"blurr": no built-in plugin has this name/],
  [["install", "--output", "-"], /Cannot use --output - with service: it has no pipe/],
  [["print", "--input=-"], /Cannot use --input - with service: it has no pipe/],
  [["print", "--input=/dev/stdin"], /Cannot use --input \/dev\/stdin with service: it has no pipe/],
  [["install", "--output", "/dev/fd/63"], /--output \/dev\/fd\/63 with service: it has no pipe/],
  [["install", "--stats"], /--stats with service: it would fill the journal/],
  [["install", "--list-plugins"], /--list-plugins with service: it starts no run/],
  [["status", "--verbose"], /--verbose with service: status takes no flags/],
  [["uninstall", "--now"], /--now with service: uninstall takes no flags/],
];

Deno.test("scrim service refuses what no service can have with exit code 2, and writes nothing", () =>
  withHome(async (home) => {
    for (const [args, message] of REFUSED) {
      const { code, out, err } = await home.scrim(...args);
      assert.match(err, message);
      assert.deepEqual([code, out], [2, ""], args.join(" "));
    }
    assert.deepEqual(home.calls(), []);
    assert.throws(() => Deno.statSync(home.config), Deno.errors.NotFound);
  }));

Deno.test("scrim service leaves a unit alone that somebody else wrote", () =>
  withHome(async (home) => {
    await Deno.mkdir(`${home.config}/systemd/user`, { recursive: true });
    await Deno.writeTextFile(home.unit, "[Service]\nExecStart=/bin/true\n");
    for (const verb of ["install", "uninstall", "status"]) {
      const { code, err } = await home.scrim(verb);
      assert.equal(code, 2);
      assert.match(err, /Cannot touch ".*scrim\.service": Scrim did not write it; move it away/);
    }
    assert.equal(Deno.readTextFileSync(home.unit), "[Service]\nExecStart=/bin/true\n");
    await Deno.remove(home.unit); // a masked service is a link to /dev/null
    await Deno.symlink("/dev/null", home.unit);
    assert.equal((await home.scrim("install")).code, 2);
    assert.equal(Deno.readLinkSync(home.unit), "/dev/null");
  }));

Deno.test("scrim service status and uninstall ask systemd, and do without a unit", () =>
  withHome(async (home) => {
    const nothing = await home.scrim("status");
    assert.deepEqual([nothing.code, nothing.out], [1, ""]);
    assert.match(nothing.err, /there is no ".*scrim\.service"; make it with `service install`/);
    const gone = await home.scrim("uninstall");
    assert.equal(gone.code, 0);
    assert.match(gone.out, /^There is no service/);
    assert.deepEqual(home.calls(), []);

    assert.equal((await home.scrim("install", "--input", "demo")).code, 0);
    const { code, out, err } = await home.scrim("status");
    assert.match(out, /scrim\.service\n:.*--input=demo\nscrim is away\n$/);
    assert.match(err, /The service does not run; start it/);
    assert.equal(code, 1);
    const removed = await home.scrim("uninstall");
    assert.equal(removed.code, 0, removed.err);
    assert.deepEqual(names(`${home.config}/systemd/user`), []);
    assert.deepEqual(home.calls(), [
      "--user status --no-pager --lines=10 scrim.service",
      "--user disable --now scrim.service",
      "--user daemon-reload",
    ]);
  }, 'if [ "$2" = status ]; then echo "scrim is away"; exit 3; fi; exit 0'));

const STRANGE = [
  "",
  " ",
  ";",
  "a b",
  "$HOME ${HOME} $$",
  "%h%%n",
  `quo"te's`,
  "back\\slash\\",
  "line\nfeed\ttab\x01\x7f",
  "\\x41\\n",
  "é 😀",
  "-x",
  "#no",
  "'",
];

function strangeUnit(deno: string, folder: string): string {
  const environment = { PATH: STRANGE.join(" "), DENO_DIR: `/a b/%c"d\\` };
  return unitText({
    deno,
    module: "/a b/%mod.ts",
    args: STRANGE,
    folder,
    environment,
    growingWaits: false,
  });
}

Deno.test("unitText keeps every word as it is, whatever is in it", () => {
  const unit = strangeUnit("/opt/my tools/100% deno", "/work %h\\");
  const [program, ...args] = commandOf(unit);
  assert.equal(program, "/opt/my tools/100% deno");
  assert.deepEqual(args.slice(-STRANGE.length - 1), ["/a b/%mod.ts", ...STRANGE]);
  const settings = settingsOf(unit);
  assert.deepEqual(settings.get("Service.WorkingDirectory"), ["-/work %%h\\/."]);
  assert.deepEqual(settings.get("Service.Environment")?.flatMap(wordsOf), [
    `PATH=${STRANGE.join(" ")}`,
    `DENO_DIR=/a b/%c"d\\`,
  ]);
  assert.deepEqual(settings.get("Service.RestartPreventExitStatus"), ["2"]);
  assert.deepEqual(settings.get("Unit.StartLimitIntervalSec"), ["0"]);
});

Deno.test("scrim service print lets waits grow where systemd can, and writes nothing", () =>
  withHome(async (home) => {
    const { code, out } = await home.scrim("print", "--input", "demo");
    assert.equal(code, 0);
    const waits = (unit: string): unknown =>
      ["RestartSec", "RestartSteps", "RestartMaxDelaySec"].map((name) =>
        settingsOf(unit).get(`Service.${name}`)?.[0]
      );
    assert.deepEqual(waits(out), ["10", undefined, undefined]);
    const systemctl = `${home.folder}/../bin/systemctl`;
    const script = Deno.readTextFileSync(systemctl).replace("systemd 252", "systemd 254");
    Deno.writeTextFileSync(systemctl, script);
    assert.deepEqual(waits((await home.scrim("print")).out), ["2", "6", "60"]);
    assert.throws(() => Deno.statSync(home.config), Deno.errors.NotFound);
  }));

Deno.test("unitText of a Scrim from the web names its address, and reads no configuration on the way", () => {
  const module = "https://jsr.io/@scrim/scrim/1.2.3/mod.ts";
  const paths = { deno: "/usr/bin/deno", module, folder: "/" };
  const unit = unitText({ ...paths, args: ["--watch"], environment: {}, growingWaits: false });
  const flags = ["run", "-A", "--quiet", "--unstable-worker-options", "--no-config"];
  assert.deepEqual(commandOf(unit), ["/usr/bin/deno", ...flags, module, "--watch"]);
});

Deno.test("unitText refuses names that systemd takes in no form", () => {
  for (const [deno, folder] of [[`/my "deno"`, "/"], ["/de\\no", "/"], ["/deno", "/line\nfeed"]]) {
    assert.throws(() => strangeUnit(deno, folder), { code: "USAGE", message: /systemd takes no/ });
  }
});

Deno.test({
  name: "systemd-analyze finds nothing wrong with the unit",
  ignore: missing("systemd-analyze"),
  fn: () =>
    withFolder(async (folder) => {
      const deno = `${folder}/100% deno`;
      await Deno.symlink(Deno.execPath(), deno);
      const verify = async (name: string, unit: string): Promise<string> => {
        await Deno.writeTextFile(`${folder}/${name}.service`, unit);
        const { code, stderr } = await new Deno.Command("systemd-analyze", {
          args: ["--user", "--man=no", "verify", `${folder}/${name}.service`],
          env: { XDG_RUNTIME_DIR: folder },
        }).output();
        return `${code} ${new TextDecoder().decode(stderr)}`;
      };
      const unit = strangeUnit(deno, `${folder}/a %b\\`);
      assert.equal(await verify("good", unit), "0 ");
      assert.notEqual(await verify("bad", unit.replace("Nice=3", "Nice=nice")), "0 ");
      assert.notEqual(await verify("open", unit.replace("ExecStart=", 'ExecStart="')), "0 ");
    }),
});
