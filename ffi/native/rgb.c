/* I420 to RGB and RGB to I420 at full size. */
#include "checks.h"
#include "color.h"
#include "packed_rows.h"
#include "scrim.h"

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
    scrim_rgb_row(y + (ptrdiff_t)row * y_stride, u + (ptrdiff_t)(row >> 1) * u_stride,
            v + (ptrdiff_t)(row >> 1) * v_stride, rgb + (ptrdiff_t)row * stride, width, channels,
            c);
  }
  return 0;
}

/* Separates up to SCRIM_BLOCK pixels and gives their luma; an odd last pixel is repeated. Trusts its arguments. */
static inline void rgba_block(const uint8_t *restrict rgba, uint8_t *restrict r,
                              uint8_t *restrict g, uint8_t *restrict b, uint8_t *restrict y,
                              int32_t width, struct to_yuv c) {
  for (int32_t x = 0; x < width; x++) {
    r[x] = rgba[4 * x];
    g[x] = rgba[4 * x + 1];
    b[x] = rgba[4 * x + 2];
  }
  for (int32_t x = 0; x < width; x++) {
    y[x] = scrim_round16((c.offset << 16) + c.yr * r[x] + c.yg * g[x] + c.yb * b[x]);
  }
  if (width & 1) {
    r[width] = r[width - 1];
    g[width] = g[width - 1];
    b[width] = b[width - 1];
  }
}

/* The sum of four pixels, 2x2. */
static inline int32_t four(const uint8_t *restrict upper, const uint8_t *restrict lower,
                           int32_t x) {
  return upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1];
}

/* Weighted sums of four pixels, 18 fraction bits, to chroma. */
static inline uint8_t chroma(int32_t weighted) {
  return scrim_clamp((weighted + (128 << 18) + (1 << 17)) >> 18);
}

/*
 * Two rows to two rows of luma and one of chroma. At an odd end both rows are the same one, and there is no second row of
 * luma (NULL). Trusts its arguments.
 */
static inline void yuv_rows(const uint8_t *restrict upper, const uint8_t *restrict lower,
                            uint8_t *restrict upper_y, uint8_t *restrict lower_y,
                            uint8_t *restrict u, uint8_t *restrict v, int32_t width,
                            struct to_yuv c) {
  uint8_t r0[SCRIM_BLOCK], g0[SCRIM_BLOCK], b0[SCRIM_BLOCK];
  uint8_t r1[SCRIM_BLOCK], g1[SCRIM_BLOCK], b1[SCRIM_BLOCK];
  uint8_t spare[SCRIM_BLOCK];
  for (int32_t start = 0; start < width; start += SCRIM_BLOCK) {
    const int32_t count = width - start < SCRIM_BLOCK ? width - start : SCRIM_BLOCK;
    rgba_block(upper + start * 4, r0, g0, b0, upper_y + start, count, c);
    rgba_block(lower + start * 4, r1, g1, b1, lower_y != NULL ? lower_y + start : spare, count, c);
    const int32_t pairs = scrim_half(count);
    for (int32_t x = 0; x < pairs; x++) {
      const int32_t r = four(r0, r1, x);
      const int32_t g = four(g0, g1, x);
      const int32_t b = four(b0, b1, x);
      u[start / 2 + x] = chroma(c.ur * r + c.ug * g + c.ub * b);
      v[start / 2 + x] = chroma(c.vr * r + c.vg * g + c.vb * b);
    }
  }
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
             y + (ptrdiff_t)row * y_stride, below > row ? y + (ptrdiff_t)below * y_stride : NULL,
             u + (ptrdiff_t)(row >> 1) * u_stride, v + (ptrdiff_t)(row >> 1) * v_stride, width, c);
  }
  return 0;
}
