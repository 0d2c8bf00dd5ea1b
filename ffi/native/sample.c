/*
 * I420 to RGBA at another size: area average with exact weights where it shrinks, bilinear where it enlarges, then colours.
 * Rows of one output row are summed first (columns in parallel), then columns.
 */
#include "axis.h"
#include "checks.h"
#include "color.h"
#include "pool.h"
#include "scrim.h"

/* Sums of 8-bit values with weights up to this fit 16 bits. */
#define SUM_NARROW 257

/* Row functions trust their arguments. Weighted sum of `taps` rows, `stride` apart; the sums fit 16 bits. */
static inline void sum_rows_narrow(const uint8_t *restrict rows, int32_t stride,
                                   const uint16_t *restrict weights, int32_t taps,
                                   uint32_t *restrict sums, int32_t width) {
  uint16_t block[SCRIM_BLOCK];
  for (int32_t start = 0; start < width; start += SCRIM_BLOCK) {
    const int32_t count = width - start < SCRIM_BLOCK ? width - start : SCRIM_BLOCK;
    const uint8_t *restrict row = rows + start;
    for (int32_t x = 0; x < count; x++) block[x] = (uint16_t)(row[x] * weights[0]);
    for (int32_t k = 1; k < taps; k++) {
      const uint16_t weight = weights[k];
      row += stride;
      if (weight == 0) continue;
      for (int32_t x = 0; x < count; x++) block[x] = (uint16_t)(block[x] + row[x] * weight);
    }
    for (int32_t x = 0; x < count; x++) sums[start + x] = block[x];
  }
}

/* The same for large weights. */
static inline void sum_rows_wide(const uint8_t *restrict rows, int32_t stride,
                                 const uint16_t *restrict weights, int32_t taps,
                                 uint32_t *restrict sums, int32_t width) {
  for (int32_t x = 0; x < width; x++) sums[x] = (uint32_t)rows[x] * weights[0];
  for (int32_t k = 1; k < taps; k++) {
    const uint32_t weight = weights[k];
    const uint8_t *restrict row = rows + (ptrdiff_t)k * stride;
    for (int32_t x = 0; x < width; x++) sums[x] += row[x] * weight;
  }
}

/* Sums `taps` columns for each output pixel and divides by `2^56 / scale`, rounded to nearest. */
static inline void sum_columns(const uint32_t *restrict sums, const struct axis *axis, int32_t taps,
                               uint32_t half, uint64_t scale, uint8_t *restrict out) {
  for (int32_t j = 0; j < axis->count; j++) {
    const uint32_t *from = sums + axis->first[j];
    const uint16_t *weights = axis->weights + j * taps;
    uint32_t total = half;
    for (int32_t k = 0; k < taps; k++) total += from[k] * weights[k];
    out[j] = (uint8_t)((total * scale) >> 56);
  }
}

/* A plane and its weights. */
struct resized {
  const uint8_t *plane;
  int32_t stride;
  int32_t width;
  struct axis across, down;
  uint32_t half;
  uint64_t scale;
  uint8_t *out;
};

static void start_resized(struct resized *r, struct span across, struct span down) {
  scrim_axis_fill(&r->across, across);
  scrim_axis_fill(&r->down, down);
  const uint32_t sum = (uint32_t)(r->across.sum * r->down.sum);
  r->half = sum / 2;
  /* ceil(2^56 / sum): (total * scale) >> 56 is total / sum rounded down while total * sum < 2^56. */
  r->scale = ((UINT64_C(1) << 56) + sum - 1) / sum;
}

static inline void resized_row(struct resized *r, int32_t j, uint32_t *restrict sums) {
  const uint8_t *rows = r->plane + (ptrdiff_t)r->down.first[j] * r->stride;
  const uint16_t *weights = r->down.weights + j * r->down.taps;
  if (r->down.sum <= SUM_NARROW) {
    sum_rows_narrow(rows, r->stride, weights, r->down.taps, sums, r->width);
  } else {
    sum_rows_wide(rows, r->stride, weights, r->down.taps, sums, r->width);
  }
  switch (r->across.taps) {
    case 2: sum_columns(sums, &r->across, 2, r->half, r->scale, r->out); break;
    case 3: sum_columns(sums, &r->across, 3, r->half, r->scale, r->out); break;
    case 4: sum_columns(sums, &r->across, 4, r->half, r->scale, r->out); break;
    case 5: sum_columns(sums, &r->across, 5, r->half, r->scale, r->out); break;
    case 6: sum_columns(sums, &r->across, 6, r->half, r->scale, r->out); break;
    case 7: sum_columns(sums, &r->across, 7, r->half, r->scale, r->out); break;
    case 8: sum_columns(sums, &r->across, 8, r->half, r->scale, r->out); break;
    default: sum_columns(sums, &r->across, r->across.taps, r->half, r->scale, r->out);
  }
}

/* Cuts the memory of luma (shift 0) or of one chroma plane (shift 1). */
static void resized_memory(struct resized *r, struct pool *pool, const int32_t sizes[4],
                           int32_t shift) {
  scrim_axis_memory(&r->across, pool, scrim_span(sizes[0], shift, sizes[2]));
  scrim_axis_memory(&r->down, pool, scrim_span(sizes[1], shift, sizes[3]));
  r->width = (sizes[0] + shift) >> shift;
  r->out = scrim_take(pool, sizes[2], 1);
}

int32_t SCRIM_KERNEL(sample_scratch)(int32_t width, int32_t height, int32_t into_width,
                                     int32_t into_height) {
  if (!scrim_size_ok(width, height) || !scrim_size_ok(into_width, into_height)) {
    return SCRIM_INVALID;
  }
  const int32_t sizes[4] = {width, height, into_width, into_height};
  struct pool pool = {NULL, 0};
  struct resized r;
  resized_memory(&r, &pool, sizes, 0);
  resized_memory(&r, &pool, sizes, 1);
  scrim_take(&pool, into_width, 1);
  scrim_take(&pool, width, sizeof(uint32_t));
  return (int32_t)pool.used;
}

int32_t SCRIM_KERNEL(sample)(const uint8_t *restrict y, int32_t y_stride, const uint8_t *restrict u,
                             int32_t u_stride, const uint8_t *restrict v, int32_t v_stride,
                             int32_t width, int32_t height, uint8_t *restrict rgba, int32_t stride,
                             int32_t into_width, int32_t into_height, int32_t matrix, int32_t range,
                             uint8_t *restrict scratch, int32_t scratch_length) {
  const int32_t needed = SCRIM_KERNEL(sample_scratch)(width, height, into_width, into_height);
  if (needed < 0 || !scrim_color_ok(matrix, range)) return SCRIM_INVALID;
  if (!scrim_i420_ok(y, y_stride, u, u_stride, v, v_stride, width, height) ||
      !scrim_rows_ok(rgba, stride, into_width * 4, into_height) ||
      !scrim_scratch_ok(scratch, scratch_length, needed)) {
    return SCRIM_INVALID;
  }
  const int32_t sizes[4] = {width, height, into_width, into_height};
  struct pool pool = {scratch, 0};
  struct resized luma = {.plane = y, .stride = y_stride};
  struct resized blue = {.plane = u, .stride = u_stride};
  resized_memory(&luma, &pool, sizes, 0);
  resized_memory(&blue, &pool, sizes, 1);
  start_resized(&luma, scrim_span(width, 0, into_width), scrim_span(height, 0, into_height));
  start_resized(&blue, scrim_span(width, 1, into_width), scrim_span(height, 1, into_height));
  struct resized red = blue;
  red.plane = v;
  red.stride = v_stride;
  red.out = scrim_take(&pool, into_width, 1);
  uint32_t *sums = scrim_take(&pool, width, sizeof(uint32_t));
  const struct to_rgb c = scrim_to_rgb(matrix, range);
  for (int32_t row = 0; row < into_height; row++) {
    resized_row(&luma, row, sums);
    resized_row(&blue, row, sums);
    resized_row(&red, row, sums);
    uint8_t *out = rgba + (ptrdiff_t)row * stride;
    for (int32_t x = 0; x < into_width; x += SCRIM_BLOCK) {
      const int32_t count = into_width - x < SCRIM_BLOCK ? into_width - x : SCRIM_BLOCK;
      scrim_rgb_block(luma.out + x, blue.out + x, red.out + x, out + 4 * x, count, 4, c);
    }
  }
  return 0;
}
