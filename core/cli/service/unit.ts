/**
 * The unit file: Scrim as a service of systemd's user manager.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import { systemdPath, systemdWord } from "./quote.ts";

/** What a unit starts. */
export interface ServiceUnit {
  /** The absolute path of Deno. */
  readonly deno: string;
  /** Scrim's main module: an absolute path, or an address. */
  readonly module: string;
  /** The flags of the run; paths are absolute where that is known. */
  readonly args: readonly string[];
  /** Where relative paths start that only a plugin knows to be paths. */
  readonly folder: string;
  /** Variables that Scrim and Deno look at, as they are now. */
  readonly environment: Readonly<Record<string, string>>;
  /** systemd knows waits that grow (254 and newer). */
  readonly growingWaits: boolean;
}

/** The first line of every unit that Scrim writes; files without it belong to somebody else. */
export const MARK = "# Written by `scrim service install`, which also replaces it.";

/** The unit's text. @throws {ScrimError} `USAGE` for paths that systemd cannot be told */
export function unitText(unit: ServiceUnit): string {
  const folder = systemdPath(unit.folder);
  if (folder === null) throw untold("folder", unit.folder);
  // systemd takes no program with these in its name, however it is quoted.
  // deno-lint-ignore no-control-regex -- they are among them
  if (/["'\\\x00-\x1f\x7f]/.test(unit.deno)) throw untold("program", unit.deno);
  const remote = /^https?:/.test(unit.module);
  const words = [
    ...[`:${unit.deno}`, "run", "-A", "--quiet", "--unstable-worker-options"],
    ...(remote ? ["--no-config"] : []), // none of the folder it starts in
    ...[unit.module, ...unit.args],
  ];
  const environment = Object.entries(unit.environment).map(([name, value]) =>
    `Environment=${systemdWord(`${name}=${value}`)}\n`
  ).join("");
  return `${MARK}

[Unit]
Description=Scrim webcam filter
# A camera may be away all night: never give up.
StartLimitIntervalSec=0

[Service]
Type=exec
# ":": "$" has no meaning below. No --stats: only what happens goes into the journal.
ExecStart=${words.map(systemdWord).join(" ")}
WorkingDirectory=-${folder}
${environment}SyslogIdentifier=scrim

# Exit code 1: a camera or model failed, which may pass. Exit code 2: the flags are wrong, which does not.
Restart=on-failure
RestartPreventExitStatus=2
${
    unit.growingWaits
      ? "RestartSec=2\nRestartSteps=6\nRestartMaxDelaySec=60"
      : "# systemd before 254 has no waits that grow.\nRestartSec=10"
  }

# Scrim ends cleanly within five seconds and finishes its files; only then what is left of ffmpeg is ended.
KillSignal=SIGTERM
KillMode=mixed
TimeoutStopSec=15
# The call itself, and above all its sound, goes first; Scrim drops frames instead.
Nice=3

# What costs nothing here. Left out, because something would break: MemoryDenyWriteExecute (V8 and MediaPipe compile while
# they run), PrivateDevices (cameras), ProtectHome and ReadOnlyPaths (npm's cache, models, plugins, output files),
# PrivateNetwork (models, the preview page), SystemCallFilter (drivers and codecs differ).
NoNewPrivileges=yes
LockPersonality=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native

[Install]
# Not graphical-session.target: many desktops have none, and Scrim needs no screen.
WantedBy=default.target
`;
}

function untold(what: string, path: string): ScrimError {
  return new ScrimError(
    `Cannot make a service of the ${what} ${JSON.stringify(path)}: systemd takes no such name`,
    { code: "USAGE", hint: "use one without quotes, backslashes and control characters" },
  );
}
