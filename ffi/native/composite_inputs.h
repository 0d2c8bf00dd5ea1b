/* What is brought together by composite.c, and whether it fits together. */
#ifndef SCRIM_COMPOSITE_INPUTS_H
#define SCRIM_COMPOSITE_INPUTS_H

#include "checks.h"
#include "mask_edge.h"

/* The planes of a picture, luma first. */
struct planes {
  const uint8_t *data[3];
  int32_t stride[3];
};

/* A picture or a mask and its size. */
struct behind {
  struct planes planes;
  int32_t width, height;
};

struct through {
  const uint8_t *data;
  int32_t stride, width, height, edge;
};

/* Three planes of one size below each other, or NULL. */
struct spill {
  const uint8_t *data;
  int32_t stride;
  struct scrim_size size;
};

static inline int scrim_spill_ok(const struct spill *spill) {
  return spill->data == NULL ||
         (scrim_size_ok(spill->size.width, spill->size.height) &&
          scrim_rows_ok(spill->data, spill->stride, spill->size.width, 3 * spill->size.height));
}

static inline int scrim_inputs_ok(struct planes f, struct scrim_size size,
                                  const struct behind *back, const struct through *mask,
                                  const struct spill *spill) {
  const struct planes b = back->planes;
  return scrim_i420_ok(f.data[0], f.stride[0], f.data[1], f.stride[1], f.data[2], f.stride[2],
                       size.width, size.height) &&
         scrim_i420_ok(b.data[0], b.stride[0], b.data[1], b.stride[1], b.data[2], b.stride[2],
                       back->width, back->height) &&
         back->width <= size.width && back->height <= size.height &&
         scrim_size_ok(mask->width, mask->height) &&
         scrim_rows_ok(mask->data, mask->stride, mask->width, mask->height) &&
         scrim_edge_ok(mask->edge) && scrim_spill_ok(spill);
}

#endif
