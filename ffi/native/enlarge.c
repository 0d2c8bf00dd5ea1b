/* A mask at another size. */
#include "checks.h"
#include "pool.h"
#include "scaler.h"
#include "scrim.h"

int32_t SCRIM_KERNEL(enlarge_scratch)(int32_t width) {
  if (!scrim_size_ok(width, 1)) return SCRIM_INVALID;
  struct pool pool = {NULL, 0};
  struct scaler scaler;
  scrim_scaler_memory(&scaler, &pool, width);
  return (int32_t)pool.used;
}

int32_t SCRIM_KERNEL(enlarge)(const uint8_t *restrict mask, int32_t mask_stride,
                              int32_t mask_width, int32_t mask_height, int32_t mask_low,
                              int32_t mask_high, uint8_t *restrict into, int32_t stride,
                              int32_t width, int32_t height, uint8_t *restrict scratch,
                              int32_t scratch_length) {
  if (!scrim_size_ok(mask_width, mask_height) || !scrim_size_ok(width, height)) {
    return SCRIM_INVALID;
  }
  if (!scrim_rows_ok(mask, mask_stride, mask_width, mask_height)) return SCRIM_INVALID;
  if (!scrim_rows_ok(into, stride, width, height)) return SCRIM_INVALID;
  if (!scrim_edge_ok(mask_low, mask_high)) return SCRIM_INVALID;
  const int32_t needed = SCRIM_KERNEL(enlarge_scratch)(width);
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
