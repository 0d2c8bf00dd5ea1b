/* What every export checks before a row function trusts its arguments. */
#ifndef SCRIM_CHECKS_H
#define SCRIM_CHECKS_H

#include <stddef.h>
#include <stdint.h>

/* -EINVAL. WebAssembly has no errno.h; the number is part of the Linux ABI. */
#define SCRIM_INVALID (-22)

/* 16 times 4K: wide enough for every camera, narrow enough that no product below overflows. */
#define SCRIM_MAX_SIDE 16384
#define SCRIM_MAX_STRIDE (SCRIM_MAX_SIDE * 8)

/* A picture has 1..SCRIM_MAX_SIDE pixels a side. */
static inline int scrim_size_ok(int32_t width, int32_t height) {
  return width > 0 && height > 0 && width <= SCRIM_MAX_SIDE && height <= SCRIM_MAX_SIDE;
}

/* A size as one number, for kernels that would have too many parameters: width + 65536 height. */
struct scrim_size {
  int32_t width, height;
};

static inline struct scrim_size scrim_size_of(int32_t number) {
  return (struct scrim_size){number & 0xffff, number >> 16};
}

/* `rows` rows of `row_bytes` bytes, `stride` apart, at `data`: not null, no overlap, below 2 GiB. */
static inline int scrim_rows_ok(const void *data, int32_t stride, int32_t row_bytes, int32_t rows) {
  return data != NULL && stride >= row_bytes && stride <= SCRIM_MAX_STRIDE &&
         (int64_t)stride * rows <= INT32_MAX;
}

/* Half, rounded up: the size of a chroma plane. */
static inline int32_t scrim_half(int32_t size) {
  return (size >> 1) + (size & 1);
}

/* The three planes of an I420 picture. */
static inline int scrim_i420_ok(const void *y, int32_t y_stride, const void *u, int32_t u_stride,
                                const void *v, int32_t v_stride, int32_t width, int32_t height) {
  return scrim_size_ok(width, height) && scrim_rows_ok(y, y_stride, width, height) &&
         scrim_rows_ok(u, u_stride, scrim_half(width), scrim_half(height)) &&
         scrim_rows_ok(v, v_stride, scrim_half(width), scrim_half(height));
}

#endif
