/**
 * What one run did and cost.
 *
 * @module
 */
import type { Stats, Summary } from "../base/stats.ts";
import type { FrameSink } from "../media/sink.ts";
import type { Engines } from "../models/engine_pool.ts";
import type { ActiveChain } from "./active_chain.ts";
import type { Prepared } from "./prepare.ts";

/**
 * Sums up a run.
 *
 * @param parts what it ran with, and what it counted
 */
export function summarize(
  { prepared, stats }: { readonly prepared: Prepared; readonly stats: Stats },
  { sink, engines, activeChain }: {
    sink: FrameSink;
    engines: Engines;
    activeChain: ActiveChain | null;
  },
): Summary {
  const { source, kernels, arena } = prepared;
  const { width, height, fps, description } = source.info;
  const { bytesRead, bytesWritten, bytesCopied } = kernels.counters;
  const elsewhere = sink.bytesCopied + engines.bytesCopied + (activeChain?.bytesCopied ?? 0);
  return {
    input: description,
    output: sink.info.description,
    ...{ width, height, fps },
    kernels: kernels.backend,
    frames: {
      in: stats.framesIn,
      out: stats.framesOut + stats.held + stats.slates,
      dropped: source.dropped,
      held: stats.held,
      slates: stats.slates,
      failed: stats.failed,
      skipped: stats.skipped,
    },
    stages: stats.stageSummaries(),
    latency: stats.latency.summary(),
    inferences: engines.inferences,
    bytesCopied: bytesCopied + elsewhere,
    ...{ bytesRead, bytesWritten, filterWork: { ...stats.filterWork } },
    buffers: { count: arena.buffers, bytes: arena.used },
    cpuMsPerFrame: stats.cpuMsPerFrame(),
    rssBytes: stats.rssBytes(),
    firstFrameMs: stats.firstFrameMs,
  };
}
