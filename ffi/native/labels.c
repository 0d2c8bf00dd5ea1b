/* A label map of another size. Labels are names, not amounts: nothing may be averaged. */
#include "checks.h"
#include "pool.h"
#include "scrim.h"

int32_t SCRIM_KERNEL(upscale_labels_scratch)(int32_t width) {
  if (!scrim_size_ok(width, 1)) return SCRIM_INVALID;
  struct pool pool = {NULL, 0};
  (void)scrim_take(&pool, width, sizeof(uint16_t));
  return (int32_t)pool.used;
}

/* The pixel of `size` in which the centre of output pixel `j` of `into` lies. At most 2^29 on the way. */
static inline int32_t nearest(int32_t j, int32_t size, int32_t into) {
  return (2 * j + 1) * size / (2 * into);
}

int32_t SCRIM_KERNEL(upscale_labels)(const uint8_t *restrict labels, int32_t labels_stride,
                                     int32_t labels_width, int32_t labels_height,
                                     uint8_t *restrict into, int32_t stride, int32_t width,
                                     int32_t height, uint8_t *restrict scratch,
                                     int32_t scratch_length) {
  if (!scrim_size_ok(labels_width, labels_height) || !scrim_size_ok(width, height)) {
    return SCRIM_INVALID;
  }
  if (!scrim_rows_ok(labels, labels_stride, labels_width, labels_height)) return SCRIM_INVALID;
  if (!scrim_rows_ok(into, stride, width, height)) return SCRIM_INVALID;
  const int32_t needed = SCRIM_KERNEL(upscale_labels_scratch)(width);
  if (!scrim_scratch_ok(scratch, scratch_length, needed)) return SCRIM_INVALID;
  struct pool pool = {scratch, 0};
  uint16_t *restrict columns = scrim_take(&pool, width, sizeof(uint16_t));
  for (int32_t x = 0; x < width; x++) columns[x] = (uint16_t)nearest(x, labels_width, width);
  int32_t made = -1;
  for (int32_t row = 0; row < height; row++) {
    uint8_t *out = into + (ptrdiff_t)row * stride;
    const int32_t at = nearest(row, labels_height, height);
    if (at == made) {
      __builtin_memcpy(out, out - stride, (size_t)width);
      continue;
    }
    const uint8_t *from = labels + (ptrdiff_t)at * labels_stride;
    for (int32_t x = 0; x < width; x++) out[x] = from[columns[x]];
    made = at;
  }
  return 0;
}
