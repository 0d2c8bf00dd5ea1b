/**
 * Environment variables, read only where Scrim has the permission.
 *
 * @module
 */

/** Returns the value of an environment variable; `undefined` if it is not set or Scrim has no permission to read it. */
export type Environment = (name: string) => string | undefined;

/** Reads this process's environment. It never prompts for a permission. */
export function processEnvironment(name: string): string | undefined {
  const mayAsk = Deno.permissions.querySync({ name: "env", variable: name });
  return mayAsk.state === "granted" ? Deno.env.get(name) : undefined;
}

/** Scrim's folder for what can be fetched again: `$XDG_CACHE_HOME/scrim`, or `~/.cache/scrim`; `null`: neither is known. */
export function cacheFolder(environment: Environment = processEnvironment): string | null {
  const cache = environment("XDG_CACHE_HOME") ?? "";
  // The XDG specification says that relative paths must be ignored.
  if (cache.startsWith("/")) return `${cache.replace(/\/+$/, "")}/scrim`;
  const home = environment("HOME") ?? "";
  return home.startsWith("/") ? `${home.replace(/\/+$/, "")}/.cache/scrim` : null;
}
