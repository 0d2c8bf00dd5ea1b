/*
 * Sums over a disc round each cell, from running sums along rows: two differences for each row of the disc, so that its ends are
 * halves of cells.
 */
#ifndef SCRIM_DISC_H
#define SCRIM_DISC_H

#include <stddef.h>
#include <stdint.h>

/* In 1/16 cells: sums over a disc of white that counts most fit 31 bits. */
#define SCRIM_DISC_MAX (12 * 16)
/* Rows above and below the middle one of the largest disc, and more columns than any disc reaches. */
#define SCRIM_DISC_REACH 12
#define SCRIM_DISC_PAD 16
/* Cells of a row that are added up at once. */
#define SCRIM_DISC_BLOCK 32

/* How much of a row of cells the disc covers: both widths to each side of the middle cell, half each. */
struct disc {
  int32_t rows;
  int32_t inner[SCRIM_DISC_REACH + 1], outer[SCRIM_DISC_REACH + 1];
  /* Twice its area in cells. */
  uint32_t area;
};

/* Twice half the width at `row`, to nearest: the largest n with n - 1/2 <= 2 sqrt(radius^2 - row^2). */
static inline int32_t scrim_disc_width(int32_t radius, int32_t row) {
  const int32_t most = radius * radius - 256 * row * row;
  int32_t n = 0;
  while ((2 * n + 1) * (2 * n + 1) * 16 <= most) n++;
  return n;
}

static inline struct disc scrim_disc_of(int32_t radius) {
  struct disc d = {0};
  for (int32_t row = 0; row <= SCRIM_DISC_REACH; row++) {
    int32_t n = scrim_disc_width(radius, row);
    if (row == 0 && n == 0) n = 1;
    if (n == 0) break;
    d.inner[row] = (n - 1) / 2;
    d.outer[row] = n / 2;
    d.rows = row;
    const int32_t cells = 2 * (d.inner[row] + d.outer[row] + 1);
    d.area += (uint32_t)(row == 0 ? cells : 2 * cells);
  }
  return d;
}

/* Twice the sums over the disc round each cell of a row. */
static inline void scrim_disc_block(const struct disc *d, const uint32_t *restrict sums,
                                    int32_t stride, int32_t above, int32_t below,
                                    uint32_t *restrict out) {
  uint32_t all[SCRIM_DISC_BLOCK] = {0};
  for (int32_t row = above; row <= below; row++) {
    const int32_t away = row < 0 ? -row : row;
    const uint32_t *line = sums + (ptrdiff_t)row * stride;
    const uint32_t *inner = line - d->inner[away], *inner_end = line + d->inner[away] + 1;
    const uint32_t *outer = line - d->outer[away], *outer_end = line + d->outer[away] + 1;
    if (inner == outer) {
      for (int32_t i = 0; i < SCRIM_DISC_BLOCK; i++) all[i] += (inner_end[i] - inner[i]) << 1;
    } else {
      for (int32_t i = 0; i < SCRIM_DISC_BLOCK; i++) {
        all[i] += inner_end[i] - inner[i] + (outer_end[i] - outer[i]);
      }
    }
  }
  __builtin_memcpy(out, all, sizeof all);
}

#endif
