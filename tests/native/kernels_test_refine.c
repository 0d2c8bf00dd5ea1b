/* Masks that are refined, and masks that grow. */
#include "kernels_test.h"

static void grows(int32_t w, int32_t h, int32_t pad, int32_t radius) {
  uint8_t *mask = plane(w + pad, w, h);
  uint8_t *into = plane(w, w, h);
  const int32_t n = scrim_dilate_scratch(w, radius);
  uint8_t *scratch = lend((size_t)n);
  OK(scrim_dilate(mask, w + pad, into, w, w, h, radius, scratch, n));
  OK(scrim_dilate(mask, w + pad, into, w, w, h, -radius, scratch, n));
  give_back();
}

void refines(int32_t w, int32_t h, int32_t pad, int32_t small_w, int32_t small_h) {
  uint8_t *mask = plane(small_w + pad, small_w, small_h);
  uint8_t *guide = plane(4 * small_w + pad, 4 * small_w, small_h);
  uint8_t *before = plane(4 * small_w, 4 * small_w, small_h);
  uint8_t *luma = plane(w + pad, w, h);
  uint8_t *into = plane(w, w, h);
  const int32_t n = scrim_refine_scratch(small_w, small_h, w);
  uint8_t *scratch = lend((size_t)n);
  for (int32_t share = 26; share <= 256; share += 230) {
    OK(scrim_refine(mask, small_w + pad, guide, 4 * small_w + pad, before, 4 * small_w, small_w,
                    small_h, luma, w + pad, into, w, w, h, w & 1, h & 1, 1620, 25, 50, share, 4,
                    scratch, n));
  }
  give_back();
  grows(w, h, pad, 1 + w % 5);
  grows(w, h, 0, 128);
}

void refused_refines(void) {
  uint8_t *a = lend(4096);
  uint8_t *y = lend(4096);
  uint8_t *m = lend(4096);
  uint8_t *g = lend(4096);
  uint8_t *s = lend(65536);
#define REFINE(matrix, epsilon, calm, moving, share, jump, scratch, length)                        \
  scrim_refine(m, 4, g, 16, g, 16, 4, 2, y, 8, a, 8, 8, 4, matrix, 0, epsilon, calm, moving, share, \
               jump, scratch, length)
#define MASK(w, h, n, p) \
  scrim_refine(p, n, g, 64, g, 64, w, h, y, 8, m, 8, 8, 4, 0, 0, 9, 0, 1, 1, 0, s, 65536)
#define GUIDE(w, h, n, p) \
  scrim_refine(m, 8, p, n, g, 64, w, h, y, 8, m, 8, 8, 4, 0, 0, 9, 0, 1, 1, 0, s, 65536)
#define BEFORE(w, h, n, p) \
  scrim_refine(m, 8, g, 64, p, n, w, h, y, 8, m, 8, 8, 4, 0, 0, 9, 0, 1, 1, 0, s, 65536)
#define LUMA(w, h, n, p) \
  scrim_refine(m, 4, g, 16, g, 16, 4, 2, p, n, m, 8, w, h, 0, 0, 9, 0, 1, 1, 0, s, 65536)
#define INTO(w, h, n, p) \
  scrim_refine(m, 4, g, 16, g, 16, 4, 2, y, 8, p, n, w, h, 0, 0, 9, 0, 1, 1, 0, s, 65536)
#define GROW(w, h, n, p) scrim_dilate(p, n, y, 8, w, h, 3, s, 65536)
#define GROW_INTO(w, h, n, p) scrim_dilate(m, 8, p, n, w, h, -3, s, 65536)
  REFUSES_SHAPES(MASK, 8);
  REFUSES_SHAPES(GUIDE, 32);
  REFUSES_SHAPES(BEFORE, 32);
  REFUSES_SHAPES(LUMA, 8);
  REFUSES_SHAPES(INTO, 8);
  REFUSES_SHAPES(GROW, 8);
  REFUSES_SHAPES(GROW_INTO, 8);
  OK(REFINE(1, SCRIM_MAX_EPSILON, 0, SCRIM_MAX_MOVING, 256, 255, s, 65536));
  NO(REFINE(2, 9, 0, 1, 1, 0, s, 65536));
  NO(REFINE(0, 0, 0, 1, 1, 0, s, 65536));
  NO(REFINE(0, SCRIM_MAX_EPSILON + 1, 0, 1, 1, 0, s, 65536));
  NO(REFINE(0, 9, -1, 1, 1, 0, s, 65536));
  NO(REFINE(0, 9, 1, 1, 1, 0, s, 65536));
  NO(REFINE(0, 9, 0, SCRIM_MAX_MOVING + 1, 1, 0, s, 65536));
  NO(REFINE(0, 9, 0, 1, -1, 0, s, 65536));
  NO(REFINE(0, 9, 0, 1, 257, 0, s, 65536));
  NO(REFINE(0, 9, 0, 1, 1, -1, s, 65536));
  NO(REFINE(0, 9, 0, 1, 1, 256, s, 65536));
  NO(REFINE(0, 9, 0, 1, 1, 0, NULL, 65536));
  NO(REFINE(0, 9, 0, 1, 1, 0, s + 1, 65535));
  NO(REFINE(0, 9, 0, 1, 1, 0, s, scrim_refine_scratch(4, 2, 8) - 1));
  NO(scrim_refine_scratch(0, 2, 8));
  NO(scrim_refine_scratch(4, 2, 0));
  NO(scrim_refine_scratch(1025, 1024, 8));
  OK(scrim_dilate(m, 8, y, 8, 8, 4, 128, s, 65536));
  NO(scrim_dilate(m, 8, y, 8, 8, 4, 0, s, 65536));
  NO(scrim_dilate(m, 8, y, 8, 8, 4, 129, s, 65536));
  NO(scrim_dilate(m, 8, y, 8, 8, 4, INT32_MIN, s, 65536));
  NO(scrim_dilate(m, 8, y, 8, 8, 4, 3, s, scrim_dilate_scratch(8, 3) - 1));
  NO(scrim_dilate(m, 8, y, 8, 8, 4, 3, NULL, 65536));
  NO(scrim_dilate_scratch(8, 0));
  NO(scrim_dilate_scratch(8, 129));
  NO(scrim_dilate_scratch(0, 3));
  give_back();
}
