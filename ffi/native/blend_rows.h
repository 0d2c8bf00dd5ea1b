/* Rows of foreground over background through a mask. Functions trust their arguments. */
#ifndef SCRIM_BLEND_ROWS_H
#define SCRIM_BLEND_ROWS_H

#include "packed_rows.h"
#include "scaler.h"
#include "wide.h"

/* What goes into a row: `front` are bytes. */
struct blending {
  const uint8_t *front;
  /* The rows below. */
  const uint8_t *next_front, *next_back;
  struct row back, mask;
  /* How much the foreground's colour differs from that behind it, half of it and 128; only where it spills. */
  struct row spill;
  struct edge edge;
};

/* round((mask * front + (255 - mask) * back) / 255) for all bytes: exact at 0 and 255. All sums fit 16 bits. */
SCRIM_INLINE u8xn scrim_blend(u16xn front, u16xn back, u16xn mask) {
  const u16xn t = front * mask + back * (255 - mask) + 128;
  return scrim_wide_narrow((t + (t >> 8)) >> 8);
}

/*
 * The same where what was behind shines through the foreground's edge: front is a mixture itself, so mask * (1 - mask) times the
 * difference is added. In 1/256 levels: 64 * 2 * difference * 2 * mask * (255 - mask) / 32768, 0.8 % too little.
 */
SCRIM_INLINE u8xn scrim_blend_clean(u16xn front, u16xn back, u16xn mask, u16xn spill) {
  const u16xn t = front * mask + back * (255 - mask) + 128;
  const i16xn mixed = (i16xn)((t + (t >> 8)) >> 8);
  const i16xn share = (i16xn)(mask * (255 - mask) * 2);
  const i16xn difference = (i16xn)((spill - 128) * 128);
  i16xn clean = mixed + ((scrim_wide_scale(difference, share) + 128) >> 8);
  clean &= (i16xn)(clean > 0);
  const i16xn over = (i16xn)(clean > 255);
  return scrim_wide_narrow((u16xn)((clean & ~over) | (over & 255)));
}

/* `count` pixels. `whole` rows are bytes, others upscaled: constants where this is called, as is `spills`. */
SCRIM_INLINE u8xn scrim_blended(const struct blending *b, int32_t x, int32_t count,
                                 int whole_back, int whole_mask, int spills) {
  const int kind = scrim_row_kind(b->mask, x, count, whole_mask);
  if (kind != SCRIM_NOTHING) scrim_soon(b->next_front + x);
  if (kind == SCRIM_ALL) return scrim_wide_load(b->front + x, count);
  if (whole_back) scrim_soon(b->next_back + x);
  if (kind == SCRIM_NOTHING && whole_back) return scrim_wide_load(b->back.bytes + x, count);
  const u16xn back = scrim_row_pixels(b->back, x, count, whole_back);
  if (kind == SCRIM_NOTHING) return scrim_wide_narrow(back);
  const u16xn front = scrim_wide_widen(scrim_wide_load(b->front + x, count));
  const u16xn mask = scrim_row_pixels(b->mask, x, count, whole_mask);
  if (!spills) return scrim_blend(front, back, scrim_sharpened(mask, b->edge));
  const u16xn spill = scrim_row_pixels(b->spill, x, count, b->spill.bytes != NULL);
  return scrim_blend_clean(front, back, scrim_sharpened(mask, b->edge), spill);
}

/* To a plane. `into` may be `front`: each pixel is read before it is written. */
SCRIM_INLINE void scrim_blend_plane(const struct blending *b, uint8_t *into, int32_t width,
                                    int whole_back, int whole_mask, int spills) {
  int32_t x = 0;
  for (; x + SCRIM_WIDE <= width; x += SCRIM_WIDE) {
    const u8xn pixels = scrim_blended(b, x, SCRIM_WIDE, whole_back, whole_mask, spills);
    scrim_wide_store(into + x, pixels, SCRIM_WIDE);
  }
  if (x == width) return;
  const u8xn pixels = scrim_blended(b, x, width - x, whole_back, whole_mask, spills);
  scrim_wide_store(into + x, pixels, width - x);
}

/* To YUYV. `pairs` are bytes of U and V in turn, and as many as there are pixels, rounded up to an even number. */
SCRIM_INLINE void scrim_blend_yuyv(const struct blending *b, const uint8_t *pairs, uint8_t *into,
                                   int32_t width, int whole_back, int whole_mask, int spills) {
  int32_t x = 0;
  for (; x + SCRIM_WIDE <= width; x += SCRIM_WIDE) {
    const u8xn luma = scrim_blended(b, x, SCRIM_WIDE, whole_back, whole_mask, spills);
    scrim_wide_in_turn(luma, scrim_wide_load(pairs + x, SCRIM_WIDE), into + 2 * x);
  }
  if (x == width) return;
  const int32_t count = width - x;
  u8xn luma = scrim_blended(b, x, count, whole_back, whole_mask, spills);
  /* An odd width repeats its last luma. */
  if (count & 1) luma[count] = luma[count - 1];
  uint8_t both[2 * SCRIM_WIDE];
  scrim_wide_in_turn(luma, scrim_wide_load(pairs + x, count + (count & 1)), both);
  __builtin_memcpy(into + 2 * x, both, (size_t)(4 * scrim_half(count)));
}

#endif
