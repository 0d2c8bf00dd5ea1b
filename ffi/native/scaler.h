/*
 * Bilinear enlargement, one row at a time, so that nobody needs an enlarged plane in memory. Pixel centres are aligned, edges
 * repeated. A source row is widened once (8.6 fixed point) and kept while the rows that need it are mixed.
 *
 * Position of output pixel j on a source of `from` pixels for `to` output pixels: ((2j + 1) from - to) / 2 to. Chroma planes
 * use the luma sizes here: their own are rounded up, the picture is not.
 */
#ifndef SCRIM_SCALER_H
#define SCRIM_SCALER_H

#include "checks.h"
#include "pool.h"

/* Pixels written at a time: rows have so much room behind their end. */
#define SCRIM_RUN 8

struct scaler {
  const uint8_t *source;
  int32_t stride;
  /* Source pixels there are. */
  int32_t columns, rows;
  /* Luma sizes of source and output. */
  int32_t from_width, from_height, to_width, to_height;
  /* Output pixels in a row. */
  int32_t width;
  /* Output pixels [starts[i], starts[i + 1]) lie between source pixels i and i + 1. */
  int32_t *starts;
  /* How far, in 1/32768. */
  int16_t *fractions;
  /* Two widened source rows, which ones (-1: none), and the row that is handed out. */
  int16_t *wide[2];
  int32_t held[2];
  uint8_t *out;
};

struct position {
  int32_t index;
  int32_t fraction;
};

static inline struct position scrim_position(int32_t j, int32_t from, int32_t to, int32_t count) {
  struct position p = {0, 0};
  const int32_t numerator = (2 * j + 1) * from - to;
  if (numerator <= 0) return p;
  p.index = numerator / (2 * to);
  if (p.index >= count - 1) {
    p.index = count - 1;
    return p;
  }
  p.fraction = (int32_t)((uint32_t)(numerator % (2 * to)) * 32768u / (uint32_t)(2 * to));
  return p;
}

/* Cuts the scaler's memory for `columns` source pixels and `width` output pixels a row. */
static inline void scrim_scaler_memory(struct scaler *s, struct pool *pool, int32_t columns,
                                       int32_t width) {
  s->starts = scrim_take(pool, columns + 1, sizeof(int32_t));
  s->fractions = scrim_take(pool, width + SCRIM_RUN, sizeof(int16_t));
  s->wide[0] = scrim_take(pool, width + SCRIM_RUN, sizeof(int16_t));
  s->wide[1] = scrim_take(pool, width + SCRIM_RUN, sizeof(int16_t));
  s->out = scrim_take(pool, width, 1);
}

/* Fills the tables, once all sizes are set. */
static inline void scrim_scaler_start(struct scaler *s) {
  int32_t next = 0;
  for (int32_t j = 0; j < s->width; j++) {
    const struct position p = scrim_position(j, s->from_width, s->to_width, s->columns);
    while (next <= p.index) s->starts[next++] = j;
    s->fractions[j] = (int16_t)p.fraction;
  }
  while (next <= s->columns) s->starts[next++] = s->width;
  for (int32_t k = 0; k < SCRIM_RUN; k++) s->fractions[s->width + k] = 0;
  s->held[0] = s->held[1] = -1;
}

/*
 * Writes whole runs of SCRIM_RUN: what a run writes too much, the next one overwrites. The product is (b - a) * fraction,
 * rounded down to 6 fraction bits.
 */
static inline void scrim_widen(const uint8_t *restrict source, const int32_t *restrict starts,
                               const int16_t *restrict fractions, int16_t *restrict wide,
                               int32_t columns) {
  for (int32_t i = 0; i < columns; i++) {
    const int32_t here = source[i];
    const int32_t there = source[i + 1 < columns ? i + 1 : i];
    const int16_t base = (int16_t)(here * 64);
    const int16_t step = (int16_t)((there - here) * 128);
    for (int32_t x = starts[i]; x < starts[i + 1]; x += SCRIM_RUN) {
      for (int32_t k = 0; k < SCRIM_RUN; k++) {
        wide[x + k] = (int16_t)(base + ((step * fractions[x + k]) >> 16));
      }
    }
  }
}

/* Between two widened rows, rounded to nearest. */
static inline void scrim_mix(const int16_t *restrict upper, const int16_t *restrict lower,
                             uint8_t *restrict out, int32_t width, int16_t fraction) {
  for (int32_t x = 0; x < width; x++) {
    const int16_t step = (int16_t)(2 * (lower[x] - upper[x]));
    const int16_t value = (int16_t)(upper[x] + ((step * fraction) >> 16));
    out[x] = (uint8_t)((value + 32) >> 6);
  }
}

static inline const int16_t *scrim_widened(struct scaler *s, int32_t row) {
  const int32_t slot = row & 1;
  if (s->held[slot] != row) {
    scrim_widen(s->source + (ptrdiff_t)row * s->stride, s->starts, s->fractions, s->wide[slot],
                s->columns);
    s->held[slot] = row;
  }
  return s->wide[slot];
}

/* Output row `j`; valid until the next call. The source's own bytes where nothing is enlarged. */
static inline const uint8_t *scrim_scaled_row(struct scaler *s, int32_t j) {
  if (s->from_width == s->to_width && s->from_height == s->to_height && s->columns == s->width) {
    return s->source + (ptrdiff_t)j * s->stride;
  }
  const struct position p = scrim_position(j, s->from_height, s->to_height, s->rows);
  const int16_t *upper = scrim_widened(s, p.index);
  const int16_t *lower = p.fraction > 0 ? scrim_widened(s, p.index + 1) : upper;
  scrim_mix(upper, lower, s->out, s->width, (int16_t)p.fraction);
  return s->out;
}

#endif
