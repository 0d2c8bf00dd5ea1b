/* The blurs at every divisor, with masks of every size and without. */
#include "kernels_test_picture.h"

#define BOXES 1, 16384, 8192, 0, 65536, 0

void blurs(int32_t w, int32_t h, int32_t pad, int32_t divisor) {
  const struct picture from = picture(w, h, pad);
  const struct picture into = picture((w + divisor - 1) / divisor, (h + divisor - 1) / divisor, pad);
  const int32_t mask_w = 1 + (w * 5) % 31;
  const int32_t mask_h = 1 + (h * 3) % 7;
  uint8_t *mask = plane(mask_w, mask_w, mask_h);
  int32_t n = scrim_blur_scratch(w, h, divisor, 1);
  uint8_t *scratch = lend((size_t)n);
  OK(scrim_blur(PLANES(from), mask, mask_w, mask_w, mask_h, WHOLE, PLANES(into), w, h, divisor, BOXES,
                scratch, n));
  OK(scrim_blur(PLANES(from), from.y, from.ys, w, h, EDGE(10, 60), PLANES(into), w, h, divisor, BOXES,
                scratch, n));
  n = scrim_blur_scratch(w, h, divisor, 0);
  scratch = lend((size_t)n);
  OK(scrim_blur(PLANES(from), NULL, 0, 0, 0, WHOLE, PLANES(into), w, h, divisor, BOXES, scratch, n));
  NO(scrim_blur(PLANES(from), NULL, 0, 0, 0, WHOLE, PLANES(into), w, h, divisor, BOXES, scratch,
                n - 1));
  give_back();
}

void discs(int32_t w, int32_t h, int32_t pad, int32_t divisor, int32_t radius) {
  const struct picture from = picture(w, h, pad);
  const struct picture into = picture((w + divisor - 1) / divisor, (h + divisor - 1) / divisor, pad);
  const int32_t mask_w = 1 + (w * 5) % 31;
  const int32_t mask_h = 1 + (h * 3) % 7;
  uint8_t *mask = plane(mask_w, mask_w, mask_h);
  int32_t n = scrim_bokeh_scratch(w, h, divisor, 1);
  uint8_t *scratch = lend((size_t)n);
  OK(scrim_bokeh(PLANES(from), mask, mask_w, mask_w, mask_h, EDGE(10, 60), PLANES(into), w, h, divisor,
                 radius, scratch, n));
  n = scrim_bokeh_scratch(w, h, divisor, 0);
  scratch = lend((size_t)n);
  OK(scrim_bokeh(PLANES(from), NULL, 0, 0, 0, WHOLE, PLANES(into), w, h, divisor, radius, scratch, n));
  NO(scrim_bokeh(PLANES(from), NULL, 0, 0, 0, WHOLE, PLANES(into), w, h, divisor, radius, scratch,
                 n - 1));
  give_back();
}

void refused_blurs(void) {
  uint8_t *a = lend(4096);
  uint8_t *y = lend(4096);
  uint8_t *u = lend(4096);
  uint8_t *v = lend(4096);
  uint8_t *m = lend(4096);
  uint8_t *s = lend(65536);
#define FROM y, 8, u, 4, v, 4
#define INTO y, 4, u, 2, v, 2
#define MASK m, 4, 4, 2, WHOLE
#define BOX(radius, centre, ends) \
  scrim_blur(FROM, MASK, INTO, 8, 4, 2, radius, centre, ends, 0, 65536, 0, s, 65536)
#define CHROMA_BOX(radius, centre, ends) \
  scrim_blur(FROM, MASK, INTO, 8, 4, 2, 0, 65536, 0, radius, centre, ends, s, 65536)
#define FROM_Y(w, h, n, p) scrim_blur(p, n, u, 4, v, 4, MASK, INTO, w, h, 2, BOXES, s, 65536)
#define FROM_U(w, h, n, p) scrim_blur(y, 8, p, n, v, 4, MASK, INTO, w, h, 2, BOXES, s, 65536)
#define FROM_V(w, h, n, p) scrim_blur(y, 8, u, 4, p, n, MASK, INTO, w, h, 2, BOXES, s, 65536)
#define INTO_Y(w, h, n, p) scrim_blur(FROM, MASK, p, n, u, 2, v, 2, w, h, 2, BOXES, s, 65536)
#define INTO_U(w, h, n, p) scrim_blur(FROM, MASK, y, 4, p, n, v, 2, w, h, 2, BOXES, s, 65536)
#define INTO_V(w, h, n, p) scrim_blur(FROM, MASK, y, 4, u, 2, p, n, w, h, 2, BOXES, s, 65536)
  REFUSES_SHAPES(FROM_Y, 8);
  REFUSES_SHAPES(FROM_U, 4);
  REFUSES_SHAPES(FROM_V, 4);
  REFUSES_SHAPES(INTO_Y, 4);
  REFUSES_SHAPES(INTO_U, 2);
  REFUSES_SHAPES(INTO_V, 2);
#define DIVIDED(divisor) scrim_blur(FROM, MASK, y, 8, u, 4, v, 4, 8, 4, divisor, BOXES, s, 65536)
  OK(DIVIDED(1));
  OK(DIVIDED(64));
  NO(DIVIDED(0));
  NO(DIVIDED(3));
  NO(DIVIDED(-2));
  NO(DIVIDED(128));
#define MASKED(w, h, n, p) \
  scrim_blur(FROM, p, n, w, h, WHOLE, INTO, 8, 4, 2, BOXES, s, 65536)
  OK(MASKED(4, 2, 4, m));
  NO(MASKED(0, 2, 4, m));
  NO(MASKED(4, 16385, 4, m));
  NO(MASKED(4, 2, 3, m));
  NO(scrim_blur(FROM, m, 4, 4, 2, EDGE(9, 7), INTO, 8, 4, 2, BOXES, s, 65536));
  OK(BOX(1, 16384, 8192));
  NO(BOX(1, 16384, 8191));
  NO(BOX(256, 0, 32768));
  NO(BOX(INT32_MAX, 16384, 8192));
  NO(BOX(-1, 16384, 8192));
  OK(CHROMA_BOX(1, 16384, 8192));
  NO(CHROMA_BOX(1, 16384, 8191));
  NO(scrim_blur(FROM, MASK, INTO, 8, 4, 2, BOXES, s + 1, 65536));
  NO(scrim_blur(FROM, MASK, INTO, 8, 4, 2, BOXES, NULL, 65536));
  NO(scrim_blur_scratch(8, 4, 2, 2));
  NO(scrim_blur_scratch(0, 4, 2, 0));
  NO(scrim_blur_scratch(8, 4, 5, 0));
  NO(scrim_blur_scratch(16384, 16384, 1, 0));
  give_back();
}

void refused_discs(void) {
  uint8_t *a = lend(4096);
  uint8_t *y = lend(4096);
  uint8_t *u = lend(4096);
  uint8_t *v = lend(4096);
  uint8_t *m = lend(4096);
  uint8_t *s = lend(65536);
#define DISC_FROM_Y(w, h, n, p) scrim_bokeh(p, n, u, 4, v, 4, MASK, INTO, w, h, 2, 40, s, 65536)
#define DISC_FROM_U(w, h, n, p) scrim_bokeh(y, 8, p, n, v, 4, MASK, INTO, w, h, 2, 40, s, 65536)
#define DISC_FROM_V(w, h, n, p) scrim_bokeh(y, 8, u, 4, p, n, MASK, INTO, w, h, 2, 40, s, 65536)
#define DISC_INTO_Y(w, h, n, p) scrim_bokeh(FROM, MASK, p, n, u, 2, v, 2, w, h, 2, 40, s, 65536)
#define DISC_INTO_U(w, h, n, p) scrim_bokeh(FROM, MASK, y, 4, p, n, v, 2, w, h, 2, 40, s, 65536)
#define DISC_INTO_V(w, h, n, p) scrim_bokeh(FROM, MASK, y, 4, u, 2, p, n, w, h, 2, 40, s, 65536)
  REFUSES_SHAPES(DISC_FROM_Y, 8);
  REFUSES_SHAPES(DISC_FROM_U, 4);
  REFUSES_SHAPES(DISC_FROM_V, 4);
  REFUSES_SHAPES(DISC_INTO_Y, 4);
  REFUSES_SHAPES(DISC_INTO_U, 2);
  REFUSES_SHAPES(DISC_INTO_V, 2);
#define DISC(divisor, radius) \
  scrim_bokeh(FROM, MASK, y, 8, u, 4, v, 4, 8, 4, divisor, radius, s, 65536)
  OK(DISC(1, 1));
  OK(DISC(64, 192));
  NO(DISC(0, 40));
  NO(DISC(3, 40));
  NO(DISC(128, 40));
  NO(DISC(2, 0));
  NO(DISC(2, -1));
  NO(DISC(2, 193));
  NO(DISC(2, INT32_MAX));
#define DISC_MASKED(w, h, n, p) \
  scrim_bokeh(FROM, p, n, w, h, WHOLE, INTO, 8, 4, 2, 40, s, 65536)
  OK(DISC_MASKED(4, 2, 4, m));
  NO(DISC_MASKED(0, 2, 4, m));
  NO(DISC_MASKED(4, 16385, 4, m));
  NO(DISC_MASKED(4, 2, 3, m));
  NO(scrim_bokeh(FROM, m, 4, 4, 2, EDGE(9, 7), INTO, 8, 4, 2, 40, s, 65536));
  NO(scrim_bokeh(FROM, MASK, INTO, 8, 4, 2, 40, s + 1, 65536));
  NO(scrim_bokeh(FROM, MASK, INTO, 8, 4, 2, 40, NULL, 65536));
  NO(scrim_bokeh_scratch(8, 4, 2, 2));
  NO(scrim_bokeh_scratch(0, 4, 2, 0));
  NO(scrim_bokeh_scratch(8, 4, 5, 0));
  NO(scrim_bokeh_scratch(16384, 16384, 1, 0));
  give_back();
}
