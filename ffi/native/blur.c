/*
 * Normalised blur at reduced size. A cell collects a block of pixels, each counted by how much of it is not masked:
 * blur(pixel * weight) / blur(weight), so what is masked leaves no colour behind. Where nothing at all is in reach, the
 * result fades to the mean of everything that counts.
 */
#include "boxes.h"
#include "checks.h"
#include "pool.h"
#include "scaler.h"
#include "scrim.h"
#include "vector.h"

/* Pixels a side of a block: block sums fit 32 bits. */
#define BLOCK_MAX 64

struct blur {
  const uint8_t *source;
  int32_t stride;
  /* Pixels of the plane, cells of the result. */
  int32_t width, height, columns, rows;
  /* Luma sizes that say where blocks begin. */
  int32_t full_width, full_height, full_columns, full_rows;
  struct scaler mask;
  int masked;
  /* Sums over the rows of a block, one for each pixel column, and room to fold them. */
  uint32_t *values, *weights, *folded;
  /* value * weight (65025 = white, counted fully) or 256 * value without a mask; 256 * weight. */
  uint16_t *value_cells, *weight_cells, *spare_values, *spare_weights;
  uint32_t *sums;
  uint8_t *turned;
};

static void blur_memory(struct blur *b, struct pool *pool) {
  const int32_t cells = b->columns * b->rows;
  b->values = scrim_take(pool, b->width, sizeof(uint32_t));
  b->weights = scrim_take(pool, b->width, sizeof(uint32_t));
  b->folded = scrim_take(pool, b->width, sizeof(uint32_t));
  b->value_cells = scrim_take(pool, cells, sizeof(uint16_t));
  b->spare_values = scrim_take(pool, cells, sizeof(uint16_t));
  b->sums = scrim_take(pool, b->columns > b->rows ? b->columns : b->rows, sizeof(uint32_t));
  b->turned = scrim_take(pool, cells, 1);
  if (!b->masked) return;
  b->weight_cells = scrim_take(pool, cells, sizeof(uint16_t));
  b->spare_weights = scrim_take(pool, cells, sizeof(uint16_t));
  scrim_scaler_memory(&b->mask, pool, b->width);
}

/* The first pixel of block `i`. */
static inline int32_t edge(int32_t i, int32_t full, int32_t blocks, int32_t pixels) {
  const int32_t at = i * full / blocks;
  return at < pixels ? at : pixels;
}

static inline int32_t edge_x(const struct blur *b, int32_t i) {
  return i == b->columns ? b->width : edge(i, b->full_width, b->full_columns, b->width);
}

static inline int32_t edge_y(const struct blur *b, int32_t i) {
  return i == b->rows ? b->height : edge(i, b->full_height, b->full_rows, b->height);
}

/* The width of every block, or 0 if they differ. */
static inline int32_t block_width(const struct blur *b) {
  const int32_t size = b->width / b->columns;
  return size * b->columns == b->width && size * b->full_columns == b->full_width ? size : 0;
}

/* Row functions trust their arguments. */
static inline void add_row(const uint8_t *restrict row, uint32_t *restrict values, int32_t width) {
  int32_t x = 0;
  for (; x + SCRIM_LANES <= width; x += SCRIM_LANES) scrim_add32(values + x, scrim_load8(row + x));
  for (; x < width; x++) values[x] += row[x];
}

static inline void add_masked_row(const uint8_t *restrict row, const uint8_t *restrict mask,
                                  uint32_t *restrict values, uint32_t *restrict weights,
                                  int32_t width) {
  int32_t x = 0;
  for (; x + SCRIM_LANES <= width; x += SCRIM_LANES) {
    const u16x16 weight = 255 - scrim_load8(mask + x);
    scrim_add32(values + x, scrim_load8(row + x) * weight);
    scrim_add32(weights + x, weight);
  }
  for (; x < width; x++) {
    const uint32_t weight = 255u - mask[x];
    values[x] += row[x] * weight;
    weights[x] += weight;
  }
}

static inline void halve(const uint32_t *restrict in, uint32_t *restrict out, int32_t count) {
  for (int32_t x = 0; x < count; x++) out[x] = in[2 * x] + in[2 * x + 1];
}

/* Adds up the columns of each block. Returns where the sums are: `sums` or `b->folded`. */
static const uint32_t *fold(const struct blur *b, uint32_t *sums) {
  uint32_t *from = sums;
  uint32_t *to = b->folded;
  int32_t size = block_width(b);
  if (size > 0 && (size & (size - 1)) == 0) {
    for (int32_t count = b->width / 2; size > 1; size /= 2, count /= 2) {
      halve(from, to, count);
      uint32_t *swap = from;
      from = to;
      to = swap;
    }
    return from;
  }
  for (int32_t i = 0; i < b->columns; i++) {
    uint32_t sum = 0;
    for (int32_t x = edge_x(b, i); x < edge_x(b, i + 1); x++) sum += from[x];
    to[i] = sum;
  }
  return to;
}

/* sum * scale / pixels of the block, to nearest. */
static inline uint16_t mean(uint32_t sum, uint32_t inverse) {
  return (uint16_t)(((uint64_t)sum * inverse + (UINT64_C(1) << 31)) >> 32);
}

static void means(const struct blur *b, const uint32_t *restrict sums, uint16_t *restrict cells,
                  uint32_t scale, int32_t block_rows) {
  const int32_t size = block_width(b);
  if (size > 0) {
    const uint32_t inverse = UINT32_MAX / (uint32_t)(size * block_rows);
    for (int32_t i = 0; i < b->columns; i++) cells[i] = mean(sums[i] * scale, inverse);
    return;
  }
  for (int32_t i = 0; i < b->columns; i++) {
    const uint32_t count = (uint32_t)((edge_x(b, i + 1) - edge_x(b, i)) * block_rows);
    cells[i] = mean(sums[i] * scale, UINT32_MAX / count);
  }
}

/* The picture in cells. */
static void reduce(struct blur *b) {
  for (int32_t row = 0; row < b->rows; row++) {
    const int32_t begin = edge_y(b, row);
    const int32_t end = edge_y(b, row + 1);
    const ptrdiff_t at = (ptrdiff_t)row * b->columns;
    __builtin_memset(b->values, 0, (size_t)b->width * sizeof(uint32_t));
    if (b->masked) __builtin_memset(b->weights, 0, (size_t)b->width * sizeof(uint32_t));
    for (int32_t y = begin; y < end; y++) {
      const uint8_t *line = b->source + (ptrdiff_t)y * b->stride;
      if (b->masked) {
        add_masked_row(line, scrim_scaled_row(&b->mask, y), b->values, b->weights, b->width);
      } else {
        add_row(line, b->values, b->width);
      }
    }
    means(b, fold(b, b->values), b->value_cells + at, b->masked ? 1 : 256, end - begin);
    if (b->masked) means(b, fold(b, b->weights), b->weight_cells + at, 256, end - begin);
  }
}

/* The mean of all that counts; middle grey if nothing does. */
static uint32_t overall(const struct blur *b) {
  uint64_t values = 0;
  uint64_t weights = 0;
  for (int32_t i = 0; i < b->columns * b->rows; i++) {
    values += b->value_cells[i];
    weights += b->weight_cells[i];
  }
  return weights == 0 ? 128 : (uint32_t)((values * 256 + weights / 2) / weights);
}

/* `fallback` counts for up to 255 of 65280, the more the less there is else. Whole numbers below 2^24: exact in a float. */
static inline void normalise(const uint16_t *restrict values, const uint16_t *restrict weights,
                             uint8_t *restrict out, int32_t count, uint32_t fallback) {
  for (int32_t i = 0; i < count; i++) {
    const uint32_t rest = (65280u - weights[i]) >> 8;
    const int32_t above = (int32_t)(values[i] * 256u + rest * fallback);
    const int32_t below = (int32_t)(weights[i] + rest);
    const int32_t value = (int32_t)((float)above / (float)below + 0.5f);
    out[i] = (uint8_t)(value > 255 ? 255 : value);
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

int32_t SCRIM_KERNEL(blur_scratch)(int32_t width, int32_t into_width, int32_t into_height,
                                   int32_t masked) {
  if (!scrim_size_ok(width, into_height) || (masked != 0 && masked != 1)) return SCRIM_INVALID;
  if (into_width < 1 || into_width > width) return SCRIM_INVALID;
  if ((int64_t)into_width * into_height > INT32_MAX / 16) return SCRIM_INVALID;
  struct blur b = {
      .width = width, .columns = into_width, .rows = into_height, .masked = masked};
  struct pool pool = {NULL, 0};
  blur_memory(&b, &pool);
  return (int32_t)pool.used;
}

int32_t SCRIM_KERNEL(blur)(const uint8_t *restrict source, int32_t source_stride,
                           const uint8_t *restrict mask, int32_t mask_stride, int32_t mask_width,
                           int32_t mask_height, int32_t mask_low, int32_t mask_high,
                           uint8_t *restrict into, int32_t into_stride, int32_t width,
                           int32_t height, int32_t into_width, int32_t into_height, int32_t shift,
                           int32_t radius, int32_t centre, int32_t ends, uint8_t *restrict scratch,
                           int32_t scratch_length) {
  const int masked = mask != NULL;
  if (!scrim_size_ok(width, height) || !scrim_size_ok(into_width, into_height) ||
      (shift != 0 && shift != 1) || !scrim_box_ok(radius, centre, ends)) {
    return SCRIM_INVALID;
  }
  if (into_width > width || into_height > height || width > into_width * BLOCK_MAX ||
      height > into_height * BLOCK_MAX) {
    return SCRIM_INVALID;
  }
  struct blur b = {.source = source,
                   .stride = source_stride,
                   .width = (width + shift) >> shift,
                   .height = (height + shift) >> shift,
                   .columns = (into_width + shift) >> shift,
                   .rows = (into_height + shift) >> shift,
                   .full_width = width,
                   .full_height = height,
                   .full_columns = into_width,
                   .full_rows = into_height,
                   .masked = masked};
  if (!scrim_rows_ok(source, source_stride, b.width, b.height) ||
      !scrim_rows_ok(into, into_stride, b.columns, b.rows)) {
    return SCRIM_INVALID;
  }
  if (masked && (!scrim_size_ok(mask_width, mask_height) || !scrim_edge_ok(mask_low, mask_high) ||
                 !scrim_rows_ok(mask, mask_stride, mask_width, mask_height))) {
    return SCRIM_INVALID;
  }
  const int32_t needed =
      SCRIM_KERNEL(blur_scratch)(width, into_width, into_height, masked);
  if (!scrim_scratch_ok(scratch, scratch_length, needed)) return SCRIM_INVALID;
  struct pool pool = {scratch, 0};
  blur_memory(&b, &pool);
  if (masked) {
    b.mask.source = mask;
    b.mask.stride = mask_stride;
    b.mask.columns = mask_width;
    b.mask.rows = mask_height;
    b.mask.from_width = mask_width << shift;
    b.mask.from_height = mask_height << shift;
    b.mask.to_width = width;
    b.mask.to_height = height;
    b.mask.width = b.width;
    scrim_scaler_edge(&b.mask, mask_low, mask_high);
    scrim_scaler_start(&b.mask);
  }
  const struct box box = {radius, (uint32_t)centre, (uint32_t)ends};
  const int32_t cells = b.columns * b.rows;
  reduce(&b);
  if (masked) {
    const uint32_t fallback = overall(&b);
    scrim_boxes(b.value_cells, b.spare_values, b.sums, b.rows, b.columns, box);
    scrim_boxes(b.weight_cells, b.spare_weights, b.sums, b.rows, b.columns, box);
    normalise(b.spare_values, b.spare_weights, b.turned, cells, fallback);
  } else {
    scrim_boxes(b.value_cells, b.spare_values, b.sums, b.rows, b.columns, box);
    plain(b.spare_values, b.turned, cells);
  }
  turn_back(b.turned, into, into_stride, b.columns, b.rows);
  return 0;
}
