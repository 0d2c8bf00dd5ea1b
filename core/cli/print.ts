/**
 * What the command line prints: plugins, layers and statistics as text.
 *
 * @module
 */
import { describeSpec, type OptionSpec } from "../plugin/options.ts";
import type { LayerProvider } from "../layers/layers.ts";
import type { Declaration } from "../plugin/handle.ts";
import type { Distribution, Summary } from "../base/stats.ts";

function optionLine(plugin: string, name: string, spec: OptionSpec): string {
  const value = spec.default === null ? "not set" : String(spec.default);
  return `  --set ${plugin}.${name}=…  ${spec.summary} (${describeSpec(spec)}; default ${value})`;
}

/**
 * One plugin: name, summary, layers, options, all from its declaration.
 *
 * @param id of its use in a chain; default: its name
 */
export function pluginText(plugin: Declaration, id: string = plugin.name): string {
  const layers = (plugin.layers ?? []).map(({ name, size, age }) =>
    `${name} (${size ?? "frame"} size${typeof age === "number" ? `, at most ${age} ms old` : ""})`
  );
  return [
    `${id}: ${plugin.summary}`,
    `  layers: ${layers.join(", ") || "none"}`,
    ...Object.entries(plugin.options ?? {}).map(([name, spec]) => optionLine(id, name, spec)),
  ].join("\n");
}

/** Every layer, by the model that gives it, with what kind of numbers it holds. */
export function layersText(providers: readonly LayerProvider[]): string {
  return providers.map(({ id, layers, input }) => {
    const lines = layers.map(({ name, kind, width, height, approximate }) => {
      const size = kind === "points" ? `${height} points` : `${kind} ${width}x${height}`;
      return `  ${name}: ${size}${approximate ? ", approximate" : ""}`;
    });
    return [`${id} (takes ${input.width}x${input.height})`, ...lines].join("\n");
  }).join("\n");
}

function timesLine(name: string, times: Distribution): string {
  const cell = (ms: number): string => ms.toFixed(2).padStart(8);
  return `  ${name.padEnd(18)}${cell(times.p50)}${cell(times.p95)}${cell(times.p99)}${
    cell(times.max)
  }`;
}

const mib = (bytes: number): string => `${(bytes / 1048576).toFixed(1)} MiB`;

/** `--stats` as text. */
export function statsText(summary: Summary): string {
  const { frames, stages, latency, buffers } = summary;
  const perFrame = (bytes: number): string => mib(bytes / Math.max(frames.in, 1));
  const cpu = summary.cpuMsPerFrame === null
    ? "not measured (fewer than 60 frames)"
    : `${summary.cpuMsPerFrame.toFixed(2)} ms`;
  const first = summary.firstFrameMs === null
    ? "none"
    : `after ${summary.firstFrameMs.toFixed(0)} ms`;
  return [
    `${summary.input} -> ${summary.output}, ${summary.width}x${summary.height} at ${summary.fps} fps, ${summary.kernels} kernels`,
    `frames: ${frames.in} in, ${frames.out} out, ${frames.dropped} dropped, ${frames.held} held, ${frames.slates} slates, ${frames.failed} failed`,
    `milliseconds            p50     p95     p99     max`,
    ...Object.entries(stages).map(([name, times]) => timesLine(name, times)),
    timesLine("capture to output", latency),
    `inferences: ${summary.inferences}; copied ${perFrame(summary.bytesCopied)}, read ${
      perFrame(summary.bytesRead)
    }, written ${perFrame(summary.bytesWritten)} a frame`,
    `CPU a frame: ${cpu}; memory ${mib(summary.rssBytes)}; buffers ${buffers.count} (${
      mib(buffers.bytes)
    }); first picture ${first}`,
  ].join("\n");
}
