/*
 * A mask upscaled along the edges of the picture, and smoothed over time where nothing moves: the terms of refine_terms.h are
 * upscaled bilinearly, and each output pixel is put on its line by its own luma. Then it goes a part of the way from what it
 * was to what it should be.
 */
#include "checks.h"
#include "color.h"
#include "columns.h"
#include "pool.h"
#include "refine_terms.h"
#include "scrim.h"
#include "wide.h"

/* Upscaled terms of one source row, vector by vector when they are asked for. */
struct upscaled {
  int16_t *slopes, *bases, *weights;
  /* Whether a vector is there. */
  uint8_t *there;
  /* Which source row; -1: none. */
  int32_t row;
};

struct refinement {
  struct terms terms;
  struct columns columns;
  struct axis_scale down;
  struct upscaled rows[2];
  /* For each source row and vector of output pixels: 0 or 255 if that is what the mask is there whatever the luma, else 1. */
  uint8_t *kinds;
  int32_t vectors;
  int16_t jump;
};

static void take(struct refinement *r, struct pool *pool, int32_t mask_width, int32_t mask_height,
                 int32_t width) {
  r->vectors = (width + SCRIM_WIDE - 1) / SCRIM_WIDE;
  scrim_terms_memory(&r->terms, pool, mask_width, mask_height);
  scrim_columns_memory(&r->columns, pool, width);
  for (int i = 0; i < 2; i++) {
    r->rows[i].slopes = scrim_take(pool, r->vectors * SCRIM_WIDE, sizeof(int16_t));
    r->rows[i].bases = scrim_take(pool, r->vectors * SCRIM_WIDE, sizeof(int16_t));
    r->rows[i].weights = scrim_take(pool, r->vectors * SCRIM_WIDE, sizeof(int16_t));
    r->rows[i].there = scrim_take(pool, r->vectors, 1);
    r->rows[i].row = -1;
  }
  r->kinds = scrim_take(pool, r->vectors * mask_height, 1);
}

int32_t SCRIM_KERNEL(refine_scratch)(int32_t mask_width, int32_t mask_height, int32_t width) {
  if (!scrim_size_ok(mask_width, mask_height) || !scrim_size_ok(width, 1) ||
      mask_width * mask_height > SCRIM_MAX_REFINED) {
    return SCRIM_INVALID;
  }
  struct pool pool = {NULL, 0};
  struct refinement r;
  take(&r, &pool, mask_width, mask_height, width);
  return (int32_t)pool.used;
}

/* What all blocks from that of pixel `from` to that of pixel `to` are. */
static inline uint8_t kind_of(const struct terms *t, int32_t row, int32_t from, int32_t to) {
  const uint8_t *settled = t->blocks.settled + row * t->blocks.count;
  const uint8_t kind = settled[from / SCRIM_BLOCK];
  for (int32_t b = from / SCRIM_BLOCK + 1; b <= to / SCRIM_BLOCK; b++) {
    if (settled[b] != kind) return SCRIM_MIXED;
  }
  return kind;
}

static void find_kinds(struct refinement *r) {
  const struct columns *c = &r->columns;
  for (int32_t v = 0; v < r->vectors; v++) {
    const int32_t end = (v + 1) * SCRIM_WIDE < c->width ? (v + 1) * SCRIM_WIDE : c->width;
    const int32_t last = c->indices[end - 1] + 1;
    const int32_t to = last < c->scale.count ? last : c->scale.count - 1;
    for (int32_t row = 0; row < r->terms.height; row++) {
      r->kinds[row * r->vectors + v] =
          kind_of(&r->terms, row, c->indices[v * SCRIM_WIDE], to);
    }
  }
}

static inline int16_t between(const int16_t *values, int32_t i, int32_t next, int32_t fraction) {
  const int32_t step = values[next] - values[i];
  return (int16_t)(values[i] + ((step * fraction + 16384) >> 15));
}

/* One vector of an upscaled row, if it is not there yet. */
static void upscale(const struct refinement *r, struct upscaled *e, int32_t v) {
  if (e->there[v]) return;
  e->there[v] = 1;
  const struct columns *c = &r->columns;
  const int32_t from = e->row * r->terms.width;
  const int16_t *slopes = r->terms.slopes + from, *bases = r->terms.bases + from;
  const int16_t *weights = r->terms.weights + from;
  const int32_t end = (v + 1) * SCRIM_WIDE < c->width ? (v + 1) * SCRIM_WIDE : c->width;
  for (int32_t x = v * SCRIM_WIDE; x < end; x++) {
    const int32_t i = c->indices[x];
    const int32_t next = i + 1 < c->scale.count ? i + 1 : i;
    e->slopes[x] = between(slopes, i, next, c->fractions[x]);
    e->bases[x] = between(bases, i, next, c->fractions[x]);
    e->weights[x] = between(weights, i, next, c->fractions[x]);
  }
}

static inline struct upscaled *upscaled_row(struct refinement *r, int32_t row) {
  struct upscaled *e = &r->rows[row & 1];
  if (e->row != row) {
    e->row = row;
    __builtin_memset(e->there, 0, (size_t)r->vectors);
  }
  return e;
}

SCRIM_INLINE i16xn least(i16xn a, i16xn b) {
  const i16xn less = (i16xn)(a < b);
  return (a & less) | (b & ~less);
}

SCRIM_INLINE i16xn most(i16xn a, i16xn b) {
  const i16xn more = (i16xn)(a > b);
  return (a & more) | (b & ~more);
}

SCRIM_INLINE i16xn mixed(const int16_t *upper, const int16_t *lower, int16_t fraction) {
  const i16xn above = scrim_wide_load16(upper);
  return above + scrim_wide_scale(scrim_wide_load16(lower) - above, (i16xn){0} + fraction);
}

/* `count` pixels from `x` on. */
SCRIM_INLINE void refined_part(const struct upscaled *upper, const struct upscaled *lower,
                               int16_t fraction, int16_t jump, const uint8_t *luma, uint8_t *into,
                               int32_t x, int32_t count) {
  const i16xn none = {0};
  const i16xn slope = mixed(upper->slopes + x, lower->slopes + x, fraction);
  const i16xn base = mixed(upper->bases + x, lower->bases + x, fraction);
  const i16xn weight = mixed(upper->weights + x, lower->weights + x, fraction);
  const i16xn light = ((i16xn)scrim_wide_widen(scrim_wide_load(luma + x, count)) - 128) * 128;
  const i16xn line = (scrim_wide_scale(slope, light) + base + 4) >> 3;
  const i16xn wanted = most(least(line, none + 255), none);
  const i16xn was = (i16xn)scrim_wide_widen(scrim_wide_load(into + x, count));
  const i16xn step = wanted - was;
  const i16xn over = most(most(step, -step) - jump, none) * 16;
  const i16xn part = least(most(weight, over), none + 256);
  const i16xn now = was + scrim_wide_scale(step * 64, part * 2);
  scrim_wide_store(into + x, scrim_wide_narrow((u16xn)now), count);
}

SCRIM_INLINE void refined_vector(struct refinement *r, struct upscaled *upper,
                                 struct upscaled *lower, int16_t fraction, int32_t v,
                                 const uint8_t *luma, uint8_t *into, int32_t count) {
  const uint8_t kind = r->kinds[upper->row * r->vectors + v];
  const int32_t x = v * SCRIM_WIDE;
  if (kind != SCRIM_MIXED && kind == r->kinds[lower->row * r->vectors + v]) {
    scrim_wide_store(into + x, (u8xn){0} + kind, count);
    return;
  }
  upscale(r, upper, v);
  upscale(r, lower, v);
  refined_part(upper, lower, fraction, r->jump, luma, into, x, count);
}

static void refined_row(struct refinement *r, int32_t row, const uint8_t *luma, uint8_t *into) {
  const struct position p = scrim_position(row, r->down);
  const int16_t fraction = (int16_t)p.fraction;
  struct upscaled *upper = upscaled_row(r, p.index);
  struct upscaled *lower = fraction > 0 ? upscaled_row(r, p.index + 1) : upper;
  const int32_t whole = r->columns.width / SCRIM_WIDE;
  for (int32_t v = 0; v < whole; v++) {
    refined_vector(r, upper, lower, fraction, v, luma, into, SCRIM_WIDE);
  }
  const int32_t rest = r->columns.width - whole * SCRIM_WIDE;
  if (rest > 0) refined_vector(r, upper, lower, fraction, whole, luma, into, rest);
}

/* Pixels beyond the row, which nobody sees, are numbers all the same. */
static void clear(struct refinement *r) {
  const size_t bytes = (size_t)(r->vectors * SCRIM_WIDE) * sizeof(int16_t);
  for (int i = 0; i < 2; i++) {
    __builtin_memset(r->rows[i].slopes, 0, bytes);
    __builtin_memset(r->rows[i].bases, 0, bytes);
    __builtin_memset(r->rows[i].weights, 0, bytes);
  }
}

static inline int guidance_ok(struct guidance g, int32_t jump) {
  return g.epsilon > 0 && g.epsilon <= SCRIM_MAX_EPSILON && g.calm >= 0 && g.calm < g.moving &&
         g.moving <= SCRIM_MAX_MOVING && g.share >= 0 && g.share <= 256 && jump >= 0 && jump <= 255;
}

int32_t SCRIM_KERNEL(refine)(const uint8_t *restrict mask, int32_t mask_stride,
                             const uint8_t *restrict guide, int32_t guide_stride,
                             const uint8_t *restrict before, int32_t before_stride,
                             int32_t mask_width, int32_t mask_height, const uint8_t *restrict luma,
                             int32_t luma_stride, uint8_t *restrict into, int32_t stride,
                             int32_t width, int32_t height, int32_t matrix, int32_t range,
                             int32_t epsilon, int32_t calm, int32_t moving, int32_t share,
                             int32_t jump, uint8_t *restrict scratch, int32_t scratch_length) {
  if (!scrim_size_ok(mask_width, mask_height) || !scrim_size_ok(width, height) ||
      !scrim_rows_ok(mask, mask_stride, mask_width, mask_height) ||
      !scrim_rows_ok(guide, guide_stride, 4 * mask_width, mask_height) ||
      !scrim_rows_ok(before, before_stride, 4 * mask_width, mask_height) ||
      !scrim_rows_ok(luma, luma_stride, width, height) ||
      !scrim_rows_ok(into, stride, width, height) || !scrim_color_ok(matrix, range)) {
    return SCRIM_INVALID;
  }
  const struct guidance g = {epsilon, calm, moving, share};
  if (!guidance_ok(g, jump)) return SCRIM_INVALID;
  const int32_t needed = SCRIM_KERNEL(refine_scratch)(mask_width, mask_height, width);
  if (!scrim_scratch_ok(scratch, scratch_length, needed)) return SCRIM_INVALID;
  struct pool pool = {scratch, 0};
  struct refinement r;
  take(&r, &pool, mask_width, mask_height, width);
  clear(&r);
  r.jump = (int16_t)jump;
  r.down = scrim_axis_scale(mask_height, height, mask_height);
  scrim_columns_positions(&r.columns, mask_width, width, mask_width, width);
  scrim_find_terms(&r.terms, mask, mask_stride, guide, guide_stride, before, before_stride, g,
                   scrim_to_yuv(matrix, range));
  find_kinds(&r);
  for (int32_t row = 0; row < height; row++) {
    refined_row(&r, row, luma + (ptrdiff_t)row * luma_stride, into + (ptrdiff_t)row * stride);
  }
  return 0;
}
