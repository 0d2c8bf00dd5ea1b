/*
 * The kernels under sanitizers: buffers that end at an unreadable page or in a red zone, widths 1..67, odd sizes; and every
 * argument that must be refused. Prints what failed; exits 1 if anything did. Values are the oracle's business.
 */
#include <stdio.h>

#include "kernels_test.h"

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
  OK(scrim_unpack_yuyv(yuyv, wide, y, ys, u, cs, v, cs, w, h, h, 0, 0));
  OK(scrim_unpack_uyvy(yuyv, wide, y, ys, u, cs, v, cs, w, h, h, 0, 0));
  OK(scrim_pack_yuyv(y, ys, u, cs, v, cs, yuyv, wide, w, h));
  OK(scrim_pack_uyvy(y, ys, u, cs, v, cs, yuyv, wide, w, h));
  const int32_t even = 2 * cw + pad;
  uint8_t *nv12 = plane(even, 2 * cw, h + ch);
  OK(scrim_unpack_nv12(nv12, even, y, ys, u, cs, v, cs, w, h, h, 0, 0));
  OK(scrim_pack_nv12(y, ys, u, cs, v, cs, nv12, even, w, h));
  const int32_t half = (ys + 1) / 2;
  const size_t bytes = (size_t)(ys * h + half * (2 * ch - 1) + cw);
  uint8_t *i420 = lend(bytes);
  uint8_t *moved = lend(bytes);
  OK(scrim_unpack_i420(i420, ys, y, ys, u, cs, v, cs, w, h, h, 0, 0));
  OK(scrim_pack_i420(y, ys, u, cs, v, cs, i420, ys, w, h));
  OK(scrim_copy_packed(i420, ys, moved, ys, w, h, 2 * ch));
  uint8_t *grey = plane(ys, w, h);
  OK(scrim_unpack_grey(grey, ys, y, ys, u, cs, v, cs, w, h, h, 0, 0));
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
  uint8_t *y = plane(w + pad, w, h);
  uint8_t *u = plane(cw + pad, cw, ch);
  uint8_t *v = plane(cw, cw, ch);
  uint8_t *mask = plane(small_w, small_w, small_h);
  uint8_t *out = plane(w, w, h);
  uint8_t *rgba = plane(4 * small_w + pad, 4 * small_w, small_h);
  int32_t n = scrim_sample_scratch(w, h, small_w, small_h);
  uint8_t *scratch = lend((size_t)n);
  OK(scrim_sample(y, w + pad, u, cw + pad, v, cw, w, h, rgba, 4 * small_w + pad, small_w, small_h,
                  1, 0, scratch, n));
  n = scrim_upscale_scratch(w);
  scratch = lend((size_t)n);
  OK(scrim_upscale(mask, small_w, small_w, small_h, WHOLE, out, w, w, h, scratch, n));
  n = scrim_smooth_scratch(small_w);
  scratch = lend((size_t)n);
  uint8_t *soft = lend((size_t)(small_w * small_h));
  OK(scrim_smooth(mask, small_w, soft, small_w, small_w, small_h, scratch, n));
  give_back();
}

int main(void) {
  for (guarded = 0; guarded < 2; guarded++) {
    for (int32_t w = 1; w <= 67; w++) {
      for (int32_t h = 1; h <= 5; h++) {
        layouts(w, h, (w * h) % 4);
        parts(w, h, 0);
        parts(w, h, 2);
        pictures(w, h, w % 3, 1 + (w * 5) % 11 % w, 1 + (h * 3) % 4 % h);
        composites(w, h, w % 3, 1 + (w * 5) % 11 % w, 1 + (h * 3) % 4 % h);
        composites(w, h, h % 3, w, h);
        composites(w, h, 1, (w + 1) / 2, (h + 1) / 2);
        blurs(w, h + w % 13, w % 3, 1 << (w + h) % 7);
        blurs(w, h, 0, 1 << h % 3);
        discs(w, h + w % 13, w % 3, 1 << (w + h) % 7, 1 + w * h % 192);
        motions(w, h + w % 17, w % 3);
        refines(w, h, w % 3, 1 + (w * 5) % 11, 1 + (h * 3) % 4);
        refines(w, h, 0, w, h);
        pictures(w, h, h % 3, w, h);
        moves(w, h, w % 3, 1 + (w * 5) % 11, 1 + (h * 3) % 4);
        pictures(w, h, 1, (w + 1) / 2, (h + 1) / 2);
      }
    }
    layouts(515, 3, 0);
    pictures(515, 40, 0, 103, 20);
    composites(515, 40, 0, 103, 20);
    blurs(515, 70, 0, 8);
    blurs(512, 64, 3, 16);
    discs(515, 70, 0, 8, 64);
    discs(512, 64, 3, 2, 192);
    motions(256, 33, 0);
    refines(515, 40, 1, 103, 20);
    refusals();
    refused_composites();
    refused_blurs();
    refused_refines();
    refused_discs();
    refused_parts_and_moves();
  }
  if (failures == 0) puts("ok");
  return failures == 0 ? 0 : 1;
}
