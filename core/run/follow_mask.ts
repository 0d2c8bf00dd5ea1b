/**
 * What a change of the mask's controls does to a run.
 *
 * @module
 */
import { describeError } from "../base/errors.ts";
import type { ActiveChain } from "./active_chain.ts";
import type { Loop } from "../pipeline/loop.ts";
import type { LiveMask } from "../masks/mask_controls.ts";
import type { Log } from "../base/log.ts";

/** What takes part. */
export interface MaskFollower {
  readonly activeChain: ActiveChain;
  readonly loop: Loop;
  readonly log: Log;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Outlines move by themselves, for layers look at the mask's edge. All else is made with a mask: the next frame gets a new one.
 * Only masks that are no longer plain, or are from now on, need another plan.
 */
export function followMask(mask: LiveMask, { activeChain, loop, log, signal }: MaskFollower): void {
  let plain = mask.plain;
  mask.onChange(() => {
    if (mask.plain !== plain) {
      plain = mask.plain;
      activeChain.exchange(activeChain.chain, loop).catch((error) => {
        if (!signal.aborted) log.warn(`${describeError(error)}; masks stay as they were`);
      });
      return;
    }
    for (const { runner } of activeChain.pipeline.models) runner.expire();
  }, signal);
}
