/*
 * Normalised blur at reduced size: blur(pixel * weight) / blur(weight) over cells, so what is masked leaves no colour behind.
 * Where nothing at all is in reach, the result fades to the mean of everything that counts.
 */
#include "boxes.h"
#include "cell_picture.h"
#include "checks.h"
#include "pool.h"
#include "scrim.h"

struct blur {
  struct cells cells;
  uint16_t *spare[2], *spare_weights;
  uint32_t *sums;
  uint8_t *turned;
};

static void blur_memory(struct blur *b, struct pool *pool) {
  const struct cells *c = &b->cells;
  const int32_t cells = c->columns * c->rows;
  scrim_cells_memory(&b->cells, pool);
  for (int i = 0; i < c->planes; i++) b->spare[i] = scrim_take(pool, cells, sizeof(uint16_t));
  if (c->masked) b->spare_weights = scrim_take(pool, cells, sizeof(uint16_t));
  b->sums = scrim_take(pool, c->columns > c->rows ? c->columns : c->rows, sizeof(uint32_t));
  b->turned = scrim_take(pool, cells, 1);
}

/*
 * `fallback` counts for up to 255 of 65280, the more the less there is else. Whole numbers below 2^24 are exact in a float, and
 * adding 2^23 rounds to nearest, halves to even.
 */
static inline void normalise(const uint16_t *restrict values, const uint16_t *restrict weights,
                             uint8_t *restrict out, int32_t count, uint32_t fallback) {
  for (int32_t i = 0; i < count; i++) {
    const uint32_t rest = (65280u - weights[i]) >> 8;
    const float above = (float)(int32_t)(values[i] * 256u + rest * fallback);
    const float below = (float)(int32_t)(weights[i] + rest);
    const float rounded = above / below + 8388608.0f;
    const float most = 8388608.0f + 255.0f;
    const float value = rounded < most ? rounded : most;
    uint32_t bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    out[i] = (uint8_t)bits;
  }
}

static inline void plain(const uint16_t *restrict values, uint8_t *restrict out, int32_t count) {
  for (int32_t i = 0; i < count; i++) out[i] = (uint8_t)((values[i] + 128) >> 8);
}

/* Columns become rows again. */
static inline void turn_back(const uint8_t *restrict turned, uint8_t *restrict into, int32_t stride,
                             int32_t columns, int32_t rows) {
  for (int32_t left = 0; left < columns; left += 8) {
    const int32_t right = left + 8 < columns ? left + 8 : columns;
    for (int32_t y = 0; y < rows; y++) {
      for (int32_t x = left; x < right; x++) {
        into[(ptrdiff_t)y * stride + x] = turned[(ptrdiff_t)x * rows + y];
      }
    }
  }
}

/* What luma or chroma needs, one after the other. */
static size_t memory_of(int32_t width, int32_t height, int32_t divisor, int32_t shift,
                        int masked) {
  struct blur b = {.cells = scrim_cells_sizes(width, height, divisor, shift, masked)};
  struct pool pool = {NULL, 0};
  blur_memory(&b, &pool);
  return pool.used;
}

int32_t SCRIM_KERNEL(blur_scratch)(int32_t width, int32_t height, int32_t divisor,
                                   int32_t masked) {
  if (!scrim_size_ok(width, height) || !scrim_divisor_ok(divisor) || (masked != 0 && masked != 1)) {
    return SCRIM_INVALID;
  }
  const struct cells c = scrim_cells_sizes(width, height, divisor, 0, masked);
  if ((int64_t)c.columns * c.rows > INT32_MAX / 32) return SCRIM_INVALID;
  const size_t luma = memory_of(width, height, divisor, 0, masked);
  const size_t chroma = memory_of(width, height, divisor, 1, masked);
  return (int32_t)(luma > chroma ? luma : chroma);
}

/* Blurs the cells into the planes of the result. */
static void smooth(struct blur *b, struct box box, uint8_t *const into[2],
                   const int32_t stride[2]) {
  const struct cells *c = &b->cells;
  const int32_t cells = c->columns * c->rows;
  uint32_t fallback[2] = {0};
  if (c->masked) {
    for (int i = 0; i < c->planes; i++) fallback[i] = scrim_cells_overall(c, i);
    scrim_boxes(c->weights, b->spare_weights, b->sums, c->rows, c->columns, box);
  }
  for (int i = 0; i < c->planes; i++) {
    scrim_boxes(c->values[i], b->spare[i], b->sums, c->rows, c->columns, box);
    if (c->masked) {
      normalise(b->spare[i], b->spare_weights, b->turned, cells, fallback[i]);
    } else {
      plain(b->spare[i], b->turned, cells);
    }
    turn_back(b->turned, into[i], stride[i], c->columns, c->rows);
  }
}

int32_t SCRIM_KERNEL(blur)(
    const uint8_t *restrict y, int32_t y_stride, const uint8_t *restrict u, int32_t u_stride,
    const uint8_t *restrict v, int32_t v_stride, const uint8_t *restrict mask, int32_t mask_stride,
    int32_t mask_width, int32_t mask_height, int32_t mask_edge,
    uint8_t *restrict into_y, int32_t into_y_stride, uint8_t *restrict into_u,
    int32_t into_u_stride, uint8_t *restrict into_v, int32_t into_v_stride, int32_t width,
    int32_t height, int32_t divisor, int32_t radius, int32_t centre, int32_t ends,
    int32_t chroma_radius, int32_t chroma_centre, int32_t chroma_ends, uint8_t *restrict scratch,
    int32_t scratch_length) {
  const int masked = mask != NULL;
  const int32_t needed = SCRIM_KERNEL(blur_scratch)(width, height, divisor, masked);
  if (needed < 0 || !scrim_scratch_ok(scratch, scratch_length, needed) ||
      !scrim_box_ok(radius, centre, ends) ||
      !scrim_box_ok(chroma_radius, chroma_centre, chroma_ends) ||
      !scrim_i420_ok(y, y_stride, u, u_stride, v, v_stride, width, height) ||
      !scrim_i420_ok(into_y, into_y_stride, into_u, into_u_stride, into_v, into_v_stride,
                     (width + divisor - 1) / divisor, (height + divisor - 1) / divisor)) {
    return SCRIM_INVALID;
  }
  const struct cell_source from = {
      {y, u, v}, {y_stride, u_stride, v_stride}, mask, mask_stride, mask_width, mask_height,
      mask_edge};
  if (!scrim_cell_mask_ok(&from)) return SCRIM_INVALID;
  uint8_t *const into[3] = {into_y, into_u, into_v};
  const int32_t into_stride[3] = {into_y_stride, into_u_stride, into_v_stride};
  const struct box boxes[2] = {
      {radius, (uint32_t)centre, (uint32_t)ends},
      {chroma_radius, (uint32_t)chroma_centre, (uint32_t)chroma_ends}};
  for (int shift = 0; shift < 2; shift++) {
    struct blur b = {.cells = scrim_cells_sizes(width, height, divisor, shift, masked)};
    struct cells *c = &b.cells;
    struct pool pool = {scratch, 0};
    blur_memory(&b, &pool);
    scrim_cells_start(c, &from, shift);
    scrim_cells_fill(c);
    smooth(&b, boxes[shift], into + shift, into_stride + shift);
  }
  return 0;
}
