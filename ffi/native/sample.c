/*
 * I420 to RGBA at another size: area average with exact weights where it shrinks, bilinear where it upscales, then colours.
 * Rows of one output row are summed first (columns in parallel), then columns.
 */
#include "axis.h"
#include "checks.h"
#include "color.h"
#include "pool.h"
#include "scrim.h"
#include "vector.h"

/* Pixels less 128, with weights that add up to this, fit 16 bits with a sign. */
#define SUM_NARROW 256

/* While all weights of an output pixel add up to at most this, a float divides to nearest. */
#define SUM_FLOAT 4096

/* Sums beyond a row that may be written, and read with weights of 0. */
#define BEYOND 64

/* Pixels summed at a time, four vectors: a cache line of each row. */
#define STRIP 64

/* Row functions trust their arguments. `count` weighted pixels less 128 of `taps` rows; beyond them anything. */
SCRIM_INLINE void sum_strip(const uint8_t *rows, int32_t stride, const int16_t *weights,
                            int32_t taps, int16_t *sums, int32_t count) {
  i16x16 all[STRIP / SCRIM_LANES] = {{0}};
  for (int32_t k = 0; k < taps; k++) {
    const i16x16 weight = (i16x16){0} + weights[k];
    scrim_soon(rows + (ptrdiff_t)(k + taps) * stride);
    for (int32_t i = 0; i * SCRIM_LANES < count; i++) {
      const int32_t left = count - i * SCRIM_LANES;
      const uint8_t *from = rows + (ptrdiff_t)k * stride + i * SCRIM_LANES;
      const u8x16 bytes = scrim_load_part(from, left < SCRIM_LANES ? left : SCRIM_LANES);
      all[i] += scrim_widen_signed(bytes ^ 128) * weight;
    }
  }
  for (int32_t i = 0; i * SCRIM_LANES < count; i++) {
    scrim_store16(sums + i * SCRIM_LANES, all[i]);
  }
}

static inline void sum_rows_narrow(const uint8_t *restrict rows, int32_t stride,
                                   const int16_t *restrict weights, int32_t taps,
                                   int16_t *restrict sums, int32_t width) {
  int32_t x = 0;
  for (; x + STRIP <= width; x += STRIP) {
    sum_strip(rows + x, stride, weights, taps, sums + x, STRIP);
  }
  if (x < width) sum_strip(rows + x, stride, weights, taps, sums + x, width - x);
}

/* The same for large weights. */
static inline void sum_rows_wide(const uint8_t *restrict rows, int32_t stride,
                                 const int16_t *restrict weights, int32_t taps,
                                 uint32_t *restrict sums, int32_t width) {
  for (int32_t x = 0; x < width; x++) sums[x] = 0;
  for (int32_t k = 0; k < taps; k++) {
    const uint32_t weight = (uint32_t)weights[k];
    const uint8_t *restrict row = rows + (ptrdiff_t)k * stride;
    for (int32_t x = 0; x < width; x++) sums[x] += row[x] * weight;
  }
}

/* A plane and its weights. */
struct resized {
  const uint8_t *plane;
  int32_t stride;
  int32_t width;
  struct axis across, down;
  /* The sum of all weights; whether sums of rows fit 16 bits. */
  uint32_t sum;
  int narrow;
  uint8_t *out;
};

/* Two output pixels of up to four taps: their products, pairs added up. */
SCRIM_INLINE i32x4 two_pixels(const int16_t *sums, const int32_t *first, const int16_t *weights) {
  i16x8 values, factors;
  __builtin_memcpy(&values, sums + first[0], 8);
  __builtin_memcpy((char *)&values + 8, sums + first[1], 8);
  __builtin_memcpy(&factors, weights, sizeof factors);
  return scrim_dot8(values, factors);
}

/* One output pixel of more. */
SCRIM_INLINE i32x4 one_pixel(const int16_t *sums, const int16_t *weights, int32_t room) {
  i32x4 all = {0};
  for (int32_t k = 0; k < room; k += 8) {
    i16x8 values, factors;
    __builtin_memcpy(&values, sums + k, sizeof values);
    __builtin_memcpy(&factors, weights + k, sizeof factors);
    all += scrim_dot8(values, factors);
  }
  return all;
}

/*
 * Sums columns and divides. The quotients nearest to a half are 1/2 and 1/2 - 1/sum: the quarter takes both away from it, by
 * more than a float is wrong, so that adding 2^23 rounds to nearest, halves up, into the lowest byte.
 */
SCRIM_INLINE void sum_columns_narrow(const struct resized *r, const int16_t *sums, int32_t room) {
  typedef float f32x4 __attribute__((vector_size(16)));
  typedef uint32_t u32x4 __attribute__((vector_size(16)));
  typedef uint8_t u8x4 __attribute__((vector_size(4)));
  const int32_t *first = r->across.first;
  const int16_t *weights = r->across.weights;
  const float offset = (float)(128 * r->sum) + 0.25f;
  const float scale = 1.0f / (float)r->sum;
  for (int32_t j = 0; j < r->across.count; j += SCRIM_AXIS_STEP) {
    i32x4 total;
    if (room == 4) {
      total = scrim_add_pairs(two_pixels(sums, first + j, weights + 4 * j),
                        two_pixels(sums, first + j + 2, weights + 4 * j + 8));
    } else {
      i32x4 each[SCRIM_AXIS_STEP];
      for (int32_t k = 0; k < SCRIM_AXIS_STEP; k++) {
        each[k] = one_pixel(sums + first[j + k], weights + (j + k) * room, room);
      }
      total = scrim_add_pairs(scrim_add_pairs(each[0], each[1]), scrim_add_pairs(each[2], each[3]));
    }
    const f32x4 mean = (__builtin_convertvector(total, f32x4) + offset) * scale + 8388608.0f;
    const u8x4 bytes = __builtin_convertvector((u32x4)mean, u8x4);
    __builtin_memcpy(r->out + j, &bytes, sizeof bytes);
  }
}

static inline void sum_columns_wide(const struct resized *r, const uint32_t *restrict sums) {
  const struct axis *axis = &r->across;
  /* (total * scale) >> 56 is total / sum rounded down while total * sum < 2^56. */
  const uint64_t scale = ((UINT64_C(1) << 56) + r->sum - 1) / r->sum;
  for (int32_t j = 0; j < axis->count; j++) {
    const uint32_t *from = sums + axis->first[j];
    const int16_t *weights = axis->weights + j * axis->room;
    uint32_t total = r->sum / 2;
    for (int32_t k = 0; k < axis->taps; k++) {
      const uint32_t weight = (uint32_t)weights[k];
      total += from[k] * weight;
    }
    r->out[j] = (uint8_t)((total * scale) >> 56);
  }
}

static void start_resized(struct resized *r, struct span across, struct span down) {
  scrim_axis_fill(&r->across, across);
  scrim_axis_fill(&r->down, down);
  r->sum = (uint32_t)(r->across.sum * r->down.sum);
  r->narrow = r->sum <= SUM_FLOAT && r->down.sum <= SUM_NARROW;
}

static inline void resized_row(struct resized *r, int32_t j, void *sums) {
  const uint8_t *rows = r->plane + (ptrdiff_t)r->down.first[j] * r->stride;
  const int16_t *weights = r->down.weights + j * r->down.room;
  if (!r->narrow) {
    sum_rows_wide(rows, r->stride, weights, r->down.taps, sums, r->width);
    sum_columns_wide(r, sums);
    return;
  }
  sum_rows_narrow(rows, r->stride, weights, r->down.taps, sums, r->width);
  if (r->across.room == 4) {
    sum_columns_narrow(r, sums, 4);
  } else if (r->across.room == 8) {
    sum_columns_narrow(r, sums, 8);
  } else {
    sum_columns_narrow(r, sums, r->across.room);
  }
}

/* Cuts the memory of luma (shift 0) or of one chroma plane (shift 1). */
static void resized_memory(struct resized *r, struct pool *pool, const int32_t sizes[4],
                           int32_t shift) {
  scrim_axis_memory(&r->across, pool, scrim_span(sizes[0], shift, sizes[2]));
  scrim_axis_memory(&r->down, pool, scrim_span(sizes[1], shift, sizes[3]));
  r->width = (sizes[0] + shift) >> shift;
  r->out = scrim_take(pool, sizes[2] + SCRIM_LANES, 1);
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
  (void)scrim_take(&pool, into_width + SCRIM_LANES, 1);
  (void)scrim_take(&pool, width + BEYOND, sizeof(uint32_t));
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
  red.out = scrim_take(&pool, into_width + SCRIM_LANES, 1);
  void *sums = scrim_take(&pool, width + BEYOND, sizeof(uint32_t));
  const struct to_rgb c = scrim_to_rgb(matrix, range);
  for (int32_t row = 0; row < into_height; row++) {
    resized_row(&luma, row, sums);
    resized_row(&blue, row, sums);
    resized_row(&red, row, sums);
    uint8_t *out = rgba + (ptrdiff_t)row * stride;
    for (int32_t x = 0; x < into_width; x += SCRIM_LANES) {
      const int32_t count = into_width - x < SCRIM_LANES ? into_width - x : SCRIM_LANES;
      const struct tint tint = scrim_tint(scrim_load(blue.out + x), scrim_load(red.out + x), c);
      scrim_store_some_rgb(out + 4 * x, luma.out + x, tint, count, 4, c);
    }
  }
  return 0;
}
