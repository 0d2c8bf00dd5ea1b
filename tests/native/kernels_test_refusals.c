/* Arguments that no kernel may accept. */
#include "kernels_test.h"

void refusals(void) {
  uint8_t *a = lend(4096);
  uint8_t *y = lend(4096);
  uint8_t *u = lend(4096);
  uint8_t *v = lend(4096);
  uint8_t *m = lend(4096);
  uint8_t *s = lend(65536);
#define UNPACK_AS(name, w, h, n, p) scrim_unpack_##name(p, n, y, 8, u, 4, v, 4, w, h, h, 0, 0)
#define YUYV(w, h, n, p) UNPACK_AS(yuyv, w, h, n, p)
#define UYVY(w, h, n, p) UNPACK_AS(uyvy, w, h, n, p)
#define NV12(w, h, n, p) UNPACK_AS(nv12, w, h, n, p)
#define I420(w, h, n, p) UNPACK_AS(i420, w, h, n, p)
#define GREY(w, h, n, p) UNPACK_AS(grey, w, h, n, p)
#define UNPACK_Y(w, h, n, p) scrim_unpack_yuyv(a, 16, p, n, u, 4, v, 4, w, h, h, 0, 0)
#define UNPACK_U(w, h, n, p) scrim_unpack_i420(a, 8, y, 8, p, n, v, 4, w, h, h, 0, 0)
#define UNPACK_V(w, h, n, p) scrim_unpack_grey(a, 8, y, 8, u, 4, p, n, w, h, h, 0, 0)
#define PACK_YUYV(w, h, n, p) scrim_pack_yuyv(y, 8, u, 4, v, 4, p, n, w, h)
#define PACK_NV12(w, h, n, p) scrim_pack_nv12(y, 8, u, 4, v, 4, p, n, w, h)
#define PACK_I420(w, h, n, p) scrim_pack_i420(y, 8, u, 4, v, 4, p, n, w, h)
#define PACK_RGB(w, h, n, p) scrim_pack_rgb(y, 8, u, 4, v, 4, p, n, w, h, 3, 0, 0)
#define FROM_RGBA(w, h, n, p) scrim_from_rgba(p, n, y, 8, u, 4, v, 4, w, h, 0, 0)
#define COPY_FROM(w, h, n, p) scrim_copy_plane(p, n, y, 8, w, h)
#define COPY_INTO(w, h, n, p) scrim_copy_plane(y, 8, p, n, w, h)
#define MOVE_FROM(w, h, n, p) scrim_copy_packed(p, n, y, 8, w, h, 0)
#define SAMPLE_FROM(w, h, n, p) scrim_sample(p, n, u, 4, v, 4, w, h, y, 16, 4, 2, 0, 0, s, 65536)
#define SAMPLE_INTO(w, h, n, p) scrim_sample(y, 8, u, 4, v, 4, 8, 4, p, n, w, h, 0, 0, s, 65536)
#define SMOOTH(w, h, n, p) scrim_smooth(p, n, y, 8, w, h, s, 65536)
#define SMOOTH_INTO(w, h, n, p) scrim_smooth(m, 8, p, n, w, h, s, 65536)
#define UPSCALE(w, h, n, p) scrim_upscale(m, 4, 4, 2, WHOLE, p, n, w, h, s, 65536)
#define UPSCALE_MASK(w, h, n, p) scrim_upscale(p, n, w, h, WHOLE, y, 8, 8, 4, s, 65536)
  REFUSES_SHAPES(YUYV, 16);
  REFUSES_SHAPES(UYVY, 16);
  REFUSES_SHAPES(NV12, 8);
  REFUSES_SHAPES(I420, 8);
  REFUSES_SHAPES(GREY, 8);
  REFUSES_SHAPES(UNPACK_Y, 8);
  REFUSES_SHAPES(UNPACK_U, 4);
  REFUSES_SHAPES(UNPACK_V, 4);
  REFUSES_SHAPES(PACK_YUYV, 16);
  REFUSES_SHAPES(PACK_NV12, 8);
  REFUSES_SHAPES(PACK_I420, 8);
  REFUSES_SHAPES(PACK_RGB, 24);
  REFUSES_SHAPES(FROM_RGBA, 32);
  REFUSES_SHAPES(COPY_FROM, 8);
  REFUSES_SHAPES(COPY_INTO, 8);
  REFUSES_SHAPES(MOVE_FROM, 8);
  REFUSES_SHAPES(SAMPLE_FROM, 8);
  REFUSES_SHAPES(SAMPLE_INTO, 32);
  REFUSES_SHAPES(SMOOTH, 8);
  REFUSES_SHAPES(SMOOTH_INTO, 8);
  REFUSES_SHAPES(UPSCALE, 8);
  REFUSES_SHAPES(UPSCALE_MASK, 8);
  NO(scrim_pack_rgb(y, 8, u, 4, v, 4, a, 40, 8, 4, 5, 0, 0));
  NO(scrim_pack_rgb(y, 8, u, 4, v, 4, a, 24, 8, 4, 3, 2, 0));
  NO(scrim_from_rgba(a, 32, y, 8, u, 4, v, 4, 8, 4, 0, -1));
  NO(scrim_sample(y, 8, u, 4, v, 4, 8, 4, a, 16, 4, 2, 0, 3, s, 65536));
  NO(scrim_copy_packed(a, 8, y, 8, 8, 4, -1));
  const int32_t n = scrim_upscale_scratch(8);
  OK(scrim_upscale(m, 4, 4, 2, WHOLE, y, 8, 8, 4, s, n));
  NO(scrim_upscale(m, 4, 4, 2, WHOLE, y, 8, 8, 4, s, n - 1));
  NO(scrim_upscale(m, 4, 4, 2, WHOLE, y, 8, 8, 4, s + 1, n));
  NO(scrim_upscale(m, 4, 4, 2, WHOLE, y, 8, 8, 4, NULL, n));
  NO(scrim_upscale(m, 4, 4, 2, EDGE(7, 7), y, 8, 8, 4, s, 65536));
  NO(scrim_upscale(m, 4, 4, 2, -1, y, 8, 8, 4, s, 65536));
  NO(scrim_smooth(m, 8, y, 8, 8, 4, s, scrim_smooth_scratch(8) - 1));
  NO(scrim_smooth_scratch(0));
  NO(scrim_sample_scratch(0, 1, 1, 1));
  give_back();
}
