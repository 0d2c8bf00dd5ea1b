import type { Log } from "../../core/base/log.ts";

/** Nobody listens: what a model or plugin has to say would stand between the lines of the table. */
export const QUIET: Log = { info() {}, warn() {}, debug() {} };
