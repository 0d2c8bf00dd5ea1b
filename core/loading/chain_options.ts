/**
 * The filters that a run is asked for.
 *
 * @module
 */
import type { FilterPlugin } from "../plugin/contract.ts";

/** A plugin in a chain, with values for some of its options. */
export interface PluginUse {
  /** A built-in name, the path of an ES module, a URL, a `jsr:` or `npm:` specifier, or the plugin itself. */
  readonly plugin: string | FilterPlugin;
  /** Values by option name; the others keep their defaults. */
  readonly options?: { readonly [option: string]: unknown };
}

/** One `--set plugin.option=value`. */
export interface Setting {
  /** The plugin's name: every use of it gets the value. Or the id of one use: `clock#2`; `clock#1` is the first alone. */
  readonly plugin: string;
  /** The name of one of its options. */
  readonly option: string;
  /** Text as on a command line, parsed by the option's type. */
  readonly value: string;
}

/** Which plugins run, and with which values. */
export interface ChainOptions {
  /** The chain, in order. Default: none, the picture passes through. */
  readonly plugins?: readonly (string | PluginUse)[];
  /**
   * Plugins of the chain, as they are given there, that run in this thread with this program's rights. All others that are
   * not built in run in a sandbox: without files, network and native code, in a memory of their own. A plugin that is
   * handed over as an object is the caller's own code and runs in this thread. Default: none.
   */
  readonly trust?: readonly string[];
  /** Load a plugin again when one of its local files changes. Default false. */
  readonly watch?: boolean;
  /** Fetch plugins from the web again, instead of taking them from the disk. Default false. */
  readonly reload?: boolean;
  /** Further option values, by plugin name. */
  readonly settings?: readonly Setting[];
  /** Stops loading. */
  readonly signal?: AbortSignal;
}
