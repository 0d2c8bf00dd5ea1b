/*
 * Foreground over background through a mask, row pair by row pair: mask and background are upscaled while they are blended, and
 * each result is written once, as planes or as packed pixels.
 */
#include "blend_rows.h"
#include "checks.h"
#include "color.h"
#include "composite_inputs.h"
#include "packed_rows.h"
#include "pool.h"
#include "rows.h"
#include "scaler.h"
#include "scrim.h"

/* Where the result goes: planes; or single rows (stride 0) that then become a row of packed pixels. */
struct target {
  uint8_t *data[3];
  int32_t stride[3];
  /* NULL: planes. */
  uint8_t *packed;
  int32_t packed_stride;
  struct to_rgb color;
  /* U and V in turn. */
  uint8_t *pairs;
};

struct composite {
  struct planes front;
  /* The background, plane by plane, and the mask; at the size of luma and at that of chroma. */
  struct columns behind_columns[2], through_columns[2];
  struct scaler behind[3], through[2];
  /* What spills, plane by plane, if anything does. */
  struct columns spill_columns[2];
  struct scaler spill[3];
  int spills;
  struct target to;
  int32_t width, height;
};

#define WITH_BACK(call, b, spills)       \
  do {                                   \
    if ((b).back.bytes == NULL) {        \
      if ((b).mask.bytes == NULL) {      \
        call(0, 0, spills);              \
      } else {                           \
        call(0, 1, spills);              \
      }                                  \
    } else if ((b).mask.bytes == NULL) { \
      call(1, 0, spills);                \
    } else {                             \
      call(1, 1, spills);                \
    }                                    \
  } while (0)
#define FOR_EACH_KIND(call, b, spills) \
  do {                                 \
    if (spills) {                      \
      WITH_BACK(call, b, 1);           \
    } else {                           \
      WITH_BACK(call, b, 0);           \
    }                                  \
  } while (0)

/* By way of a row of its own: what a call has filled in is read again after every store. */
SCRIM_INLINE struct blending blending(struct composite *c, int i, int32_t row, struct row mask) {
  const struct row back = scrim_scaled_row(&c->behind[i], row);
  const uint8_t *front = c->front.data[i] + (ptrdiff_t)row * c->front.stride[i];
  struct blending b = {
      .front = front,
      .next_front = front + c->front.stride[i],
      .next_back = back.bytes != NULL ? back.bytes + c->behind[i].stride : NULL,
      .back = back,
      .mask = mask,
      .edge = c->through[0].edge};
  if (c->spills) b.spill = scrim_scaled_row(&c->spill[i], row);
  return b;
}

/* Row `row` of plane `i`. */
static void plane_row(struct composite *c, int i, int32_t row, struct row mask) {
  const struct blending b = blending(c, i, row, mask);
  uint8_t *into = c->to.data[i] + (ptrdiff_t)row * c->to.stride[i];
  const int32_t width = c->behind[i].columns->width;
#define PLANE(back, mask, spills) scrim_blend_plane(&b, into, width, back, mask, spills)
  FOR_EACH_KIND(PLANE, b, c->spills);
}

static void yuyv_row(struct composite *c, int32_t row, struct row mask) {
  const struct blending b = blending(c, 0, row, mask);
  uint8_t *into = c->to.packed + (ptrdiff_t)row * c->to.packed_stride;
#define YUYV(back, mask, spills) \
  scrim_blend_yuyv(&b, c->to.pairs, into, c->width, back, mask, spills)
  FOR_EACH_KIND(YUYV, b, c->spills);
}

static void chroma_rows(struct composite *c, int32_t row) {
  const struct row mask = scrim_scaled_row(&c->through[1], row);
  plane_row(c, 1, row, mask);
  plane_row(c, 2, row, mask);
  if (c->to.pairs != NULL) {
    scrim_interleave(c->to.data[1], c->to.data[2], c->to.pairs, scrim_half(c->width));
  }
}

static void run(struct composite *c) {
  const struct target *to = &c->to;
  for (int32_t row = 0; row < c->height; row++) {
    if ((row & 1) == 0) chroma_rows(c, row >> 1);
    const struct row mask = scrim_scaled_row(&c->through[0], row);
    if (to->pairs != NULL) {
      yuyv_row(c, row, mask);
    } else {
      plane_row(c, 0, row, mask);
      if (to->packed != NULL) {
        scrim_rgb_row(to->data[0], to->data[1], to->data[2],
                      to->packed + (ptrdiff_t)row * to->packed_stride, c->width, 3, to->color);
      }
    }
  }
}

/* Memory for scalers, and for rows of a target that is packed. */
static void take_scalers(struct composite *c, struct pool *pool, int32_t width) {
  for (int shift = 0; shift < 2; shift++) {
    const int32_t columns = (width + shift) >> shift;
    scrim_columns_memory(&c->behind_columns[shift], pool, columns);
    scrim_columns_memory(&c->through_columns[shift], pool, columns);
    scrim_scaler_memory(&c->behind[shift], pool, columns, 0);
    scrim_scaler_memory(&c->through[shift], pool, columns, 1);
    scrim_columns_memory(&c->spill_columns[shift], pool, columns);
    scrim_scaler_memory(&c->spill[shift], pool, columns, 0);
  }
  scrim_scaler_memory(&c->behind[2], pool, (width + 1) >> 1, 0);
  scrim_scaler_memory(&c->spill[2], pool, (width + 1) >> 1, 0);
}

static void take_rows(struct composite *c, struct pool *pool, int32_t width) {
  for (int i = 0; i < 3; i++) c->to.data[i] = scrim_take(pool, (width + (i > 0)) >> (i > 0), 1);
  c->to.pairs = scrim_take(pool, width + 1, 1);
}

int32_t SCRIM_KERNEL(composite_scratch)(int32_t width) {
  if (!scrim_size_ok(width, 1)) return SCRIM_INVALID;
  struct pool pool = {NULL, 0};
  struct composite c;
  take_scalers(&c, &pool, width);
  take_rows(&c, &pool, width);
  return (int32_t)pool.used;
}

/* As for the mask: all three have the size of one. */
static void start_spill(struct composite *c, const struct spill *spill, int shift) {
  const struct scrim_size size = spill->size;
  struct columns *columns = &c->spill_columns[shift];
  scrim_columns_start(columns, size.width << shift, c->width, size.width,
                      (c->width + shift) >> shift);
  for (int i = shift; i <= 2 * shift; i++) {
    scrim_scaler_start(&c->spill[i], spill->data + (ptrdiff_t)i * size.height * spill->stride,
                       spill->stride, size.height << shift, c->height, size.height, columns);
  }
}

/* The mask has one size; a chroma pixel lies at luma 2j + 1, so its position is that of a mask twice as large. */
static void start(struct composite *c, const struct behind *back, const struct through *mask,
                  const struct spill *spill) {
  c->spills = spill->data != NULL;
  for (int shift = 0; shift < 2; shift++) {
    const int32_t width = (c->width + shift) >> shift;
    struct columns *columns = &c->behind_columns[shift];
    scrim_columns_start(columns, back->width, c->width, (back->width + shift) >> shift, width);
    for (int i = shift; i <= 2 * shift; i++) {
      scrim_scaler_start(&c->behind[i], back->planes.data[i], back->planes.stride[i], back->height,
                         c->height, (back->height + shift) >> shift, columns);
    }
    columns = &c->through_columns[shift];
    scrim_columns_start(columns, mask->width << shift, c->width, mask->width, width);
    scrim_scaler_start(&c->through[shift], mask->data, mask->stride, mask->height << shift,
                       c->height, mask->height, columns);
    c->through[shift].edge = scrim_edge_of(mask->edge);
    if (c->spills) start_spill(c, spill, shift);
  }
}

int32_t SCRIM_KERNEL(composite)(
    const uint8_t *y, int32_t y_stride, const uint8_t *u, int32_t u_stride, const uint8_t *v,
    int32_t v_stride, const uint8_t *restrict back_y, int32_t back_y_stride,
    const uint8_t *restrict back_u, int32_t back_u_stride, const uint8_t *restrict back_v,
    int32_t back_v_stride, int32_t back_size, const uint8_t *restrict mask, int32_t mask_stride,
    int32_t mask_size, int32_t mask_edge, const uint8_t *restrict spill, int32_t spill_stride,
    int32_t spill_size, uint8_t *into_y, int32_t into_y_stride, uint8_t *into_u,
    int32_t into_u_stride, uint8_t *into_v, int32_t into_v_stride, int32_t size,
    uint8_t *restrict scratch, int32_t scratch_length) {
  const struct scrim_size whole = scrim_size_of(size), small = scrim_size_of(back_size);
  const struct scrim_size through_size = scrim_size_of(mask_size);
  const int32_t width = whole.width, height = whole.height;
  struct composite c = {.front = {{y, u, v}, {y_stride, u_stride, v_stride}},
                        .to = {.data = {into_y, into_u, into_v},
                               .stride = {into_y_stride, into_u_stride, into_v_stride}},
                        .width = width,
                        .height = height};
  const struct behind back = {
      {{back_y, back_u, back_v}, {back_y_stride, back_u_stride, back_v_stride}},
      small.width,
      small.height};
  const struct through through = {mask, mask_stride, through_size.width, through_size.height,
                                  mask_edge};
  const struct spill spilled = {spill, spill_stride, scrim_size_of(spill_size)};
  if (!scrim_inputs_ok(c.front, whole, &back, &through, &spilled) ||
      !scrim_i420_ok(into_y, into_y_stride, into_u, into_u_stride, into_v, into_v_stride, width,
                     height) ||
      !scrim_scratch_ok(scratch, scratch_length, SCRIM_KERNEL(composite_scratch)(width))) {
    return SCRIM_INVALID;
  }
  struct pool pool = {scratch, 0};
  take_scalers(&c, &pool, width);
  start(&c, &back, &through, &spilled);
  run(&c);
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
    const uint8_t *restrict back_v, int32_t back_v_stride, int32_t back_size,
    const uint8_t *restrict mask, int32_t mask_stride, int32_t mask_size, int32_t mask_edge,
    const uint8_t *restrict spill, int32_t spill_stride, int32_t spill_size,
    uint8_t *restrict packed, int32_t stride, int32_t size, int32_t layout, int32_t matrix,
    int32_t range, uint8_t *restrict scratch, int32_t scratch_length) {
  const struct scrim_size whole = scrim_size_of(size), small = scrim_size_of(back_size);
  const struct scrim_size through_size = scrim_size_of(mask_size);
  const int32_t width = whole.width, height = whole.height;
  struct composite c = {.front = {{y, u, v}, {y_stride, u_stride, v_stride}},
                        .width = width,
                        .height = height};
  const struct behind back = {
      {{back_y, back_u, back_v}, {back_y_stride, back_u_stride, back_v_stride}},
      small.width,
      small.height};
  const struct through through = {mask, mask_stride, through_size.width, through_size.height,
                                  mask_edge};
  const struct spill spilled = {spill, spill_stride, scrim_size_of(spill_size)};
  if (!scrim_inputs_ok(c.front, whole, &back, &through, &spilled) || !packed_ok(packed, stride, layout, width, height) ||
      !scrim_color_ok(matrix, range) ||
      !scrim_scratch_ok(scratch, scratch_length, SCRIM_KERNEL(composite_scratch)(width))) {
    return SCRIM_INVALID;
  }
  struct pool pool = {scratch, 0};
  take_scalers(&c, &pool, width);
  start(&c, &back, &through, &spilled);
  if (layout == SCRIM_I420) {
    const int32_t half = (stride + 1) >> 1;
    c.to = (struct target){.data = {packed, packed + scrim_second_plane(stride, height),
                                    packed + scrim_third_plane(stride, height)},
                           .stride = {stride, half, half}};
  } else {
    c.to.packed = packed;
    c.to.packed_stride = stride;
    c.to.color = scrim_to_rgb(matrix, range);
    take_rows(&c, &pool, width);
    if (layout == SCRIM_RGB24) c.to.pairs = NULL;
  }
  run(&c);
  return 0;
}
