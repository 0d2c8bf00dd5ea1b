/* A mask without the staircase of its pixels. */
#include "checks.h"
#include "pool.h"
#include "scrim.h"

/* Room for the pixels beyond both ends of a row. */
#define BEYOND 2

int32_t SCRIM_KERNEL(smooth_scratch)(int32_t width) {
  if (!scrim_size_ok(width, 1)) return SCRIM_INVALID;
  struct pool pool = {NULL, 0};
  (void)scrim_take(&pool, width + 2 * BEYOND, sizeof(uint16_t));
  return (int32_t)pool.used;
}

static inline int32_t within(int32_t row, int32_t rows) {
  return row < 0 ? 0 : row < rows ? row : rows - 1;
}

/* 1 4 6 4 1 of five rows: at most 16 * 255. Trusts its arguments. */
static inline void add_rows(const uint8_t *const rows[5], uint16_t *restrict sums, int32_t width) {
  for (int32_t x = 0; x < width; x++) {
    sums[x] = (uint16_t)(rows[0][x] + rows[4][x] + 4 * (rows[1][x] + rows[3][x]) + 6 * rows[2][x]);
  }
}

/* The same along the row, to nearest: at most 256 * 255 + 128. */
static inline void add_columns(const uint16_t *restrict sums, uint8_t *restrict out, int32_t width) {
  for (int32_t x = 0; x < width; x++) {
    const uint16_t ends = (uint16_t)(sums[x] + sums[x + 4]);
    const uint16_t beside = (uint16_t)(4 * (sums[x + 1] + sums[x + 3]));
    out[x] = (uint8_t)((uint16_t)(ends + beside + 6 * sums[x + 2] + 128) >> 8);
  }
}

int32_t SCRIM_KERNEL(smooth)(const uint8_t *restrict mask, int32_t mask_stride,
                             uint8_t *restrict into, int32_t stride, int32_t width, int32_t height,
                             uint8_t *restrict scratch, int32_t scratch_length) {
  if (!scrim_size_ok(width, height)) return SCRIM_INVALID;
  if (!scrim_rows_ok(mask, mask_stride, width, height)) return SCRIM_INVALID;
  if (!scrim_rows_ok(into, stride, width, height)) return SCRIM_INVALID;
  const int32_t needed = SCRIM_KERNEL(smooth_scratch)(width);
  if (!scrim_scratch_ok(scratch, scratch_length, needed)) return SCRIM_INVALID;
  struct pool pool = {scratch, 0};
  uint16_t *sums = scrim_take(&pool, width + 2 * BEYOND, sizeof(uint16_t));
  for (int32_t row = 0; row < height; row++) {
    const uint8_t *rows[5];
    for (int32_t k = 0; k < 5; k++) {
      rows[k] = mask + (ptrdiff_t)within(row + k - BEYOND, height) * mask_stride;
    }
    add_rows(rows, sums + BEYOND, width);
    for (int32_t k = 0; k < BEYOND; k++) {
      sums[k] = sums[BEYOND];
      sums[width + BEYOND + k] = sums[width + BEYOND - 1];
    }
    add_columns(sums, into + (ptrdiff_t)row * stride, width);
  }
  return 0;
}
