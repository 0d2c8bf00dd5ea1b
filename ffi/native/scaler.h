/*
 * Bilinear upscaling, one row at a time, so that nobody needs an upscaled plane in memory. A source row is widened once (8.6
 * fixed point, half a unit of the result added) and kept while the rows that need it are mixed; who wants a row mixes it while
 * it uses it.
 */
#ifndef SCRIM_SCALER_H
#define SCRIM_SCALER_H

#include "checks.h"
#include "columns.h"
#include "mask_edge.h"
#include "pool.h"
#include "wide.h"

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

static inline void scrim_scaler_memory(struct scaler *s, struct pool *pool, int32_t width,
                                       int is_mask) {
  for (int i = 0; i < 2; i++) {
    s->wide[i] = scrim_take(pool, width + SCRIM_WIDE, sizeof(int16_t));
    s->kinds[i] = is_mask ? scrim_take(pool, width / SCRIM_WIDE + 1, 1) : NULL;
  }
}

/* The slot of a widened row. */
static inline int32_t scrim_widened(struct scaler *s, int32_t row) {
  const int32_t slot = row & 1;
  if (s->held[slot] != row) {
    scrim_widen_row(s->columns, s->source + (ptrdiff_t)row * s->stride, s->wide[slot],
                    s->kinds[slot], s->edge);
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
    __builtin_memset(s->wide[i] + columns->width, 0, SCRIM_WIDE * sizeof(int16_t));
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

/* What a row of a mask is from `x` on, with its edge; between two rows that are the same everything is. */
SCRIM_INLINE int scrim_row_kind(struct row row, int32_t x, int32_t count, int whole) {
  if (whole && count < SCRIM_WIDE) return SCRIM_MIXED;
  if (whole) return scrim_kind_of(row.bytes + x, row.bytes + x + SCRIM_WIDE - 16);
  const uint8_t kind = row.upper_kinds[x / SCRIM_WIDE];
  return kind == row.lower_kinds[x / SCRIM_WIDE] ? kind : SCRIM_MIXED;
}

/*
 * `count` pixels from `x` on; beyond them anything. `whole`: whether the row is bytes, a constant where this is called.
 */
SCRIM_INLINE u16xn scrim_row_pixels(struct row row, int32_t x, int32_t count, int whole) {
  if (whole) return scrim_wide_widen(scrim_wide_load(row.bytes + x, count));
  const i16xn upper = scrim_wide_load16(row.upper + x);
  const i16xn step = scrim_wide_load16(row.lower + x) - upper;
  return (u16xn)((upper + scrim_wide_scale(step, (i16xn){0} + row.fraction)) >> 6);
}

#endif
