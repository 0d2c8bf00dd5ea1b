/* Planes to the bytes of a virtual camera or file. RGB is in rgb.c. */
#include "checks.h"
#include "packed_rows.h"
#include "rows.h"
#include "scrim.h"

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
    scrim_row_422(y + (ptrdiff_t)row * y_stride, u + (ptrdiff_t)(row >> 1) * u_stride,
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
    scrim_interleave(u + (ptrdiff_t)row * u_stride, v + (ptrdiff_t)row * v_stride,
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
