/* Rows of planes to rows of packed pixels. Functions trust their arguments. */
#ifndef SCRIM_PACKED_ROWS_H
#define SCRIM_PACKED_ROWS_H

#include "checks.h"
#include "color.h"
#include "vector.h"

/* Pixels of a row at a time, so that their chroma stays in the first-level cache. Even: pairs are never cut. */
#define SCRIM_BLOCK_422 512

/* Bytes of two rows in turn. Trusts its arguments, like every row function. */
static inline void scrim_interleave(const uint8_t *restrict even, const uint8_t *restrict odd,
                              uint8_t *restrict out, int32_t count) {
  int32_t x = 0;
  for (; SCRIM_SHUFFLE && x + SCRIM_LANES <= count; x += SCRIM_LANES) {
    scrim_in_turn(scrim_load(even + x), scrim_load(odd + x), out + 2 * x);
  }
  for (; x < count; x++) {
    out[2 * x] = even[x];
    out[2 * x + 1] = odd[x];
  }
}

/*
 * One row of 4:2:2: U and V in turn are one byte of chroma for each luma, then luma and chroma in turn. An odd width repeats
 * its last luma.
 */
static inline void scrim_row_422(const uint8_t *restrict y, const uint8_t *restrict u,
                           const uint8_t *restrict v, uint8_t *restrict out, int32_t width,
                           int luma_first) {
  uint8_t chroma[SCRIM_BLOCK_422];
  for (int32_t start = 0; start < width; start += SCRIM_BLOCK_422) {
    const int32_t count = width - start < SCRIM_BLOCK_422 ? width - start : SCRIM_BLOCK_422;
    scrim_interleave(u + start / 2, v + start / 2, chroma, scrim_half(count));
    if (luma_first) {
      scrim_interleave(y + start, chroma, out + 2 * start, count);
    } else {
      scrim_interleave(chroma, y + start, out + 2 * start, count);
    }
    if (count & 1) {
      out[2 * (start + count) + !luma_first] = y[width - 1];
      out[2 * (start + count) + luma_first] = chroma[count];
    }
  }
}

/* Each value twice. */
SCRIM_INLINE i16x16 scrim_low_twice(i16x16 v) {
  return __builtin_shufflevector(v, v, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
}

SCRIM_INLINE i16x16 scrim_high_twice(i16x16 v) {
  return __builtin_shufflevector(v, v, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15);
}

/* Up to 32 pixels, of which each two have one chroma. */
SCRIM_INLINE void scrim_rgb_part(const uint8_t *y, const uint8_t *u, const uint8_t *v, uint8_t *out,
                                 int32_t count, int32_t channels, struct to_rgb c) {
  const struct tint all = scrim_tint(scrim_load_part(u, scrim_half(count)),
                                     scrim_load_part(v, scrim_half(count)), c);
  const struct tint left = {scrim_low_twice(all.r), scrim_low_twice(all.g), scrim_low_twice(all.b)};
  const int32_t first = count < SCRIM_LANES ? count : SCRIM_LANES;
  scrim_store_some_rgb(out, y, left, first, channels, c);
  if (count <= SCRIM_LANES) return;
  const struct tint right = {scrim_high_twice(all.r), scrim_high_twice(all.g),
                             scrim_high_twice(all.b)};
  scrim_store_some_rgb(out + SCRIM_LANES * channels, y + SCRIM_LANES, right, count - SCRIM_LANES,
                       channels, c);
}

/* One row of RGB; `channels`, 3 or 4, is a constant where this is called. */
SCRIM_INLINE void scrim_rgb_row(const uint8_t *y, const uint8_t *u, const uint8_t *v, uint8_t *out,
                                int32_t width, int32_t channels, struct to_rgb c) {
  const int32_t step = 2 * SCRIM_LANES;
  int32_t x = 0;
  for (; x + step <= width; x += step) {
    scrim_rgb_part(y + x, u + x / 2, v + x / 2, out + x * channels, step, channels, c);
  }
  if (x == width) return;
  scrim_rgb_part(y + x, u + x / 2, v + x / 2, out + x * channels, width - x, channels, c);
}

#endif
