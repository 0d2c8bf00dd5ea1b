/* A plane moved by an affine map. Places are whole numbers of 1/2^32 pixels, so every build finds the same ones. */
#include "checks.h"
#include "scrim.h"

#define FRACTION 32
#define ONE ((int64_t)1 << FRACTION)
/* A sum of places below it does not overflow, not even rounded. */
#define FARTHEST 0x1p62

struct source {
  const uint8_t *data;
  int32_t stride, width, height;
};

struct place {
  int64_t x, y;
};

/* `count` steps from `start`. */
static inline struct place along(struct place start, struct place step, int32_t count) {
  return (struct place){start.x + step.x * count, start.y + step.y * count};
}

/* 0 <= place < limit, both ways. */
static inline int inside(struct place p, struct place limit) {
  return (uint64_t)p.x < (uint64_t)limit.x && (uint64_t)p.y < (uint64_t)limit.y;
}

/* The pixels of a row whose places lie inside are [first, end): a line enters and leaves a rectangle once. */
struct stretch {
  int32_t first, end;
};

static inline struct stretch inner(struct place start, struct place step, struct place limit,
                                   int32_t width) {
  struct stretch s = {0, width};
  while (s.first < width && !inside(along(start, step, s.first), limit)) s.first++;
  while (s.end > s.first && !inside(along(start, step, s.end - 1), limit)) s.end--;
  return s;
}

/* Four pixels, to nearest; `right` and `down` in 1/256. */
static inline uint8_t blend(int32_t a, int32_t b, int32_t c, int32_t d, int32_t right,
                            int32_t down) {
  const int32_t upper = a * 256 + (b - a) * right;
  const int32_t lower = c * 256 + (d - c) * right;
  return (uint8_t)((upper * 256 + (lower - upper) * down + (1 << 15)) >> 16);
}

/* How far a place is past its pixel, in 1/256. */
static inline int32_t past(int64_t place) {
  return (int32_t)((place >> (FRACTION - 8)) & 255);
}

/* The pixel in which a place inside lies. */
static inline const uint8_t *address(struct source s, struct place p) {
  return s.data + (ptrdiff_t)(p.y >> FRACTION) * s.stride + (ptrdiff_t)(p.x >> FRACTION);
}

static inline int32_t pixel_or_zero(struct source s, int64_t x, int64_t y) {
  if (x < 0 || y < 0 || x >= s.width || y >= s.height) return 0;
  return s.data[(ptrdiff_t)y * s.stride + (ptrdiff_t)x];
}

/* Between four pixels of which some may be outside. */
static inline uint8_t at_border(struct source s, struct place p) {
  const int64_t x = p.x >> FRACTION;
  const int64_t y = p.y >> FRACTION;
  return blend(pixel_or_zero(s, x, y), pixel_or_zero(s, x + 1, y), pixel_or_zero(s, x, y + 1),
               pixel_or_zero(s, x + 1, y + 1), past(p.x), past(p.y));
}

/* Where all four pixels are there, nothing is asked. Trusts its arguments, like the function below. */
static void smooth_row(struct source s, struct place start, struct place step,
                       uint8_t *restrict out) {
  const struct place limit = {(s.width - 1) * ONE, (s.height - 1) * ONE};
  const struct stretch in = inner(start, step, limit, s.width);
  for (int32_t x = 0; x < in.first; x++) out[x] = at_border(s, along(start, step, x));
  struct place p = along(start, step, in.first);
  for (int32_t x = in.first; x < in.end; x++) {
    const uint8_t *at = address(s, p);
    out[x] = blend(at[0], at[1], at[s.stride], at[s.stride + 1], past(p.x), past(p.y));
    p.x += step.x;
    p.y += step.y;
  }
  for (int32_t x = in.end; x < s.width; x++) out[x] = at_border(s, along(start, step, x));
}

static void label_row(struct source s, struct place start, struct place step,
                      uint8_t *restrict out) {
  const struct place limit = {s.width * ONE, s.height * ONE};
  const struct stretch in = inner(start, step, limit, s.width);
  __builtin_memset(out, 0, (size_t)in.first);
  struct place p = along(start, step, in.first);
  for (int32_t x = in.first; x < in.end; x++) {
    out[x] = *address(s, p);
    p.x += step.x;
    p.y += step.y;
  }
  __builtin_memset(out + in.end, 0, (size_t)(s.width - in.end));
}

/* All places along one axis are numbers, and near enough to be added. */
static inline int reach_ok(double start, double across, double down, int32_t width,
                           int32_t height) {
  const double farthest =
      __builtin_fabs(start) + width * __builtin_fabs(across) + height * __builtin_fabs(down);
  return farthest < FARTHEST;
}

int32_t SCRIM_KERNEL(warp)(const uint8_t *restrict source, int32_t source_stride,
                           uint8_t *restrict into, int32_t stride, int32_t width, int32_t height,
                           int32_t labels, double x_start, double x_across, double x_down,
                           double y_start, double y_across, double y_down) {
  if (!scrim_size_ok(width, height) || (labels != 0 && labels != 1)) return SCRIM_INVALID;
  if (!scrim_rows_ok(source, source_stride, width, height)) return SCRIM_INVALID;
  if (!scrim_rows_ok(into, stride, width, height)) return SCRIM_INVALID;
  if (!reach_ok(x_start, x_across, x_down, width, height) ||
      !reach_ok(y_start, y_across, y_down, width, height)) {
    return SCRIM_INVALID;
  }
  const struct source s = {source, source_stride, width, height};
  /* Floor becomes to nearest: of a pixel, or of 1/256 of one. */
  const int64_t rounding = labels ? ONE / 2 : ONE / 512;
  const struct place start = {(int64_t)x_start + rounding, (int64_t)y_start + rounding};
  const struct place across = {(int64_t)x_across, (int64_t)y_across};
  const struct place down = {(int64_t)x_down, (int64_t)y_down};
  for (int32_t row = 0; row < height; row++) {
    uint8_t *out = into + (ptrdiff_t)row * stride;
    if (labels) {
      label_row(s, along(start, down, row), across, out);
    } else {
      smooth_row(s, along(start, down, row), across, out);
    }
  }
  return 0;
}
