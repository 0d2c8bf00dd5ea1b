/**
 * What a command line asks for, once it is read.
 *
 * @module
 */
import type { RunOptions } from "../run/run_options.ts";
import type { Shell } from "../settings/completions.ts";

/** A word that a command line may begin with. */
export type Subcommand = "new" | "doctor" | "service" | "completions";

/** What `new` makes, and where. */
export interface Created {
  readonly name: string;
  readonly dir?: string;
}

/** A shell whose completions are wanted, and the name of the command. */
export interface Completed {
  readonly shell: Shell;
  readonly command: string;
}

/** What there is to do with the service. */
export type ServiceVerb = "install" | "uninstall" | "status" | "print";

/** What `service` is asked for. */
export interface ServiceCommand {
  readonly verb: ServiceVerb;
  /** Start it, too. */
  readonly now: boolean;
  /** The flags of the run, as they were given and checked. */
  readonly args: readonly string[];
}

/** What there is to do. */
type Action =
  | "run"
  | "new"
  | "doctor"
  | "service"
  | "completions"
  | "explain"
  | "help"
  | "version"
  | "list-devices"
  | "list-controls"
  | "list-layers"
  | "list-plugins";

/** What the command line asks for. */
export interface Command {
  readonly action: Action;
  readonly options: Omit<RunOptions, "log" | "signal" | "input" | "output"> & {
    readonly input: string;
    readonly output: string;
  };
  readonly stats: "none" | "text" | "json";
  readonly explain: "text" | "json";
  readonly listDevices: "text" | "json";
  /** What `new` makes, and where. */
  readonly created: Created | null;
  readonly doctor: "text" | "json";
  /** Which completions are printed; only with `completions`. */
  readonly completed?: Completed;
  /** What to tell the user about former flags. */
  readonly notes: readonly string[];
  /** Help is asked for one of the commands that begin with a word. */
  readonly helpOf?: Subcommand;
  /** What is to be done with the service; only with `service`. */
  readonly service?: ServiceCommand;
  readonly verbose: boolean;
}
