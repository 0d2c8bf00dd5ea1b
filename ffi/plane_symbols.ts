/**
 * The kernels of `native/kernels.h` that work on one plane, or make a model's input, parameter by parameter.
 *
 * @module
 */

/** Sampling, masks and maps. */
export const planeSymbols = {
  scrim_sample_scratch: {
    parameters: [
      "i32", // int32_t width
      "i32", // int32_t height
      "i32", // int32_t into_width
      "i32", // int32_t into_height
    ],
    result: "i32",
  },
  scrim_sample: {
    parameters: [
      "buffer", // const uint8_t *y
      "i32", // int32_t y_stride
      "buffer", // const uint8_t *u
      "i32", // int32_t u_stride
      "buffer", // const uint8_t *v
      "i32", // int32_t v_stride
      "i32", // int32_t width
      "i32", // int32_t height
      "buffer", // uint8_t *rgba
      "i32", // int32_t stride
      "i32", // int32_t into_width
      "i32", // int32_t into_height
      "i32", // int32_t matrix
      "i32", // int32_t range
      "buffer", // uint8_t *scratch
      "i32", // int32_t scratch_length
    ],
    result: "i32",
  },
  scrim_soften_scratch: {
    parameters: [
      "i32", // int32_t width
    ],
    result: "i32",
  },
  scrim_soften: {
    parameters: [
      "buffer", // const uint8_t *mask
      "i32", // int32_t mask_stride
      "buffer", // uint8_t *into
      "i32", // int32_t stride
      "i32", // int32_t width
      "i32", // int32_t height
      "buffer", // uint8_t *scratch
      "i32", // int32_t scratch_length
    ],
    result: "i32",
  },
  scrim_refine_scratch: {
    parameters: [
      "i32", // int32_t mask_width
      "i32", // int32_t mask_height
      "i32", // int32_t width
    ],
    result: "i32",
  },
  scrim_refine: {
    parameters: [
      "buffer", // const uint8_t *mask
      "i32", // int32_t mask_stride
      "buffer", // const uint8_t *guide
      "i32", // int32_t guide_stride
      "buffer", // const uint8_t *before
      "i32", // int32_t before_stride
      "i32", // int32_t mask_width
      "i32", // int32_t mask_height
      "buffer", // const uint8_t *luma
      "i32", // int32_t luma_stride
      "buffer", // uint8_t *into
      "i32", // int32_t stride
      "i32", // int32_t width
      "i32", // int32_t height
      "i32", // int32_t matrix
      "i32", // int32_t range
      "i32", // int32_t epsilon
      "i32", // int32_t calm
      "i32", // int32_t moving
      "i32", // int32_t share
      "i32", // int32_t jump
      "buffer", // uint8_t *scratch
      "i32", // int32_t scratch_length
    ],
    result: "i32",
  },
  scrim_grow_scratch: {
    parameters: [
      "i32", // int32_t width
      "i32", // int32_t radius
    ],
    result: "i32",
  },
  scrim_grow: {
    parameters: [
      "buffer", // const uint8_t *mask
      "i32", // int32_t mask_stride
      "buffer", // uint8_t *into
      "i32", // int32_t stride
      "i32", // int32_t width
      "i32", // int32_t height
      "i32", // int32_t radius
      "buffer", // uint8_t *scratch
      "i32", // int32_t scratch_length
    ],
    result: "i32",
  },
  scrim_enlarge_scratch: {
    parameters: [
      "i32", // int32_t width
    ],
    result: "i32",
  },
  scrim_enlarge: {
    parameters: [
      "buffer", // const uint8_t *mask
      "i32", // int32_t mask_stride
      "i32", // int32_t mask_width
      "i32", // int32_t mask_height
      "i32", // int32_t mask_edge
      "buffer", // uint8_t *into
      "i32", // int32_t stride
      "i32", // int32_t width
      "i32", // int32_t height
      "buffer", // uint8_t *scratch
      "i32", // int32_t scratch_length
    ],
    result: "i32",
  },
  scrim_enlarge_labels_scratch: {
    parameters: [
      "i32", // int32_t width
    ],
    result: "i32",
  },
  scrim_enlarge_labels: {
    parameters: [
      "buffer", // const uint8_t *labels
      "i32", // int32_t labels_stride
      "i32", // int32_t labels_width
      "i32", // int32_t labels_height
      "buffer", // uint8_t *into
      "i32", // int32_t stride
      "i32", // int32_t width
      "i32", // int32_t height
      "buffer", // uint8_t *scratch
      "i32", // int32_t scratch_length
    ],
    result: "i32",
  },
  scrim_warp: {
    parameters: [
      "buffer", // const uint8_t *source
      "i32", // int32_t source_stride
      "buffer", // uint8_t *into
      "i32", // int32_t stride
      "i32", // int32_t width
      "i32", // int32_t height
      "i32", // int32_t labels
      "f64", // double x_start
      "f64", // double x_across
      "f64", // double x_down
      "f64", // double y_start
      "f64", // double y_across
      "f64", // double y_down
    ],
    result: "i32",
  },
} as const satisfies Deno.ForeignLibraryInterface;
