/**
 * The kernels of `native/kernels.h` that change the layout of a picture, parameter by parameter.
 *
 * @module
 */

/** Every `scrim_unpack_*` to three planes. */
const UNPACK = {
  parameters: [
    "buffer", // const uint8_t *packed
    "i32", // int32_t stride
    "buffer", // uint8_t *y
    "i32", // int32_t y_stride
    "buffer", // uint8_t *u
    "i32", // int32_t u_stride
    "buffer", // uint8_t *v
    "i32", // int32_t v_stride
    "i32", // int32_t width
    "i32", // int32_t height
    "i32", // int32_t rows
    "i32", // int32_t left
    "i32", // int32_t top
  ],
  result: "i32",
} as const;

/** Every `scrim_pack_*` but RGB. */
const PACK = {
  parameters: [
    "buffer", // const uint8_t *y
    "i32", // int32_t y_stride
    "buffer", // const uint8_t *u
    "i32", // int32_t u_stride
    "buffer", // const uint8_t *v
    "i32", // int32_t v_stride
    "buffer", // uint8_t *packed
    "i32", // int32_t stride
    "i32", // int32_t width
    "i32", // int32_t height
  ],
  result: "i32",
} as const;

/** Layouts in and out, and copies. */
export const layoutSymbols = {
  scrim_copy_plane: {
    parameters: [
      "buffer", // const uint8_t *source
      "i32", // int32_t source_stride
      "buffer", // uint8_t *into
      "i32", // int32_t into_stride
      "i32", // int32_t width
      "i32", // int32_t height
    ],
    result: "i32",
  },
  scrim_transfer: {
    parameters: [
      "buffer", // const uint8_t *source
      "i32", // int32_t source_stride
      "buffer", // uint8_t *into
      "i32", // int32_t into_stride
      "i32", // int32_t row_bytes
      "i32", // int32_t rows
      "i32", // int32_t half_rows
    ],
    result: "i32",
  },
  scrim_unpack_yuyv: UNPACK,
  scrim_unpack_uyvy: UNPACK,
  scrim_unpack_nv12: UNPACK,
  scrim_unpack_i420: UNPACK,
  scrim_unpack_grey: UNPACK,
  scrim_unpack_luma: {
    parameters: [
      "buffer", // const uint8_t *packed
      "i32", // int32_t stride
      "buffer", // uint8_t *y
      "i32", // int32_t y_stride
      "i32", // int32_t width
      "i32", // int32_t height
      "i32", // int32_t rows
      "i32", // int32_t left
      "i32", // int32_t top
      "i32", // int32_t step
      "i32", // int32_t first
    ],
    result: "i32",
  },
  scrim_pack_yuyv: PACK,
  scrim_pack_uyvy: PACK,
  scrim_pack_nv12: PACK,
  scrim_pack_i420: PACK,
  scrim_pack_grey: PACK,
  scrim_pack_rgb: {
    parameters: [
      "buffer", // const uint8_t *y
      "i32", // int32_t y_stride
      "buffer", // const uint8_t *u
      "i32", // int32_t u_stride
      "buffer", // const uint8_t *v
      "i32", // int32_t v_stride
      "buffer", // uint8_t *rgb
      "i32", // int32_t stride
      "i32", // int32_t width
      "i32", // int32_t height
      "i32", // int32_t channels
      "i32", // int32_t matrix
      "i32", // int32_t range
    ],
    result: "i32",
  },
  scrim_from_rgba: {
    parameters: [
      "buffer", // const uint8_t *rgba
      "i32", // int32_t stride
      "buffer", // uint8_t *y
      "i32", // int32_t y_stride
      "buffer", // uint8_t *u
      "i32", // int32_t u_stride
      "buffer", // uint8_t *v
      "i32", // int32_t v_stride
      "i32", // int32_t width
      "i32", // int32_t height
      "i32", // int32_t matrix
      "i32", // int32_t range
    ],
    result: "i32",
  },
} as const satisfies Deno.ForeignLibraryInterface;
