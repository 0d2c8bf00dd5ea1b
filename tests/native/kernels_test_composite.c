/* Two pictures brought together: one over the other, as planes and as packed pixels, and how they differ. */
#include "kernels_test_picture.h"

#define SIZE(w, h) ((int32_t)((uint32_t)(h) << 16 | ((uint32_t)(w) & 0xffff)))
#define SPILL(w, h) spill, ((w) + 7) / 8, SIZE(((w) + 7) / 8, ((h) + 7) / 8)

#define COMPOSITE(front, back, mask, mask_w, mask_h, into)                                       \
  scrim_composite(PLANES(front), PLANES(back), SIZE((back).w, (back).h), mask, mask_w,            \
                  SIZE(mask_w, mask_h), WHOLE, SPILL((front).w, (front).h), PLANES(into),         \
                  SIZE((front).w, (front).h), scratch, n)
#define PACKED(front, back, mask, mask_w, mask_h, packed, stride, layout)                         \
  scrim_composite_packed(PLANES(front), PLANES(back), SIZE((back).w, (back).h), mask, mask_w,     \
                         SIZE(mask_w, mask_h), EDGE(3, 200), SPILL((front).w, (front).h), packed, \
                         stride, SIZE((front).w, (front).h), layout, 1, 0, scratch, n)

void composites(int32_t w, int32_t h, int32_t pad, int32_t small_w, int32_t small_h) {
  const struct picture front = picture(w, h, pad);
  const struct picture back = picture(small_w, small_h, pad);
  const struct picture into = picture(w, h, 0);
  uint8_t *mask = plane(small_w, small_w, small_h);
  const int32_t n = scrim_composite_scratch(w);
  uint8_t *scratch = lend((size_t)n);
  const uint8_t *spill = NULL;
  OK(COMPOSITE(front, back, mask, small_w, small_h, into));
  const int32_t needed = scrim_spill_scratch(w, h);
  uint8_t *more = lend((size_t)needed);
  const int32_t cells = (w + 7) / 8;
  uint8_t *found = plane(cells, cells, 3 * ((h + 7) / 8));
  OK(scrim_spill(PLANES(front), w, h, mask, small_w, small_w, small_h, EDGE(3, 200), found, cells,
                 more, needed));
  OK(scrim_spill(PLANES(front), w, h, into.y, w, w, h, WHOLE, found, cells, more, needed));
  spill = found;
  OK(COMPOSITE(front, back, mask, small_w, small_h, front));
  OK(COMPOSITE(front, into, into.y, w, h, front));
  const int32_t cw = (w + 1) / 2;
  const int32_t ch = (h + 1) / 2;
  uint8_t *yuyv = plane(4 * cw + pad, 4 * cw, h);
  OK(PACKED(front, back, mask, small_w, small_h, yuyv, 4 * cw + pad, SCRIM_YUYV));
  OK(PACKED(front, into, into.y, w, h, yuyv, 4 * cw + pad, SCRIM_YUYV));
  uint8_t *rgb = plane(3 * w + pad, 3 * w, h);
  OK(PACKED(front, back, mask, small_w, small_h, rgb, 3 * w + pad, SCRIM_RGB24));
  const int32_t stride = w + pad;
  const int32_t half = (stride + 1) / 2;
  uint8_t *i420 = lend((size_t)(stride * h + half * (2 * ch - 1) + cw));
  OK(PACKED(front, back, mask, small_w, small_h, i420, stride, SCRIM_I420));
  give_back();
}

void motions(int32_t w, int32_t h, int32_t pad) {
  uint8_t *rgba = plane(4 * w + pad, 4 * w, h);
  uint8_t *reference = plane(4 * w, 4 * w, h);
  const int32_t numbers = 2 * ((w + 15) / 16) * ((h + 15) / 16);
  int32_t *into = (int32_t *)(void *)lend(sizeof(int32_t) * (size_t)numbers);
  OK(scrim_motion(rgba, 4 * w + pad, reference, 4 * w, into, numbers, w, h));
  NO(scrim_motion(rgba, 4 * w + pad, reference, 4 * w, into, numbers - 1, w, h));
  give_back();
}

void refused_composites(void) {
  uint8_t *a = lend(4096);
  uint8_t *y = lend(4096);
  uint8_t *u = lend(4096);
  uint8_t *v = lend(4096);
  uint8_t *m = lend(4096);
  uint8_t *scratch = lend(65536);
  const int32_t n = 65536;
  int32_t *numbers = (int32_t *)(void *)lend(64);
#define FRONT y, 8, u, 4, v, 4
#define BACK y, 4, u, 2, v, 2, SIZE(4, 2)
#define NONE NULL, 0, 0
#define MASK m, 4, SIZE(4, 2), WHOLE, NONE
#define TO y, 8, u, 4, v, 4
#define FRONT_Y(w, h, s, p) scrim_composite(p, s, u, 4, v, 4, BACK, MASK, TO, SIZE(w, h), scratch, n)
#define FRONT_U(w, h, s, p) scrim_composite(y, 8, p, s, v, 4, BACK, MASK, TO, SIZE(w, h), scratch, n)
#define FRONT_V(w, h, s, p) scrim_composite(y, 8, u, 4, p, s, BACK, MASK, TO, SIZE(w, h), scratch, n)
#define BACK_Y(w, h, s, p) scrim_composite(FRONT, p, s, u, 4, v, 4, SIZE(w, h), MASK, TO, SIZE(8, 4), scratch, n)
#define BACK_U(w, h, s, p) scrim_composite(FRONT, y, 8, p, s, v, 4, SIZE(w, h), MASK, TO, SIZE(8, 4), scratch, n)
#define BACK_V(w, h, s, p) scrim_composite(FRONT, y, 8, u, 4, p, s, SIZE(w, h), MASK, TO, SIZE(8, 4), scratch, n)
#define MASK_OF(w, h, s, p) \
  scrim_composite(FRONT, BACK, p, s, SIZE(w, h), WHOLE, NONE, TO, SIZE(8, 4), scratch, n)
#define INTO_Y(w, h, s, p) scrim_composite(FRONT, BACK, MASK, p, s, u, 4, v, 4, SIZE(w, h), scratch, n)
#define INTO_U(w, h, s, p) scrim_composite(FRONT, BACK, MASK, y, 8, p, s, v, 4, SIZE(w, h), scratch, n)
#define INTO_V(w, h, s, p) scrim_composite(FRONT, BACK, MASK, y, 8, u, 4, p, s, SIZE(w, h), scratch, n)
#define AS(layout, w, h, s, p) \
  scrim_composite_packed(FRONT, BACK, MASK, p, s, SIZE(w, h), layout, 0, 0, scratch, n)
#define AS_YUYV(w, h, s, p) AS(SCRIM_YUYV, w, h, s, p)
#define AS_I420(w, h, s, p) AS(SCRIM_I420, w, h, s, p)
#define AS_RGB24(w, h, s, p) AS(SCRIM_RGB24, w, h, s, p)
#define PACKED_BACK(w, h, s, p) \
  scrim_composite_packed(FRONT, p, s, u, 4, v, 4, SIZE(w, h), MASK, a, 16, SIZE(8, 4), 0, 0, 0, \
                         scratch, n)
  REFUSES_SHAPES(FRONT_Y, 8);
  REFUSES_SHAPES(FRONT_U, 4);
  REFUSES_SHAPES(FRONT_V, 4);
  REFUSES_SHAPES(BACK_Y, 8);
  REFUSES_SHAPES(BACK_U, 4);
  REFUSES_SHAPES(BACK_V, 4);
  REFUSES_SHAPES(MASK_OF, 8);
  REFUSES_SHAPES(INTO_Y, 8);
  REFUSES_SHAPES(INTO_U, 4);
  REFUSES_SHAPES(INTO_V, 4);
  REFUSES_SHAPES(AS_YUYV, 16);
  REFUSES_SHAPES(AS_I420, 8);
  REFUSES_SHAPES(AS_RGB24, 24);
  REFUSES_SHAPES(PACKED_BACK, 8);
  NO(BACK_Y(9, 4, 16, a));
  NO(BACK_Y(8, 5, 8, a));
  NO(PACKED_BACK(9, 4, 16, a));
  NO(AS(3, 8, 4, 32, a));
  NO(AS(-1, 8, 4, 32, a));
  NO(scrim_composite_packed(FRONT, BACK, MASK, a, 24, SIZE(8, 4), SCRIM_RGB24, 2, 0, scratch, n));
  NO(scrim_composite_packed(FRONT, BACK, MASK, a, 24, SIZE(8, 4), SCRIM_RGB24, 0, -1, scratch, n));
  NO(scrim_composite(FRONT, BACK, m, 4, SIZE(4, 2), EDGE(7, 256), NONE, TO, SIZE(8, 4), scratch, n));
  NO(scrim_composite_packed(FRONT, BACK, m, 4, SIZE(4, 2), EDGE(7, 7), NONE, a, 16, SIZE(8, 4), 0, 0, 0,
                            scratch, n));
  const int32_t needed = scrim_composite_scratch(8);
  OK(scrim_composite(FRONT, BACK, MASK, TO, SIZE(8, 4), scratch, needed));
  NO(scrim_composite(FRONT, BACK, MASK, TO, SIZE(8, 4), scratch, needed - 1));
  NO(scrim_composite(FRONT, BACK, MASK, TO, SIZE(8, 4), NULL, needed));
  NO(scrim_composite(FRONT, BACK, MASK, TO, SIZE(8, 4), scratch + 1, needed));
  NO(scrim_composite_packed(FRONT, BACK, MASK, a, 16, SIZE(8, 4), 0, 0, 0, scratch, needed - 1));
  NO(scrim_composite_scratch(0));
#define SPILLS(w, h, s, p) \
  scrim_composite(FRONT, BACK, m, 4, SIZE(4, 2), WHOLE, p, s, SIZE(w, h), TO, SIZE(8, 4), scratch, n)
  OK(SPILLS(8, 4, 8, a));
  NO(SPILLS(0, 4, 8, a));
  NO(SPILLS(8, -4, 8, a));
  NO(SPILLS(8, 4, 7, a));
  NO(SPILLS(16385, 4, INT32_MAX, a));
#define SPILL_OF(w, h, s, p) scrim_spill(p, s, u, 4, v, 4, w, h, m, 4, 4, 2, WHOLE, a, 8, scratch, n)
#define SPILL_U(w, h, s, p) scrim_spill(y, 8, p, s, v, 4, w, h, m, 4, 4, 2, WHOLE, a, 8, scratch, n)
#define SPILL_MASK(w, h, s, p) \
  scrim_spill(y, 8, u, 4, v, 4, 8, 4, p, s, w, h, WHOLE, a, 8, scratch, n)
#define SPILL_INTO(w, h, s, p) \
  scrim_spill(y, 8, u, 4, v, 4, w, h, m, 4, 4, 2, WHOLE, p, s, scratch, n)
  REFUSES_SHAPES(SPILL_OF, 8);
  REFUSES_SHAPES(SPILL_U, 4);
  REFUSES_SHAPES(SPILL_MASK, 8);
  REFUSES_SHAPES(SPILL_INTO, 1);
  const int32_t most = scrim_spill_scratch(8, 4);
  OK(scrim_spill(y, 8, u, 4, v, 4, 8, 4, m, 4, 4, 2, WHOLE, a, 8, scratch, most));
  NO(scrim_spill(y, 8, u, 4, v, 4, 8, 4, m, 4, 4, 2, EDGE(9, 9), a, 8, scratch, most));
  NO(scrim_spill(y, 8, u, 4, v, 4, 8, 4, m, 4, 4, 2, WHOLE, a, 8, scratch, most - 1));
  NO(scrim_spill(y, 8, u, 4, v, 4, 8, 4, m, 4, 4, 2, WHOLE, a, 8, NULL, most));
  NO(scrim_spill_scratch(0, 4));
#define MOTION(w, h, s, p) scrim_motion(p, s, m, 32, numbers, 2, w, h)
#define MOTION_REFERENCE(w, h, s, p) scrim_motion(m, 32, p, s, numbers, 2, w, h)
  REFUSES_SHAPES(MOTION, 32);
  REFUSES_SHAPES(MOTION_REFERENCE, 32);
  NO(scrim_motion(a, 32, m, 32, NULL, 2, 8, 4));
  NO(scrim_motion(a, 32, m, 32, numbers, -2, 8, 4));
  NO(scrim_motion(a, 32, m, 32, (int32_t *)(void *)(v + 2), 2, 8, 4));
  give_back();
}
