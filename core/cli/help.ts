/**
 * `--help`.
 *
 * @module
 */

import { flagsText } from "../settings/help.ts";
import type { Subcommand } from "./command.ts";

/** What `--help` prints. */
export const HELP = `Scrim: a webcam filter framework. Camera in, filters, virtual camera out.

Usage: deno run -A mod.ts [flags]
       deno run -A mod.ts doctor [--json]          check this machine and say what to do
       deno run -A mod.ts new NAME [--dir PATH]    write a plugin package to start from
       deno run -A mod.ts service install [--now] [flags]    start Scrim at every login, with systemd;
                                              also: service status, uninstall, print [flags]
       deno run -A mod.ts completions bash|zsh|fish    print a script that completes the command line

  deno run -A mod.ts --plugins blur
  deno run -A mod.ts --plugins replace --set replace.image=beach.jpg
  deno run -A mod.ts --input demo --output out.png --frames 30 --plugins blur

${flagsText()}

The key p, or SIGUSR1, closes the camera and shows a slate; once more opens it again.
Ctrl-C or SIGTERM ends a run cleanly. Exit code: 0 done, 1 failed, 2 wrong usage.
`;

/** What `new --help` and its like print. */
export const SUBCOMMAND_HELP: Readonly<Record<Subcommand, string>> = {
  new: `Writes a plugin package to start from: a filter, a test that passes, and a README.

Usage: deno run -A mod.ts new NAME [--dir PATH]

  NAME         Lower-case letters, digits, - and _, such as my-filter
  --dir PATH   The folder to make (default: ./NAME)
`,
  completions: `Prints a script that completes the command line of an installed Scrim.

Usage: scrim completions bash|zsh|fish [--command NAME]

  bash   in ~/.bashrc:                   source <(scrim completions bash)
  zsh    in ~/.zshrc, after compinit:    source <(scrim completions zsh)
  fish   in ~/.config/fish/config.fish:  scrim completions fish | source

  --command NAME   The name under which Scrim is installed (default: scrim)
`,
  doctor: `Looks at this machine and says what keeps a picture from your programs, and what to do.

Usage: deno run -A mod.ts doctor [--json]

  --json       Print the findings as JSON

Exit code: 0 nothing is wrong, 1 something is.
`,
  service: `Starts Scrim at every login, as a service of systemd for your user.

Usage: deno run -A mod.ts service install [--now] [flags]   write the unit with these flags; --now: and start it
       deno run -A mod.ts service status                    whether it is installed and runs
       deno run -A mod.ts service uninstall                 stop it and remove the unit
       deno run -A mod.ts service print [flags]             show the unit, and do nothing

The flags are those of a run; see --help. Messages: journalctl --user -u scrim -f
`,
};
