/**
 * The oracle: every kernel in plain TypeScript, one pixel at a time, slow and meant to be read. Each build of the C kernels
 * must equal it byte for byte.
 *
 * @module
 */
export { refBlur } from "./kernels_ref/blur.ts";
export { refFromRgba, refPackRgb } from "./kernels_ref/color.ts";
export { refComposite, refSpill } from "./kernels_ref/composite.ts";
export {
  refCopy,
  refCopyPacked,
  refPack,
  refUnpack,
  refUnpackLuma,
} from "./kernels_ref/layouts.ts";
export { refMotion } from "./kernels_ref/motion.ts";
export { refUpscaleLabels, refWarp } from "./kernels_ref/move.ts";
export { refDilate, refRefine } from "./kernels_ref/refine.ts";
export { refSample } from "./kernels_ref/sample.ts";
export { refSmooth, refUpscale } from "./kernels_ref/scale.ts";
