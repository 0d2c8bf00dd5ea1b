/* I420 to RGB and RGB to I420 at full size. */
#include "checks.h"
#include "color.h"
#include "packed_rows.h"
#include "scrim.h"
#include "vector.h"

int32_t SCRIM_KERNEL(pack_rgb)(const uint8_t *restrict y, int32_t y_stride,
                               const uint8_t *restrict u, int32_t u_stride,
                               const uint8_t *restrict v, int32_t v_stride, uint8_t *restrict rgb,
                               int32_t stride, int32_t width, int32_t height, int32_t channels,
                               int32_t matrix, int32_t range) {
  if (!scrim_i420_ok(y, y_stride, u, u_stride, v, v_stride, width, height) ||
      (channels != 3 && channels != 4) || !scrim_color_ok(matrix, range) ||
      !scrim_rows_ok(rgb, stride, width * channels, height)) {
    return SCRIM_INVALID;
  }
  const struct to_rgb c = scrim_to_rgb(matrix, range);
  for (int32_t row = 0; row < height; row++) {
    const uint8_t *luma = y + (ptrdiff_t)row * y_stride;
    const uint8_t *blue = u + (ptrdiff_t)(row >> 1) * u_stride;
    const uint8_t *red = v + (ptrdiff_t)(row >> 1) * v_stride;
    uint8_t *out = rgb + (ptrdiff_t)row * stride;
    if (channels == 3) {
      scrim_rgb_row(luma, blue, red, out, width, 3, c);
    } else {
      scrim_rgb_row(luma, blue, red, out, width, 4, c);
    }
  }
  return 0;
}

/* The same weights for each of four RGBA pixels. */
SCRIM_INLINE i16x16 weights(int16_t r, int16_t g, int16_t b) {
  return (i16x16){r, g, b, 0, r, g, b, 0, r, g, b, 0, r, g, b, 0};
}

/* Weighted sums of four pixels. */
SCRIM_INLINE i32x4 luma_of(i16x16 pixels, struct to_yuv c) {
  const i32x8 pairs = scrim_dot(pixels, weights(c.yr, c.yg, c.yb));
  const i32x4 sums = scrim_add_pairs(__builtin_shufflevector(pairs, pairs, 0, 1, 2, 3),
                                     __builtin_shufflevector(pairs, pairs, 4, 5, 6, 7));
  return (sums + ((c.offset << 15) + (1 << 14))) >> 15;
}

/* U and U, V and V of two rows of four pixels. */
SCRIM_INLINE i32x4 chroma_of(i16x16 upper, i16x16 lower, struct to_yuv c) {
  const i16x16 column = upper + lower;
  const i16x8 sums =
      __builtin_shufflevector(column, column, 0, 1, 2, 3, 8, 9, 10, 11) +
      __builtin_shufflevector(column, column, 4, 5, 6, 7, 12, 13, 14, 15);
  const i32x4 blue = scrim_dot8(sums, scrim_low(weights(c.ur, c.ug, c.ub)));
  const i32x4 red = scrim_dot8(sums, scrim_low(weights(c.vr, c.vg, c.vb)));
  return (scrim_add_pairs(blue, red) + ((128 << 17) + (1 << 16))) >> 17;
}

/* Row functions trust their arguments. Two rows of sixteen pixels. */
SCRIM_INLINE void yuv_block(const uint8_t *upper, const uint8_t *lower, uint8_t *upper_y,
                            uint8_t *lower_y, uint8_t *u, uint8_t *v, struct to_yuv c) {
  i32x4 above[4], below[4], chroma[4];
  for (int i = 0; i < 4; i++) {
    const i16x16 first = (i16x16)scrim_widen(scrim_load(upper + 16 * i));
    const i16x16 second = (i16x16)scrim_widen(scrim_load(lower + 16 * i));
    above[i] = luma_of(first, c);
    below[i] = luma_of(second, c);
    chroma[i] = chroma_of(first, second, c);
  }
  scrim_store(upper_y, scrim_narrow_all(above));
  scrim_store(lower_y, scrim_narrow_all(below));
  const u8x16 mixed = scrim_narrow_all(chroma);
  const u8x16 apart = __builtin_shufflevector(mixed, mixed, 0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7,
                                              10, 11, 14, 15);
  __builtin_memcpy(u, &apart, 8);
  __builtin_memcpy(v, (const char *)&apart + 8, 8);
}

/* The last pixels of two rows; an odd one is repeated. */
static inline void yuv_rest(const uint8_t *upper, const uint8_t *lower, uint8_t *upper_y,
                            uint8_t *lower_y, uint8_t *u, uint8_t *v, int32_t count,
                            struct to_yuv c) {
  uint8_t rgba[2][4 * SCRIM_LANES] = {{0}};
  uint8_t luma[2][SCRIM_LANES], chroma[2][SCRIM_LANES / 2];
  const size_t last = 4 * (size_t)count;
  __builtin_memcpy(rgba[0], upper, last);
  __builtin_memcpy(rgba[1], lower, last);
  for (int i = 0; i < 2 && (count & 1); i++) __builtin_memcpy(rgba[i] + last, rgba[i] + last - 4, 4);
  yuv_block(rgba[0], rgba[1], luma[0], luma[1], chroma[0], chroma[1], c);
  __builtin_memcpy(upper_y, luma[0], (size_t)count);
  __builtin_memcpy(lower_y, luma[1], (size_t)count);
  __builtin_memcpy(u, chroma[0], (size_t)scrim_half(count));
  __builtin_memcpy(v, chroma[1], (size_t)scrim_half(count));
}

/* Two rows to two rows of luma and one of chroma. At an odd end both rows are the same one, and luma is written twice. */
static inline void yuv_rows(const uint8_t *upper, const uint8_t *lower, uint8_t *upper_y,
                            uint8_t *lower_y, uint8_t *restrict u, uint8_t *restrict v,
                            int32_t width, struct to_yuv c) {
  int32_t x = 0;
  for (; x + SCRIM_LANES <= width; x += SCRIM_LANES) {
    yuv_block(upper + 4 * x, lower + 4 * x, upper_y + x, lower_y + x, u + x / 2, v + x / 2, c);
  }
  if (x == width) return;
  yuv_rest(upper + 4 * x, lower + 4 * x, upper_y + x, lower_y + x, u + x / 2, v + x / 2, width - x,
           c);
}

int32_t SCRIM_KERNEL(from_rgba)(const uint8_t *restrict rgba, int32_t stride, uint8_t *restrict y,
                                int32_t y_stride, uint8_t *restrict u, int32_t u_stride,
                                uint8_t *restrict v, int32_t v_stride, int32_t width,
                                int32_t height, int32_t matrix, int32_t range) {
  if (!scrim_i420_ok(y, y_stride, u, u_stride, v, v_stride, width, height) ||
      !scrim_color_ok(matrix, range) || !scrim_rows_ok(rgba, stride, width * 4, height)) {
    return SCRIM_INVALID;
  }
  const struct to_yuv c = scrim_to_yuv(matrix, range);
  for (int32_t row = 0; row < height; row += 2) {
    const int32_t below = row + 1 < height ? row + 1 : row;
    yuv_rows(rgba + (ptrdiff_t)row * stride, rgba + (ptrdiff_t)below * stride,
             y + (ptrdiff_t)row * y_stride, y + (ptrdiff_t)below * y_stride,
             u + (ptrdiff_t)(row >> 1) * u_stride, v + (ptrdiff_t)(row >> 1) * v_stride, width, c);
  }
  return 0;
}
