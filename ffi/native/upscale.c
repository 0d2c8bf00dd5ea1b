/* A mask at another size. */
#include "checks.h"
#include "upscaled_rows.h"
#include "pool.h"
#include "scaler.h"
#include "scrim.h"
#include "wide.h"

static void take(struct columns *columns, struct scaler *s, struct pool *pool, int32_t width) {
  scrim_columns_memory(columns, pool, width);
  scrim_scaler_memory(s, pool, width, 1);
}

int32_t SCRIM_KERNEL(upscale_scratch)(int32_t width) {
  if (!scrim_size_ok(width, 1)) return SCRIM_INVALID;
  struct pool pool = {NULL, 0};
  struct columns columns;
  struct scaler scaler;
  take(&columns, &scaler, &pool, width);
  return (int32_t)pool.used;
}

int32_t SCRIM_KERNEL(upscale)(const uint8_t *restrict mask, int32_t mask_stride,
                              int32_t mask_width, int32_t mask_height, int32_t mask_edge, uint8_t *restrict into, int32_t stride,
                              int32_t width, int32_t height, uint8_t *restrict scratch,
                              int32_t scratch_length) {
  if (!scrim_size_ok(mask_width, mask_height) || !scrim_size_ok(width, height)) {
    return SCRIM_INVALID;
  }
  if (!scrim_rows_ok(mask, mask_stride, mask_width, mask_height)) return SCRIM_INVALID;
  if (!scrim_rows_ok(into, stride, width, height)) return SCRIM_INVALID;
  if (!scrim_edge_ok(mask_edge)) return SCRIM_INVALID;
  const int32_t needed = SCRIM_KERNEL(upscale_scratch)(width);
  if (!scrim_scratch_ok(scratch, scratch_length, needed)) return SCRIM_INVALID;
  struct pool pool = {scratch, 0};
  struct columns columns;
  struct scaler s;
  take(&columns, &s, &pool, width);
  scrim_columns_start(&columns, mask_width, width, mask_width, width);
  scrim_scaler_start(&s, mask, mask_stride, mask_height, height, mask_height, &columns);
  s.edge = scrim_edge_of(mask_edge);
  const int whole = scrim_scaler_whole(&s);
  for (int32_t row = 0; row < height; row++) {
    uint8_t *out = into + (ptrdiff_t)row * stride;
    if (whole) {
      scrim_upscaled_row(scrim_scaled_row(&s, row), s.edge, out, width, 1);
    } else {
      scrim_upscaled_row(scrim_scaled_row(&s, row), s.edge, out, width, 0);
    }
  }
  return 0;
}
