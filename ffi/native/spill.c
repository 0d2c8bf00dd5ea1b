/*
 * What of the old background is in a foreground's edge: near the outline of a mask, how the mean colour of what is surely
 * foreground differs from that of what is surely not.
 */
#include "checks.h"
#include "columns.h"
#include "upscaled_rows.h"
#include "pool.h"
#include "scaler.h"
#include "scrim.h"
#include "vector.h"

#define CELL SCRIM_SPILL_CELL
/* Chroma pixels a side of a cell. Colours are compared at their resolution. */
#define HALF (CELL / 2)
/* Of the rows of chroma every second one counts: more say nothing new about a mean. */
#define STEP 2
/* Cells on either side that count for a mean. */
#define AROUND 2

/* Foreground and background: how many chroma pixels, and their sums; luma is that of four pixels each. */
typedef struct {
  int32_t sums[8];
} cell_sums;

typedef uint8_t u8x8 __attribute__((vector_size(8)));

struct job {
  const uint8_t *y, *u, *v;
  int32_t y_stride, u_stride, v_stride;
  int32_t width, height;
  /* Cells. */
  int32_t across, down;
  struct columns columns;
  struct scaler mask;
  /* The mask at chroma resolution, `stride` bytes a row. */
  uint8_t *alpha;
  int32_t stride;
  cell_sums *cells;
  /* For each cell 1: on the outline; beside such a cell; so near to one that its sums are needed. */
  uint8_t *outline, *beside, *near;
};

static void take(struct job *job, struct pool *pool, int32_t width, int32_t height) {
  job->width = width;
  job->height = height;
  job->across = (width + CELL - 1) / CELL;
  job->down = (height + CELL - 1) / CELL;
  job->stride = job->across * HALF;
  const int32_t cells = job->across * job->down;
  scrim_columns_memory(&job->columns, pool, scrim_half(width));
  scrim_scaler_memory(&job->mask, pool, scrim_half(width), 1);
  job->alpha = scrim_take(pool, job->stride * job->down * HALF, 1);
  job->cells = scrim_take(pool, cells, sizeof(cell_sums));
  job->outline = scrim_take(pool, cells, 1);
  job->beside = scrim_take(pool, cells, 1);
  job->near = scrim_take(pool, cells, 1);
}

int32_t SCRIM_KERNEL(spill_scratch)(int32_t width, int32_t height) {
  if (!scrim_size_ok(width, height)) return SCRIM_INVALID;
  struct pool pool = {NULL, 0};
  struct job job;
  take(&job, &pool, width, height);
  return (int32_t)pool.used;
}

/* The mask with its edge. Beyond the picture's ends it repeats, so that a cell there is what its pixels are. */
static void find_alpha(struct job *job) {
  const int32_t width = scrim_half(job->width), height = scrim_half(job->height);
  for (int32_t row = 0; row < job->down * HALF; row++) {
    uint8_t *out = job->alpha + row * job->stride;
    if (row >= height) {
      __builtin_memcpy(out, out - job->stride, (size_t)job->stride);
      continue;
    }
    const struct row mask = scrim_scaled_row(&job->mask, row);
    if (mask.bytes != NULL) {
      scrim_upscaled_row(mask, job->mask.edge, out, width, 1);
    } else {
      scrim_upscaled_row(mask, job->mask.edge, out, width, 0);
    }
    for (int32_t x = width; x < job->stride; x++) out[x] = out[width - 1];
  }
}

/* Cells that are neither all foreground nor all background. */
static void find_outline(struct job *job) {
  for (int32_t cell_row = 0; cell_row < job->down; cell_row++) {
    const uint8_t *alpha = job->alpha + cell_row * HALF * job->stride;
    for (int32_t cell = 0; cell < job->across; cell++) {
      uint32_t any = 0, common = UINT32_MAX;
      for (int32_t row = 0; row < HALF; row++) {
        uint32_t four;
        __builtin_memcpy(&four, alpha + row * job->stride + cell * HALF, 4);
        any |= four;
        common &= four;
      }
      job->outline[cell_row * job->across + cell] = any != 0 && common != UINT32_MAX;
    }
  }
}

static inline int32_t least(int32_t a, int32_t b) {
  return a < b ? a : b;
}

static inline int32_t most(int32_t a, int32_t b) {
  return a > b ? a : b;
}

/* Marks what is up to `reach` cells from the outline. */
static void find_near(const struct job *job, int32_t reach, uint8_t *near) {
  __builtin_memset(near, 0, (size_t)(job->across * job->down));
  for (int32_t row = 0; row < job->down; row++) {
    for (int32_t cell = 0; cell < job->across; cell++) {
      if (!job->outline[row * job->across + cell]) continue;
      const int32_t from = most(cell - reach, 0);
      const int32_t to = least(cell + reach, job->across - 1);
      for (int32_t r = most(row - reach, 0); r <= least(row + reach, job->down - 1); r++) {
        __builtin_memset(near + r * job->across + from, 1, (size_t)(to - from + 1));
      }
    }
  }
}

/* Adds one chroma pixel if it is surely one or the other. */
static inline void add(const struct job *job, int32_t x, int32_t row, uint8_t alpha,
                       cell_sums *cell) {
  if (alpha != 0 && alpha != 255) return;
  int32_t *sums = cell->sums + (alpha == 0 ? 4 : 0);
  const int32_t right = least(2 * x + 1, job->width - 1);
  const uint8_t *upper = job->y + (ptrdiff_t)(2 * row) * job->y_stride;
  const uint8_t *lower = job->y + (ptrdiff_t)least(2 * row + 1, job->height - 1) * job->y_stride;
  sums[0]++;
  sums[1] += upper[2 * x] + upper[right] + lower[2 * x] + lower[right];
  sums[2] += job->u[(ptrdiff_t)row * job->u_stride + x];
  sums[3] += job->v[(ptrdiff_t)row * job->v_stride + x];
}

SCRIM_INLINE int32_t all_of(i32x8 v) {
  const i32x4 half = __builtin_shufflevector(v, v, 0, 1, 2, 3) +
                     __builtin_shufflevector(v, v, 4, 5, 6, 7);
  return half[0] + half[1] + half[2] + half[3];
}

/* Two rows of four bytes each. */
SCRIM_INLINE i32x8 two_rows(const uint8_t *first, const uint8_t *second) {
  u8x8 both;
  __builtin_memcpy(&both, first, HALF);
  __builtin_memcpy((uint8_t *)&both + HALF, second, HALF);
  return __builtin_convertvector(both, i32x8);
}

/* Two rows of eight bytes each. */
SCRIM_INLINE i16x16 two_luma_rows(const uint8_t *first, const uint8_t *second) {
  u8x16 both;
  __builtin_memcpy(&both, first, CELL);
  __builtin_memcpy((uint8_t *)&both + CELL, second, CELL);
  return (i16x16)scrim_widen(both);
}

/* A cell that is all inside the picture, without a question asked for each pixel. */
static void sum_whole_cell(const struct job *job, int32_t row, int32_t x, cell_sums *into) {
  const int32_t next = row + STEP;
  const uint8_t *luma = job->y + (ptrdiff_t)(2 * row) * job->y_stride + 2 * x;
  const uint8_t *next_luma = luma + (ptrdiff_t)(2 * STEP) * job->y_stride;
  const i32x8 alpha = two_rows(job->alpha + row * job->stride + x,
                               job->alpha + next * job->stride + x);
  const i32x8 u = two_rows(job->u + (ptrdiff_t)row * job->u_stride + x,
                           job->u + (ptrdiff_t)next * job->u_stride + x);
  const i32x8 v = two_rows(job->v + (ptrdiff_t)row * job->v_stride + x,
                           job->v + (ptrdiff_t)next * job->v_stride + x);
  const i16x16 rows = two_luma_rows(luma, next_luma) +
                      two_luma_rows(luma + job->y_stride, next_luma + job->y_stride);
  const i32x8 lumas = scrim_dot(rows, (i16x16){0} + 1);
  for (int side = 0; side < 2; side++) {
    const i32x8 is = (i32x8)(alpha == (side == 0 ? 255 : 0));
    into->sums[4 * side] = -all_of(is);
    into->sums[4 * side + 1] = all_of(lumas & is);
    into->sums[4 * side + 2] = all_of(u & is);
    into->sums[4 * side + 3] = all_of(v & is);
  }
}

static void sum_cell(const struct job *job, int32_t cell_row, int32_t cell) {
  cell_sums *into = job->cells + cell_row * job->across + cell;
  if ((cell + 1) * CELL <= job->width && (cell_row + 1) * CELL <= job->height) {
    sum_whole_cell(job, cell_row * HALF, cell * HALF, into);
    return;
  }
  *into = (cell_sums){{0}};
  const int32_t right = least((cell + 1) * HALF, scrim_half(job->width));
  const int32_t below = least((cell_row + 1) * HALF, scrim_half(job->height));
  for (int32_t row = cell_row * HALF; row < below; row += STEP) {
    const uint8_t *alpha = job->alpha + row * job->stride;
    for (int32_t x = cell * HALF; x < right; x++) add(job, x, row, alpha[x], into);
  }
}

/* Half the difference of two means, to nearest, and 128. `pixels` is how many one of what is counted stands for. */
static inline uint8_t half_difference(const int32_t *front, const int32_t *back, int32_t i,
                                      float pixels) {
  const float difference =
      (float)front[i] / (float)front[0] - (float)back[i] / (float)back[0];
  return (uint8_t)(int32_t)(difference / pixels * 0.5f + 128.5f);
}

static void compare(const struct job *job, int32_t row, int32_t cell, uint8_t *into,
                    int32_t stride) {
  int32_t all[8] = {0};
  for (int32_t r = most(row - AROUND, 0); r <= least(row + AROUND, job->down - 1); r++) {
    for (int32_t c = most(cell - AROUND, 0); c <= least(cell + AROUND, job->across - 1); c++) {
      for (int i = 0; i < 8; i++) all[i] += job->cells[r * job->across + c].sums[i];
    }
  }
  if (all[0] == 0 || all[4] == 0) return;
  uint8_t *out = into + (ptrdiff_t)row * stride + cell;
  const ptrdiff_t plane = (ptrdiff_t)job->down * stride;
  out[0] = half_difference(all, all + 4, 1, 4.0f);
  out[plane] = half_difference(all, all + 4, 2, 1.0f);
  out[2 * plane] = half_difference(all, all + 4, 3, 1.0f);
}

int32_t SCRIM_KERNEL(spill)(const uint8_t *restrict y, int32_t y_stride, const uint8_t *restrict u,
                            int32_t u_stride, const uint8_t *restrict v, int32_t v_stride,
                            int32_t width, int32_t height, const uint8_t *restrict mask,
                            int32_t mask_stride, int32_t mask_width, int32_t mask_height,
                            int32_t mask_edge, uint8_t *restrict into, int32_t stride,
                            uint8_t *restrict scratch, int32_t scratch_length) {
  if (!scrim_i420_ok(y, y_stride, u, u_stride, v, v_stride, width, height) ||
      !scrim_size_ok(mask_width, mask_height) ||
      !scrim_rows_ok(mask, mask_stride, mask_width, mask_height) || !scrim_edge_ok(mask_edge) ||
      !scrim_scratch_ok(scratch, scratch_length, SCRIM_KERNEL(spill_scratch)(width, height))) {
    return SCRIM_INVALID;
  }
  struct job job = {
      .y = y, .u = u, .v = v, .y_stride = y_stride, .u_stride = u_stride, .v_stride = v_stride};
  struct pool pool = {scratch, 0};
  take(&job, &pool, width, height);
  if (!scrim_rows_ok(into, stride, job.across, 3 * job.down)) return SCRIM_INVALID;
  scrim_columns_start(&job.columns, mask_width << 1, width, mask_width, scrim_half(width));
  scrim_scaler_start(&job.mask, mask, mask_stride, mask_height << 1, height, mask_height,
                     &job.columns);
  job.mask.edge = scrim_edge_of(mask_edge);
  find_alpha(&job);
  find_outline(&job);
  find_near(&job, 1, job.beside);
  find_near(&job, 1 + AROUND, job.near);
  for (int32_t row = 0; row < 3 * job.down; row++) {
    __builtin_memset(into + (ptrdiff_t)row * stride, 128, (size_t)job.across);
  }
  for (int32_t row = 0; row < job.down; row++) {
    for (int32_t cell = 0; cell < job.across; cell++) {
      if (job.near[row * job.across + cell]) sum_cell(&job, row, cell);
    }
  }
  for (int32_t row = 0; row < job.down; row++) {
    for (int32_t cell = 0; cell < job.across; cell++) {
      if (job.beside[row * job.across + cell]) compare(&job, row, cell, into, stride);
    }
  }
  return 0;
}
