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
