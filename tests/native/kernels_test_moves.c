/* Labels of another size and planes moved: places far outside must not be touched. */
#include <math.h>

#include "kernels_test.h"

#define PIXEL 0x1p32

static void warps(const uint8_t *from, int32_t stride, uint8_t *out, int32_t w, int32_t h,
                  int32_t labels) {
  const double right = (w - 1) * PIXEL;
  const double down = (h - 1) * PIXEL;
  OK(scrim_warp(from, stride, out, w, w, h, labels, 0, PIXEL, 0, 0, 0, PIXEL));
  OK(scrim_warp(from, stride, out, w, w, h, labels, right, -PIXEL, 0, 0, 0, PIXEL));
  OK(scrim_warp(from, stride, out, w, w, h, labels, right, -PIXEL, 0, down, 0, -PIXEL));
  OK(scrim_warp(from, stride, out, w, w, h, labels, -PIXEL / 2, PIXEL, 0, PIXEL / 2, 0, PIXEL));
  OK(scrim_warp(from, stride, out, w, w, h, labels, PIXEL, PIXEL / 3, PIXEL / 5, -PIXEL, -PIXEL / 7,
                PIXEL * 3));
  OK(scrim_warp(from, stride, out, w, w, h, labels, -right, PIXEL * 2, -PIXEL, down, 1 - PIXEL,
                -PIXEL));
  OK(scrim_warp(from, stride, out, w, w, h, labels, 0x1p61, 0, 0, -0x1p61, 0, 0));
  OK(scrim_warp(from, stride, out, w, w, h, labels, -0x1p61, 0x1p54, -0x1p54, right, 0x1p55, 1));
}

void moves(int32_t w, int32_t h, int32_t pad, int32_t small_w, int32_t small_h) {
  uint8_t *from = plane(w + pad, w, h);
  uint8_t *out = plane(w, w, h);
  warps(from, w + pad, out, w, h, 0);
  warps(from, w + pad, out, w, h, 1);
  uint8_t *small = plane(small_w + pad, small_w, small_h);
  const int32_t n = scrim_upscale_labels_scratch(w);
  uint8_t *scratch = lend((size_t)n);
  OK(scrim_upscale_labels(small, small_w + pad, small_w, small_h, out, w, w, h, scratch, n));
  const int32_t m = scrim_upscale_labels_scratch(small_w);
  scratch = lend((size_t)m);
  OK(scrim_upscale_labels(out, w, w, h, small, small_w + pad, small_w, small_h, scratch, m));
  give_back();
}

static void refused_parts(void) {
  uint8_t *a = lend(4096);
  uint8_t *y = lend(4096);
  uint8_t *u = lend(4096);
  uint8_t *v = lend(4096);
#define LUMA_FROM(w, h, n, p) scrim_unpack_luma(p, n, y, 8, w, h, h, 0, 0, 2, 1)
#define LUMA_INTO(w, h, n, p) scrim_unpack_luma(y, 16, p, n, w, h, h, 0, 0, 1, 0)
  REFUSES_SHAPES(LUMA_FROM, 16);
  REFUSES_SHAPES(LUMA_INTO, 8);
#define PART(rows, left, top) scrim_unpack_yuyv(a, 24, y, 8, u, 4, v, 4, 8, 4, rows, left, top)
#define PLANAR(rows, left, top) scrim_unpack_i420(a, 12, y, 8, u, 4, v, 4, 8, 4, rows, left, top)
#define PAIRS(rows, left, top) scrim_unpack_nv12(a, 12, y, 8, u, 4, v, 4, 8, 4, rows, left, top)
#define GREY(rows, left, top) scrim_unpack_grey(a, 12, y, 8, u, 4, v, 4, 8, 4, rows, left, top)
#define LUMA(rows, left, top) scrim_unpack_luma(a, 24, y, 8, 8, 4, rows, left, top, 2, 0)
#define REFUSES_PARTS(F)        \
  do {                          \
    OK(F(6, 4, 2));             \
    NO(F(6, 6, 2));             \
    NO(F(6, 4, 4));             \
    NO(F(6, 3, 2));             \
    NO(F(6, 4, 1));             \
    NO(F(6, -2, 2));            \
    NO(F(6, 4, -2));            \
    NO(F(3, 4, 0));             \
    NO(F(INT32_MIN, 4, 2));     \
    NO(F(INT32_MAX, 4, 2));     \
    NO(F(6, INT32_MAX - 1, 2)); \
    NO(F(6, INT32_MIN, 2));     \
    NO(F(6, 4, INT32_MAX - 1)); \
    NO(F(6, 4, INT32_MIN));     \
  } while (0)
  REFUSES_PARTS(PART);
  REFUSES_PARTS(PLANAR);
  REFUSES_PARTS(PAIRS);
  REFUSES_PARTS(GREY);
  REFUSES_PARTS(LUMA);
  NO(scrim_unpack_luma(a, 64, y, 8, 8, 4, 4, 0, 0, 0, 0));
  NO(scrim_unpack_luma(a, 64, y, 8, 8, 4, 4, 0, 0, 3, 0));
  NO(scrim_unpack_luma(a, 64, y, 8, 8, 4, 4, 0, 0, 1, 1));
  NO(scrim_unpack_luma(a, 64, y, 8, 8, 4, 4, 0, 0, 2, -1));
  give_back();
}

static void refused_moves(void) {
  uint8_t *a = lend(4096);
  uint8_t *y = lend(4096);
  uint8_t *s = lend(65536);
#define LABELS(w, h, n, p) scrim_upscale_labels(y, 4, 4, 2, p, n, w, h, s, 65536)
#define LABELS_FROM(w, h, n, p) scrim_upscale_labels(p, n, w, h, y, 4, 4, 2, s, 65536)
#define WARP(w, h, n, p) scrim_warp(p, n, y, 8, w, h, 0, 0, PIXEL, 0, 0, 0, PIXEL)
#define WARP_INTO(w, h, n, p) scrim_warp(y, 8, p, n, w, h, 1, 0, PIXEL, 0, 0, 0, PIXEL)
  REFUSES_SHAPES(LABELS, 8);
  REFUSES_SHAPES(LABELS_FROM, 8);
  REFUSES_SHAPES(WARP, 8);
  REFUSES_SHAPES(WARP_INTO, 8);
  const int32_t n = scrim_upscale_labels_scratch(8);
  NO(scrim_upscale_labels(a, 4, 4, 2, y, 8, 8, 4, s, n - 1));
  NO(scrim_upscale_labels(a, 4, 4, 2, y, 8, 8, 4, s + 1, n));
  NO(scrim_upscale_labels(a, 4, 4, 2, y, 8, 8, 4, NULL, n));
  NO(scrim_upscale_labels_scratch(0));
  NO(scrim_warp(a, 8, y, 8, 8, 4, 2, 0, PIXEL, 0, 0, 0, PIXEL));
  NO(scrim_warp(a, 8, y, 8, 8, 4, -1, 0, PIXEL, 0, 0, 0, PIXEL));
  const double wrong[] = {(double)NAN, (double)INFINITY, -(double)INFINITY, 0x1p62, -0x1p62, 1e300};
  for (int i = 0; i < 6; i++) {
    const double bad = wrong[i];
    NO(scrim_warp(a, 8, y, 8, 8, 4, 0, bad, PIXEL, 0, 0, 0, PIXEL));
    NO(scrim_warp(a, 8, y, 8, 8, 4, 0, 0, bad, 0, 0, 0, PIXEL));
    NO(scrim_warp(a, 8, y, 8, 8, 4, 0, 0, PIXEL, bad, 0, 0, PIXEL));
    NO(scrim_warp(a, 8, y, 8, 8, 4, 1, 0, PIXEL, 0, bad, 0, PIXEL));
    NO(scrim_warp(a, 8, y, 8, 8, 4, 1, 0, PIXEL, 0, 0, bad, PIXEL));
    NO(scrim_warp(a, 8, y, 8, 8, 4, 1, 0, PIXEL, 0, 0, 0, bad));
  }
  NO(scrim_warp(a, 8, y, 8, 8, 4, 1, 0x1p61, 0x1p58, 0, 0, 0, 0));
  NO(scrim_warp(a, 8, y, 8, 8, 4, 1, 0, 0, 0, 0x1p61, 0, 0x1p59));
  give_back();
}

void refused_parts_and_moves(void) {
  refused_parts();
  refused_moves();
}
