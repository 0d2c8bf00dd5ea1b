/* Moving bytes without looking at them. */
#include "checks.h"
#include "rows.h"
#include "scrim.h"

int32_t SCRIM_KERNEL(copy_plane)(const uint8_t *restrict source, int32_t source_stride,
                                 uint8_t *restrict into, int32_t into_stride, int32_t width,
                                 int32_t height) {
  if (!scrim_size_ok(width, height) || !scrim_rows_ok(source, source_stride, width, height) ||
      !scrim_rows_ok(into, into_stride, width, height)) {
    return SCRIM_INVALID;
  }
  scrim_copy_rows(source, source_stride, into, into_stride, width, height);
  return 0;
}

int32_t SCRIM_KERNEL(copy_packed)(const uint8_t *restrict source, int32_t source_stride,
                               uint8_t *restrict into, int32_t into_stride, int32_t row_bytes,
                               int32_t rows, int32_t half_rows) {
  if (row_bytes < 1 || rows < 1 || rows > 2 * SCRIM_MAX_SIDE || half_rows < 0 ||
      half_rows > 2 * SCRIM_MAX_SIDE || !scrim_rows_ok(source, source_stride, row_bytes, rows) ||
      !scrim_rows_ok(into, into_stride, row_bytes, rows)) {
    return SCRIM_INVALID;
  }
  scrim_copy_rows(source, source_stride, into, into_stride, row_bytes, rows);
  scrim_copy_rows(source + scrim_second_plane(source_stride, rows), (source_stride + 1) >> 1,
                  into + scrim_second_plane(into_stride, rows), (into_stride + 1) >> 1,
                  scrim_half(row_bytes), half_rows);
  return 0;
}
