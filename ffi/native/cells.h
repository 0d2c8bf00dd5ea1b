/*
 * Planes in cells: blocks of pixels, each pixel counted by how much of it is not masked. A cell is `divisor` pixels a side, a
 * power of two; where the picture is no multiple of it, some are smaller, so that all together are as large as the picture.
 * Planes of one size (luma alone, or both of chroma) share what is known about the mask.
 */
#ifndef SCRIM_CELLS_H
#define SCRIM_CELLS_H

#include "checks.h"
#include "pool.h"
#include "scaler.h"
#include "wide.h"

/* Sums of a block fit 32 bits, and those of a column of its weights 16. */
#define SCRIM_DIVISOR_MAX 64

struct cells {
  const uint8_t *source[2];
  int32_t stride[2];
  /* 1 or 2. */
  int planes;
  /* Pixels of a plane, cells of the result. */
  int32_t width, height, columns, rows;
  /* Luma sizes that say where blocks begin. */
  int32_t full_width, full_height, full_columns, full_rows;
  int32_t divisor;
  int masked;
  struct columns mask_columns;
  struct scaler mask;
  /* Sums over the rows of a block: of pixels by weight, two columns each; of weights, or without a mask of pixels. */
  int32_t *pairs[2];
  uint16_t *counts[2];
  /* Room to add up the columns of a block. */
  int32_t *folded[2];
  /* value * weight (65025 = white, counted fully) or 256 * value without a mask; 256 * weight. */
  uint16_t *values[2], *weights;
};

static inline void scrim_cells_memory(struct cells *c, struct pool *pool) {
  const int32_t width = c->width + SCRIM_WIDE;
  const int32_t cells = c->columns * c->rows;
  for (int i = 0; i < c->planes; i++) {
    c->pairs[i] = scrim_take(pool, width, sizeof(int32_t));
    c->counts[i] = scrim_take(pool, width, sizeof(uint16_t));
    c->values[i] = scrim_take(pool, cells, sizeof(uint16_t));
  }
  for (int i = 0; i < 2; i++) c->folded[i] = scrim_take(pool, width, sizeof(int32_t));
  if (!c->masked) return;
  c->weights = scrim_take(pool, cells, sizeof(uint16_t));
  scrim_columns_memory(&c->mask_columns, pool, c->width);
  scrim_scaler_memory(&c->mask, pool, c->width, 1);
}

/* The first row of block `i`. */
static inline int32_t scrim_cells_top(const struct cells *c, int32_t i) {
  return i == c->rows ? c->height : i * c->full_height / c->full_rows;
}

/* The first column of block `i`: even, so that pairs are never cut. */
static inline int32_t scrim_cells_left(const struct cells *c, int32_t i) {
  if (i == c->columns) return c->width;
  return 2 * ((i * c->full_width + 2 * c->full_columns - 1) / (2 * c->full_columns));
}

/* Whether all blocks of a row have `divisor` columns. */
static inline int scrim_cells_even(const struct cells *c) {
  return c->columns * c->divisor == c->width && c->full_columns * c->divisor == c->full_width;
}

/* Row functions trust their arguments. They may write up to SCRIM_WIDE - 1 sums beyond the last column. */
/* One row of pixels and what is made of it. A copy of its own, so that no store can change it. */
struct cells_row {
  const uint8_t *line[2], *below[2];
  int32_t *pairs[2];
  uint16_t *counts;
  struct row mask;
  struct edge edge;
};

static inline struct cells_row scrim_cells_at(const struct cells *c, int32_t y, struct row mask) {
  struct cells_row r = {
      .pairs = {c->pairs[0], c->pairs[1]}, .counts = c->counts[0], .mask = mask, .edge = c->mask.edge};
  for (int i = 0; i < c->planes; i++) {
    r.line[i] = c->source[i] + (ptrdiff_t)y * c->stride[i];
    r.below[i] = r.line[i] + c->stride[i];
  }
  return r;
}

/* How much counts of each pixel. `whole`, and `planes` below, are constants where this is called. */
SCRIM_INLINE u16xn scrim_cells_weight(const struct cells_row *r, int32_t x, int32_t count,
                                       int whole) {
  return 255 - scrim_sharpened(scrim_row_pixels(r->mask, x, count, whole), r->edge);
}

SCRIM_INLINE void scrim_cells_masked(const struct cells_row *r, int32_t x, int32_t count,
                                     int planes, int whole) {
  const int kind = scrim_row_kind(r->mask, x, count, whole);
  if (kind == SCRIM_ALL) return;
  u16xn weight = (u16xn){0} + 255;
  if (kind == SCRIM_MIXED) weight = scrim_cells_weight(r, x, count, whole);
  scrim_wide_add16(r->counts + x, weight);
  for (int i = 0; i < planes; i++) {
    scrim_soon(r->below[i] + x);
    const u16xn pixels = scrim_wide_widen(scrim_wide_load(r->line[i] + x, count));
    scrim_wide_add32(r->pairs[i] + x / 2, scrim_wide_dot((i16xn)pixels, (i16xn)weight));
  }
}

SCRIM_INLINE void scrim_cells_masked_row(const struct cells *c, struct row mask, int32_t y,
                                         int planes, int whole) {
  const struct cells_row r = scrim_cells_at(c, y, mask);
  const int32_t width = c->width;
  int32_t x = 0;
  for (; x + SCRIM_WIDE <= width; x += SCRIM_WIDE) {
    scrim_cells_masked(&r, x, SCRIM_WIDE, planes, whole);
  }
  if (x < width) scrim_cells_masked(&r, x, width - x, planes, whole);
}

static inline void scrim_cells_plain_row(const uint8_t *restrict line, int32_t stride,
                                         uint16_t *restrict counts, int32_t width) {
  int32_t x = 0;
  for (; x + SCRIM_WIDE <= width; x += SCRIM_WIDE) {
    scrim_soon(line + stride + x);
    scrim_wide_add16(counts + x, scrim_wide_widen(scrim_wide_load(line + x, SCRIM_WIDE)));
  }
  if (x < width) scrim_wide_add16(counts + x, scrim_wide_widen(scrim_wide_load(line + x, width - x)));
}

static inline void scrim_cells_row(struct cells *c, int32_t y) {
  if (!c->masked) {
    for (int i = 0; i < c->planes; i++) {
      const uint8_t *line = c->source[i] + (ptrdiff_t)y * c->stride[i];
      scrim_cells_plain_row(line, c->stride[i], c->counts[i], c->width);
    }
    return;
  }
  const struct row mask = scrim_scaled_row(&c->mask, y);
  if (mask.bytes != NULL) {
    scrim_cells_masked_row(c, mask, y, c->planes, 1);
  } else if (c->planes == 1) {
    scrim_cells_masked_row(c, mask, y, 1, 0);
  } else {
    scrim_cells_masked_row(c, mask, y, 2, 0);
  }
}

static inline void scrim_halve(const int32_t *restrict in, int32_t *restrict out, int32_t count) {
  for (int32_t x = 0; x < count; x++) out[x] = in[2 * x] + in[2 * x + 1];
}

/* Adds up the pairs of each block. Returns where the sums are. */
static inline const int32_t *scrim_cells_fold(const struct cells *c, const int32_t *pairs) {
  int32_t slot = 0;
  if (!scrim_cells_even(c)) {
    for (int32_t i = 0; i < c->columns; i++) {
      int32_t sum = 0;
      const int32_t end = (scrim_cells_left(c, i + 1) + 1) / 2;
      for (int32_t x = scrim_cells_left(c, i) / 2; x < end; x++) sum += pairs[x];
      c->folded[0][i] = sum;
    }
    return c->folded[0];
  }
  for (int32_t size = c->divisor / 2, count = c->width / 2; size > 1; size /= 2) {
    count /= 2;
    scrim_halve(pairs, c->folded[slot], count);
    pairs = c->folded[slot];
    slot = 1 - slot;
  }
  return pairs;
}

/* The mean of a block of `count` pixels, to nearest, halves up; `inverse` is 2^41 / count, rounded up: exact. */
static inline uint16_t scrim_mean(int32_t sum, int32_t count, uint64_t inverse) {
  return (uint16_t)(((uint64_t)(sum + count / 2) * inverse) >> 41);
}

/* Sums, shifted left by `scale` bits, to means. */
static inline void scrim_cells_means(const struct cells *c, const int32_t *restrict sums,
                                     uint16_t *restrict cells, int32_t scale, int32_t block_rows) {
  const int32_t count = c->divisor * block_rows;
  if (scrim_cells_even(c) && (count & (count - 1)) == 0) {
    const int32_t shift = __builtin_ctz((unsigned)count);
    for (int32_t i = 0; i < c->columns; i++) {
      cells[i] = (uint16_t)(((sums[i] << scale) + count / 2) >> shift);
    }
    return;
  }
  for (int32_t i = 0; i < c->columns; i++) {
    const int32_t columns = scrim_cells_left(c, i + 1) - scrim_cells_left(c, i);
    const int32_t pixels = columns * block_rows;
    const uint64_t inverse = ((UINT64_C(1) << 41) + (uint64_t)pixels - 1) / (uint64_t)pixels;
    cells[i] = scrim_mean(sums[i] << scale, pixels, inverse);
  }
}

/* The counts of two columns each. */
static inline const int32_t *scrim_cells_pairs(const struct cells *c, int plane) {
  uint16_t *restrict counts = c->counts[plane];
  int32_t *restrict pairs = c->pairs[plane];
  counts[c->width] = 0;
  for (int32_t x = 0; x < c->width; x += SCRIM_WIDE) {
    const i32xn sums = scrim_wide_dot(scrim_wide_load16((int16_t *)counts + x), (i16xn){0} + 1);
    __builtin_memcpy(pairs + x / 2, &sums, sizeof sums);
  }
  return pairs;
}

/* One row of cells. */
static inline void scrim_cells_block(struct cells *c, int32_t row) {
  const int32_t top = scrim_cells_top(c, row);
  const int32_t bottom = scrim_cells_top(c, row + 1);
  const ptrdiff_t at = (ptrdiff_t)row * c->columns;
  const size_t width = (size_t)c->width + SCRIM_WIDE;
  for (int i = 0; i < c->planes; i++) {
    __builtin_memset(c->counts[i], 0, width * sizeof(uint16_t));
    if (c->masked) __builtin_memset(c->pairs[i], 0, width / 2 * sizeof(int32_t));
  }
  for (int32_t y = top; y < bottom; y++) scrim_cells_row(c, y);
  for (int i = 0; i < c->planes; i++) {
    const int32_t *pairs = c->masked ? c->pairs[i] : scrim_cells_pairs(c, i);
    const int32_t scale = c->masked ? 0 : 8;
    scrim_cells_means(c, scrim_cells_fold(c, pairs), c->values[i] + at, scale, bottom - top);
  }
  if (!c->masked) return;
  const int32_t *weights = scrim_cells_fold(c, scrim_cells_pairs(c, 0));
  scrim_cells_means(c, weights, c->weights + at, 8, bottom - top);
}

/* Where a cell is one pixel. */
static inline void scrim_cells_single(struct cells *c, int32_t y) {
  const ptrdiff_t at = (ptrdiff_t)y * c->columns;
  struct row mask = {.bytes = NULL};
  if (c->masked) mask = scrim_scaled_row(&c->mask, y);
  const struct cells_row r = scrim_cells_at(c, y, mask);
  for (int32_t x = 0; x < c->width; x += SCRIM_WIDE) {
    const int32_t count = c->width - x < SCRIM_WIDE ? c->width - x : SCRIM_WIDE;
    u16xn weight = (u16xn){0} + 256;
    if (c->masked) weight = scrim_cells_weight(&r, x, count, mask.bytes != NULL);
    const size_t bytes = (size_t)count * sizeof(uint16_t);
    for (int i = 0; i < c->planes; i++) {
      const u16xn values = scrim_wide_widen(scrim_wide_load(r.line[i] + x, count)) * weight;
      __builtin_memcpy(c->values[i] + at + x, &values, bytes);
    }
    weight <<= 8;
    if (c->masked) __builtin_memcpy(c->weights + at + x, &weight, bytes);
  }
}

/* The planes in cells. */
static inline void scrim_cells_fill(struct cells *c) {
  for (int32_t row = 0; row < c->rows; row++) {
    if (c->divisor == 1) {
      scrim_cells_single(c, row);
    } else {
      scrim_cells_block(c, row);
    }
  }
}

#endif
