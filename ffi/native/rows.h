/* Rows that are moved without looking at them. */
#ifndef SCRIM_ROWS_H
#define SCRIM_ROWS_H

#include <stddef.h>
#include <stdint.h>

/* Trusts its arguments. */
static inline void scrim_copy_rows(const uint8_t *restrict source, int32_t source_stride,
                                   uint8_t *restrict into, int32_t into_stride, int32_t bytes,
                                   int32_t rows) {
  for (int32_t row = 0; row < rows; row++) {
    __builtin_memcpy(into + (ptrdiff_t)row * into_stride, source + (ptrdiff_t)row * source_stride,
                     (size_t)bytes);
  }
}

/* Where the second plane of a packed picture begins. */
static inline ptrdiff_t scrim_second_plane(int32_t stride, int32_t height) {
  return (ptrdiff_t)stride * height;
}

/* Where the third plane of a packed I420 picture begins: chroma rows are (stride + 1) / 2 bytes apart. */
static inline ptrdiff_t scrim_third_plane(int32_t stride, int32_t height) {
  return scrim_second_plane(stride, height) + (ptrdiff_t)((stride + 1) >> 1) * ((height + 1) >> 1);
}

#endif
