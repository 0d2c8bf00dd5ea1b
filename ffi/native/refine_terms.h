/*
 * What a guided filter says about a mask, at the mask's own size: near each pixel the mask is taken for a line over the
 * picture's luma, mask = slope * luma + base, by least squares over 3x3 pixels (He, Sun, Tang: Guided Image Filtering; at
 * reduced size as in their Fast Guided Filter), and slopes and bases are averaged over 3x3 pixels.
 *
 * Lumas count from 128. Slopes are in 1/2048, bases in 1/8.
 */
#ifndef SCRIM_REFINE_TERMS_H
#define SCRIM_REFINE_TERMS_H

#include "checks.h"
#include "color.h"
#include "pool.h"
#include "refine_blocks.h"

/* Steeper slopes would do nothing but show noise, and these fit 16 bits. */
#define SCRIM_STEEPEST 16383

/* What is the same for all pixels. Variances are sums: 81 times that of luma, 25 times that of the difference. */
struct guidance {
  /* A variance of luma this small is no edge. */
  int32_t epsilon;
  /* Of differences: up to `calm` they are noise, from `moving` on the picture moved. */
  int32_t calm, moving;
  /* How much of a new value a pixel takes where nothing moved, of 256. */
  int32_t share;
};

/* Planes of the mask's size, row by row without a gap. `weights` are of 256. */
struct terms {
  int16_t *slopes, *bases, *weights;
  int32_t width, height;
  /* While they are made: luma, raw slopes and bases, squared differences, sums of a few rows. */
  int16_t *lumas, *raw_slopes;
  int32_t *raw_bases, *squares;
  int32_t *sums[4];
  struct blocks blocks;
};

/* Columns that are repeated beyond both ends of a row of sums. */
#define SCRIM_BESIDE 2

static inline void scrim_terms_memory(struct terms *t, struct pool *pool, int32_t width,
                                      int32_t height) {
  const int32_t all = width * height;
  t->width = width;
  t->height = height;
  t->slopes = scrim_take(pool, all, sizeof(int16_t));
  t->bases = scrim_take(pool, all, sizeof(int16_t));
  t->weights = scrim_take(pool, all, sizeof(int16_t));
  t->lumas = scrim_take(pool, all, sizeof(int16_t));
  t->raw_slopes = scrim_take(pool, all, sizeof(int16_t));
  t->raw_bases = scrim_take(pool, all, sizeof(int32_t));
  t->squares = scrim_take(pool, all, sizeof(int32_t));
  for (int i = 0; i < 4; i++) {
    t->sums[i] = scrim_take(pool, width + 2 * SCRIM_BESIDE, sizeof(int32_t));
  }
  scrim_blocks_memory(&t->blocks, pool, width, height);
}

/* Row functions trust their arguments. The first and the last sum once more beyond the ends of the row. */
static inline void scrim_repeat_ends(int32_t *sums, struct run run, int32_t width) {
  for (int32_t k = 0; k < SCRIM_BESIDE; k++) {
    if (run.from == 0) sums[k] = sums[SCRIM_BESIDE];
    if (run.to == width) sums[SCRIM_BESIDE + width + k] = sums[SCRIM_BESIDE + width - 1];
  }
}

/* Luma of RGBA as its frame has it, to nearest, and how far it is from the picture before, squared. */
static inline void scrim_look(const uint8_t *restrict rgba, const uint8_t *restrict before,
                              int16_t *restrict lumas, int32_t *restrict squares, struct run run,
                              struct to_yuv c) {
  for (int32_t x = run.from; x < run.to; x++) {
    const int32_t r = rgba[4 * x], g = rgba[4 * x + 1], b = rgba[4 * x + 2];
    const int32_t luma = (c.yr * r + c.yg * g + c.yb * b + 16384) >> 15;
    const int32_t d = r + 2 * g + b - before[4 * x] - 2 * before[4 * x + 1] - before[4 * x + 2];
    lumas[x] = (int16_t)(luma + c.offset - 128);
    squares[x] = d * d;
  }
}

/* Sums of three rows of luma, mask, their product and the square of luma. */
static inline void scrim_add_pictures(const int16_t *const lumas[3], const uint8_t *const masks[3],
                                      int32_t *const sums[4], struct run run, int32_t width) {
  int32_t *restrict luma = sums[0] + SCRIM_BESIDE, *restrict mask = sums[1] + SCRIM_BESIDE;
  int32_t *restrict both = sums[2] + SCRIM_BESIDE, *restrict square = sums[3] + SCRIM_BESIDE;
  for (int32_t x = run.from; x < run.to; x++) {
    const int32_t i0 = lumas[0][x], i1 = lumas[1][x], i2 = lumas[2][x];
    const int32_t p0 = masks[0][x], p1 = masks[1][x], p2 = masks[2][x];
    luma[x] = i0 + i1 + i2;
    mask[x] = p0 + p1 + p2;
    both[x] = i0 * p0 + i1 * p1 + i2 * p2;
    square[x] = i0 * i0 + i1 * i1 + i2 * i2;
  }
  for (int i = 0; i < 4; i++) scrim_repeat_ends(sums[i], run, width);
}

static inline int32_t scrim_three(const int32_t *sums, int32_t x) {
  return sums[x - 1] + sums[x] + sums[x + 1];
}

/*
 * The line of each pixel. All sums are whole, so that the one division is the only place where anything is rounded; it is
 * exact in the same way on every machine. A base is 9 times too large.
 */
static inline void scrim_fit_lines(int32_t *const sums[4], int32_t epsilon,
                                   int16_t *restrict slopes, int32_t *restrict bases,
                                   struct run run) {
  const int32_t *lumas = sums[0] + SCRIM_BESIDE, *masks = sums[1] + SCRIM_BESIDE;
  const int32_t *both = sums[2] + SCRIM_BESIDE, *squares = sums[3] + SCRIM_BESIDE;
  for (int32_t x = run.from; x < run.to; x++) {
    const int32_t luma = scrim_three(lumas, x), mask = scrim_three(masks, x);
    const int32_t covariance = 9 * scrim_three(both, x) - luma * mask;
    const int32_t variance = 9 * scrim_three(squares, x) - luma * luma + epsilon;
    int32_t slope = (int32_t)((float)covariance * 2048.0f / (float)variance);
    slope = slope < -SCRIM_STEEPEST ? -SCRIM_STEEPEST : slope;
    slope = slope > SCRIM_STEEPEST ? SCRIM_STEEPEST : slope;
    slopes[x] = (int16_t)slope;
    bases[x] = 8 * mask - ((slope * luma) >> 8);
  }
}

static inline void scrim_add_lines(const int16_t *const slopes[3], const int32_t *const bases[3],
                                   int32_t *const sums[2], struct run run, int32_t width) {
  int32_t *restrict slope = sums[0] + SCRIM_BESIDE, *restrict base = sums[1] + SCRIM_BESIDE;
  for (int32_t x = run.from; x < run.to; x++) {
    slope[x] = slopes[0][x] + slopes[1][x] + slopes[2][x];
    base[x] = bases[0][x] + bases[1][x] + bases[2][x];
  }
  for (int i = 0; i < 2; i++) scrim_repeat_ends(sums[i], run, width);
}

static inline void scrim_add_squares(const int32_t *const rows[5], int32_t *sums, struct run run,
                                     int32_t width) {
  int32_t *restrict sum = sums + SCRIM_BESIDE;
  for (int32_t x = run.from; x < run.to; x++) {
    sum[x] = rows[0][x] + rows[1][x] + rows[2][x] + rows[3][x] + rows[4][x];
  }
  scrim_repeat_ends(sums, run, width);
}

/*
 * Mean lines; and weights from `share` where the picture is calm to all where it moved, in a straight line between. A pixel
 * whose line is nothing or everything whatever the luma takes that at once.
 */
static inline void scrim_mean_terms(int32_t *const sums[3], struct guidance g,
                                    int16_t *restrict slopes, int16_t *restrict bases,
                                    int16_t *restrict weights, struct run run) {
  const int32_t *slope = sums[0] + SCRIM_BESIDE, *base = sums[1] + SCRIM_BESIDE;
  const int32_t *sum = sums[2] + SCRIM_BESIDE;
  const float scale = (float)(256 - g.share) / (float)(g.moving - g.calm);
  for (int32_t x = run.from; x < run.to; x++) {
    const int32_t line = (int32_t)((float)scrim_three(slope, x) * (1.0f / 9.0f));
    const int32_t start = (int32_t)((float)scrim_three(base, x) * (1.0f / 81.0f));
    const int32_t all = sum[x - 2] + sum[x - 1] + sum[x] + sum[x + 1] + sum[x + 2];
    int32_t over = all > g.calm ? all - g.calm : 0;
    over = over < g.moving - g.calm ? over : g.moving - g.calm;
    const int32_t part = g.share + (int32_t)((float)over * scale);
    const int32_t sure = (line == 0) & ((start == 0) | (start == 8 * 255));
    slopes[x] = (int16_t)line;
    bases[x] = (int16_t)start;
    weights[x] = (int16_t)(sure ? 256 : part);
  }
}

/* What blocks hold that are nothing or everything with all round them. */
static inline void scrim_settle(struct terms *t, int32_t row) {
  const int32_t count = t->blocks.count;
  const uint8_t *settled = t->blocks.settled + row * count;
  for (int32_t b = 0; b < count;) {
    const uint8_t kind = settled[b];
    const int32_t from = b * SCRIM_BLOCK;
    while (b < count && settled[b] == kind) b++;
    if (kind == SCRIM_MIXED) continue;
    const int32_t to = b < count ? b * SCRIM_BLOCK : t->width;
    for (int32_t x = row * t->width + from; x < row * t->width + to; x++) {
      t->slopes[x] = 0;
      t->bases[x] = (int16_t)(8 * kind);
      t->weights[x] = 256;
    }
  }
}

static inline void scrim_line_row(struct terms *t, const uint8_t *mask, int32_t stride, int32_t row,
                                  int32_t epsilon) {
  const int32_t width = t->width;
  const int16_t *lumas[3];
  const uint8_t *masks[3];
  for (int32_t k = 0; k < 3; k++) {
    const int32_t from = scrim_row_within(row + k - 1, t->height);
    lumas[k] = t->lumas + from * width;
    masks[k] = mask + (ptrdiff_t)from * stride;
  }
  int32_t block = 0;
  struct run run;
  while (scrim_next_run(&t->blocks, t->blocks.wanted[1], row, &block, &run)) {
    scrim_add_pictures(lumas, masks, t->sums, scrim_wider(run, 1, width), width);
    scrim_fit_lines(t->sums, epsilon, t->raw_slopes + row * width, t->raw_bases + row * width, run);
  }
}

static inline void scrim_term_row(struct terms *t, int32_t row, struct guidance g) {
  const int32_t width = t->width;
  const int16_t *slopes[3];
  const int32_t *bases[3], *squares[5];
  for (int32_t k = 0; k < 5; k++) {
    squares[k] = t->squares + scrim_row_within(row + k - 2, t->height) * width;
  }
  for (int32_t k = 0; k < 3; k++) {
    const int32_t from = scrim_row_within(row + k - 1, t->height);
    slopes[k] = t->raw_slopes + from * width;
    bases[k] = t->raw_bases + from * width;
  }
  int32_t block = 0;
  struct run run;
  while (scrim_next_run(&t->blocks, t->blocks.wanted[0], row, &block, &run)) {
    scrim_add_lines(slopes, bases, t->sums, scrim_wider(run, 1, width), width);
    scrim_add_squares(squares, t->sums[2], scrim_wider(run, 2, width), width);
    scrim_mean_terms(t->sums, g, t->slopes + row * width, t->bases + row * width,
                     t->weights + row * width, run);
  }
  scrim_settle(t, row);
}

/* Fills slopes, bases and weights. */
static inline void scrim_find_terms(struct terms *t, const uint8_t *mask, int32_t mask_stride,
                                    const uint8_t *rgba, int32_t stride, const uint8_t *before,
                                    int32_t before_stride, struct guidance g, struct to_yuv color) {
  scrim_find_blocks(&t->blocks, mask, mask_stride);
  for (int32_t row = 0; row < t->height; row++) {
    int32_t block = 0;
    struct run run;
    while (scrim_next_run(&t->blocks, t->blocks.wanted[2], row, &block, &run)) {
      scrim_look(rgba + (ptrdiff_t)row * stride, before + (ptrdiff_t)row * before_stride,
                 t->lumas + row * t->width, t->squares + row * t->width, run, color);
    }
  }
  for (int32_t row = 0; row < t->height; row++) {
    scrim_line_row(t, mask, mask_stride, row, g.epsilon);
  }
  for (int32_t row = 0; row < t->height; row++) scrim_term_row(t, row, g);
}

#endif
