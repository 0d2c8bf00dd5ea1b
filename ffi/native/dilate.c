/* A mask whose outline moves outwards or inwards: the greatest or the least value in a disc round each pixel. */
#include "checks.h"
#include "pool.h"
#include "scrim.h"
#include "wide.h"

struct dilation {
  /* A source row with pixels that change nothing beyond both ends; and its greatest values over so many pixels either way. */
  uint8_t *row, *wide;
  int32_t width, radius;
  int shrinks;
};

/* Rows have room for whole vectors. */
static void take(struct dilation *g, struct pool *pool, int32_t width, int32_t radius) {
  g->width = width;
  g->radius = radius;
  g->row = scrim_take(pool, width + 2 * radius + SCRIM_WIDE, 1);
  g->wide = scrim_take(pool, width + SCRIM_WIDE, 1);
}

int32_t SCRIM_KERNEL(dilate_scratch)(int32_t width, int32_t radius) {
  if (!scrim_size_ok(width, 1) || radius < 1 || radius > SCRIM_MAX_GROWTH) return SCRIM_INVALID;
  struct pool pool = {NULL, 0};
  struct dilation g;
  take(&g, &pool, width, radius);
  return (int32_t)pool.used;
}

/* Row functions trust their arguments. */
SCRIM_INLINE u8xn chosen(u8xn a, u8xn b, int shrinks) {
  const u8xn first = shrinks ? (u8xn)(a < b) : (u8xn)(a > b);
  return (a & first) | (b & ~first);
}

/* `into` with `other`, pixel by pixel. */
SCRIM_INLINE void choose_row(uint8_t *into, const uint8_t *other, int32_t width, int shrinks) {
  int32_t x = 0;
  for (; x + SCRIM_WIDE <= width; x += SCRIM_WIDE) {
    const u8xn pixels = chosen(scrim_wide_load(into + x, SCRIM_WIDE),
                               scrim_wide_load(other + x, SCRIM_WIDE), shrinks);
    scrim_wide_store(into + x, pixels, SCRIM_WIDE);
  }
  if (x < width) {
    const u8xn pixels = chosen(scrim_wide_load(into + x, width - x),
                               scrim_wide_load(other + x, width - x), shrinks);
    scrim_wide_store(into + x, pixels, width - x);
  }
}

static int is_all(const uint8_t *bytes, int32_t count, uint8_t value) {
  uint8_t other = 0;
  for (int32_t i = 0; i < count; i++) other |= bytes[i] ^ value;
  return other == 0;
}

/* One source row into all output rows that it reaches: with each pixel more to the sides, so many rows less up and down. */
SCRIM_INLINE void spread(struct dilation *g, const uint8_t *source, int32_t row, uint8_t *into,
                         int32_t stride, int32_t height, int shrinks) {
  const uint8_t nothing = shrinks ? 255 : 0;
  if (is_all(source, g->width, nothing)) return;
  __builtin_memcpy(g->row + g->radius, source, (size_t)g->width);
  __builtin_memcpy(g->wide, source, (size_t)g->width);
  int32_t across = 0;
  for (int32_t down = g->radius; down >= 0; down--) {
    while ((across + 1) * (across + 1) + down * down <= g->radius * g->radius) {
      across++;
      choose_row(g->wide, g->row + g->radius - across, g->width, shrinks);
      choose_row(g->wide, g->row + g->radius + across, g->width, shrinks);
    }
    if (row - down >= 0) {
      choose_row(into + (ptrdiff_t)(row - down) * stride, g->wide, g->width, shrinks);
    }
    if (down > 0 && row + down < height) {
      choose_row(into + (ptrdiff_t)(row + down) * stride, g->wide, g->width, shrinks);
    }
  }
}

int32_t SCRIM_KERNEL(dilate)(const uint8_t *restrict mask, int32_t mask_stride,
                           uint8_t *restrict into, int32_t stride, int32_t width, int32_t height,
                           int32_t radius, uint8_t *restrict scratch, int32_t scratch_length) {
  if (!scrim_size_ok(width, height) || !scrim_rows_ok(mask, mask_stride, width, height) ||
      !scrim_rows_ok(into, stride, width, height) || radius == 0 || radius < -SCRIM_MAX_GROWTH ||
      radius > SCRIM_MAX_GROWTH) {
    return SCRIM_INVALID;
  }
  const int shrinks = radius < 0;
  const int32_t reach = shrinks ? -radius : radius;
  const int32_t needed = SCRIM_KERNEL(dilate_scratch)(width, reach);
  if (!scrim_scratch_ok(scratch, scratch_length, needed)) return SCRIM_INVALID;
  struct pool pool = {scratch, 0};
  struct dilation g;
  take(&g, &pool, width, reach);
  const uint8_t nothing = shrinks ? 255 : 0;
  __builtin_memset(g.row, nothing, (size_t)(width + 2 * reach + SCRIM_WIDE));
  for (int32_t row = 0; row < height; row++) {
    __builtin_memset(into + (ptrdiff_t)row * stride, nothing, (size_t)width);
  }
  for (int32_t row = 0; row < height; row++) {
    const uint8_t *source = mask + (ptrdiff_t)row * mask_stride;
    if (shrinks) {
      spread(&g, source, row, into, stride, height, 1);
    } else {
      spread(&g, source, row, into, stride, height, 0);
    }
  }
  return 0;
}
