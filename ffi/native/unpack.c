/* Camera bytes to planes: the whole picture or a part of it. */
#include "checks.h"
#include "rows.h"
#include "scrim.h"
#include "vector.h"

/* The part of `height` rows begins at even pixels and ends in a picture of `rows` rows. `height` was checked. */
static inline int part_ok(int32_t height, int32_t rows, int32_t left, int32_t top) {
  return left >= 0 && top >= 0 && (left & 1) == 0 && (top & 1) == 0 && left <= SCRIM_MAX_SIDE &&
         rows >= height && rows <= SCRIM_MAX_SIDE && top <= rows - height;
}

/* Every second byte, from `first` on. Trusts its arguments, like every row function below. */
static inline void every_second(const uint8_t *restrict packed, uint8_t *restrict out, int32_t width,
                                int32_t first) {
  int32_t x = 0;
  for (; SCRIM_SHUFFLE && x + SCRIM_LANES <= width; x += SCRIM_LANES) {
    const u8x16 picked = scrim_every_second(scrim_load(packed + 2 * x),
                                            scrim_load(packed + 2 * x + SCRIM_LANES), first);
    __builtin_memcpy(out + x, &picked, sizeof picked);
  }
  for (; x < width; x++) out[x] = packed[2 * x + first];
}

/* The chroma bytes of 32 bytes of two rows, averaged, halves up. */
SCRIM_INLINE u8x16 mean_chroma(const uint8_t *upper, const uint8_t *lower, int32_t first) {
  const u8x16 a =
      scrim_every_second(scrim_load(upper), scrim_load(upper + SCRIM_LANES), first);
  const u8x16 b =
      scrim_every_second(scrim_load(lower), scrim_load(lower + SCRIM_LANES), first);
  return (a | b) - ((a ^ b) >> 1);
}

/* Chroma of two 4:2:2 rows, averaged, halves up. `first` is the place of U in a macropixel, V is two bytes on. */
static inline void chroma_row(const uint8_t *restrict upper, const uint8_t *restrict lower,
                              uint8_t *restrict u, uint8_t *restrict v, int32_t width,
                              int32_t first) {
  int32_t x = 0;
  for (; SCRIM_SHUFFLE && x + SCRIM_LANES <= width; x += SCRIM_LANES) {
    const u8x16 left = mean_chroma(upper + 4 * x, lower + 4 * x, first);
    const u8x16 right = mean_chroma(upper + 4 * x + 32, lower + 4 * x + 32, first);
    const u8x16 blue = scrim_every_second(left, right, 0);
    const u8x16 red = scrim_every_second(left, right, 1);
    __builtin_memcpy(u + x, &blue, sizeof blue);
    __builtin_memcpy(v + x, &red, sizeof red);
  }
  for (; x < width; x++) {
    u[x] = (uint8_t)((upper[4 * x + first] + lower[4 * x + first] + 1) >> 1);
    v[x] = (uint8_t)((upper[4 * x + first + 2] + lower[4 * x + first + 2] + 1) >> 1);
  }
}

static inline int32_t unpack_422(const uint8_t *restrict packed, int32_t stride, uint8_t *restrict y,
                                 int32_t y_stride, uint8_t *restrict u, int32_t u_stride,
                                 uint8_t *restrict v, int32_t v_stride, int32_t width,
                                 int32_t height, int32_t rows, int32_t left, int32_t top,
                                 int32_t luma_first) {
  const int32_t chroma_width = scrim_half(width);
  if (!scrim_i420_ok(y, y_stride, u, u_stride, v, v_stride, width, height) ||
      !part_ok(height, rows, left, top) ||
      !scrim_rows_ok(packed, stride, 2 * left + chroma_width * 4, rows)) {
    return SCRIM_INVALID;
  }
  const uint8_t *part = packed + (ptrdiff_t)top * stride + 2 * left;
  for (int32_t row = 0; row < height; row += 2) {
    const int32_t below = row + 1 < height ? row + 1 : row;
    const uint8_t *upper = part + (ptrdiff_t)row * stride;
    const uint8_t *lower = part + (ptrdiff_t)below * stride;
    every_second(upper, y + (ptrdiff_t)row * y_stride, width, luma_first);
    if (below > row) every_second(lower, y + (ptrdiff_t)below * y_stride, width, luma_first);
    chroma_row(upper, lower, u + (ptrdiff_t)(row >> 1) * u_stride,
               v + (ptrdiff_t)(row >> 1) * v_stride, chroma_width, 1 - luma_first);
  }
  return 0;
}

int32_t SCRIM_KERNEL(unpack_yuyv)(const uint8_t *restrict packed, int32_t stride,
                                  uint8_t *restrict y, int32_t y_stride, uint8_t *restrict u,
                                  int32_t u_stride, uint8_t *restrict v, int32_t v_stride,
                                  int32_t width, int32_t height, int32_t rows,
                                  int32_t left, int32_t top) {
  return unpack_422(packed, stride, y, y_stride, u, u_stride, v, v_stride, width, height, rows,
                    left, top, 0);
}

int32_t SCRIM_KERNEL(unpack_uyvy)(const uint8_t *restrict packed, int32_t stride,
                                  uint8_t *restrict y, int32_t y_stride, uint8_t *restrict u,
                                  int32_t u_stride, uint8_t *restrict v, int32_t v_stride,
                                  int32_t width, int32_t height, int32_t rows,
                                  int32_t left, int32_t top) {
  return unpack_422(packed, stride, y, y_stride, u, u_stride, v, v_stride, width, height, rows,
                    left, top, 1);
}

int32_t SCRIM_KERNEL(unpack_nv12)(const uint8_t *restrict packed, int32_t stride,
                                  uint8_t *restrict y, int32_t y_stride, uint8_t *restrict u,
                                  int32_t u_stride, uint8_t *restrict v, int32_t v_stride,
                                  int32_t width, int32_t height, int32_t rows,
                                  int32_t left, int32_t top) {
  const int32_t chroma_width = scrim_half(width);
  if (!scrim_i420_ok(y, y_stride, u, u_stride, v, v_stride, width, height) ||
      !part_ok(height, rows, left, top) ||
      !scrim_rows_ok(packed, stride, left + chroma_width * 2, rows + scrim_half(rows))) {
    return SCRIM_INVALID;
  }
  scrim_copy_rows(packed + (ptrdiff_t)top * stride + left, stride, y, y_stride, width, height);
  const uint8_t *pairs =
      packed + scrim_second_plane(stride, rows) + (ptrdiff_t)(top / 2) * stride + left;
  for (int32_t row = 0; row < scrim_half(height); row++) {
    every_second(pairs + (ptrdiff_t)row * stride, u + (ptrdiff_t)row * u_stride, chroma_width, 0);
    every_second(pairs + (ptrdiff_t)row * stride, v + (ptrdiff_t)row * v_stride, chroma_width, 1);
  }
  return 0;
}

int32_t SCRIM_KERNEL(unpack_i420)(const uint8_t *restrict packed, int32_t stride,
                                  uint8_t *restrict y, int32_t y_stride, uint8_t *restrict u,
                                  int32_t u_stride, uint8_t *restrict v, int32_t v_stride,
                                  int32_t width, int32_t height, int32_t rows,
                                  int32_t left, int32_t top) {
  if (!scrim_i420_ok(y, y_stride, u, u_stride, v, v_stride, width, height) ||
      !part_ok(height, rows, left, top) ||
      !scrim_rows_ok(packed, stride, left + width, 2 * rows + 1)) {
    return SCRIM_INVALID;
  }
  const int32_t half = (stride + 1) >> 1;
  const ptrdiff_t chroma = (ptrdiff_t)(top / 2) * half + left / 2;
  scrim_copy_rows(packed + (ptrdiff_t)top * stride + left, stride, y, y_stride, width, height);
  scrim_copy_rows(packed + scrim_second_plane(stride, rows) + chroma, half, u, u_stride,
                  scrim_half(width), scrim_half(height));
  scrim_copy_rows(packed + scrim_third_plane(stride, rows) + chroma, half, v, v_stride,
                  scrim_half(width), scrim_half(height));
  return 0;
}

int32_t SCRIM_KERNEL(unpack_grey)(const uint8_t *restrict packed, int32_t stride,
                                  uint8_t *restrict y, int32_t y_stride, uint8_t *restrict u,
                                  int32_t u_stride, uint8_t *restrict v, int32_t v_stride,
                                  int32_t width, int32_t height, int32_t rows,
                                  int32_t left, int32_t top) {
  if (!scrim_i420_ok(y, y_stride, u, u_stride, v, v_stride, width, height) ||
      !part_ok(height, rows, left, top) || !scrim_rows_ok(packed, stride, left + width, rows)) {
    return SCRIM_INVALID;
  }
  scrim_copy_rows(packed + (ptrdiff_t)top * stride + left, stride, y, y_stride, width, height);
  for (int32_t row = 0; row < scrim_half(height); row++) {
    __builtin_memset(u + (ptrdiff_t)row * u_stride, 128, (size_t)scrim_half(width));
    __builtin_memset(v + (ptrdiff_t)row * v_stride, 128, (size_t)scrim_half(width));
  }
  return 0;
}

int32_t SCRIM_KERNEL(unpack_luma)(const uint8_t *restrict packed, int32_t stride,
                                  uint8_t *restrict y, int32_t y_stride, int32_t width,
                                  int32_t height, int32_t rows, int32_t left, int32_t top,
                                  int32_t step, int32_t first) {
  if (!scrim_size_ok(width, height) || !part_ok(height, rows, left, top) ||
      (step != 1 && step != 2) || first < 0 || first >= step ||
      !scrim_rows_ok(packed, stride, step * (left + width), rows) ||
      !scrim_rows_ok(y, y_stride, width, height)) {
    return SCRIM_INVALID;
  }
  const uint8_t *part = packed + (ptrdiff_t)top * stride + step * left;
  if (step == 1) {
    scrim_copy_rows(part, stride, y, y_stride, width, height);
    return 0;
  }
  for (int32_t row = 0; row < height; row++) {
    const uint8_t *from = part + (ptrdiff_t)row * stride;
    uint8_t *into = y + (ptrdiff_t)row * y_stride;
    if (first == 0) {
      every_second(from, into, width, 0);
    } else {
      every_second(from, into, width, 1);
    }
  }
  return 0;
}
