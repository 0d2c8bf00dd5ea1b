/* Foreground over background through a mask; and a mask enlarged. */
#include "checks.h"
#include "pool.h"
#include "scaler.h"
#include "scrim.h"
#include "vector.h"

/* round((mask * foreground + (255 - mask) * background) / 255) for all bytes: exact at 0 and 255. */
static inline uint8_t blend(uint8_t foreground, uint8_t background, uint8_t mask) {
  const int32_t t = foreground * mask + background * (255 - mask) + 128;
  return (uint8_t)((t + (t >> 8)) >> 8);
}

/* The same; all sums fit 16 bits. */
SCRIM_INLINE void blend16(const uint8_t *foreground, const uint8_t *background, const uint8_t *mask,
                          uint8_t *into) {
  const u16x16 m = scrim_load8(mask);
  const u16x16 t = scrim_load8(foreground) * m + scrim_load8(background) * (255 - m) + 128;
  scrim_store8(into, (t + (t >> 8)) >> 8);
}

/* Trusts its arguments. `into` may be `foreground`: each pixel is read before it is written. */
static inline void blend_row(const uint8_t *foreground, const uint8_t *restrict background,
                             const uint8_t *restrict mask, uint8_t *into, int32_t width) {
  int32_t x = 0;
  for (; x + SCRIM_LANES <= width; x += SCRIM_LANES) {
    blend16(foreground + x, background + x, mask + x, into + x);
  }
  for (; x < width; x++) into[x] = blend(foreground[x], background[x], mask[x]);
}

/* The memory of `count` scalers. */
static int32_t count_scratch(int count, int32_t width) {
  struct pool pool = {NULL, 0};
  struct scaler scaler;
  for (int i = 0; i < count; i++) scrim_scaler_memory(&scaler, &pool, width);
  return (int32_t)pool.used;
}

int32_t SCRIM_KERNEL(enlarge_scratch)(int32_t width) {
  return scrim_size_ok(width, 1) ? count_scratch(1, width) : SCRIM_INVALID;
}

int32_t SCRIM_KERNEL(enlarge)(const uint8_t *restrict mask, int32_t mask_stride,
                              int32_t mask_width, int32_t mask_height, int32_t mask_low,
                              int32_t mask_high, uint8_t *restrict into, int32_t stride, int32_t width, int32_t height,
                              uint8_t *restrict scratch, int32_t scratch_length) {
  if (!scrim_size_ok(mask_width, mask_height) || !scrim_size_ok(width, height)) {
    return SCRIM_INVALID;
  }
  if (!scrim_rows_ok(mask, mask_stride, mask_width, mask_height)) return SCRIM_INVALID;
  if (!scrim_rows_ok(into, stride, width, height)) return SCRIM_INVALID;
  if (!scrim_edge_ok(mask_low, mask_high)) return SCRIM_INVALID;
  const int32_t needed = count_scratch(1, width);
  if (!scrim_scratch_ok(scratch, scratch_length, needed)) return SCRIM_INVALID;
  struct pool pool = {scratch, 0};
  struct scaler s = {.source = mask,
                     .stride = mask_stride,
                     .columns = mask_width,
                     .rows = mask_height,
                     .from_width = mask_width,
                     .from_height = mask_height,
                     .to_width = width,
                     .to_height = height,
                     .width = width};
  scrim_scaler_edge(&s, mask_low, mask_high);
  scrim_scaler_memory(&s, &pool, width);
  scrim_scaler_start(&s);
  for (int32_t row = 0; row < height; row++) {
    s.out = into + (ptrdiff_t)row * stride;
    const uint8_t *made = scrim_scaled_row(&s, row);
    if (made != s.out) __builtin_memcpy(s.out, made, (size_t)width);
  }
  return 0;
}

int32_t SCRIM_KERNEL(composite_scratch)(int32_t width) {
  return scrim_size_ok(width, 1) ? count_scratch(2, width) : SCRIM_INVALID;
}

int32_t SCRIM_KERNEL(composite)(const uint8_t *foreground, int32_t foreground_stride,
                                const uint8_t *restrict background, int32_t background_stride,
                                int32_t background_width, int32_t background_height,
                                const uint8_t *restrict mask, int32_t mask_stride,
                                int32_t mask_width, int32_t mask_height, int32_t mask_low,
                                int32_t mask_high, uint8_t *into, int32_t into_stride, int32_t width, int32_t height, int32_t shift,
                                uint8_t *restrict scratch, int32_t scratch_length) {
  if (!scrim_size_ok(width, height) || !scrim_size_ok(background_width, background_height) ||
      !scrim_size_ok(mask_width, mask_height) || (shift != 0 && shift != 1)) {
    return SCRIM_INVALID;
  }
  if (background_width > width || background_height > height) return SCRIM_INVALID;
  if (!scrim_edge_ok(mask_low, mask_high)) return SCRIM_INVALID;
  const int32_t columns = (width + shift) >> shift;
  const int32_t rows = (height + shift) >> shift;
  const int32_t background_columns = (background_width + shift) >> shift;
  const int32_t background_rows = (background_height + shift) >> shift;
  if (!scrim_rows_ok(foreground, foreground_stride, columns, rows) ||
      !scrim_rows_ok(background, background_stride, background_columns, background_rows) ||
      !scrim_rows_ok(mask, mask_stride, mask_width, mask_height) ||
      !scrim_rows_ok(into, into_stride, columns, rows)) {
    return SCRIM_INVALID;
  }
  const int32_t needed = count_scratch(2, width);
  if (!scrim_scratch_ok(scratch, scratch_length, needed)) return SCRIM_INVALID;
  struct pool pool = {scratch, 0};
  struct scaler behind = {.source = background,
                          .stride = background_stride,
                          .columns = background_columns,
                          .rows = background_rows,
                          .from_width = background_width,
                          .from_height = background_height,
                          .to_width = width,
                          .to_height = height,
                          .width = columns};
  /* The mask has one size; a chroma pixel lies at luma 2j + 1, so its position is that of a mask twice as large. */
  struct scaler through = {.source = mask,
                           .stride = mask_stride,
                           .columns = mask_width,
                           .rows = mask_height,
                           .from_width = mask_width << shift,
                           .from_height = mask_height << shift,
                           .to_width = width,
                           .to_height = height,
                           .width = columns};
  scrim_scaler_edge(&through, mask_low, mask_high);
  scrim_scaler_memory(&behind, &pool, columns);
  scrim_scaler_memory(&through, &pool, columns);
  scrim_scaler_start(&behind);
  scrim_scaler_start(&through);
  for (int32_t row = 0; row < rows; row++) {
    const uint8_t *from = foreground + (ptrdiff_t)row * foreground_stride;
    uint8_t *to = into + (ptrdiff_t)row * into_stride;
    const uint8_t *back = scrim_scaled_row(&behind, row);
    const uint8_t *alpha = scrim_scaled_row(&through, row);
    blend_row(from, back, alpha, to, columns);
  }
  return 0;
}
