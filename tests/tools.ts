/** The programs that judge what Scrim made. Where one is missing, its tests are skipped and say so; in CI they fail. */

const told = new Set<string>();

function found(tool: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
    try {
      return Deno.statSync(`${folder}/${tool}`).isFile;
    } catch {
      return false; // not in this folder
    }
  });
}

/**
 * Whether a test must be skipped: `ignore: missing("ffmpeg")`.
 *
 * @throws in CI, where every tool must be there
 */
export function missing(...tools: readonly string[]): boolean {
  const absent = tools.filter((tool) => !found(tool));
  if (absent.length === 0) return false;
  const reason = `needs ${absent.join(" and ")}, not found on PATH`;
  if (Deno.env.get("CI") === "true") throw new Error(`A test ${reason}`);
  if (!told.has(reason)) console.log(`skipped: a test ${reason}`);
  told.add(reason);
  return true;
}
