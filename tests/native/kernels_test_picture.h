/* Pictures for kernels that take whole ones. */
#ifndef KERNELS_TEST_PICTURE_H
#define KERNELS_TEST_PICTURE_H

#include "kernels_test.h"

/* Three planes, each in memory of its own. */
struct picture {
  uint8_t *y, *u, *v;
  int32_t ys, us, vs, w, h;
};

static inline struct picture picture(int32_t w, int32_t h, int32_t pad) {
  const int32_t cw = (w + 1) / 2;
  const int32_t ch = (h + 1) / 2;
  return (struct picture){plane(w + pad, w, h), plane(cw + pad, cw, ch), plane(cw, cw, ch),
                          w + pad,              cw + pad,                cw,
                          w,                    h};
}

#define PLANES(p) (p).y, (p).ys, (p).u, (p).us, (p).v, (p).vs

#endif
