/**
 * Every function of the native library, as Deno calls it. `ffi/native/build.ts` writes this file from `scrim.h` and
 * `kernels.h`, which say what each one does.
 *
 * @module
 */
// deno-fmt-ignore-file

/** The kernels, by plain (baseline) name. */
export const kernelSymbols = {
  // int32_t scrim_copy_plane(const uint8_t *source, int32_t source_stride, uint8_t *into, int32_t into_stride, int32_t width, int32_t height)
  scrim_copy_plane: { parameters: ["buffer", "i32", "buffer", "i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_copy_packed(const uint8_t *source, int32_t source_stride, uint8_t *into, int32_t into_stride, int32_t row_bytes, int32_t rows, int32_t half_rows)
  scrim_copy_packed: { parameters: ["buffer", "i32", "buffer", "i32", "i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_unpack_yuyv(const uint8_t *packed, int32_t stride, uint8_t *y, int32_t y_stride, uint8_t *u, int32_t u_stride, uint8_t *v, int32_t v_stride, int32_t width, int32_t height, int32_t rows, int32_t left, int32_t top)
  scrim_unpack_yuyv: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_unpack_uyvy(const uint8_t *packed, int32_t stride, uint8_t *y, int32_t y_stride, uint8_t *u, int32_t u_stride, uint8_t *v, int32_t v_stride, int32_t width, int32_t height, int32_t rows, int32_t left, int32_t top)
  scrim_unpack_uyvy: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_unpack_nv12(const uint8_t *packed, int32_t stride, uint8_t *y, int32_t y_stride, uint8_t *u, int32_t u_stride, uint8_t *v, int32_t v_stride, int32_t width, int32_t height, int32_t rows, int32_t left, int32_t top)
  scrim_unpack_nv12: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_unpack_i420(const uint8_t *packed, int32_t stride, uint8_t *y, int32_t y_stride, uint8_t *u, int32_t u_stride, uint8_t *v, int32_t v_stride, int32_t width, int32_t height, int32_t rows, int32_t left, int32_t top)
  scrim_unpack_i420: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_unpack_grey(const uint8_t *packed, int32_t stride, uint8_t *y, int32_t y_stride, uint8_t *u, int32_t u_stride, uint8_t *v, int32_t v_stride, int32_t width, int32_t height, int32_t rows, int32_t left, int32_t top)
  scrim_unpack_grey: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_unpack_luma(const uint8_t *packed, int32_t stride, uint8_t *y, int32_t y_stride, int32_t width, int32_t height, int32_t rows, int32_t left, int32_t top, int32_t step, int32_t first)
  scrim_unpack_luma: { parameters: ["buffer", "i32", "buffer", "i32", "i32", "i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_pack_yuyv(const uint8_t *y, int32_t y_stride, const uint8_t *u, int32_t u_stride, const uint8_t *v, int32_t v_stride, uint8_t *packed, int32_t stride, int32_t width, int32_t height)
  scrim_pack_yuyv: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_pack_uyvy(const uint8_t *y, int32_t y_stride, const uint8_t *u, int32_t u_stride, const uint8_t *v, int32_t v_stride, uint8_t *packed, int32_t stride, int32_t width, int32_t height)
  scrim_pack_uyvy: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_pack_nv12(const uint8_t *y, int32_t y_stride, const uint8_t *u, int32_t u_stride, const uint8_t *v, int32_t v_stride, uint8_t *packed, int32_t stride, int32_t width, int32_t height)
  scrim_pack_nv12: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_pack_i420(const uint8_t *y, int32_t y_stride, const uint8_t *u, int32_t u_stride, const uint8_t *v, int32_t v_stride, uint8_t *packed, int32_t stride, int32_t width, int32_t height)
  scrim_pack_i420: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_pack_grey(const uint8_t *y, int32_t y_stride, const uint8_t *u, int32_t u_stride, const uint8_t *v, int32_t v_stride, uint8_t *packed, int32_t stride, int32_t width, int32_t height)
  scrim_pack_grey: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_pack_rgb(const uint8_t *y, int32_t y_stride, const uint8_t *u, int32_t u_stride, const uint8_t *v, int32_t v_stride, uint8_t *rgb, int32_t stride, int32_t width, int32_t height, int32_t channels, int32_t matrix, int32_t range)
  scrim_pack_rgb: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_from_rgba(const uint8_t *rgba, int32_t stride, uint8_t *y, int32_t y_stride, uint8_t *u, int32_t u_stride, uint8_t *v, int32_t v_stride, int32_t width, int32_t height, int32_t matrix, int32_t range)
  scrim_from_rgba: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_sample_scratch(int32_t width, int32_t height, int32_t into_width, int32_t into_height)
  scrim_sample_scratch: { parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_sample(const uint8_t *y, int32_t y_stride, const uint8_t *u, int32_t u_stride, const uint8_t *v, int32_t v_stride, int32_t width, int32_t height, uint8_t *rgba, int32_t stride, int32_t into_width, int32_t into_height, int32_t matrix, int32_t range, uint8_t *scratch, int32_t scratch_length)
  scrim_sample: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32", "buffer", "i32", "i32", "i32", "i32", "i32", "buffer", "i32"], result: "i32" },
  // int32_t scrim_smooth_scratch(int32_t width)
  scrim_smooth_scratch: { parameters: ["i32"], result: "i32" },
  // int32_t scrim_smooth(const uint8_t *mask, int32_t mask_stride, uint8_t *into, int32_t stride, int32_t width, int32_t height, uint8_t *scratch, int32_t scratch_length)
  scrim_smooth: { parameters: ["buffer", "i32", "buffer", "i32", "i32", "i32", "buffer", "i32"], result: "i32" },
  // int32_t scrim_refine_scratch(int32_t mask_width, int32_t mask_height, int32_t width)
  scrim_refine_scratch: { parameters: ["i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_refine( const uint8_t *mask, int32_t mask_stride, const uint8_t *guide, int32_t guide_stride, const uint8_t *before, int32_t before_stride, int32_t mask_width, int32_t mask_height, const uint8_t *luma, int32_t luma_stride, uint8_t *into, int32_t stride, int32_t width, int32_t height, int32_t matrix, int32_t range, int32_t epsilon, int32_t calm, int32_t moving, int32_t share, int32_t jump, uint8_t *scratch, int32_t scratch_length)
  scrim_refine: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32", "i32", "i32", "i32", "i32", "i32", "i32", "i32", "buffer", "i32"], result: "i32" },
  // int32_t scrim_dilate_scratch(int32_t width, int32_t radius)
  scrim_dilate_scratch: { parameters: ["i32", "i32"], result: "i32" },
  // int32_t scrim_dilate(const uint8_t *mask, int32_t mask_stride, uint8_t *into, int32_t stride, int32_t width, int32_t height, int32_t radius, uint8_t *scratch, int32_t scratch_length)
  scrim_dilate: { parameters: ["buffer", "i32", "buffer", "i32", "i32", "i32", "i32", "buffer", "i32"], result: "i32" },
  // int32_t scrim_upscale_labels_scratch(int32_t width)
  scrim_upscale_labels_scratch: { parameters: ["i32"], result: "i32" },
  // int32_t scrim_upscale_labels(const uint8_t *labels, int32_t labels_stride, int32_t labels_width, int32_t labels_height, uint8_t *into, int32_t stride, int32_t width, int32_t height, uint8_t *scratch, int32_t scratch_length)
  scrim_upscale_labels: { parameters: ["buffer", "i32", "i32", "i32", "buffer", "i32", "i32", "i32", "buffer", "i32"], result: "i32" },
  // int32_t scrim_upscale_scratch(int32_t width)
  scrim_upscale_scratch: { parameters: ["i32"], result: "i32" },
  // int32_t scrim_upscale(const uint8_t *mask, int32_t mask_stride, int32_t mask_width, int32_t mask_height, int32_t mask_edge, uint8_t *into, int32_t stride, int32_t width, int32_t height, uint8_t *scratch, int32_t scratch_length)
  scrim_upscale: { parameters: ["buffer", "i32", "i32", "i32", "i32", "buffer", "i32", "i32", "i32", "buffer", "i32"], result: "i32" },
  // int32_t scrim_composite_scratch(int32_t width)
  scrim_composite_scratch: { parameters: ["i32"], result: "i32" },
  // int32_t scrim_composite( const uint8_t *y, int32_t y_stride, const uint8_t *u, int32_t u_stride, const uint8_t *v, int32_t v_stride, const uint8_t *back_y, int32_t back_y_stride, const uint8_t *back_u, int32_t back_u_stride, const uint8_t *back_v, int32_t back_v_stride, int32_t back_size, const uint8_t *mask, int32_t mask_stride, int32_t mask_size, int32_t mask_edge, const uint8_t *spill, int32_t spill_stride, int32_t spill_size, uint8_t *into_y, int32_t into_y_stride, uint8_t *into_u, int32_t into_u_stride, uint8_t *into_v, int32_t into_v_stride, int32_t size, uint8_t *scratch, int32_t scratch_length)
  scrim_composite: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "buffer", "i32", "i32", "i32", "buffer", "i32", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "buffer", "i32"], result: "i32" },
  // int32_t scrim_composite_packed( const uint8_t *y, int32_t y_stride, const uint8_t *u, int32_t u_stride, const uint8_t *v, int32_t v_stride, const uint8_t *back_y, int32_t back_y_stride, const uint8_t *back_u, int32_t back_u_stride, const uint8_t *back_v, int32_t back_v_stride, int32_t back_size, const uint8_t *mask, int32_t mask_stride, int32_t mask_size, int32_t mask_edge, const uint8_t *spill, int32_t spill_stride, int32_t spill_size, uint8_t *packed, int32_t stride, int32_t size, int32_t layout, int32_t matrix, int32_t range, uint8_t *scratch, int32_t scratch_length)
  scrim_composite_packed: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "buffer", "i32", "i32", "i32", "buffer", "i32", "i32", "buffer", "i32", "i32", "i32", "i32", "i32", "buffer", "i32"], result: "i32" },
  // int32_t scrim_spill_scratch(int32_t width, int32_t height)
  scrim_spill_scratch: { parameters: ["i32", "i32"], result: "i32" },
  // int32_t scrim_spill(const uint8_t *y, int32_t y_stride, const uint8_t *u, int32_t u_stride, const uint8_t *v, int32_t v_stride, int32_t width, int32_t height, const uint8_t *mask, int32_t mask_stride, int32_t mask_width, int32_t mask_height, int32_t mask_edge, uint8_t *into, int32_t stride, uint8_t *scratch, int32_t scratch_length)
  scrim_spill: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32", "buffer", "i32", "i32", "i32", "i32", "buffer", "i32", "buffer", "i32"], result: "i32" },
  // int32_t scrim_blur_scratch(int32_t width, int32_t height, int32_t divisor, int32_t masked)
  scrim_blur_scratch: { parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_blur( const uint8_t *y, int32_t y_stride, const uint8_t *u, int32_t u_stride, const uint8_t *v, int32_t v_stride, const uint8_t *mask, int32_t mask_stride, int32_t mask_width, int32_t mask_height, int32_t mask_edge, uint8_t *into_y, int32_t into_y_stride, uint8_t *into_u, int32_t into_u_stride, uint8_t *into_v, int32_t into_v_stride, int32_t width, int32_t height, int32_t divisor, int32_t radius, int32_t centre, int32_t ends, int32_t chroma_radius, int32_t chroma_centre, int32_t chroma_ends, uint8_t *scratch, int32_t scratch_length)
  scrim_blur: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32", "i32", "i32", "i32", "i32", "i32", "i32", "i32", "buffer", "i32"], result: "i32" },
  // int32_t scrim_bokeh_scratch(int32_t width, int32_t height, int32_t divisor, int32_t masked)
  scrim_bokeh_scratch: { parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_bokeh( const uint8_t *y, int32_t y_stride, const uint8_t *u, int32_t u_stride, const uint8_t *v, int32_t v_stride, const uint8_t *mask, int32_t mask_stride, int32_t mask_width, int32_t mask_height, int32_t mask_edge, uint8_t *into_y, int32_t into_y_stride, uint8_t *into_u, int32_t into_u_stride, uint8_t *into_v, int32_t into_v_stride, int32_t width, int32_t height, int32_t divisor, int32_t radius, uint8_t *scratch, int32_t scratch_length)
  scrim_bokeh: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32", "i32", "buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32", "i32", "i32", "buffer", "i32"], result: "i32" },
  // int32_t scrim_motion(const uint8_t *rgba, int32_t stride, const uint8_t *reference, int32_t reference_stride, int32_t *into, int32_t into_length, int32_t width, int32_t height)
  scrim_motion: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32", "i32", "i32"], result: "i32" },
  // int32_t scrim_warp(const uint8_t *source, int32_t source_stride, uint8_t *into, int32_t stride, int32_t width, int32_t height, int32_t labels, double x_start, double x_across, double x_down, double y_start, double y_across, double y_down)
  scrim_warp: { parameters: ["buffer", "i32", "buffer", "i32", "i32", "i32", "i32", "f64", "f64", "f64", "f64", "f64", "f64"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** Devices and JPEG. Results are 0, a count or `-errno`. */
export const DEVICE_SYMBOLS = {
  // int32_t scrim_v4l2_open(const void *const *calls, const char *path)
  scrim_v4l2_open: { parameters: ["buffer", "buffer"], result: "i32" },
  // int32_t scrim_v4l2_close(const void *const *calls, int32_t fd)
  scrim_v4l2_close: { parameters: ["buffer", "i32"], result: "i32" },
  // int32_t scrim_v4l2_query(const void *const *calls, int32_t fd, uint8_t *text, uint32_t *caps)
  scrim_v4l2_query: { parameters: ["buffer", "i32", "buffer", "buffer"], result: "i32" },
  // int32_t scrim_v4l2_format_at(const void *const *calls, int32_t fd, uint32_t type, uint32_t index, uint32_t *format)
  scrim_v4l2_format_at: { parameters: ["buffer", "i32", "u32", "u32", "buffer"], result: "i32" },
  // int32_t scrim_v4l2_interval_at(const void *const *calls, int32_t fd, uint32_t fourcc, uint32_t width, uint32_t height, uint32_t index, uint32_t *interval)
  scrim_v4l2_interval_at: { parameters: ["buffer", "i32", "u32", "u32", "u32", "u32", "buffer"], result: "i32" },
  // int32_t scrim_v4l2_size_at(const void *const *calls, int32_t fd, uint32_t fourcc, uint32_t index, uint32_t *size)
  scrim_v4l2_size_at: { parameters: ["buffer", "i32", "u32", "u32", "buffer"], result: "i32" },
  // int32_t scrim_v4l2_control_at(const void *const *calls, int32_t fd, uint32_t id, uint8_t *name, int64_t *numbers)
  scrim_v4l2_control_at: { parameters: ["buffer", "i32", "u32", "buffer", "buffer"], result: "i32" },
  // int32_t scrim_v4l2_menu_at(const void *const *calls, int32_t fd, uint32_t id, uint32_t index, uint8_t *name, int64_t *value)
  scrim_v4l2_menu_at: { parameters: ["buffer", "i32", "u32", "u32", "buffer", "buffer"], result: "i32" },
  // int32_t scrim_v4l2_control(const void *const *calls, int32_t fd, uint32_t id, int32_t set, int32_t wide, int64_t *value)
  scrim_v4l2_control: { parameters: ["buffer", "i32", "u32", "i32", "i32", "buffer"], result: "i32" },
  // int32_t scrim_v4l2_format(const void *const *calls, int32_t fd, uint32_t type, int32_t request, uint32_t *format)
  scrim_v4l2_format: { parameters: ["buffer", "i32", "u32", "i32", "buffer"], result: "i32" },
  // int32_t scrim_v4l2_interval(const void *const *calls, int32_t fd, uint32_t type, int32_t set, uint32_t *interval)
  scrim_v4l2_interval: { parameters: ["buffer", "i32", "u32", "i32", "buffer"], result: "i32" },
  // int32_t scrim_v4l2_request(const void *const *calls, int32_t fd, uint32_t type, uint32_t count, uint32_t *memory)
  scrim_v4l2_request: { parameters: ["buffer", "i32", "u32", "u32", "buffer"], result: "i32" },
  // int32_t scrim_v4l2_map(const void *const *calls, int32_t fd, uint32_t type, uint32_t index, int64_t *mapping)
  scrim_v4l2_map: { parameters: ["buffer", "i32", "u32", "u32", "buffer"], result: "i32" },
  // int32_t scrim_v4l2_unmap(const void *const *calls, void *start, int64_t length)
  scrim_v4l2_unmap: { parameters: ["buffer", "pointer", "i64"], result: "i32" },
  // int32_t scrim_v4l2_stream(const void *const *calls, int32_t fd, uint32_t type, int32_t on)
  scrim_v4l2_stream: { parameters: ["buffer", "i32", "u32", "i32"], result: "i32" },
  // int32_t scrim_v4l2_queue(const void *const *calls, int32_t fd, uint32_t type, uint32_t index, uint32_t bytes)
  scrim_v4l2_queue: { parameters: ["buffer", "i32", "u32", "u32", "u32"], result: "i32" },
  // int32_t scrim_v4l2_dequeue(const void *const *calls, int32_t fd, uint32_t type)
  scrim_v4l2_dequeue: { parameters: ["buffer", "i32", "u32"], result: "i32" },
  // int32_t scrim_v4l2_newest(const void *const *calls, int32_t fd, uint32_t least_bytes, uint32_t *frame)
  scrim_v4l2_newest: { parameters: ["buffer", "i32", "u32", "buffer"], result: "i32" },
  // int32_t scrim_v4l2_wait(const void *const *calls, int32_t fd, int32_t output, int32_t timeout_ms)
  scrim_v4l2_wait: { parameters: ["buffer", "i32", "i32", "i32"], result: "i32", nonblocking: true },
  // int32_t scrim_v4l2_write(const void *const *calls, int32_t fd, const uint8_t *data, int64_t length)
  scrim_v4l2_write: { parameters: ["buffer", "i32", "buffer", "i64"], result: "i32" },
  // int64_t scrim_v4l2_clock_us(void)
  scrim_v4l2_clock_us: { parameters: [], result: "i64" },
  // int32_t scrim_v4l2_usage_subscribe(const void *const *calls, int32_t fd)
  scrim_v4l2_usage_subscribe: { parameters: ["buffer", "i32"], result: "i32" },
  // int32_t scrim_v4l2_usage_wait(const void *const *calls, int32_t fd, int32_t timeout_ms)
  scrim_v4l2_usage_wait: { parameters: ["buffer", "i32", "i32"], result: "i32", nonblocking: true },
  // int64_t scrim_v4l2_jpeg_open(const void *const *jpeg)
  scrim_v4l2_jpeg_open: { parameters: ["buffer"], result: "i64" },
  // int32_t scrim_v4l2_jpeg_close(const void *const *jpeg, void *decoder)
  scrim_v4l2_jpeg_close: { parameters: ["buffer", "pointer"], result: "i32" },
  // int64_t scrim_v4l2_jpeg_scratch(uint32_t width, uint32_t height)
  scrim_v4l2_jpeg_scratch: { parameters: ["u32", "u32"], result: "i64" },
  // int32_t scrim_v4l2_jpeg_decode(const void *const *jpeg, void *decoder, uint8_t *data, int64_t length, int64_t room, uint8_t *picture, uint32_t width, uint32_t height, uint8_t *scratch, int64_t scratch_length, char *why)
  scrim_v4l2_jpeg_decode: { parameters: ["buffer", "pointer", "buffer", "i64", "i64", "buffer", "u32", "u32", "buffer", "i64", "buffer"], result: "i32", nonblocking: true },
} as const satisfies Deno.ForeignLibraryInterface;
