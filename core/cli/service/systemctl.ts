/**
 * systemd's user manager, by its own program.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";

/** What a command of `systemctl --user` said. */
export interface Systemctl {
  readonly code: number;
  /** Standard output and standard error, trimmed. */
  readonly said: string;
}

/** Runs `systemctl --user`; `null` where there is none. */
export async function systemctl(...args: readonly string[]): Promise<Systemctl | null> {
  try {
    const { code, stdout, stderr } = await new Deno.Command("systemctl", {
      args: ["--user", ...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes).trim())
      .filter((text) => text !== "").join("\n");
    return { code, said };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** As {@linkcode systemctl}, for what must succeed. @throws {ScrimError} `DEVICE` with what it said */
export async function mustSystemctl(...args: readonly string[]): Promise<void> {
  const result = await systemctl(...args);
  if (result?.code === 0) return;
  const reason = result === null
    ? "there is no such program"
    : result.said || `exit code ${result.code}`;
  throw new ScrimError(`Cannot run systemctl --user ${args.join(" ")}: ${reason}`, {
    code: "DEVICE",
    hint: "services need systemd and a session of yours on this machine",
  });
}

/** systemd's version; 0 when nobody knows. */
export async function systemdVersion(): Promise<number> {
  const result = await systemctl("--version");
  return Number(/^systemd (\d+)/.exec(result?.said ?? "")?.[1] ?? 0);
}
