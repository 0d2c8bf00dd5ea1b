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

/* Chroma is repeated for both pixels of a pair. Trusts its arguments. */
static inline void scrim_rgb_row(const uint8_t *restrict y, const uint8_t *restrict u,
                           const uint8_t *restrict v, uint8_t *restrict out, int32_t width,
                           int32_t channels, struct to_rgb c) {
  uint8_t wide_u[SCRIM_BLOCK], wide_v[SCRIM_BLOCK];
  for (int32_t start = 0; start < width; start += SCRIM_BLOCK) {
    const int32_t count = width - start < SCRIM_BLOCK ? width - start : SCRIM_BLOCK;
    const int32_t pairs = scrim_half(count);
    for (int32_t x = 0; x < pairs; x++) {
      wide_u[2 * x] = wide_u[2 * x + 1] = u[start / 2 + x];
      wide_v[2 * x] = wide_v[2 * x + 1] = v[start / 2 + x];
    }
    scrim_rgb_block(y + start, wide_u, wide_v, out + start * channels, count, channels, c);
  }
}

#endif
