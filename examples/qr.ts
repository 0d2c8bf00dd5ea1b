/**
 * Pictures for another library: reads a QR code that is held into the camera's middle, with the package `qr`.
 *
 *     deno run -A mod.ts --plugins ./examples/qr.ts
 *
 * The library wants RGBA, but only now and then: the filter takes frames as they are and converts one in ten, into a picture
 * of its own. `frame` is read-only, as always unless access is `in-place`; what is done to `picture` is the filter's business.
 *
 * All of them are views of shared memory. Whoever only reads bytes, like `decodeQR()`, takes the view. `Blob`, `Response` and
 * `crypto.subtle` refuse shared memory, and what still works after `process()` has returned would see the next frame: these
 * need a copy, `Uint8Array.from(picture.data)`.
 *
 * @module
 */
import decodeQR from "npm:qr@0.7.0/decode.js";
import { definePlugin, type FilterPlugin, type Packed } from "../core/plugin.ts";

/** What a picture says; the library throws where there is no code. */
function read(picture: Packed): string | null {
  try {
    return decodeQR(picture);
  } catch {
    return null;
  }
}

const qr: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "qr",
  summary: "Says what a QR code says",
  access: "read",
  options: {
    every: {
      type: "number",
      default: 10,
      min: 1,
      max: 300,
      step: 1,
      summary: "Frames from look to look",
    },
  },
  roi: () => ({ x: 0.2, y: 0.1, width: 0.6, height: 0.8 }),
  init: (host) => ({ host, picture: host.rgba(), next: 0, said: "" }), // of the size of that part
  process({ frame, kernels, state, options, sequence }) {
    if (sequence < state.next) return;
    state.next = sequence + options.every;
    kernels.toRgba(frame, state.picture);
    const text = read(state.picture);
    if (text === null || text === state.said) return;
    state.host.log(`"${text}"`);
    state.said = text;
  },
});
export default qr;
