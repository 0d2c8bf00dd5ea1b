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
#include "vector.h"

struct scaler {
  const uint8_t *source;
  int32_t stride;
  /* Source pixels there are. */
  int32_t columns, rows;
  /* Luma sizes of source and output. */
  int32_t from_width, from_height, to_width, to_height;
  /* Output pixels in a row. */
  int32_t width;
  /* For each output pixel the source pixel to its left, and how far it is on the way to the next one, in 1/32768. */
  int32_t *indices;
  int16_t *fractions;
  /* Sixteen output pixels read from sixteen source pixels: where those begin, and which one each reads. */
  int32_t *windows;
  uint8_t *picks;
  /* Whether they do for the whole row. */
  int windowed;
  /* Two widened source rows, which ones (-1: none), and the row that is handed out. */
  int16_t *wide[2];
  int32_t held[2];
  uint8_t *out;
  /* The edge of a mask: values up to low become 0, from high on 255. None if high is 0. */
  uint16_t low, high, gain;
};

/* Whether an edge can be used. */
static inline int scrim_edge_ok(int32_t low, int32_t high) {
  return low >= 0 && low < high && high <= 255;
}

/* Rows are handed out with this edge; 0 and 255 leave them as they are. */
static inline void scrim_scaler_edge(struct scaler *s, int32_t low, int32_t high) {
  if (low == 0 && high == 255) return;
  s->low = (uint16_t)low;
  s->high = (uint16_t)high;
  s->gain = (uint16_t)((65280 + high - low - 1) / (high - low));
}

/* (min(max(value, low), high) - low) * gain / 256: exactly 0 at low and 255 at high, and 16 bits hold it. */
static inline void scrim_sharpen(const struct scaler *s, const uint8_t *in, uint8_t *out) {
  const u16x16 low = (u16x16){0} + s->low;
  const u16x16 high = (u16x16){0} + s->high;
  int32_t x = 0;
  for (; x + SCRIM_LANES <= s->width; x += SCRIM_LANES) {
    const u16x16 value = scrim_load8(in + x);
    const u16x16 over = (u16x16)(value > high);
    const u16x16 capped = (high & over) | (value & ~over);
    const u16x16 rest = (capped - low) & (u16x16)(capped > low);
    scrim_store8(out + x, (rest * s->gain) >> 8);
  }
  for (; x < s->width; x++) {
    const uint16_t capped = in[x] > s->high ? s->high : in[x];
    const uint16_t rest = capped > s->low ? (uint16_t)(capped - s->low) : 0;
    out[x] = (uint8_t)((uint32_t)(rest * s->gain) >> 8);
  }
}

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

/* Cuts the memory for `width` output pixels a row. Rows have room for a whole last window. */
static inline void scrim_scaler_memory(struct scaler *s, struct pool *pool, int32_t width) {
  s->indices = scrim_take(pool, width, sizeof(int32_t));
  s->fractions = scrim_take(pool, width + SCRIM_LANES, sizeof(int16_t));
  s->windows = scrim_take(pool, width / SCRIM_LANES + 1, sizeof(int32_t));
  s->picks = scrim_take(pool, width + SCRIM_LANES, 1);
  s->wide[0] = scrim_take(pool, width + SCRIM_LANES, sizeof(int16_t));
  s->wide[1] = scrim_take(pool, width + SCRIM_LANES, sizeof(int16_t));
  s->out = scrim_take(pool, width, 1);
}

/* A window serves if each of its pixels and the next one are in it; the last pixel of the row needs no next one. */
static inline void scrim_scaler_windows(struct scaler *s) {
  s->windowed = s->columns >= SCRIM_LANES;
  for (int32_t start = 0; s->windowed && start < s->width; start += SCRIM_LANES) {
    const int32_t last = s->columns - SCRIM_LANES;
    const int32_t window = s->indices[start] < last ? s->indices[start] : last;
    s->windows[start / SCRIM_LANES] = window;
    for (int32_t x = start; x < start + SCRIM_LANES; x++) {
      const int32_t pick = x < s->width ? s->indices[x] - window : 0;
      const int is_last = x < s->width && s->indices[x] == s->columns - 1;
      if (pick >= SCRIM_LANES - 1 && !is_last) s->windowed = 0;
      s->picks[x] = (uint8_t)pick;
    }
  }
}

/* Fills the tables, once all sizes are set. */
static inline void scrim_scaler_start(struct scaler *s) {
  for (int32_t j = 0; j < s->width; j++) {
    const struct position p = scrim_position(j, s->from_width, s->to_width, s->columns);
    s->indices[j] = p.index;
    s->fractions[j] = (int16_t)p.fraction;
  }
  for (int32_t k = 0; k < SCRIM_LANES; k++) s->fractions[s->width + k] = 0;
  s->held[0] = s->held[1] = -1;
  scrim_scaler_windows(s);
}

/*
 * One source row to output width, 6 fraction bits: here + (there - here) * fraction, rounded down. Halving (a mask of full
 * size for chroma) is common enough to have its own loop.
 */
static inline void scrim_widen(const struct scaler *s, const uint8_t *restrict source,
                               int16_t *restrict wide) {
  if (s->from_width == 2 * s->to_width) {
    for (int32_t x = 0; x < s->columns / 2; x++) {
      wide[x] = (int16_t)((source[2 * x] + source[2 * x + 1]) * 32);
    }
    if (s->columns & 1) wide[s->width - 1] = (int16_t)(source[s->columns - 1] * 64);
    return;
  }
  if (!s->windowed) {
    for (int32_t x = 0; x < s->width; x++) {
      const int32_t i = s->indices[x];
      const int32_t here = source[i];
      const int32_t there = source[i + 1 < s->columns ? i + 1 : i];
      wide[x] = (int16_t)(here * 64 + (((there - here) * 128 * s->fractions[x]) >> 16));
    }
    return;
  }
  for (int32_t x = 0; x < s->width; x += SCRIM_LANES) {
    const u8x16 bytes = scrim_load(source + s->windows[x / SCRIM_LANES]);
    const u8x16 picks = scrim_load(s->picks + x);
    const i16x16 here = __builtin_convertvector(scrim_pick(bytes, picks), i16x16);
    const i16x16 there = __builtin_convertvector(scrim_pick(bytes, picks + 1), i16x16);
    const i16x16 part = scrim_high((there - here) * 128, scrim_load16(s->fractions + x));
    const i16x16 value = here * 64 + part;
    __builtin_memcpy(wide + x, &value, sizeof value);
  }
}

/* Between two widened rows, rounded to nearest. */
static inline void scrim_mix(const int16_t *restrict upper, const int16_t *restrict lower,
                             uint8_t *restrict out, int32_t width, int16_t fraction) {
  const i16x16 part = (i16x16){0} + fraction;
  int32_t x = 0;
  for (; x + SCRIM_LANES <= width; x += SCRIM_LANES) {
    const i16x16 from = scrim_load16(upper + x);
    const i16x16 step = (scrim_load16(lower + x) - from) * 2;
    scrim_store8(out + x, (u16x16)((from + scrim_high(step, part) + 32) >> 6));
  }
  for (; x < width; x++) {
    out[x] = (uint8_t)((upper[x] + ((2 * (lower[x] - upper[x]) * fraction) >> 16) + 32) >> 6);
  }
}

static inline const int16_t *scrim_widened(struct scaler *s, int32_t row) {
  const int32_t slot = row & 1;
  if (s->held[slot] != row) {
    scrim_widen(s, s->source + (ptrdiff_t)row * s->stride, s->wide[slot]);
    s->held[slot] = row;
  }
  return s->wide[slot];
}

/* Output row `j`; valid until the next call. The source's own bytes where nothing is enlarged. */
static inline const uint8_t *scrim_scaled_row(struct scaler *s, int32_t j) {
  if (s->from_width == s->to_width && s->from_height == s->to_height && s->columns == s->width) {
    const uint8_t *row = s->source + (ptrdiff_t)j * s->stride;
    if (s->high == 0) return row;
    scrim_sharpen(s, row, s->out);
    return s->out;
  }
  const struct position p = scrim_position(j, s->from_height, s->to_height, s->rows);
  const int16_t *upper = scrim_widened(s, p.index);
  const int16_t *lower = p.fraction > 0 ? scrim_widened(s, p.index + 1) : upper;
  scrim_mix(upper, lower, s->out, s->width, (int16_t)p.fraction);
  if (s->high != 0) scrim_sharpen(s, s->out, s->out);
  return s->out;
}

#endif
