/*
 * Which parts of a mask are worth looking at: where it is nothing or everything with all round it, there is nothing to find.
 */
#ifndef SCRIM_REFINE_BLOCKS_H
#define SCRIM_REFINE_BLOCKS_H

#include "checks.h"
#include "mask_edge.h"
#include "pool.h"

/* Source pixels that are looked at or left out together. */
#define SCRIM_BLOCK 8

/* A mask in blocks, row by row. */
struct blocks {
  int32_t width, height;
  /* Blocks in a row. */
  int32_t count;
  /* 0 or 255 if that is all that a block's 5x5 surroundings hold, else SCRIM_MIXED; and of its row alone. */
  uint8_t *settled, *in_row;
  /* 1: wanted for terms that are not settled; for their lines; for the pictures under those. */
  uint8_t *wanted[3];
};

static inline void scrim_blocks_memory(struct blocks *blocks, struct pool *pool, int32_t width,
                                       int32_t height) {
  const int32_t count = (width + SCRIM_BLOCK - 1) / SCRIM_BLOCK;
  blocks->width = width;
  blocks->height = height;
  blocks->count = count;
  blocks->settled = scrim_take(pool, count * height, 1);
  blocks->in_row = scrim_take(pool, count * height, 1);
  for (int i = 0; i < 3; i++) blocks->wanted[i] = scrim_take(pool, count * height, 1);
}

static inline int32_t scrim_row_within(int32_t row, int32_t rows) {
  return row < 0 ? 0 : row < rows ? row : rows - 1;
}

/* A part of a row. */
struct run {
  int32_t from, to;
};

/* The run with `more` columns on either side, as far as there are any. */
static inline struct run scrim_wider(struct run run, int32_t more, int32_t width) {
  return (struct run){run.from < more ? 0 : run.from - more,
                      run.to + more > width ? width : run.to + more};
}

/* What a block and two columns on either side are in one row of the mask. */
static inline uint8_t scrim_block_kind(const uint8_t *mask, struct run run) {
  if (run.to - run.from == SCRIM_BLOCK + 4) {
    uint64_t first, last;
    __builtin_memcpy(&first, mask + run.from, 8);
    __builtin_memcpy(&last, mask + run.to - 8, 8);
    return (first | last) == 0               ? SCRIM_NOTHING
           : (first & last) == UINT64_MAX ? SCRIM_ALL
                                             : SCRIM_MIXED;
  }
  uint8_t any = 0, common = 255;
  for (int32_t x = run.from; x < run.to; x++) {
    any |= mask[x];
    common &= mask[x];
  }
  return any == 0 ? SCRIM_NOTHING : common == 255 ? SCRIM_ALL : SCRIM_MIXED;
}

/* What each block is together with two rows and columns all round. */
static inline void scrim_find_settled(struct blocks *blocks, const uint8_t *mask, int32_t stride) {
  const int32_t count = blocks->count;
  for (int32_t row = 0; row < blocks->height; row++) {
    for (int32_t b = 0; b < count; b++) {
      const struct run block = {b * SCRIM_BLOCK, (b + 1) * SCRIM_BLOCK};
      blocks->in_row[row * count + b] =
          scrim_block_kind(mask + (ptrdiff_t)row * stride, scrim_wider(block, 2, blocks->width));
    }
  }
  for (int32_t row = 0; row < blocks->height; row++) {
    const uint8_t *rows[5];
    for (int32_t k = 0; k < 5; k++) {
      rows[k] = blocks->in_row + scrim_row_within(row + k - 2, blocks->height) * count;
    }
    for (int32_t b = 0; b < count; b++) {
      const uint8_t any = rows[0][b] | rows[1][b] | rows[2][b] | rows[3][b] | rows[4][b];
      const uint8_t common = rows[0][b] & rows[1][b] & rows[2][b] & rows[3][b] & rows[4][b];
      const uint8_t kind = any == common ? any : SCRIM_MIXED;
      blocks->settled[row * count + b] = kind;
      blocks->wanted[0][row * count + b] = kind == SCRIM_MIXED;
    }
  }
}

/* Blocks beside those that are wanted, in the rows above and below, too. */
static inline void scrim_want_more(const struct blocks *blocks, const uint8_t *wanted,
                                   uint8_t *more) {
  const int32_t count = blocks->count;
  for (int32_t row = 0; row < blocks->height; row++) {
    const uint8_t *above = wanted + scrim_row_within(row - 1, blocks->height) * count;
    const uint8_t *here = wanted + row * count;
    const uint8_t *below = wanted + scrim_row_within(row + 1, blocks->height) * count;
    uint8_t before = 0, now = above[0] | here[0] | below[0];
    for (int32_t b = 0; b < count; b++) {
      const uint8_t next =
          b + 1 < count ? (uint8_t)(above[b + 1] | here[b + 1] | below[b + 1]) : 0;
      more[row * count + b] = before | now | next;
      before = now;
      now = next;
    }
  }
}

/* Fills everything for a mask. */
static inline void scrim_find_blocks(struct blocks *blocks, const uint8_t *mask, int32_t stride) {
  scrim_find_settled(blocks, mask, stride);
  for (int i = 0; i < 2; i++) scrim_want_more(blocks, blocks->wanted[i], blocks->wanted[i + 1]);
}

/* Finds the next run of wanted blocks of a row, from block `*block` on. Whether there is one. */
static inline int scrim_next_run(const struct blocks *blocks, const uint8_t *wanted, int32_t row,
                                 int32_t *block, struct run *run) {
  const uint8_t *here = wanted + row * blocks->count;
  int32_t b = *block;
  while (b < blocks->count && !here[b]) b++;
  const int32_t from = b;
  while (b < blocks->count && here[b]) b++;
  *block = b;
  *run = scrim_wider((struct run){from * SCRIM_BLOCK, b * SCRIM_BLOCK}, 0, blocks->width);
  return from < b;
}

#endif
