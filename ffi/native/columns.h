/*
 * Which source pixels the pixels of an upscaled row lie between. Pixel centres are aligned, edges repeated.
 *
 * Position of output pixel j on a source of `from` pixels for `to` output pixels: ((2j + 1) from - to) / 2 to. Chroma planes
 * use the luma sizes here: their own are rounded up, the picture is not.
 */
#ifndef SCRIM_COLUMNS_H
#define SCRIM_COLUMNS_H

#include "checks.h"
#include "mask_edge.h"
#include "pool.h"
#include "wide.h"

/* One axis: luma sizes of source and output, and the pixels this plane has. */
struct axis_scale {
  int32_t from, to, count;
  /* 2^47 / 2 to, rounded up: exact for every position, as sizes are at most 2^14. */
  int64_t inverse;
};

static inline struct axis_scale scrim_axis_scale(int32_t from, int32_t to, int32_t count) {
  const int64_t step = 2 * (int64_t)to;
  return (struct axis_scale){from, to, count, ((INT64_C(1) << 47) + step - 1) / step};
}

/* The source pixel to the left, and how far it is on the way to the next one, in 1/32768. */
struct position {
  int32_t index;
  int32_t fraction;
};

static inline struct position scrim_position(int32_t j, struct axis_scale s) {
  struct position p = {0, 0};
  const int64_t at = (int64_t)(2 * j + 1) * s.from - s.to;
  if (at <= 0) return p;
  p.index = (int32_t)((at * s.inverse) >> 47);
  if (p.index >= s.count - 1) {
    p.index = s.count - 1;
    return p;
  }
  p.fraction = (int32_t)(((at - (int64_t)p.index * 2 * s.to) * s.inverse) >> 32);
  return p;
}

/* Where the pixels of a row come from: one table serves all planes of the same sizes. */
struct columns {
  struct axis_scale scale;
  /* Output pixels in a row. */
  int32_t width;
  /* For each output pixel its position. */
  int32_t *indices;
  int16_t *fractions;
  /* Sixteen output pixels read from a window of sixteen source pixels: where it begins, and which one each reads. */
  int32_t *windows;
  uint8_t *picks;
  /* Whether they do for the whole row. */
  int windowed;
};

#define SCRIM_WINDOW 16
/* Windows of a vector. */
#define SCRIM_WINDOWS (SCRIM_WIDE / SCRIM_WINDOW)

/* Cuts the memory for `width` output pixels a row. Rows have room for a whole last vector. */
static inline void scrim_columns_memory(struct columns *c, struct pool *pool, int32_t width) {
  c->indices = scrim_take(pool, width, sizeof(int32_t));
  c->fractions = scrim_take(pool, width + SCRIM_WIDE, sizeof(int16_t));
  c->windows = scrim_take(pool, (width / SCRIM_WIDE + 1) * SCRIM_WINDOWS, sizeof(int32_t));
  c->picks = scrim_take(pool, width + SCRIM_WIDE, 1);
}

/* A window serves if each of its pixels and the next one are in it; the last pixel of the row needs no next one. */
static inline void scrim_columns_windows(struct columns *c) {
  const int32_t count = c->scale.count;
  const int32_t last = count - SCRIM_WINDOW;
  c->windowed = last >= 0;
  /* Beyond the row anything that is there. */
  for (int32_t k = 0; c->windowed && k < SCRIM_WINDOWS; k++) {
    c->windows[c->width / SCRIM_WIDE * SCRIM_WINDOWS + k] = last;
  }
  __builtin_memset(c->picks + c->width, 0, SCRIM_WIDE);
  for (int32_t start = 0; c->windowed && start < c->width; start += SCRIM_WINDOW) {
    const int32_t end = start + SCRIM_WINDOW < c->width ? start + SCRIM_WINDOW : c->width;
    const int32_t window = c->indices[start] < last ? c->indices[start] : last;
    c->windows[start / SCRIM_WINDOW] = window;
    for (int32_t x = start; x < end; x++) {
      const int32_t pick = c->indices[x] - window;
      if (pick >= SCRIM_WINDOW - 1 && c->indices[x] < count - 1) c->windowed = 0;
      c->picks[x] = (uint8_t)pick;
    }
  }
}

/* Whether the pixels of a row are the source's own. */
static inline int scrim_columns_whole(const struct columns *c) {
  return c->scale.from == c->scale.to && c->scale.count == c->width;
}

/* Every output pixel lies between two source pixels of its own. */
static inline int scrim_columns_halved(const struct columns *c) {
  return c->scale.from == 2 * c->scale.to;
}

/* Fills the positions of a row of `from` luma pixels, `count` of this plane. */
static inline void scrim_columns_positions(struct columns *c, int32_t from, int32_t to,
                                           int32_t count, int32_t width) {
  c->scale = scrim_axis_scale(from, to, count);
  c->width = width;
  c->windowed = 0;
  for (int32_t j = 0; j < width; j++) {
    const struct position p = scrim_position(j, c->scale);
    c->indices[j] = p.index;
    c->fractions[j] = (int16_t)p.fraction;
  }
}

/* Fills all tables. Halved rows need none. */
static inline void scrim_columns_start(struct columns *c, int32_t from, int32_t to, int32_t count,
                                       int32_t width) {
  c->scale = scrim_axis_scale(from, to, count);
  c->width = width;
  c->windowed = 0;
  if (scrim_columns_halved(c)) return;
  scrim_columns_positions(c, from, to, count, width);
  __builtin_memset(c->fractions + width, 0, SCRIM_WIDE * sizeof(int16_t));
  scrim_columns_windows(c);
}

/* Row functions trust their arguments. Pairs of bytes, averaged. */
static inline void scrim_widen_halves(const struct columns *c, const uint8_t *restrict source,
                                      int16_t *restrict wide) {
  const int32_t count = c->scale.count;
  for (int32_t x = 0; x < count / 2; x++) {
    wide[x] = (int16_t)((source[2 * x] + source[2 * x + 1]) * 32 + 32);
  }
  if (count & 1) wide[c->width - 1] = (int16_t)(source[count - 1] * 64 + 32);
}

/* By windows. In most of a mask they are nothing or all, and so is what is made of them. */
SCRIM_INLINE void scrim_widen_windows(const struct columns *c, const uint8_t *source, int16_t *wide,
                                      uint8_t *kinds, struct edge edge) {
  const int32_t width = c->width;
  for (int32_t x = 0; x < width; x += SCRIM_WIDE) {
    const int32_t *windows = c->windows + x / SCRIM_WINDOW;
    if (kinds != NULL) {
      const int kind = scrim_kind_of(source + windows[0], source + windows[SCRIM_WINDOWS - 1]);
      kinds[x / SCRIM_WIDE] = (uint8_t)kind;
      if (kind != SCRIM_MIXED) {
        scrim_wide_store16(wide + x, (i16xn){0} + (int16_t)(kind * 64 + 32));
        continue;
      }
    }
    const u8xn bytes = scrim_wide_windows(source, windows);
    const u8xn picks = scrim_wide_load(c->picks + x, SCRIM_WIDE);
    const i16xn here = (i16xn)scrim_wide_widen(scrim_wide_pick(bytes, picks)) * 64;
    const i16xn there = (i16xn)scrim_wide_widen(scrim_wide_pick(bytes, picks + 1)) * 64;
    const i16xn part = scrim_wide_scale(there - here, scrim_wide_load16(c->fractions + x));
    const i16xn value = here + part + 32;
    scrim_wide_store16(wide + x, value);
    if (kinds != NULL) kinds[x / SCRIM_WIDE] = scrim_wide_kind(value, edge);
  }
}

/* Any sizes. */
static inline void scrim_widen_pixels(const struct columns *c, const uint8_t *restrict source,
                                      int16_t *restrict wide) {
  for (int32_t x = 0; x < c->width; x++) {
    const int32_t i = c->indices[x];
    const int32_t here = source[i] * 64;
    const int32_t there = source[i + 1 < c->scale.count ? i + 1 : i] * 64;
    wide[x] = (int16_t)(here + (((there - here) * c->fractions[x] + 16384) >> 15) + 32);
  }
}

/* What a widened row of a mask is. Pixels beyond the row may spoil the last kind. */
static inline void scrim_find_kinds(const int16_t *wide, uint8_t *kinds, int32_t width,
                                    struct edge edge) {
  for (int32_t x = 0; x < width; x += SCRIM_WIDE) {
    kinds[x / SCRIM_WIDE] = scrim_wide_kind(scrim_wide_load16(wide + x), edge);
  }
}

/* One row of any source; `kinds` NULL: it is not a mask. */
static inline void scrim_widen_row(const struct columns *c, const uint8_t *source, int16_t *wide,
                                   uint8_t *kinds, struct edge edge) {
  if (c->windowed && kinds != NULL) {
    scrim_widen_windows(c, source, wide, kinds, edge);
  } else if (c->windowed) {
    scrim_widen_windows(c, source, wide, NULL, edge);
  } else {
    if (scrim_columns_halved(c)) {
      scrim_widen_halves(c, source, wide);
    } else {
      scrim_widen_pixels(c, source, wide);
    }
    if (kinds != NULL) scrim_find_kinds(wide, kinds, c->width, edge);
  }
}

#endif
