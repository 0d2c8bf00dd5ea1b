/* Planes to the bytes of a virtual camera or file. RGB is in rgb.c. */
#include "checks.h"
#include "rows.h"
#include "scrim.h"
#include "vector.h"

/* Pixels of a row at a time, so that their chroma stays in the first-level cache. Even: pairs are never cut. */
#define BLOCK 512

/* Bytes of two rows in turn. Trusts its arguments, like every row function. */
static inline void interleave(const uint8_t *restrict even, const uint8_t *restrict odd,
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
static inline void row_422(const uint8_t *restrict y, const uint8_t *restrict u,
                           const uint8_t *restrict v, uint8_t *restrict out, int32_t width,
                           int luma_first) {
  uint8_t chroma[BLOCK];
  for (int32_t start = 0; start < width; start += BLOCK) {
    const int32_t count = width - start < BLOCK ? width - start : BLOCK;
    interleave(u + start / 2, v + start / 2, chroma, scrim_half(count));
    if (luma_first) {
      interleave(y + start, chroma, out + 2 * start, count);
    } else {
      interleave(chroma, y + start, out + 2 * start, count);
    }
    if (count & 1) {
      out[2 * (start + count) + !luma_first] = y[width - 1];
      out[2 * (start + count) + luma_first] = chroma[count];
    }
  }
}

static inline int32_t pack_422(const uint8_t *restrict y, int32_t y_stride,
                               const uint8_t *restrict u, int32_t u_stride,
                               const uint8_t *restrict v, int32_t v_stride,
                               uint8_t *restrict packed, int32_t stride, int32_t width,
                               int32_t height, int luma_first) {
  if (!scrim_i420_ok(y, y_stride, u, u_stride, v, v_stride, width, height) ||
      !scrim_rows_ok(packed, stride, scrim_half(width) * 4, height)) {
    return SCRIM_INVALID;
  }
  for (int32_t row = 0; row < height; row++) {
    row_422(y + (ptrdiff_t)row * y_stride, u + (ptrdiff_t)(row >> 1) * u_stride,
            v + (ptrdiff_t)(row >> 1) * v_stride, packed + (ptrdiff_t)row * stride, width,
            luma_first);
  }
  return 0;
}

int32_t SCRIM_KERNEL(pack_yuyv)(const uint8_t *restrict y, int32_t y_stride,
                                const uint8_t *restrict u, int32_t u_stride,
                                const uint8_t *restrict v, int32_t v_stride,
                                uint8_t *restrict packed, int32_t stride, int32_t width,
                                int32_t height) {
  return pack_422(y, y_stride, u, u_stride, v, v_stride, packed, stride, width, height, 1);
}

int32_t SCRIM_KERNEL(pack_uyvy)(const uint8_t *restrict y, int32_t y_stride,
                                const uint8_t *restrict u, int32_t u_stride,
                                const uint8_t *restrict v, int32_t v_stride,
                                uint8_t *restrict packed, int32_t stride, int32_t width,
                                int32_t height) {
  return pack_422(y, y_stride, u, u_stride, v, v_stride, packed, stride, width, height, 0);
}

int32_t SCRIM_KERNEL(pack_nv12)(const uint8_t *restrict y, int32_t y_stride,
                                const uint8_t *restrict u, int32_t u_stride,
                                const uint8_t *restrict v, int32_t v_stride,
                                uint8_t *restrict packed, int32_t stride, int32_t width,
                                int32_t height) {
  if (!scrim_i420_ok(y, y_stride, u, u_stride, v, v_stride, width, height) ||
      !scrim_rows_ok(packed, stride, scrim_half(width) * 2, height + scrim_half(height))) {
    return SCRIM_INVALID;
  }
  scrim_copy_rows(y, y_stride, packed, stride, width, height);
  uint8_t *pairs = packed + scrim_second_plane(stride, height);
  for (int32_t row = 0; row < scrim_half(height); row++) {
    interleave(u + (ptrdiff_t)row * u_stride, v + (ptrdiff_t)row * v_stride,
               pairs + (ptrdiff_t)row * stride, scrim_half(width));
  }
  return 0;
}

int32_t SCRIM_KERNEL(pack_i420)(const uint8_t *restrict y, int32_t y_stride,
                                const uint8_t *restrict u, int32_t u_stride,
                                const uint8_t *restrict v, int32_t v_stride,
                                uint8_t *restrict packed, int32_t stride, int32_t width,
                                int32_t height) {
  if (!scrim_i420_ok(y, y_stride, u, u_stride, v, v_stride, width, height) ||
      !scrim_rows_ok(packed, stride, width, 2 * height + 1)) {
    return SCRIM_INVALID;
  }
  const int32_t half = (stride + 1) >> 1;
  scrim_copy_rows(y, y_stride, packed, stride, width, height);
  scrim_copy_rows(u, u_stride, packed + scrim_second_plane(stride, height), half,
                  scrim_half(width), scrim_half(height));
  scrim_copy_rows(v, v_stride, packed + scrim_third_plane(stride, height), half,
                  scrim_half(width), scrim_half(height));
  return 0;
}

int32_t SCRIM_KERNEL(pack_grey)(const uint8_t *restrict y, int32_t y_stride,
                                const uint8_t *restrict u, int32_t u_stride,
                                const uint8_t *restrict v, int32_t v_stride,
                                uint8_t *restrict packed, int32_t stride, int32_t width,
                                int32_t height) {
  if (!scrim_i420_ok(y, y_stride, u, u_stride, v, v_stride, width, height) ||
      !scrim_rows_ok(packed, stride, width, height)) {
    return SCRIM_INVALID;
  }
  scrim_copy_rows(y, y_stride, packed, stride, width, height);
  return 0;
}
