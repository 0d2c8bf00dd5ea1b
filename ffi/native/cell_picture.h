/* Pictures in cells: the sizes of both kinds of planes, where they and the mask come from, and the mean of what counts. */
#ifndef SCRIM_CELL_PICTURE_H
#define SCRIM_CELL_PICTURE_H

#include "cells.h"
#include "checks.h"

/* A power of two up to the largest one. */
static inline int scrim_divisor_ok(int32_t divisor) {
  return divisor >= 1 && divisor <= SCRIM_DIVISOR_MAX && (divisor & (divisor - 1)) == 0;
}

/* The sizes of luma (shift 0, one plane) or chroma (shift 1, two). */
static inline struct cells scrim_cells_sizes(int32_t width, int32_t height, int32_t divisor,
                                             int32_t shift, int masked) {
  const int32_t full_columns = (width + divisor - 1) / divisor;
  const int32_t full_rows = (height + divisor - 1) / divisor;
  return (struct cells){.planes = 1 + shift,
                        .width = (width + shift) >> shift,
                        .height = (height + shift) >> shift,
                        .columns = (full_columns + shift) >> shift,
                        .rows = (full_rows + shift) >> shift,
                        .full_width = width,
                        .full_height = height,
                        .full_columns = full_columns,
                        .full_rows = full_rows,
                        .divisor = divisor,
                        .masked = masked};
}

/* Planes of one size each, and what to leave out of them (NULL: nothing). */
struct cell_source {
  const uint8_t *planes[3];
  int32_t stride[3];
  const uint8_t *mask;
  int32_t mask_stride, mask_width, mask_height, mask_edge;
};

static inline int scrim_cell_mask_ok(const struct cell_source *from) {
  return from->mask == NULL ||
         (scrim_size_ok(from->mask_width, from->mask_height) && scrim_edge_ok(from->mask_edge) &&
          scrim_rows_ok(from->mask, from->mask_stride, from->mask_width, from->mask_height));
}

/* Cells that have their memory get what scrim_cells_fill() reads. */
static inline void scrim_cells_start(struct cells *c, const struct cell_source *from,
                                     int32_t shift) {
  for (int i = 0; i < c->planes; i++) {
    c->source[i] = from->planes[shift + i];
    c->stride[i] = from->stride[shift + i];
  }
  if (!c->masked) return;
  scrim_columns_start(&c->mask_columns, from->mask_width << shift, c->full_width,
                      from->mask_width, c->width);
  scrim_scaler_start(&c->mask, from->mask, from->mask_stride, from->mask_height << shift,
                     c->full_height, from->mask_height, &c->mask_columns);
  c->mask.edge = scrim_edge_of(from->mask_edge);
}

/* At most 2^14 cells: 32 bits hold them. */
static inline uint32_t scrim_cells_sum(const uint16_t *restrict cells, int32_t count) {
  uint32_t all = 0;
  for (int32_t i = 0; i < count; i++) all += cells[i];
  return all;
}

/* The mean of all that counts; middle grey if nothing does. */
static inline uint32_t scrim_cells_overall(const struct cells *c, int plane) {
  uint64_t values = 0;
  uint64_t weights = 0;
  for (int32_t row = 0; row < c->rows; row++) {
    const ptrdiff_t at = (ptrdiff_t)row * c->columns;
    values += scrim_cells_sum(c->values[plane] + at, c->columns);
    weights += scrim_cells_sum(c->weights + at, c->columns);
  }
  return weights == 0 ? 128 : (uint32_t)((values * 256 + weights / 2) / weights);
}

#endif
