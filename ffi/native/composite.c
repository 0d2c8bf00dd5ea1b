/*
 * Foreground over background through a mask, row pair by row pair: mask and background are enlarged a row at a time, blended
 * where they are, and written once, as planes or as packed pixels.
 */
#include "checks.h"
#include "color.h"
#include "packed_rows.h"
#include "pool.h"
#include "rows.h"
#include "scaler.h"
#include "scrim.h"
#include "vector.h"

/* round((mask * foreground + (255 - mask) * background) / 255) for all bytes: exact at 0 and 255. */
static inline uint8_t blend(uint8_t foreground, uint8_t background, uint8_t mask) {
  const int32_t t = foreground * mask + background * (255 - mask) + 128;
  return (uint8_t)((t + (t >> 8)) >> 8);
}

/* The same; all sums fit 16 bits. */
SCRIM_INLINE void blend16(const uint8_t *foreground, const uint8_t *background, const uint8_t *mask,
                          uint8_t *into) {
  const u16x16 m = scrim_load8(mask);
  const u16x16 t = scrim_load8(foreground) * m + scrim_load8(background) * (255 - m) + 128;
  scrim_store8(into, (t + (t >> 8)) >> 8);
}

/* Trusts its arguments. `into` may be `foreground`: each pixel is read before it is written. */
static inline void blend_row(const uint8_t *foreground, const uint8_t *restrict background,
                             const uint8_t *restrict mask, uint8_t *into, int32_t width) {
  int32_t x = 0;
  for (; x + SCRIM_LANES <= width; x += SCRIM_LANES) {
    blend16(foreground + x, background + x, mask + x, into + x);
  }
  for (; x < width; x++) into[x] = blend(foreground[x], background[x], mask[x]);
}

/* The planes of a picture, luma first. */
struct planes {
  const uint8_t *data[3];
  int32_t stride[3];
};

/* Where the result goes: planes, or one row of each (stride 0) that then becomes a row of packed pixels. */
struct target {
  uint8_t *data[3];
  int32_t stride[3];
  /* NULL: planes. */
  uint8_t *packed;
  int32_t packed_stride;
  int32_t layout;
  struct to_rgb color;
};

struct composite {
  struct planes front;
  /* The background, plane by plane, and the mask at the two resolutions. */
  struct scaler behind[3], through[2];
  struct target to;
  int32_t width, height;
};

static void take_memory(struct composite *c, struct pool *pool, int32_t width) {
  for (int i = 0; i < 3; i++) scrim_scaler_memory(&c->behind[i], pool, (width + (i > 0)) >> (i > 0));
  for (int i = 0; i < 2; i++) scrim_scaler_memory(&c->through[i], pool, (width + i) >> i);
}

static void take_rows(struct composite *c, struct pool *pool, int32_t width) {
  for (int i = 0; i < 3; i++) c->to.data[i] = scrim_take(pool, (width + (i > 0)) >> (i > 0), 1);
}

/* Row `row` of plane `i`. */
static inline void blend_plane_row(struct composite *c, int i, int32_t row, const uint8_t *mask) {
  blend_row(c->front.data[i] + (ptrdiff_t)row * c->front.stride[i],
            scrim_scaled_row(&c->behind[i], row), mask,
            c->to.data[i] + (ptrdiff_t)row * c->to.stride[i], c->behind[i].width);
}

static inline void pack_row(const struct target *to, int32_t row, int32_t width) {
  uint8_t *out = to->packed + (ptrdiff_t)row * to->packed_stride;
  if (to->layout == SCRIM_YUYV) {
    scrim_row_422(to->data[0], to->data[1], to->data[2], out, width, 1);
  } else {
    scrim_rgb_row(to->data[0], to->data[1], to->data[2], out, width, 3, to->color);
  }
}

static void run(struct composite *c) {
  for (int32_t row = 0; row < c->height; row++) {
    if ((row & 1) == 0) {
      const uint8_t *mask = scrim_scaled_row(&c->through[1], row >> 1);
      blend_plane_row(c, 1, row >> 1, mask);
      blend_plane_row(c, 2, row >> 1, mask);
    }
    blend_plane_row(c, 0, row, scrim_scaled_row(&c->through[0], row));
    if (c->to.packed != NULL) pack_row(&c->to, row, c->width);
  }
}

/* Checks what both exports are given and fills everything but `to`. */
static int start(struct composite *c, struct planes back, int32_t back_width, int32_t back_height,
                 const uint8_t *mask, int32_t mask_stride, int32_t mask_width, int32_t mask_height,
                 int32_t mask_low, int32_t mask_high) {
  const int32_t width = c->width;
  const int32_t height = c->height;
  const struct planes front = c->front;
  if (!scrim_i420_ok(front.data[0], front.stride[0], front.data[1], front.stride[1], front.data[2],
                     front.stride[2], width, height) ||
      !scrim_i420_ok(back.data[0], back.stride[0], back.data[1], back.stride[1], back.data[2],
                     back.stride[2], back_width, back_height) ||
      back_width > width || back_height > height || !scrim_size_ok(mask_width, mask_height) ||
      !scrim_rows_ok(mask, mask_stride, mask_width, mask_height) ||
      !scrim_edge_ok(mask_low, mask_high)) {
    return 0;
  }
  for (int i = 0; i < 3; i++) {
    const int shift = i > 0;
    c->behind[i] = (struct scaler){.source = back.data[i],
                                   .stride = back.stride[i],
                                   .columns = (back_width + shift) >> shift,
                                   .rows = (back_height + shift) >> shift,
                                   .from_width = back_width,
                                   .from_height = back_height,
                                   .to_width = width,
                                   .to_height = height,
                                   .width = (width + shift) >> shift};
  }
  /* The mask has one size; a chroma pixel lies at luma 2j + 1, so its position is that of a mask twice as large. */
  for (int shift = 0; shift < 2; shift++) {
    c->through[shift] = (struct scaler){.source = mask,
                                        .stride = mask_stride,
                                        .columns = mask_width,
                                        .rows = mask_height,
                                        .from_width = mask_width << shift,
                                        .from_height = mask_height << shift,
                                        .to_width = width,
                                        .to_height = height,
                                        .width = (width + shift) >> shift};
    scrim_scaler_edge(&c->through[shift], mask_low, mask_high);
  }
  return 1;
}

/* Cuts the memory, but for rows of packed pixels, and blends. */
static void finish(struct composite *c, struct pool *pool) {
  take_memory(c, pool, c->width);
  for (int i = 0; i < 3; i++) scrim_scaler_start(&c->behind[i]);
  for (int i = 0; i < 2; i++) scrim_scaler_start(&c->through[i]);
  run(c);
}

int32_t SCRIM_KERNEL(composite_scratch)(int32_t width) {
  if (!scrim_size_ok(width, 1)) return SCRIM_INVALID;
  struct pool pool = {NULL, 0};
  struct composite c;
  take_rows(&c, &pool, width);
  take_memory(&c, &pool, width);
  return (int32_t)pool.used;
}

int32_t SCRIM_KERNEL(composite)(
    const uint8_t *y, int32_t y_stride, const uint8_t *u, int32_t u_stride, const uint8_t *v,
    int32_t v_stride, const uint8_t *restrict back_y, int32_t back_y_stride,
    const uint8_t *restrict back_u, int32_t back_u_stride, const uint8_t *restrict back_v,
    int32_t back_v_stride, int32_t back_width, int32_t back_height, const uint8_t *restrict mask,
    int32_t mask_stride, int32_t mask_width, int32_t mask_height, int32_t mask_low,
    int32_t mask_high, uint8_t *into_y, int32_t into_y_stride, uint8_t *into_u,
    int32_t into_u_stride, uint8_t *into_v, int32_t into_v_stride, int32_t width, int32_t height,
    uint8_t *restrict scratch, int32_t scratch_length) {
  struct composite c = {
      .front = {{y, u, v}, {y_stride, u_stride, v_stride}},
      .to = {.data = {into_y, into_u, into_v},
             .stride = {into_y_stride, into_u_stride, into_v_stride}},
      .width = width,
      .height = height};
  const struct planes back = {{back_y, back_u, back_v},
                              {back_y_stride, back_u_stride, back_v_stride}};
  if (!start(&c, back, back_width, back_height, mask, mask_stride, mask_width, mask_height,
             mask_low, mask_high) ||
      !scrim_i420_ok(into_y, into_y_stride, into_u, into_u_stride, into_v, into_v_stride, width,
                     height) ||
      !scrim_scratch_ok(scratch, scratch_length, SCRIM_KERNEL(composite_scratch)(width))) {
    return SCRIM_INVALID;
  }
  struct pool pool = {scratch, 0};
  finish(&c, &pool);
  return 0;
}

/* Whether the layout is one of the three, and its rows fit. */
static int packed_ok(const uint8_t *packed, int32_t stride, int32_t layout, int32_t width,
                     int32_t height) {
  if (layout == SCRIM_YUYV) return scrim_rows_ok(packed, stride, scrim_half(width) * 4, height);
  if (layout == SCRIM_RGB24) return scrim_rows_ok(packed, stride, width * 3, height);
  return layout == SCRIM_I420 && scrim_rows_ok(packed, stride, width, 2 * height + 1);
}

int32_t SCRIM_KERNEL(composite_packed)(
    const uint8_t *restrict y, int32_t y_stride, const uint8_t *restrict u, int32_t u_stride,
    const uint8_t *restrict v, int32_t v_stride, const uint8_t *restrict back_y,
    int32_t back_y_stride, const uint8_t *restrict back_u, int32_t back_u_stride,
    const uint8_t *restrict back_v, int32_t back_v_stride, int32_t back_width, int32_t back_height,
    const uint8_t *restrict mask, int32_t mask_stride, int32_t mask_width, int32_t mask_height,
    int32_t mask_low, int32_t mask_high, uint8_t *restrict packed, int32_t stride, int32_t width,
    int32_t height, int32_t layout, int32_t matrix, int32_t range, uint8_t *restrict scratch,
    int32_t scratch_length) {
  struct composite c = {.front = {{y, u, v}, {y_stride, u_stride, v_stride}},
                        .width = width,
                        .height = height};
  const struct planes back = {{back_y, back_u, back_v},
                              {back_y_stride, back_u_stride, back_v_stride}};
  if (!start(&c, back, back_width, back_height, mask, mask_stride, mask_width, mask_height,
             mask_low, mask_high) ||
      !packed_ok(packed, stride, layout, width, height) || !scrim_color_ok(matrix, range) ||
      !scrim_scratch_ok(scratch, scratch_length, SCRIM_KERNEL(composite_scratch)(width))) {
    return SCRIM_INVALID;
  }
  struct pool pool = {scratch, 0};
  if (layout == SCRIM_I420) {
    const int32_t half = (stride + 1) >> 1;
    c.to = (struct target){.data = {packed, packed + scrim_second_plane(stride, height),
                                    packed + scrim_third_plane(stride, height)},
                           .stride = {stride, half, half}};
  } else {
    c.to = (struct target){.packed = packed,
                           .packed_stride = stride,
                           .layout = layout,
                           .color = scrim_to_rgb(matrix, range)};
    take_rows(&c, &pool, width);
  }
  finish(&c, &pool);
  return 0;
}
