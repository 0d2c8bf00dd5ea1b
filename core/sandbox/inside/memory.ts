/**
 * The plugin's memory, seen from its realm: what the host hands out, and kernels that work in it.
 *
 * @module
 */
import { Arena } from "../../media/arena.ts";
import type { Kernels } from "../../media/kernels.ts";
import { Bytes } from "./intrinsics.ts";
import { type KernelName, type Outside, shield } from "./outside.ts";

/** Views of the memory that the thread's arena owns. */
export class RealmArena extends Arena {
  readonly #outside: Outside;

  constructor(outside: Outside) {
    super({} as WebAssembly.Memory); // the memory itself stays with the thread
    this.#outside = outside;
  }

  override bytes(length: number): Uint8Array<SharedArrayBuffer> {
    const start = this.#outside.allocate(length);
    return new Bytes(this.#outside.buffer(), start, length);
  }
}

/** The kernels that plugins may call, in the form of the port. */
export function realmKernels(outside: Outside): Pick<Kernels, KernelName> {
  const { kernels } = outside;
  // What these give is an object of the thread's: only numbers leave them.
  const oneNumber = (found: { width: number; height: number }): number =>
    found.width * 65536 + found.height;
  const sizeOf = (both: number): { width: number; height: number } => (
    { width: Math.floor(both / 65536), height: both % 65536 }
  );
  const blurSize = shield(
    (width: number, height: number, sigmaPx: number, disc: boolean): number =>
      oneNumber(kernels.blurSize(width, height, sigmaPx, disc ? "bokeh" : "gaussian")),
  );
  const spillSize = shield((width: number, height: number): number =>
    oneNumber(kernels.spillSize(width, height))
  );
  return {
    composite: shield((job) => kernels.composite(job)),
    blur: shield((job) => kernels.blur(job)),
    blurSize: (width, height, sigmaPx, shape) =>
      sizeOf(blurSize(+width, +height, +sigmaPx, shape === "bokeh")),
    spill: shield((job) => kernels.spill(job)),
    spillSize: (width, height) => sizeOf(spillSize(+width, +height)),
    copy: shield((frame, into) => kernels.copy(frame, into)),
    fromRgba: shield((picture, into) => kernels.fromRgba(picture, into)),
    pack: shield((frame, into) => kernels.pack(frame, into)),
    upscale: shield((mask, into, edge) => kernels.upscale(mask, into, edge)),
    dilate: shield((mask, into, px) => kernels.dilate(mask, into, px)),
  };
}
