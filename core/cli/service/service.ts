/**
 * `service`: Scrim started by systemd at login, and again whenever it fails.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describeError, ScrimError } from "../../base/errors.ts";
import { processEnvironment } from "../../base/environment.ts";
import { writeWhole } from "../../io/file_output.ts";
import type { Terminal } from "../terminal.ts";
import { absoluteArgs, type PathTools } from "./absolute.ts";
import type { ServiceCommand } from "../command.ts";
import { mustSystemctl, systemctl, systemdVersion } from "./systemctl.ts";
import { MARK, unitText } from "./unit.ts";

/** What the service is made of. */
export interface ServiceTools extends PathTools {
  /** `import.meta.url` of Scrim's main module. */
  readonly from: string;
  readonly terminal: Pick<Terminal, "out" | "err">;
}

const NAME = "scrim.service";
/** Variables that change where things are found. None holds a password: everybody may read units. */
const VARIABLES = ["PATH", "DENO_DIR", "XDG_CACHE_HOME", "SCRIM_LIBRARY", "SCRIM_MODELS_URL"];
/** systemd lets the waits between tries grow since then. */
const GROWING_WAITS = 254;

/** `$XDG_CONFIG_HOME/systemd/user`, or below `~/.config`. */
function unitFolder(): string {
  const config = processEnvironment("XDG_CONFIG_HOME") ?? "";
  // The specification has relative paths ignored.
  if (config.startsWith("/")) return join(config, "systemd/user");
  const home = processEnvironment("HOME") ?? "";
  if (home.startsWith("/")) return join(home, ".config/systemd/user");
  throw new ScrimError("Cannot find a folder for the service: HOME is not set or not readable", {
    code: "USAGE",
    hint: "set XDG_CONFIG_HOME to the full path of a folder",
  });
}

/** The unit that is there, or `null`. @throws {ScrimError} `USAGE` for one that somebody else wrote */
async function readUnit(path: string): Promise<string | null> {
  try {
    const text = await Deno.readTextFile(path);
    if (text.startsWith(MARK)) return text;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return null;
    throw new ScrimError(`Cannot read "${path}": ${describeError(cause)}`, {
      code: "DEVICE",
      cause,
    });
  }
  throw new ScrimError(`Cannot touch "${path}": Scrim did not write it`, {
    code: "USAGE",
    hint: "move it away first",
  });
}

async function describe(args: readonly string[], tools: ServiceTools): Promise<string> {
  const environment: Record<string, string> = {};
  for (const name of VARIABLES) {
    const value = processEnvironment(name) ?? "";
    if (value !== "") environment[name] = value;
  }
  return unitText({
    deno: Deno.execPath(),
    module: tools.from.startsWith("file:") ? fileURLToPath(tools.from) : tools.from,
    args: await absoluteArgs(args, tools),
    folder: fileURLToPath(tools.base),
    environment,
    growingWaits: await systemdVersion() >= GROWING_WAITS,
  });
}

async function install({ now, args }: ServiceCommand, path: string, tools: ServiceTools) {
  const { terminal } = tools;
  const text = await describe(args, tools);
  const replaced = await readUnit(path) !== null;
  try {
    await Deno.mkdir(join(path, ".."), { recursive: true });
    await writeWhole(path, text, 0o644);
  } catch (cause) {
    if (cause instanceof ScrimError) throw cause;
    throw new ScrimError(`Cannot write "${path}": ${describeError(cause)}`, {
      code: "DEVICE",
      cause,
    });
  }
  terminal.out(`${replaced ? "Replaced" : "Wrote"} ${path}`);
  const chosen = (flag: string): boolean =>
    args.some((arg) => new RegExp(`^--${flag}(=|$)`).test(arg));
  if (!chosen("input")) {
    terminal.err(
      "warning: without --input the service shows the demo figure if it starts before the camera is there; " +
        "name it, best by one of /dev/v4l/by-id/",
    );
  }
  if (!now) {
    terminal.out(`Now:

  systemctl --user daemon-reload
  systemctl --user enable scrim
  systemctl --user restart scrim
  journalctl --user -u scrim -f    # what it says`);
    return;
  }
  await mustSystemctl("daemon-reload");
  await mustSystemctl("enable", NAME);
  await mustSystemctl("restart", NAME); // starts it, or starts it anew with the flags of now
  terminal.out("Started. What it says: journalctl --user -u scrim -f");
}

async function uninstall(path: string, { terminal }: ServiceTools): Promise<void> {
  if (await readUnit(path) === null) return terminal.out(`There is no service (no ${path})`);
  const stopped = await systemctl("disable", "--now", NAME);
  await Deno.remove(path);
  terminal.out(`Removed ${path}`);
  if (stopped !== null && stopped.code !== 0) {
    terminal.err(`warning: systemctl --user disable --now ${NAME}: ${stopped.said}`);
  }
  if (stopped !== null) await mustSystemctl("daemon-reload");
}

async function status(path: string, { terminal }: ServiceTools): Promise<void> {
  const unit = await readUnit(path);
  if (unit === null) {
    throw new ScrimError(`Cannot tell how the service is: there is no "${path}"`, {
      code: "DEVICE",
      hint: "make it with `service install`",
    });
  }
  terminal.out(path);
  terminal.out(/^ExecStart=(.*)$/m.exec(unit)?.[1] ?? "");
  const result = await systemctl("status", "--no-pager", "--lines=10", NAME);
  if (result?.said) terminal.out(result.said);
  if (result?.code === 0) return;
  throw new ScrimError(
    `The service does not run${result === null ? ": there is no systemctl" : ""}`,
    { code: "DEVICE", hint: "start it with `systemctl --user enable --now scrim`" },
  );
}

/**
 * Writes, removes, shows or prints the unit of the user's systemd.
 *
 * @throws {ScrimError} `USAGE` for what cannot be written into a unit and for a unit of somebody else; `DEVICE` when files or
 * systemd refuse, and for a status that is not "active"
 */
export async function service(command: ServiceCommand, tools: ServiceTools): Promise<void> {
  if (command.verb === "print") {
    return tools.terminal.out((await describe(command.args, tools)).trimEnd());
  }
  const path = join(unitFolder(), NAME);
  switch (command.verb) {
    case "install":
      return await install(command, path, tools);
    case "uninstall":
      return await uninstall(path, tools);
    case "status":
      return await status(path, tools);
  }
}
