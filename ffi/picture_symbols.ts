/**
 * The kernels of `native/kernels.h` that work on whole pictures, parameter by parameter.
 *
 * @module
 */

/** The foreground, the background and its size, the mask and its edge, what spills. Sizes are width + 65536 height. */
const COMPOSITE = [
  "buffer", // const uint8_t *y
  "i32", // int32_t y_stride
  "buffer", // const uint8_t *u
  "i32", // int32_t u_stride
  "buffer", // const uint8_t *v
  "i32", // int32_t v_stride
  "buffer", // const uint8_t *back_y
  "i32", // int32_t back_y_stride
  "buffer", // const uint8_t *back_u
  "i32", // int32_t back_u_stride
  "buffer", // const uint8_t *back_v
  "i32", // int32_t back_v_stride
  "i32", // int32_t back_size
  "buffer", // const uint8_t *mask
  "i32", // int32_t mask_stride
  "i32", // int32_t mask_size
  "i32", // int32_t mask_edge
  "buffer", // const uint8_t *spill
  "i32", // int32_t spill_stride
  "i32", // int32_t spill_size
] as const;

/** Composition, blurs and comparison. */
export const pictureSymbols = {
  scrim_composite_scratch: {
    parameters: [
      "i32", // int32_t width
    ],
    result: "i32",
  },
  scrim_composite: {
    parameters: [
      ...COMPOSITE,
      "buffer", // uint8_t *into_y
      "i32", // int32_t into_y_stride
      "buffer", // uint8_t *into_u
      "i32", // int32_t into_u_stride
      "buffer", // uint8_t *into_v
      "i32", // int32_t into_v_stride
      "i32", // int32_t size
      "buffer", // uint8_t *scratch
      "i32", // int32_t scratch_length
    ],
    result: "i32",
  },
  scrim_composite_packed: {
    parameters: [
      ...COMPOSITE,
      "buffer", // uint8_t *packed
      "i32", // int32_t stride
      "i32", // int32_t size
      "i32", // int32_t layout
      "i32", // int32_t matrix
      "i32", // int32_t range
      "buffer", // uint8_t *scratch
      "i32", // int32_t scratch_length
    ],
    result: "i32",
  },
  scrim_spill_scratch: {
    parameters: [
      "i32", // int32_t width
      "i32", // int32_t height
    ],
    result: "i32",
  },
  scrim_spill: {
    parameters: [
      "buffer", // const uint8_t *y
      "i32", // int32_t y_stride
      "buffer", // const uint8_t *u
      "i32", // int32_t u_stride
      "buffer", // const uint8_t *v
      "i32", // int32_t v_stride
      "i32", // int32_t width
      "i32", // int32_t height
      "buffer", // const uint8_t *mask
      "i32", // int32_t mask_stride
      "i32", // int32_t mask_width
      "i32", // int32_t mask_height
      "i32", // int32_t mask_edge
      "buffer", // uint8_t *into
      "i32", // int32_t stride
      "buffer", // uint8_t *scratch
      "i32", // int32_t scratch_length
    ],
    result: "i32",
  },
  scrim_blur_scratch: {
    parameters: [
      "i32", // int32_t width
      "i32", // int32_t height
      "i32", // int32_t divisor
      "i32", // int32_t masked
    ],
    result: "i32",
  },
  scrim_blur: {
    parameters: [
      "buffer", // const uint8_t *y
      "i32", // int32_t y_stride
      "buffer", // const uint8_t *u
      "i32", // int32_t u_stride
      "buffer", // const uint8_t *v
      "i32", // int32_t v_stride
      "buffer", // const uint8_t *mask
      "i32", // int32_t mask_stride
      "i32", // int32_t mask_width
      "i32", // int32_t mask_height
      "i32", // int32_t mask_edge
      "buffer", // uint8_t *into_y
      "i32", // int32_t into_y_stride
      "buffer", // uint8_t *into_u
      "i32", // int32_t into_u_stride
      "buffer", // uint8_t *into_v
      "i32", // int32_t into_v_stride
      "i32", // int32_t width
      "i32", // int32_t height
      "i32", // int32_t divisor
      "i32", // int32_t radius
      "i32", // int32_t centre
      "i32", // int32_t ends
      "i32", // int32_t chroma_radius
      "i32", // int32_t chroma_centre
      "i32", // int32_t chroma_ends
      "buffer", // uint8_t *scratch
      "i32", // int32_t scratch_length
    ],
    result: "i32",
  },
  scrim_bokeh_scratch: {
    parameters: [
      "i32", // int32_t width
      "i32", // int32_t height
      "i32", // int32_t divisor
      "i32", // int32_t masked
    ],
    result: "i32",
  },
  scrim_bokeh: {
    parameters: [
      "buffer", // const uint8_t *y
      "i32", // int32_t y_stride
      "buffer", // const uint8_t *u
      "i32", // int32_t u_stride
      "buffer", // const uint8_t *v
      "i32", // int32_t v_stride
      "buffer", // const uint8_t *mask
      "i32", // int32_t mask_stride
      "i32", // int32_t mask_width
      "i32", // int32_t mask_height
      "i32", // int32_t mask_edge
      "buffer", // uint8_t *into_y
      "i32", // int32_t into_y_stride
      "buffer", // uint8_t *into_u
      "i32", // int32_t into_u_stride
      "buffer", // uint8_t *into_v
      "i32", // int32_t into_v_stride
      "i32", // int32_t width
      "i32", // int32_t height
      "i32", // int32_t divisor
      "i32", // int32_t radius
      "buffer", // uint8_t *scratch
      "i32", // int32_t scratch_length
    ],
    result: "i32",
  },
  scrim_motion: {
    parameters: [
      "buffer", // const uint8_t *rgba
      "i32", // int32_t stride
      "buffer", // const uint8_t *reference
      "i32", // int32_t reference_stride
      "buffer", // int32_t *into
      "i32", // int32_t into_length
      "i32", // int32_t width
      "i32", // int32_t height
    ],
    result: "i32",
  },
} as const satisfies Deno.ForeignLibraryInterface;
