/**
 * Makes the host that a plugin's `init()` gets: memory, pictures, files and kernels of one run.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import type { Colorimetry, Packed } from "../media/frame.ts";
import type { Image } from "../media/image.ts";
import type { Log } from "../base/log.ts";
import type { Kernels } from "../media/kernels.ts";
import type { ImageOptions, PluginHost, PluginKernels } from "./contract.ts";

/** The resources that a host needs. */
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
  /** Decodes a picture file and scales it to `options`. Returns opaque, tightly packed RGBA. `client` is the id of the stage. */
  readImage(path: string, options: Required<ImageOptions>, client: string): Promise<Image>;
  /** Reads any file. */
  readFile(path: string): Promise<Uint8Array>;
}

/** Makes the host of one stage. */
export function makeHost(stageId: string, parts: HostParts): PluginHost {
  const { arena, kernels, format, log, signal } = parts;
  const { width, height, fps, color } = format;
  const rgba = (w = width, h = height): Packed =>
    arena.packed("rgba", {
      width: w,
      height: h,
      color: { matrix: color.matrix, range: "full" },
    });
  return {
    width,
    height,
    fps,
    color,
    kernels: pluginKernels(kernels),
    signal,
    rgba,
    frame: (w = width, h = height) => {
      const frame = arena.frame(w, h, color);
      frame.y.data.fill(color.range === "limited" ? 16 : 0);
      frame.u.data.fill(128);
      frame.v.data.fill(128);
      return frame;
    },
    plane: (w, h) => arena.plane(w, h),
    bytes: (length) => arena.bytes(length),
    image: async (path, options) => {
      const wanted = { width, height, fit: "cover" as const, ...options };
      const decoded = await parts.readImage(path, wanted, stageId);
      const picture = rgba(wanted.width, wanted.height);
      picture.data.set(decoded.data);
      const frame = arena.frame(wanted.width, wanted.height, color);
      kernels.fromRgba(picture, frame);
      return frame;
    },
    readFile: (path) => parts.readFile(path),
    log: (message) => log.info(`${stageId}: ${message}`),
  };
}

/** The kernels that plugins may use. */
export function pluginKernels(kernels: Kernels): PluginKernels {
  return {
    composite: (job) => kernels.composite(job),
    blur: (job) => kernels.blur(job),
    blurSize: (width, height, sigmaPx, shape) => kernels.blurSize(width, height, sigmaPx, shape),
    spill: (job) => kernels.spill(job),
    spillSize: (width, height) => kernels.spillSize(width, height),
    copy: (frame, into) => kernels.copy(frame, into),
    fromRgba: (picture, into) => kernels.fromRgba(picture, into),
    toRgba: (frame, into) => kernels.pack(frame, into),
    upscale: (mask, into, edge) => kernels.upscale(mask, into, edge),
    dilate: (mask, into, px) => kernels.dilate(mask, into, px),
  };
}
