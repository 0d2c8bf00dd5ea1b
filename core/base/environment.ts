/**
 * Variables of the environment, where Scrim may read them.
 *
 * @module
 */

/** A variable of the environment; unset where Scrim may not look. */
export type Environment = (name: string) => string | undefined;

/** This process's environment. Never asks for a permission. */
export function processEnvironment(name: string): string | undefined {
  const mayAsk = Deno.permissions.querySync({ name: "env", variable: name });
  return mayAsk.state === "granted" ? Deno.env.get(name) : undefined;
}
