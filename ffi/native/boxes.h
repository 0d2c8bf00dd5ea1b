/* Box passes over 16-bit cells: running sums down the columns, all columns in parallel; turned for the other direction. */
#ifndef SCRIM_BOXES_H
#define SCRIM_BOXES_H

#include "checks.h"

/*
 * One box: 2 radius + 1 cells of weight `centre` and one more at each end of weight `edge`, in 1/65536, adding up to 1. So
 * any width is possible, not only odd ones.
 */
struct box {
  int32_t radius;
  uint32_t centre, edge;
};

static inline int scrim_box_ok(int32_t radius, int32_t centre, int32_t edge) {
  return radius >= 0 && radius <= 255 && centre >= 0 && centre <= 65536 && edge >= 0 &&
         edge <= 32768 && (2 * radius + 1) * centre + 2 * edge == 65536;
}

/* Functions below trust their arguments. Cells are at most 65280, so sums fit 32 bits. */
static inline const uint16_t *scrim_cells(const uint16_t *cells, int32_t row, int32_t rows,
                                          int32_t columns) {
  const int32_t inside = row < 0 ? 0 : row >= rows ? rows - 1 : row;
  return cells + (ptrdiff_t)inside * columns;
}

/* Moves the window one row down and gives its weighted mean. */
static inline void scrim_box_row(const uint16_t *restrict above, const uint16_t *restrict leaving,
                                 const uint16_t *restrict below, uint32_t *restrict sums,
                                 uint16_t *restrict out, int32_t columns, struct box box) {
  for (int32_t x = 0; x < columns; x++) {
    const uint32_t ends = (uint32_t)above[x] + below[x];
    out[x] = (uint16_t)((sums[x] * box.centre + ends * box.edge + 32768) >> 16);
    sums[x] += (uint32_t)below[x] - leaving[x];
  }
}

/* One pass down the columns; edges repeated. `sums`: one for each column. */
static inline void scrim_box_pass(const uint16_t *restrict in, uint16_t *restrict out,
                                  uint32_t *restrict sums, int32_t rows, int32_t columns,
                                  struct box box) {
  for (int32_t x = 0; x < columns; x++) sums[x] = 0;
  for (int32_t k = -box.radius; k <= box.radius; k++) {
    const uint16_t *restrict row = scrim_cells(in, k, rows, columns);
    for (int32_t x = 0; x < columns; x++) sums[x] += row[x];
  }
  for (int32_t row = 0; row < rows; row++) {
    scrim_box_row(scrim_cells(in, row - box.radius - 1, rows, columns),
                  scrim_cells(in, row - box.radius, rows, columns),
                  scrim_cells(in, row + box.radius + 1, rows, columns), sums,
                  out + (ptrdiff_t)row * columns, columns, box);
  }
}

/* Rows become columns. */
static inline void scrim_turn(const uint16_t *restrict in, uint16_t *restrict out, int32_t rows,
                              int32_t columns) {
  for (int32_t top = 0; top < rows; top += 8) {
    const int32_t bottom = top + 8 < rows ? top + 8 : rows;
    for (int32_t x = 0; x < columns; x++) {
      for (int32_t y = top; y < bottom; y++) {
        out[(ptrdiff_t)x * rows + y] = in[(ptrdiff_t)y * columns + x];
      }
    }
  }
}

/* Three passes each way; the result is in `spare`, turned: `columns` rows of `rows`. */
static inline void scrim_boxes(uint16_t *cells, uint16_t *spare, uint32_t *sums, int32_t rows,
                               int32_t columns, struct box box) {
  scrim_box_pass(cells, spare, sums, rows, columns, box);
  scrim_box_pass(spare, cells, sums, rows, columns, box);
  scrim_box_pass(cells, spare, sums, rows, columns, box);
  scrim_turn(spare, cells, rows, columns);
  scrim_box_pass(cells, spare, sums, columns, rows, box);
  scrim_box_pass(spare, cells, sums, columns, rows, box);
  scrim_box_pass(cells, spare, sums, columns, rows, box);
}

#endif
