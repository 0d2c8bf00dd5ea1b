/* Parts of pictures: nothing beside them may be read. AddressSanitizer closes the rest of the picture. */
#include "kernels_test.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(bytes, length) ((void)(bytes), (void)(length))
#define ASAN_UNPOISON_MEMORY_REGION(bytes, length) ((void)(bytes), (void)(length))
#endif

/* The planes that receive the part. */
struct planes {
  uint8_t *y, *u, *v;
  int32_t chroma_width;
};

/* A part of a picture of `rows` rows. */
struct part {
  int32_t width, height, rows, left, top;
};

static void open_rows(const uint8_t *bytes, int32_t stride, int32_t row_bytes, int32_t rows) {
  for (int32_t row = 0; row < rows; row++) {
    ASAN_UNPOISON_MEMORY_REGION(bytes + (ptrdiff_t)row * stride, (size_t)row_bytes);
  }
}

/* Only the luma bytes are open; with chroma in between, those of the pixels too. */
static void luma_of(struct planes to, struct part p, uint8_t *bytes, size_t length, int32_t stride,
                    int32_t step, int32_t first) {
  ASAN_POISON_MEMORY_REGION(bytes, length);
  open_rows(bytes + p.top * stride + p.left * step, stride, p.width * step, p.height);
  OK(scrim_unpack_luma(bytes, stride, to.y, p.width, p.width, p.height, p.rows, p.left, p.top, step,
                       first));
  ASAN_UNPOISON_MEMORY_REGION(bytes, length);
}

static void packed_part(struct planes to, struct part p, int32_t whole_width) {
  const int32_t cw = to.chroma_width;
  const int32_t stride = 4 * ((whole_width + 1) / 2);
  const size_t length = (size_t)(stride * p.rows);
  uint8_t *bytes = lend(length);
  luma_of(to, p, bytes, length, stride, 2, 0);
  luma_of(to, p, bytes, length, stride, 2, 1);
  ASAN_POISON_MEMORY_REGION(bytes, length);
  open_rows(bytes + p.top * stride + 2 * p.left, stride, 4 * cw, p.height);
  OK(scrim_unpack_yuyv(bytes, stride, to.y, p.width, to.u, cw, to.v, cw, p.width, p.height, p.rows,
                       p.left, p.top));
  OK(scrim_unpack_uyvy(bytes, stride, to.y, p.width, to.u, cw, to.v, cw, p.width, p.height, p.rows,
                       p.left, p.top));
  ASAN_UNPOISON_MEMORY_REGION(bytes, length);
}

static void planar_part(struct planes to, struct part p, int32_t whole_width) {
  const int32_t cw = to.chroma_width;
  const int32_t ch = (p.height + 1) / 2;
  const int32_t stride = whole_width + (whole_width & 1);
  const int32_t half = stride / 2;
  const int32_t half_rows = (p.rows + 1) / 2;
  const size_t length = (size_t)(stride * (p.rows + half_rows));
  uint8_t *bytes = lend(length);
  luma_of(to, p, bytes, length, stride, 1, 0);
  ASAN_POISON_MEMORY_REGION(bytes, length);
  open_rows(bytes + p.top * stride + p.left, stride, p.width, p.height);
  OK(scrim_unpack_grey(bytes, stride, to.y, p.width, to.u, cw, to.v, cw, p.width, p.height, p.rows,
                       p.left, p.top));
  uint8_t *chroma = bytes + stride * p.rows;
  open_rows(chroma + p.top / 2 * stride + p.left, stride, 2 * cw, ch);
  OK(scrim_unpack_nv12(bytes, stride, to.y, p.width, to.u, cw, to.v, cw, p.width, p.height, p.rows,
                       p.left, p.top));
  ASAN_POISON_MEMORY_REGION(chroma, (size_t)(stride * half_rows));
  const int32_t at = p.top / 2 * half + p.left / 2;
  open_rows(chroma + at, half, cw, ch);
  open_rows(chroma + half * half_rows + at, half, cw, ch);
  OK(scrim_unpack_i420(bytes, stride, to.y, p.width, to.u, cw, to.v, cw, p.width, p.height, p.rows,
                       p.left, p.top));
  ASAN_UNPOISON_MEMORY_REGION(bytes, length);
}

/* A part of w x h with `around` pixels right of it and below, and some left of it and above. */
void parts(int32_t w, int32_t h, int32_t around) {
  const int32_t cw = (w + 1) / 2;
  const int32_t ch = (h + 1) / 2;
  const struct planes to = {plane(w, w, h), plane(cw, cw, ch), plane(cw, cw, ch), cw};
  const int32_t left = 2 * (w % 9);
  const int32_t top = 2 * (h % 3);
  const struct part p = {w, h, top + h + around, left, top};
  packed_part(to, p, left + w + around);
  planar_part(to, p, left + w + around);
  give_back();
}
