/*
 * Normalised blur by a disc, as a lens that is out of focus gives it. Cells count by how much of them is not masked and, near
 * white, up to 32 times as much: points of light become discs. What lies outside of the picture counts nothing.
 */
#include "cell_picture.h"
#include "checks.h"
#include "disc.h"
#include "pool.h"
#include "scrim.h"

struct bokeh {
  struct cells cells;
  /* Running sums along rows, 0 before the first cell: of weights, of value by weight. */
  uint32_t *weights, *values[2];
  int32_t stride;
  /* Of one row: what is added up, and sums over discs. */
  uint32_t *weight_row, *value_row;
  /* How much cells of luma count, in 1/8. */
  uint16_t *gains;
  int32_t gain_columns, gain_rows;
};

static void bokeh_memory(struct bokeh *b, struct pool *pool) {
  const struct cells *c = &b->cells;
  b->gain_columns = c->full_columns;
  b->gain_rows = c->full_rows;
  b->gains = scrim_take(pool, b->gain_columns * b->gain_rows, sizeof(uint16_t));
  scrim_cells_memory(&b->cells, pool);
  const int32_t blocks = (c->columns + SCRIM_DISC_BLOCK - 1) / SCRIM_DISC_BLOCK;
  b->stride = blocks * SCRIM_DISC_BLOCK + 2 * SCRIM_DISC_PAD;
  b->weights = scrim_take(pool, b->stride * c->rows, sizeof(uint32_t));
  for (int i = 0; i < c->planes; i++) {
    b->values[i] = scrim_take(pool, b->stride * c->rows, sizeof(uint32_t));
  }
  b->weight_row = scrim_take(pool, b->stride, sizeof(uint32_t));
  b->value_row = scrim_take(pool, b->stride, sizeof(uint32_t));
}

/* From the level of 180 on more, from that of white on 32 times as much. */
static inline uint32_t gain_of(uint32_t luma) {
  const uint32_t most = luma < 235 ? luma : 235;
  const uint32_t above = most > 180 ? most - 180 : 0;
  return 8 + (above * above * 21 >> 8);
}

/* The colour of what is not masked in a cell; whole numbers below 2^24 are exact, adding 2^23 rounds, halves to even. */
static inline uint32_t color_of(uint32_t value, uint32_t weight) {
  const float above = (float)(int32_t)(value * 256u);
  const float below = (float)(int32_t)(weight + (weight == 0));
  const float rounded = above / below + 8388608.0f;
  const float most = 8388608.0f + 255.0f;
  const float kept = rounded < most ? rounded : most;
  uint32_t bits;
  __builtin_memcpy(&bits, &kept, sizeof bits);
  return bits & 255;
}

/* Cells of one plane: `colors` and, from luma, `gains`. Row functions trust their arguments. */
static inline void masked_colors(const uint16_t *restrict values, const uint16_t *restrict weights,
                                 uint32_t *restrict colors, int32_t count) {
  for (int32_t i = 0; i < count; i++) colors[i] = color_of(values[i], weights[i]);
}

static inline void plain_colors(const uint16_t *restrict values, uint32_t *restrict colors,
                                int32_t count) {
  for (int32_t i = 0; i < count; i++) colors[i] = (values[i] + 128u) >> 8;
}

static void colors_at(const struct cells *c, int plane, int32_t row, uint32_t *colors) {
  const ptrdiff_t at = (ptrdiff_t)row * c->columns;
  if (c->masked) {
    masked_colors(c->values[plane] + at, c->weights + at, colors, c->columns);
  } else {
    plain_colors(c->values[plane] + at, colors, c->columns);
  }
}

static inline void gains_of(const uint32_t *restrict luma, uint16_t *restrict gains, int32_t count) {
  for (int32_t i = 0; i < count; i++) gains[i] = (uint16_t)gain_of(luma[i]);
}

/* A cell of chroma counts as the four of luma on it do. */
static inline void mean_gains(const uint16_t *restrict upper, const uint16_t *restrict lower,
                              uint32_t *restrict gains, int32_t count, int32_t luma_count) {
  const int32_t pairs = luma_count / 2;
  for (int32_t i = 0; i < pairs; i++) {
    gains[i] = ((uint32_t)upper[2 * i] + upper[2 * i + 1] + lower[2 * i] + lower[2 * i + 1] + 2) >> 2;
  }
  if (pairs < count) gains[pairs] = (uint32_t)(upper[2 * pairs] + lower[2 * pairs] + 1) >> 1;
}

static void gains_at(const struct bokeh *b, int32_t row, uint32_t *gains) {
  const struct cells *c = &b->cells;
  const uint16_t *upper = b->gains + (ptrdiff_t)row * b->gain_columns;
  if (c->planes == 1) {
    for (int32_t i = 0; i < c->columns; i++) gains[i] = upper[i];
    return;
  }
  upper += (ptrdiff_t)row * b->gain_columns;
  const uint16_t *lower = 2 * row + 1 < b->gain_rows ? upper + b->gain_columns : upper;
  mean_gains(upper, lower, gains, c->columns, b->gain_columns);
}

/* `gains` become weights: at most 8160. */
static inline void weigh(uint32_t *restrict gains, const uint16_t *restrict weights, int32_t count) {
  for (int32_t i = 0; i < count; i++) gains[i] = (((weights[i] + 128u) >> 8) * gains[i] + 4) >> 3;
}

static inline void weigh_all(uint32_t *restrict gains, int32_t count) {
  for (int32_t i = 0; i < count; i++) gains[i] = (255 * gains[i] + 4) >> 3;
}

static void weights_at(const struct bokeh *b, int32_t row, uint32_t *weights) {
  const struct cells *c = &b->cells;
  gains_at(b, row, weights);
  if (c->masked) {
    weigh(weights, c->weights + (ptrdiff_t)row * c->columns, c->columns);
  } else {
    weigh_all(weights, c->columns);
  }
}

static inline void add_up(const uint32_t *restrict cells, uint32_t *restrict sums, int32_t count,
                          int32_t stride) {
  uint32_t sum = 0;
  for (int32_t i = 0; i <= SCRIM_DISC_PAD; i++) sums[i] = 0;
  for (int32_t i = 0; i < count; i++) {
    sum += cells[i];
    sums[SCRIM_DISC_PAD + 1 + i] = sum;
  }
  for (int32_t i = SCRIM_DISC_PAD + 1 + count; i < stride; i++) sums[i] = sum;
}

static inline void multiply(uint32_t *restrict colors, const uint32_t *restrict weights,
                            int32_t count) {
  for (int32_t i = 0; i < count; i++) colors[i] *= weights[i];
}

/* One row of cells to running sums. */
static void add_up_row(struct bokeh *b, int32_t row) {
  const struct cells *c = &b->cells;
  const ptrdiff_t at = (ptrdiff_t)row * b->stride;
  for (int i = 0; i < c->planes; i++) {
    colors_at(c, i, row, b->value_row);
    if (c->planes == 1) {
      gains_of(b->value_row, b->gains + (ptrdiff_t)row * c->columns, c->columns);
    }
    if (i == 0) {
      weights_at(b, row, b->weight_row);
      add_up(b->weight_row, b->weights + at, c->columns, b->stride);
    }
    multiply(b->value_row, b->weight_row, c->columns);
    add_up(b->value_row, b->values[i] + at, c->columns, b->stride);
  }
}

static void disc_row(const struct bokeh *b, const struct disc *d, const uint32_t *sums, int32_t row,
                     uint32_t *out) {
  const struct cells *c = &b->cells;
  const int32_t above = row < d->rows ? -row : -d->rows;
  const int32_t below = c->rows - 1 - row < d->rows ? c->rows - 1 - row : d->rows;
  const uint32_t *line = sums + (ptrdiff_t)row * b->stride + SCRIM_DISC_PAD;
  for (int32_t x = 0; x < c->columns; x += SCRIM_DISC_BLOCK) {
    scrim_disc_block(d, line + x, b->stride, above, below, out + x);
  }
}

/* `fallback` counts the more the less there is else: for up to 1/1024 of `full`, and never for nothing. */
static inline void divide(const uint32_t *restrict values, const uint32_t *restrict weights,
                          uint8_t *restrict out, int32_t count, uint32_t full, uint32_t fallback) {
  for (int32_t i = 0; i < count; i++) {
    const uint32_t rest = weights[i] < full ? ((full - weights[i]) >> 10) + 1 : 0;
    const float above = (float)(int32_t)(values[i] + rest * fallback);
    const float below = (float)(int32_t)(weights[i] + rest);
    const float rounded = above / below + 8388608.0f;
    uint32_t bits;
    __builtin_memcpy(&bits, &rounded, sizeof bits);
    out[i] = (uint8_t)bits;
  }
}

static void smooth(struct bokeh *b, int32_t radius, uint8_t *const into[2],
                   const int32_t stride[2]) {
  const struct cells *c = &b->cells;
  const struct disc d = scrim_disc_of(radius);
  // Without a mask there is always something in reach.
  const uint32_t full = c->masked ? d.area * 255 : 0;
  uint32_t fallback[2] = {0};
  for (int i = 0; i < c->planes && c->masked; i++) fallback[i] = scrim_cells_overall(c, i);
  for (int32_t row = 0; row < c->rows; row++) add_up_row(b, row);
  for (int32_t row = 0; row < c->rows; row++) {
    disc_row(b, &d, b->weights, row, b->weight_row);
    for (int i = 0; i < c->planes; i++) {
      disc_row(b, &d, b->values[i], row, b->value_row);
      divide(b->value_row, b->weight_row, into[i] + (ptrdiff_t)row * stride[i], c->columns, full,
             fallback[i]);
    }
  }
}

/* What luma or chroma needs, one after the other. */
static size_t memory_of(int32_t width, int32_t height, int32_t divisor, int32_t shift,
                        int masked) {
  struct bokeh b = {.cells = scrim_cells_sizes(width, height, divisor, shift, masked)};
  struct pool pool = {NULL, 0};
  bokeh_memory(&b, &pool);
  return pool.used;
}

int32_t SCRIM_KERNEL(bokeh_scratch)(int32_t width, int32_t height, int32_t divisor,
                                    int32_t masked) {
  if (!scrim_size_ok(width, height) || !scrim_divisor_ok(divisor) || (masked != 0 && masked != 1)) {
    return SCRIM_INVALID;
  }
  const struct cells c = scrim_cells_sizes(width, height, divisor, 0, masked);
  const int64_t columns = c.columns + 2 * SCRIM_DISC_PAD + SCRIM_DISC_BLOCK;
  if (columns * c.rows > INT32_MAX / 32) return SCRIM_INVALID;
  const size_t luma = memory_of(width, height, divisor, 0, masked);
  const size_t chroma = memory_of(width, height, divisor, 1, masked);
  return (int32_t)(luma > chroma ? luma : chroma);
}

int32_t SCRIM_KERNEL(bokeh)(
    const uint8_t *restrict y, int32_t y_stride, const uint8_t *restrict u, int32_t u_stride,
    const uint8_t *restrict v, int32_t v_stride, const uint8_t *restrict mask, int32_t mask_stride,
    int32_t mask_width, int32_t mask_height, int32_t mask_edge,
    uint8_t *restrict into_y, int32_t into_y_stride, uint8_t *restrict into_u,
    int32_t into_u_stride, uint8_t *restrict into_v, int32_t into_v_stride, int32_t width,
    int32_t height, int32_t divisor, int32_t radius, uint8_t *restrict scratch,
    int32_t scratch_length) {
  const int masked = mask != NULL;
  const int32_t needed = SCRIM_KERNEL(bokeh_scratch)(width, height, divisor, masked);
  const struct cell_source from = {
      {y, u, v}, {y_stride, u_stride, v_stride}, mask, mask_stride, mask_width, mask_height,
      mask_edge};
  if (needed < 0 || !scrim_scratch_ok(scratch, scratch_length, needed) || radius < 1 ||
      radius > SCRIM_DISC_MAX || !scrim_cell_mask_ok(&from) ||
      !scrim_i420_ok(y, y_stride, u, u_stride, v, v_stride, width, height) ||
      !scrim_i420_ok(into_y, into_y_stride, into_u, into_u_stride, into_v, into_v_stride,
                     (width + divisor - 1) / divisor, (height + divisor - 1) / divisor)) {
    return SCRIM_INVALID;
  }
  uint8_t *const into[3] = {into_y, into_u, into_v};
  const int32_t into_stride[3] = {into_y_stride, into_u_stride, into_v_stride};
  for (int shift = 0; shift < 2; shift++) {
    struct bokeh b = {.cells = scrim_cells_sizes(width, height, divisor, shift, masked)};
    struct pool pool = {scratch, 0};
    bokeh_memory(&b, &pool);
    scrim_cells_start(&b.cells, &from, shift);
    scrim_cells_fill(&b.cells);
    // Chroma has half as many pixels and cells of as many.
    smooth(&b, (radius + shift) >> shift, into + shift, into_stride + shift);
  }
  return 0;
}
