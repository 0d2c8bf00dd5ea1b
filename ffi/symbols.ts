/**
 * The kernels of `native/scrim.h`, parameter by parameter. The same table types the calls of both builds.
 *
 * @module
 */

/** Every `scrim_unpack_*`. */
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

/** What the native library exports for kernels, by plain (baseline) name. */
export const kernelSymbols = {
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
      "i32", // int32_t mask_low
      "i32", // int32_t mask_high
      "buffer", // uint8_t *into
      "i32", // int32_t stride
      "i32", // int32_t width
      "i32", // int32_t height
      "buffer", // uint8_t *scratch
      "i32", // int32_t scratch_length
    ],
    result: "i32",
  },
  scrim_composite_scratch: {
    parameters: [
      "i32", // int32_t width
    ],
    result: "i32",
  },
  scrim_composite: {
    parameters: [
      "buffer", // const uint8_t *foreground
      "i32", // int32_t foreground_stride
      "buffer", // const uint8_t *background
      "i32", // int32_t background_stride
      "i32", // int32_t background_width
      "i32", // int32_t background_height
      "buffer", // const uint8_t *mask
      "i32", // int32_t mask_stride
      "i32", // int32_t mask_width
      "i32", // int32_t mask_height
      "i32", // int32_t mask_low
      "i32", // int32_t mask_high
      "buffer", // uint8_t *into
      "i32", // int32_t into_stride
      "i32", // int32_t width
      "i32", // int32_t height
      "i32", // int32_t shift
      "buffer", // uint8_t *scratch
      "i32", // int32_t scratch_length
    ],
    result: "i32",
  },
  scrim_blur_scratch: {
    parameters: [
      "i32", // int32_t width
      "i32", // int32_t into_width
      "i32", // int32_t into_height
      "i32", // int32_t masked
    ],
    result: "i32",
  },
  scrim_blur: {
    parameters: [
      "buffer", // const uint8_t *source
      "i32", // int32_t source_stride
      "buffer", // const uint8_t *mask
      "i32", // int32_t mask_stride
      "i32", // int32_t mask_width
      "i32", // int32_t mask_height
      "i32", // int32_t mask_low
      "i32", // int32_t mask_high
      "buffer", // uint8_t *into
      "i32", // int32_t into_stride
      "i32", // int32_t width
      "i32", // int32_t height
      "i32", // int32_t into_width
      "i32", // int32_t into_height
      "i32", // int32_t shift
      "i32", // int32_t radius
      "i32", // int32_t centre
      "i32", // int32_t ends
      "buffer", // uint8_t *scratch
      "i32", // int32_t scratch_length
    ],
    result: "i32",
  },
} as const satisfies Deno.ForeignLibraryInterface;

type Arguments<Parameters extends readonly string[], Pointer> = {
  [I in keyof Parameters]: Parameters[I] extends "buffer" ? Pointer : number;
};

/** The kernels as functions, over what stands for a pointer: a view (FFI) or a byte offset (WebAssembly). */
export type RawKernels<Pointer> = {
  readonly [Name in keyof typeof kernelSymbols]: (
    ...args: Arguments<(typeof kernelSymbols)[Name]["parameters"], Pointer>
  ) => number;
};

/** {@linkcode kernelSymbols} as compiled for an x86-64 level: 3 has names of its own, everything else the plain ones. */
export function kernelSymbolsFor(isa: number): typeof kernelSymbols {
  if (isa < 3) return kernelSymbols;
  const named = Object.entries(kernelSymbols).map(([name, symbol]) => [
    name,
    { ...symbol, name: `${name}_v3` },
  ]);
  return Object.fromEntries(named);
}
