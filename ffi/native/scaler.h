/*
 * Bilinear enlargement, one row at a time, so that nobody needs an enlarged plane in memory. Pixel centres are aligned, edges
 * repeated. A source row is widened once (8.6 fixed point, half a unit of the result added) and kept while the rows that need
 * it are mixed; who wants a row mixes it while it uses it.
 *
 * Position of output pixel j on a source of `from` pixels for `to` output pixels: ((2j + 1) from - to) / 2 to. Chroma planes
 * use the luma sizes here: their own are rounded up, the picture is not.
 */
#ifndef SCRIM_SCALER_H
#define SCRIM_SCALER_H

#include "checks.h"
#include "pool.h"
#include "vector.h"

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

/* The edge of a mask: values up to `low` become 0, from `low + span` on 255. */
struct edge {
  uint16_t low, span, gain;
};

/* Whether an edge, low + 256 high, can be used. */
static inline int scrim_edge_ok(int32_t edge) {
  return edge >= 0 && edge <= 0xffff && (edge & 255) < edge >> 8;
}

/* 0 and 255 leave a mask as it is. */
static inline struct edge scrim_edge_of(int32_t edge) {
  const int32_t low = edge & 255;
  const int32_t span = (edge >> 8) - low;
  return (struct edge){(uint16_t)low, (uint16_t)span, (uint16_t)((65280 + span - 1) / span)};
}

/* min(max(value - low, 0), span) * gain / 256: exactly 0 at low and 255 at high, and 16 bits hold it. */
SCRIM_INLINE u16x16 scrim_sharpened(u16x16 values, struct edge e) {
  const u16x16 rest = scrim_over(values, (u16x16){0} + e.low);
  return (scrim_least(rest, (u16x16){0} + e.span) * e.gain) >> 8;
}

/* Where the pixels of a row come from: one table serves all planes of the same sizes. */
struct columns {
  struct axis_scale scale;
  /* Output pixels in a row. */
  int32_t width;
  /* For each output pixel its position. */
  int32_t *indices;
  int16_t *fractions;
  /* Sixteen output pixels read from sixteen source pixels: where those begin, and which one each reads. */
  int32_t *windows;
  uint8_t *picks;
  /* Whether they do for the whole row. */
  int windowed;
};

/* What a mask is over SCRIM_LANES pixels, with its edge: 0 or 255 everywhere, or anything. */
#define SCRIM_NOTHING 0
#define SCRIM_MIXED 1
#define SCRIM_ALL 255

/* One plane. */
struct scaler {
  const uint8_t *source;
  int32_t stride;
  struct axis_scale down;
  const struct columns *columns;
  /* Given to a mask. */
  struct edge edge;
  /* Two widened source rows, what a mask is in them (NULL: not a mask), and which ones (-1: none). */
  int16_t *wide[2];
  uint8_t *kinds[2];
  int32_t held[2];
};

/*
 * A row of output pixels: bytes as they are (or NULL), or two widened rows (of a mask with their kinds) and how far it is from
 * the upper to the lower one.
 */
struct row {
  const uint8_t *bytes;
  const int16_t *upper, *lower;
  const uint8_t *upper_kinds, *lower_kinds;
  int16_t fraction;
};

/* Cuts the memory for `width` output pixels a row. Rows have room for a whole last window. */
static inline void scrim_columns_memory(struct columns *c, struct pool *pool, int32_t width) {
  c->indices = scrim_take(pool, width, sizeof(int32_t));
  c->fractions = scrim_take(pool, width + SCRIM_LANES, sizeof(int16_t));
  c->windows = scrim_take(pool, width / SCRIM_LANES + 1, sizeof(int32_t));
  c->picks = scrim_take(pool, width + SCRIM_LANES, 1);
}

static inline void scrim_scaler_memory(struct scaler *s, struct pool *pool, int32_t width,
                                       int is_mask) {
  for (int i = 0; i < 2; i++) {
    s->wide[i] = scrim_take(pool, width + SCRIM_LANES, sizeof(int16_t));
    s->kinds[i] = is_mask ? scrim_take(pool, width / SCRIM_LANES + 1, 1) : NULL;
  }
}

/* A window serves if each of its pixels and the next one are in it; the last pixel of the row needs no next one. */
static inline void scrim_columns_windows(struct columns *c) {
  const int32_t count = c->scale.count;
  c->windowed = count >= SCRIM_LANES;
  for (int32_t start = 0; c->windowed && start < c->width; start += SCRIM_LANES) {
    const int32_t last = count - SCRIM_LANES;
    const int32_t window = c->indices[start] < last ? c->indices[start] : last;
    c->windows[start / SCRIM_LANES] = window;
    for (int32_t x = start; x < start + SCRIM_LANES; x++) {
      const int32_t pick = x < c->width ? c->indices[x] - window : 0;
      const int is_last = x < c->width && c->indices[x] == count - 1;
      if (pick >= SCRIM_LANES - 1 && !is_last) c->windowed = 0;
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

/* Fills the tables for a row of `from` luma pixels, `count` of this plane. */
static inline void scrim_columns_start(struct columns *c, int32_t from, int32_t to, int32_t count,
                                       int32_t width) {
  c->scale = scrim_axis_scale(from, to, count);
  c->width = width;
  if (scrim_columns_halved(c)) return;
  for (int32_t j = 0; j < width; j++) {
    const struct position p = scrim_position(j, c->scale);
    c->indices[j] = p.index;
    c->fractions[j] = (int16_t)p.fraction;
  }
  for (int32_t k = 0; k < SCRIM_LANES; k++) c->fractions[width + k] = 0;
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

/* Windows of sixteen. */
static inline void scrim_widen_windows(const struct columns *c, const uint8_t *restrict source,
                                       int16_t *restrict wide) {
  for (int32_t x = 0; x < c->width; x += SCRIM_LANES) {
    const u8x16 bytes = scrim_load(source + c->windows[x / SCRIM_LANES]);
    const u8x16 picks = scrim_load(c->picks + x);
    const i16x16 here = (i16x16)scrim_widen(scrim_pick(bytes, picks)) * 64;
    const i16x16 there = (i16x16)scrim_widen(scrim_pick(bytes, picks + 1)) * 64;
    scrim_store16(wide + x, here + scrim_scale(there - here, scrim_load16(c->fractions + x)) + 32);
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

/* Pixels beyond the row may spoil the last kind. */
static inline void scrim_find_kinds(const struct scaler *s, const int16_t *restrict wide,
                                    uint8_t *restrict kinds) {
  for (int32_t x = 0; x < s->columns->width; x += SCRIM_LANES) {
    const u16x16 values = (u16x16)(scrim_load16(wide + x) >> 6);
    const u8x16 mask = scrim_narrow((i16x16)scrim_sharpened(values, s->edge));
    uint64_t halves[2];
    __builtin_memcpy(halves, &mask, sizeof halves);
    const int nothing = (halves[0] | halves[1]) == 0;
    const int all = (halves[0] & halves[1]) == UINT64_MAX;
    kinds[x / SCRIM_LANES] = nothing ? SCRIM_NOTHING : all ? SCRIM_ALL : SCRIM_MIXED;
  }
}

/* The slot of a widened row. */
static inline int32_t scrim_widened(struct scaler *s, int32_t row) {
  const int32_t slot = row & 1;
  if (s->held[slot] != row) {
    const uint8_t *source = s->source + (ptrdiff_t)row * s->stride;
    if (scrim_columns_halved(s->columns)) {
      scrim_widen_halves(s->columns, source, s->wide[slot]);
    } else if (s->columns->windowed) {
      scrim_widen_windows(s->columns, source, s->wide[slot]);
    } else {
      scrim_widen_pixels(s->columns, source, s->wide[slot]);
    }
    if (s->kinds[slot] != NULL) scrim_find_kinds(s, s->wide[slot], s->kinds[slot]);
    s->held[slot] = row;
  }
  return slot;
}

/* Begins with a plane of `rows` rows, `from` luma rows in the whole picture. */
static inline void scrim_scaler_start(struct scaler *s, const uint8_t *source, int32_t stride,
                                      int32_t from, int32_t to, int32_t rows,
                                      const struct columns *columns) {
  s->source = source;
  s->stride = stride;
  s->down = scrim_axis_scale(from, to, rows);
  s->columns = columns;
  for (int i = 0; i < 2; i++) {
    s->held[i] = -1;
    /* What a last vector reads beyond the row. */
    __builtin_memset(s->wide[i] + columns->width, 0, SCRIM_LANES * sizeof(int16_t));
  }
}

/* Whether rows are the source's own bytes. */
static inline int scrim_scaler_whole(const struct scaler *s) {
  return scrim_columns_whole(s->columns) && s->down.from == s->down.to;
}

/* Output row `j`; valid until the next call. */
static inline struct row scrim_scaled_row(struct scaler *s, int32_t j) {
  if (scrim_scaler_whole(s)) {
    return (struct row){.bytes = s->source + (ptrdiff_t)j * s->stride};
  }
  const struct position p = scrim_position(j, s->down);
  const int32_t upper = scrim_widened(s, p.index);
  const int32_t lower = p.fraction > 0 ? scrim_widened(s, p.index + 1) : upper;
  return (struct row){NULL,
                      s->wide[upper],
                      s->wide[lower],
                      s->kinds[upper],
                      s->kinds[lower],
                      (int16_t)p.fraction};
}

/* What a row of a mask is from `x` on; between two rows that are the same everything is. */
SCRIM_INLINE int scrim_row_kind(struct row row, int32_t x) {
  const uint8_t kind = row.upper_kinds[x / SCRIM_LANES];
  return kind == row.lower_kinds[x / SCRIM_LANES] ? kind : SCRIM_MIXED;
}

/*
 * `count` pixels from `x` on; beyond them anything. `whole`: whether the row is bytes, a constant where this is called.
 */
SCRIM_INLINE u16x16 scrim_row_pixels(struct row row, int32_t x, int32_t count, int whole) {
  if (whole) return scrim_widen(scrim_load_part(row.bytes + x, count));
  const i16x16 upper = scrim_load16(row.upper + x);
  const i16x16 step = scrim_load16(row.lower + x) - upper;
  return (u16x16)((upper + scrim_scale(step, (i16x16){0} + row.fraction)) >> 6);
}

#endif
