/**
 * Plugins that are loaded again while they run, whenever one of their files changes.
 *
 * @module
 */
import { BundleError } from "../bundle/problem.ts";
import { FileWatcher } from "../bundle/watch.ts";
import { describeError } from "../base/errors.ts";
import type { LoadedStages } from "../loading/chain_loader.ts";
import type { ActiveChain } from "./active_chain.ts";
import type { Loop } from "../pipeline/loop.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";

/** What is watched and told. */
export interface ReloadParts {
  readonly activeChain: ActiveChain;
  readonly loop: Loop;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

function namesOf(next: LoadedStages, old: LoadedStages): string {
  const before = new Set(old.stages);
  return next.stages.filter((stage) => !before.has(stage)).map(({ id }) => id).join(", ");
}

/** Tries one change; what it depends on is worth watching, whether it worked or not. */
async function takeChange(
  changed: Iterable<string>,
  { activeChain, loop, log, signal }: ReloadParts,
): Promise<readonly string[]> {
  try {
    const old = activeChain.chain;
    const next = await old.reload(changed);
    const names = namesOf(next, old);
    if (names === "") return [];
    await activeChain.exchange(next, loop);
    log.info(`Reloaded ${names}`);
    return [];
  } catch (error) {
    if (!signal.aborted) log.warn(`${describeError(error)}; the old one goes on`);
    return error instanceof BundleError ? error.files : [];
  }
}

/**
 * Watches until `signal` is aborted. A plugin that does not load, start or make its first frame is named, and the old one
 * goes on.
 *
 * @throws {ScrimError} when the system cannot watch
 */
export async function reloadOnChange(parts: ReloadParts): Promise<void> {
  const { activeChain, clock, signal } = parts;
  const watcher = new FileWatcher(activeChain.chain.files, { clock, signal });
  for await (const changed of watcher) {
    const more = await takeChange(changed, parts);
    watcher.watch([...activeChain.chain.files, ...more]);
  }
}
