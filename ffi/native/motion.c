/* How much two pictures differ, tile by tile. */
#include "checks.h"
#include "scrim.h"

/* Pixels a side of a tile: a tile's sum of squares is at most 256 * 1020^2. */
#define TILE SCRIM_MOTION_TILE

/* Adds one row of a tile to its two numbers. Trusts its arguments. */
static inline void add_row(const uint8_t *restrict rgba, const uint8_t *restrict reference,
                           int32_t width, int32_t *restrict numbers) {
  int32_t sum = 0;
  int32_t squares = 0;
  for (int32_t x = 0; x < width; x++) {
    const int32_t red = rgba[4 * x] - reference[4 * x];
    const int32_t green = rgba[4 * x + 1] - reference[4 * x + 1];
    const int32_t blue = rgba[4 * x + 2] - reference[4 * x + 2];
    const int32_t d = red + 2 * green + blue;
    sum += d;
    squares += d * d;
  }
  numbers[0] += sum;
  numbers[1] += squares;
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
  for (int32_t i = 0; i < 2 * columns * rows; i++) into[i] = 0;
  for (int32_t row = 0; row < height; row++) {
    const uint8_t *line = rgba + (ptrdiff_t)row * stride;
    const uint8_t *other = reference + (ptrdiff_t)row * reference_stride;
    int32_t *numbers = into + (ptrdiff_t)(row / TILE) * columns * 2;
    for (int32_t x = 0; x < width; x += TILE) {
      const int32_t count = width - x < TILE ? width - x : TILE;
      add_row(line + 4 * x, other + 4 * x, count, numbers + x / TILE * 2);
    }
  }
  return 0;
}
