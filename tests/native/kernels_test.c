/*
 * The kernels under sanitizers: buffers that end at an unreadable page or in a red zone, widths 1..67, odd sizes; and every
 * argument that must be refused. Prints what failed; exits 1 if anything did. Values are the oracle's business.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../ffi/native/scrim.h"

#define REFUSED (-22)
#define BUFFERS 16

static int failures;

static void expect(int32_t got, int32_t wanted, const char *what, int line) {
  if (got == wanted) return;
  fprintf(stderr, "line %d: %s gave %d, wanted %d\n", line, what, got, wanted);
  failures++;
}

#define OK(call) expect(call, 0, #call, __LINE__)
#define NO(call) expect(call, REFUSED, #call, __LINE__)

/* What is lent for one round. */
static struct {
  void *start;
  size_t length;
} held[BUFFERS];
static int holding;
static int guarded;

/* `length` bytes that end at a page nobody may touch, or in a heap block with red zones around it. */
static uint8_t *lend(size_t length) {
  uint8_t *bytes;
  if (guarded) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t whole = (length + page - 1) / page * page + page;
    uint8_t *start = mmap(NULL, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED || mprotect(start + whole - page, page, PROT_NONE) != 0) abort();
    held[holding].start = start;
    held[holding].length = whole;
    bytes = start + whole - page - length;
  } else {
    if (posix_memalign(&held[holding].start, 64, length) != 0) abort();
    bytes = held[holding].start;
  }
  holding++;
  for (size_t i = 0; i < length; i++) bytes[i] = (uint8_t)(i * 37 + length);
  return bytes;
}

static void give_back(void) {
  while (holding > 0) {
    holding--;
    if (guarded) {
      munmap(held[holding].start, held[holding].length);
    } else {
      free(held[holding].start);
    }
  }
}

/* A plane whose last row ends where the memory ends. */
static uint8_t *plane(int32_t stride, int32_t width, int32_t height) {
  return lend((size_t)stride * (size_t)(height - 1) + (size_t)width);
}

static void layouts(int32_t w, int32_t h, int32_t pad) {
  const int32_t cw = (w + 1) / 2;
  const int32_t ch = (h + 1) / 2;
  const int32_t ys = w + pad;
  const int32_t cs = cw + pad;
  uint8_t *y = plane(ys, w, h);
  uint8_t *u = plane(cs, cw, ch);
  uint8_t *v = plane(cs, cw, ch);
  const int32_t wide = 4 * cw + pad;
  uint8_t *yuyv = plane(wide, 4 * cw, h);
  OK(scrim_unpack_yuyv(yuyv, wide, y, ys, u, cs, v, cs, w, h));
  OK(scrim_unpack_uyvy(yuyv, wide, y, ys, u, cs, v, cs, w, h));
  OK(scrim_pack_yuyv(y, ys, u, cs, v, cs, yuyv, wide, w, h));
  OK(scrim_pack_uyvy(y, ys, u, cs, v, cs, yuyv, wide, w, h));
  const int32_t even = 2 * cw + pad;
  uint8_t *nv12 = plane(even, 2 * cw, h + ch);
  OK(scrim_unpack_nv12(nv12, even, y, ys, u, cs, v, cs, w, h));
  OK(scrim_pack_nv12(y, ys, u, cs, v, cs, nv12, even, w, h));
  const int32_t half = (ys + 1) / 2;
  const size_t bytes = (size_t)(ys * h + half * (2 * ch - 1) + cw);
  uint8_t *i420 = lend(bytes);
  uint8_t *moved = lend(bytes);
  OK(scrim_unpack_i420(i420, ys, y, ys, u, cs, v, cs, w, h));
  OK(scrim_pack_i420(y, ys, u, cs, v, cs, i420, ys, w, h));
  OK(scrim_transfer(i420, ys, moved, ys, w, h, 2 * ch));
  uint8_t *grey = plane(ys, w, h);
  OK(scrim_unpack_grey(grey, ys, y, ys, u, cs, v, cs, w, h));
  OK(scrim_pack_grey(y, ys, u, cs, v, cs, grey, ys, w, h));
  OK(scrim_copy_plane(grey, ys, y, ys, w, h));
  uint8_t *rgb = plane(3 * w + pad, 3 * w, h);
  uint8_t *rgba = plane(4 * w + pad, 4 * w, h);
  OK(scrim_pack_rgb(y, ys, u, cs, v, cs, rgb, 3 * w + pad, w, h, 3, w & 1, h & 1));
  OK(scrim_pack_rgb(y, ys, u, cs, v, cs, rgba, 4 * w + pad, w, h, 4, h & 1, w & 1));
  OK(scrim_from_rgba(rgba, 4 * w + pad, y, ys, u, cs, v, cs, w, h, w & 1, h & 1));
  give_back();
}

static void pictures(int32_t w, int32_t h, int32_t pad, int32_t small_w, int32_t small_h) {
  const int32_t cw = (w + 1) / 2;
  const int32_t ch = (h + 1) / 2;
  const int32_t sw = (small_w + 1) / 2;
  const int32_t sh = (small_h + 1) / 2;
  uint8_t *y = plane(w + pad, w, h);
  uint8_t *u = plane(cw + pad, cw, ch);
  uint8_t *v = plane(cw, cw, ch);
  uint8_t *small = plane(small_w + pad, small_w, small_h);
  uint8_t *small_u = plane(sw, sw, sh);
  uint8_t *mask = plane(small_w, small_w, small_h);
  uint8_t *out = plane(w, w, h);
  uint8_t *rgba = plane(4 * small_w + pad, 4 * small_w, small_h);
  int32_t n = scrim_sample_scratch(w, h, small_w, small_h);
  uint8_t *scratch = lend((size_t)n);
  OK(scrim_sample(y, w + pad, u, cw + pad, v, cw, w, h, rgba, 4 * small_w + pad, small_w, small_h,
                  1, 0, scratch, n));
  n = scrim_enlarge_scratch(w);
  scratch = lend((size_t)n);
  OK(scrim_enlarge(mask, small_w, small_w, small_h, 0, 255, out, w, w, h, scratch, n));
  n = scrim_soften_scratch(small_w);
  scratch = lend((size_t)n);
  uint8_t *soft = lend((size_t)(small_w * small_h));
  OK(scrim_soften(mask, small_w, soft, small_w, small_w, small_h, scratch, n));
  n = scrim_composite_scratch(w);
  scratch = lend((size_t)n);
  OK(scrim_composite(y, w + pad, small, small_w + pad, small_w, small_h, mask, small_w, small_w,
                     small_h, 0, 255, out, w, w, h, 0, scratch, n));
  OK(scrim_composite(u, cw + pad, small_u, sw, small_w, small_h, mask, small_w, small_w, small_h, 0, 255, u,
                     cw + pad, w, h, 1, scratch, n));
  OK(scrim_composite(y, w + pad, out, w, w, h, out, w, w, h, 0, 255, y, w + pad, w, h, 0, scratch, n));
  if (w <= 64 * small_w && h <= 64 * small_h) {
    for (int32_t masked = 0; masked < 2; masked++) {
      n = scrim_blur_scratch(w, small_w, small_h, masked);
      scratch = lend((size_t)n);
      OK(scrim_blur(y, w + pad, masked ? mask : NULL, small_w, small_w, small_h, 0, 255, small,
                    small_w + pad, w, h, small_w, small_h, 0, 1, 16384, 8192, scratch, n));
      OK(scrim_blur(u, cw + pad, masked ? mask : NULL, small_w, small_w, small_h, 0, 255, small_u, sw, w, h,
                    small_w, small_h, 1, 0, 65536, 0, scratch, n));
    }
  }
  give_back();
}

/* Sizes, strides and pointers that no kernel may accept. `F(w, h, stride, bytes)` calls it. */
#define REFUSES_SHAPES(F, stride)      \
  do {                                 \
    OK(F(8, 4, stride, a));            \
    NO(F(0, 4, stride, a));            \
    NO(F(8, 0, stride, a));            \
    NO(F(-8, 4, stride, a));           \
    NO(F(8, -4, stride, a));           \
    NO(F(INT32_MAX, 4, stride, a));    \
    NO(F(8, INT32_MAX, stride, a));    \
    NO(F(INT32_MIN, 4, stride, a));    \
    NO(F(16385, 4, INT32_MAX, a));     \
    NO(F(8, 4, (stride) - 1, a));      \
    NO(F(8, 4, 0, a));                 \
    NO(F(8, 4, -(stride), a));         \
    NO(F(8, 4, INT32_MAX, a));         \
    NO(F(8, 4, stride, NULL));         \
  } while (0)

static void refusals(void) {
  uint8_t *a = lend(4096);
  uint8_t *y = lend(4096);
  uint8_t *u = lend(4096);
  uint8_t *v = lend(4096);
  uint8_t *m = lend(4096);
  uint8_t *s = lend(65536);
#define UNPACK_AS(name, w, h, n, p) scrim_unpack_##name(p, n, y, 8, u, 4, v, 4, w, h)
#define YUYV(w, h, n, p) UNPACK_AS(yuyv, w, h, n, p)
#define UYVY(w, h, n, p) UNPACK_AS(uyvy, w, h, n, p)
#define NV12(w, h, n, p) UNPACK_AS(nv12, w, h, n, p)
#define I420(w, h, n, p) UNPACK_AS(i420, w, h, n, p)
#define GREY(w, h, n, p) UNPACK_AS(grey, w, h, n, p)
#define UNPACK_Y(w, h, n, p) scrim_unpack_yuyv(a, 16, p, n, u, 4, v, 4, w, h)
#define UNPACK_U(w, h, n, p) scrim_unpack_i420(a, 8, y, 8, p, n, v, 4, w, h)
#define UNPACK_V(w, h, n, p) scrim_unpack_grey(a, 8, y, 8, u, 4, p, n, w, h)
#define PACK_YUYV(w, h, n, p) scrim_pack_yuyv(y, 8, u, 4, v, 4, p, n, w, h)
#define PACK_NV12(w, h, n, p) scrim_pack_nv12(y, 8, u, 4, v, 4, p, n, w, h)
#define PACK_I420(w, h, n, p) scrim_pack_i420(y, 8, u, 4, v, 4, p, n, w, h)
#define PACK_RGB(w, h, n, p) scrim_pack_rgb(y, 8, u, 4, v, 4, p, n, w, h, 3, 0, 0)
#define FROM_RGBA(w, h, n, p) scrim_from_rgba(p, n, y, 8, u, 4, v, 4, w, h, 0, 0)
#define COPY_FROM(w, h, n, p) scrim_copy_plane(p, n, y, 8, w, h)
#define COPY_INTO(w, h, n, p) scrim_copy_plane(y, 8, p, n, w, h)
#define MOVE_FROM(w, h, n, p) scrim_transfer(p, n, y, 8, w, h, 0)
#define SAMPLE_FROM(w, h, n, p) scrim_sample(p, n, u, 4, v, 4, w, h, y, 16, 4, 2, 0, 0, s, 65536)
#define SAMPLE_INTO(w, h, n, p) scrim_sample(y, 8, u, 4, v, 4, 8, 4, p, n, w, h, 0, 0, s, 65536)
#define SOFTEN(w, h, n, p) scrim_soften(p, n, y, 8, w, h, s, 65536)
#define SOFTEN_INTO(w, h, n, p) scrim_soften(m, 8, p, n, w, h, s, 65536)
#define ENLARGE(w, h, n, p) scrim_enlarge(m, 4, 4, 2, 0, 255, p, n, w, h, s, 65536)
#define ENLARGE_MASK(w, h, n, p) scrim_enlarge(p, n, w, h, 0, 255, y, 8, 8, 4, s, 65536)
#define COMPOSITE(w, h, n, p) \
  scrim_composite(p, n, u, 4, 4, 2, m, 4, 4, 2, 0, 255, y, 8, w, h, 0, s, 65536)
#define COMPOSITE_BACK(w, h, n, p) \
  scrim_composite(a, 8, p, n, w, h, m, 4, 4, 2, 0, 255, y, 8, 8, 4, 0, s, 65536)
#define COMPOSITE_MASK(w, h, n, p) \
  scrim_composite(a, 8, u, 4, 4, 2, p, n, w, h, 0, 255, y, 8, 8, 4, 0, s, 65536)
#define BLUR(w, h, n, p) \
  scrim_blur(p, n, m, 4, 4, 2, 0, 255, y, 4, w, h, 4, 2, 0, 1, 16384, 8192, s, 65536)
#define BLUR_INTO(w, h, n, p) \
  scrim_blur(a, 8, m, 4, 4, 2, 0, 255, p, n, 8, 4, w, h, 0, 1, 16384, 8192, s, 65536)
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
  REFUSES_SHAPES(SOFTEN, 8);
  REFUSES_SHAPES(SOFTEN_INTO, 8);
  REFUSES_SHAPES(ENLARGE, 8);
  REFUSES_SHAPES(ENLARGE_MASK, 8);
  REFUSES_SHAPES(COMPOSITE, 8);
  REFUSES_SHAPES(COMPOSITE_BACK, 8);
  REFUSES_SHAPES(COMPOSITE_MASK, 8);
  REFUSES_SHAPES(BLUR, 8);
  REFUSES_SHAPES(BLUR_INTO, 8);
  NO(scrim_pack_rgb(y, 8, u, 4, v, 4, a, 40, 8, 4, 5, 0, 0));
  NO(scrim_pack_rgb(y, 8, u, 4, v, 4, a, 24, 8, 4, 3, 2, 0));
  NO(scrim_from_rgba(a, 32, y, 8, u, 4, v, 4, 8, 4, 0, -1));
  NO(scrim_sample(y, 8, u, 4, v, 4, 8, 4, a, 16, 4, 2, 0, 3, s, 65536));
  NO(scrim_transfer(a, 8, y, 8, 8, 4, -1));
  const int32_t n = scrim_enlarge_scratch(8);
  OK(scrim_enlarge(m, 4, 4, 2, 0, 255, y, 8, 8, 4, s, n));
  NO(scrim_enlarge(m, 4, 4, 2, 0, 255, y, 8, 8, 4, s, n - 1));
  NO(scrim_enlarge(m, 4, 4, 2, 0, 255, y, 8, 8, 4, s + 1, n));
  NO(scrim_enlarge(m, 4, 4, 2, 0, 255, y, 8, 8, 4, NULL, n));
  NO(scrim_composite(a, 8, u, 8, 16, 4, m, 4, 4, 2, 0, 255, y, 8, 8, 4, 0, s, 65536));
  NO(scrim_composite(a, 8, u, 4, 4, 2, m, 4, 4, 2, 0, 255, y, 8, 8, 4, 2, s, 65536));
  NO(scrim_blur(a, 8, m, 4, 4, 2, 0, 255, y, 4, 8, 4, 4, 2, 0, 1, 16384, 8191, s, 65536));
  NO(scrim_blur(a, 8, m, 4, 4, 2, 0, 255, y, 4, 8, 4, 4, 2, 0, 256, 0, 32768, s, 65536));
  NO(scrim_blur(a, 8, m, 4, 4, 2, 0, 255, y, 4, 8, 4, 4, 2, 0, INT32_MAX, 16384, 8192, s, 65536));
  NO(scrim_blur(a, 130, m, 4, 4, 2, 0, 255, y, 4, 130, 4, 2, 2, 0, 1, 16384, 8192, s, 65536));
  NO(scrim_enlarge(m, 4, 4, 2, 7, 7, y, 8, 8, 4, s, 65536));
  NO(scrim_enlarge(m, 4, 4, 2, -1, 7, y, 8, 8, 4, s, 65536));
  NO(scrim_composite(a, 8, u, 4, 4, 2, m, 4, 4, 2, 7, 256, y, 8, 8, 4, 0, s, 65536));
  NO(scrim_blur(a, 8, m, 4, 4, 2, 9, 7, y, 4, 8, 4, 4, 2, 0, 1, 16384, 8192, s, 65536));
  NO(scrim_soften(m, 8, y, 8, 8, 4, s, scrim_soften_scratch(8) - 1));
  NO(scrim_soften_scratch(0));
  NO(scrim_sample_scratch(0, 1, 1, 1));
  NO(scrim_blur_scratch(8, 9, 1, 1));
  give_back();
}

int main(void) {
  for (guarded = 0; guarded < 2; guarded++) {
    for (int32_t w = 1; w <= 67; w++) {
      for (int32_t h = 1; h <= 5; h++) {
        layouts(w, h, (w * h) % 4);
        pictures(w, h, w % 3, 1 + (w * 5) % 11 % w, 1 + (h * 3) % 4 % h);
        pictures(w, h, h % 3, w, h);
        pictures(w, h, 1, (w + 1) / 2, (h + 1) / 2);
      }
    }
    layouts(515, 3, 0);
    pictures(515, 40, 0, 103, 20);
    refusals();
  }
  if (failures == 0) puts("ok");
  return failures == 0 ? 0 : 1;
}
