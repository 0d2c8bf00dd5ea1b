/*
 * Which source pixels make an output pixel along one axis, and how much each counts: area average where the axis shrinks,
 * bilinear (pixel centres aligned, edges repeated) where it upscales. Weights are whole numbers with a fixed sum.
 */
#ifndef SCRIM_AXIS_H
#define SCRIM_AXIS_H

#include "checks.h"
#include "pool.h"

/* Weights are exact if they add up to at most this; beyond it they are rounded to parts of it. */
#define SCRIM_SUM_MAX 4096

/*
 * One axis, in the largest unit in which everything is whole: a source pixel has length `pixel`, an output pixel `step`.
 * A chroma pixel is two luma pixels long, and the last one may reach beyond the picture.
 */
struct span {
  int32_t pixel, step;
  /* Source pixels, output pixels. */
  int32_t pixels, into;
};

/*
 * For each output pixel the first source pixel and `taps` weights, which lie `room` apart: 4, or a multiple of 8. What is more
 * than `taps` is 0, and so are the weights of some more output pixels.
 */
struct axis {
  int32_t *first;
  int16_t *weights;
  int32_t taps, room;
  int32_t sum;
  int32_t count;
};

/* Output pixels computed at a time. */
#define SCRIM_AXIS_STEP 4

static inline int32_t scrim_common_divisor(int32_t a, int32_t b) {
  while (b != 0) {
    const int32_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/* `size` and `into` in luma pixels of the picture; `shift` 1 for chroma. */
static inline struct span scrim_span(int32_t size, int32_t shift, int32_t into) {
  const int32_t divisor = scrim_common_divisor(size, into << shift);
  const struct span s = {(into << shift) / divisor, size / divisor, (size + shift) >> shift, into};
  return s;
}

/* Source pixels that an output pixel can touch. */
static inline int32_t scrim_taps(struct span s) {
  const int32_t taps = s.step >= s.pixel ? (s.step + 2 * s.pixel - 2) / s.pixel : 2;
  return taps < s.pixels ? taps : s.pixels;
}

static inline void scrim_axis_memory(struct axis *axis, struct pool *pool, struct span s) {
  axis->taps = scrim_taps(s);
  axis->count = s.into;
  axis->room = axis->taps <= 4 ? 4 : (axis->taps + 7) / 8 * 8;
  axis->first = scrim_take(pool, s.into + SCRIM_AXIS_STEP, sizeof(int32_t));
  axis->weights = scrim_take(pool, (s.into + SCRIM_AXIS_STEP) * axis->room, sizeof(int16_t));
}

/* `t / whole` of `sum`, to nearest. */
static inline int32_t scrim_part(int32_t t, int32_t whole, int32_t sum) {
  if (whole == sum) return t;
  return (int32_t)(((int64_t)t * sum * 2 + whole) / (2 * (int64_t)whole));
}

static inline int32_t scrim_between(int32_t value, int32_t least, int32_t most) {
  return value < least ? least : value > most ? most : value;
}

/* Output pixel j covers [j step, (j + 1) step): each source pixel counts by its overlap. */
static inline void scrim_area_weights(struct axis *axis, struct span s) {
  axis->sum = s.step <= SCRIM_SUM_MAX ? s.step : SCRIM_SUM_MAX;
  for (int32_t j = 0; j < s.into; j++) {
    const int32_t begin = j * s.step;
    const int32_t first = scrim_between(begin / s.pixel, 0, s.pixels - axis->taps);
    axis->first[j] = first;
    int32_t before = scrim_part(scrim_between(first * s.pixel - begin, 0, s.step), s.step, axis->sum);
    for (int32_t k = 0; k < axis->taps; k++) {
      const int32_t end = scrim_between((first + k + 1) * s.pixel - begin, 0, s.step);
      const int32_t after = scrim_part(end, s.step, axis->sum);
      axis->weights[j * axis->room + k] = (int16_t)(after - before);
      before = after;
    }
  }
}

/* The centre of output pixel j lies at (j + 1/2) step, that of source pixel i at (i + 1/2) pixel. */
static inline void scrim_linear_weights(struct axis *axis, struct span s) {
  const int32_t whole = 2 * s.pixel;
  axis->sum = whole <= SCRIM_SUM_MAX ? whole : SCRIM_SUM_MAX;
  for (int32_t j = 0; j < s.into; j++) {
    int16_t *weights = axis->weights + j * axis->room;
    const int32_t at =
        scrim_between((2 * j + 1) * s.step - s.pixel, 0, whole * (s.pixels - 1));
    const int32_t first = scrim_between(at / whole, 0, s.pixels - axis->taps);
    const int32_t second = scrim_part(at - first * whole, whole, axis->sum);
    axis->first[j] = first;
    weights[0] = (int16_t)(axis->sum - second);
    if (axis->taps > 1) weights[1] = (int16_t)second;
  }
}

static inline void scrim_axis_fill(struct axis *axis, struct span s) {
  const int32_t all = (s.into + SCRIM_AXIS_STEP) * axis->room;
  __builtin_memset(axis->weights, 0, (size_t)all * sizeof(int16_t));
  __builtin_memset(axis->first + s.into, 0, SCRIM_AXIS_STEP * sizeof(int32_t));
  if (s.step >= s.pixel) {
    scrim_area_weights(axis, s);
  } else {
    scrim_linear_weights(axis, s);
  }
}

#endif
