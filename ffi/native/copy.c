/* Moving bytes without looking at them. */
#include "checks.h"
#include "scrim.h"

int32_t SCRIM_KERNEL(copy_plane)(const uint8_t *restrict source, int32_t source_stride,
                                 uint8_t *restrict into, int32_t into_stride, int32_t width,
                                 int32_t height) {
  if (width < 1 || height < 1 || height > SCRIM_MAX_SIDE) return SCRIM_INVALID;
  if (!scrim_rows_ok(source, source_stride, width, height)) return SCRIM_INVALID;
  if (!scrim_rows_ok(into, into_stride, width, height)) return SCRIM_INVALID;
  for (int32_t row = 0; row < height; row++) {
    __builtin_memcpy(into + (ptrdiff_t)row * into_stride, source + (ptrdiff_t)row * source_stride,
                     (size_t)width);
  }
  return 0;
}

int32_t SCRIM_KERNEL(fill_plane)(uint8_t *restrict into, int32_t into_stride, int32_t width,
                                 int32_t height, int32_t value) {
  if (!scrim_size_ok(width, height) || value < 0 || value > 255) return SCRIM_INVALID;
  if (!scrim_rows_ok(into, into_stride, width, height)) return SCRIM_INVALID;
  for (int32_t row = 0; row < height; row++) {
    __builtin_memset(into + (ptrdiff_t)row * into_stride, value, (size_t)width);
  }
  return 0;
}
