/**
 * What a plugin's `init()` is given: memory, pictures and kernels of one run.
 *
 * @module
 */
import type { Arena } from "./arena.ts";
import type { Colorimetry, Packed } from "./frame.ts";
import type { Image } from "./io/image.ts";
import type { Kernels, Log } from "./ports.ts";
import type { PluginHost } from "./plugin.ts";

/** What a host hands out from. */
export interface HostParts {
  readonly arena: Arena;
  readonly kernels: Kernels;
  readonly format: {
    readonly width: number;
    readonly height: number;
    readonly fps: number;
    readonly color: Colorimetry;
  };
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Decodes a file and scales it to cover the size: opaque RGBA, tightly packed. */
  readImage(path: string, width: number, height: number): Promise<Image>;
}

/** The host of one stage. */
export function makeHost(stageId: string, parts: HostParts): PluginHost {
  const { arena, kernels, format, log, signal } = parts;
  const { width, height, fps, color } = format;
  const rgba = (): Packed =>
    arena.packed("rgba", { width, height, color: { matrix: color.matrix, range: "full" } });
  return {
    width,
    height,
    fps,
    color,
    kernels,
    signal,
    rgba,
    frame: (w = width, h = height) => {
      const frame = arena.frame(w, h, color);
      frame.y.data.fill(color.range === "limited" ? 16 : 0);
      frame.u.data.fill(128);
      frame.v.data.fill(128);
      return frame;
    },
    bytes: (length) => arena.bytes(length),
    image: async (path) => {
      const decoded = await parts.readImage(path, width, height);
      const picture = rgba();
      picture.data.set(decoded.data);
      const frame = arena.frame(width, height, color);
      kernels.fromRgba(picture, frame);
      return frame;
    },
    log: (message) => log.info(`${stageId}: ${message}`),
  };
}
