/* How much two pictures differ, tile by tile. */
#include "checks.h"
#include "scrim.h"
#include "vector.h"

/* Pixels a side of a tile: a tile's sum of squares is at most 256 * 1020^2. */
#define TILE SCRIM_MOTION_TILE

/* The sum and the sum of squares, in four parts each. */
struct numbers {
  i32x4 sum, squares;
};

/* Adds up to four pixels. Trusts its arguments. */
SCRIM_INLINE void add_pixels(struct numbers *n, const uint8_t *rgba, const uint8_t *reference,
                             int32_t count) {
  const i16x16 weights = {1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1, 0};
  const i16x16 difference = (i16x16)(scrim_widen(scrim_load_part(rgba, 4 * count)) -
                                     scrim_widen(scrim_load_part(reference, 4 * count)));
  const i32x8 pairs = scrim_dot(difference, weights);
  const i32x4 d = scrim_add_pairs(__builtin_shufflevector(pairs, pairs, 0, 1, 2, 3),
                                  __builtin_shufflevector(pairs, pairs, 4, 5, 6, 7));
  n->sum += d;
  /* As 16-bit pairs: the lower half squared, the upper one, which is only its sign, by 0. */
  n->squares += scrim_dot8((i16x8)d, (i16x8)(d & 0xffff));
}

/* The pixels of one tile. */
static inline void tile(const uint8_t *rgba, int32_t stride, const uint8_t *reference,
                        int32_t reference_stride, int32_t width, int32_t height, int32_t *into) {
  struct numbers n = {{0}, {0}};
  for (int32_t row = 0; row < height; row++) {
    int32_t x = 0;
    for (; x + 4 <= width; x += 4) add_pixels(&n, rgba + 4 * x, reference + 4 * x, 4);
    if (x < width) add_pixels(&n, rgba + 4 * x, reference + 4 * x, width - x);
    rgba += stride;
    reference += reference_stride;
  }
  into[0] = n.sum[0] + n.sum[1] + n.sum[2] + n.sum[3];
  into[1] = n.squares[0] + n.squares[1] + n.squares[2] + n.squares[3];
}

int32_t SCRIM_KERNEL(motion)(const uint8_t *restrict rgba, int32_t stride,
                             const uint8_t *restrict reference, int32_t reference_stride,
                             int32_t *restrict into, int32_t into_length, int32_t width,
                             int32_t height) {
  if (!scrim_size_ok(width, height) || !scrim_rows_ok(rgba, stride, 4 * width, height) ||
      !scrim_rows_ok(reference, reference_stride, 4 * width, height) || into == NULL ||
      (uintptr_t)into % sizeof(int32_t) != 0) {
    return SCRIM_INVALID;
  }
  const int32_t columns = (width + TILE - 1) / TILE;
  const int32_t rows = (height + TILE - 1) / TILE;
  if (into_length < 2 * columns * rows) return SCRIM_INVALID;
  for (int32_t y = 0; y < height; y += TILE) {
    const int32_t tile_height = height - y < TILE ? height - y : TILE;
    for (int32_t x = 0; x < width; x += TILE) {
      const int32_t tile_width = width - x < TILE ? width - x : TILE;
      tile(rgba + (ptrdiff_t)y * stride + 4 * x, stride,
           reference + (ptrdiff_t)y * reference_stride + 4 * x, reference_stride, tile_width,
           tile_height, into);
      into += 2;
    }
  }
  return 0;
}
