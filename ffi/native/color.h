/*
 * YUV to RGB and back in whole numbers; RGB is always full range. Coefficients follow from Kr and Kb (BT.601: .299, .114;
 * BT.709: .2126, .0722), the limited range from 219 and 224 steps. The tests derive them again.
 */
#ifndef SCRIM_COLOR_H
#define SCRIM_COLOR_H

#include "checks.h"
#include "vector.h"

/* To RGB in 1/32 levels: luma * 128 by `luma`, chroma * 256 by the rest, all in 1/32768; `offset` less half a level. */
struct to_rgb {
  int16_t offset, luma, v_to_r, u_to_g, v_to_g, u_to_b;
};

/* In 1/32768. Luma weights add up to the scale of luma, chroma weights to 0: grey stays grey. */
struct to_yuv {
  int16_t offset, yr, yg, yb, ur, ug, ub, vr, vg, vb;
};

/* Index: 2 * matrix (0 BT.601, 1 BT.709) + range (0 limited, 1 full). */
static inline int scrim_color_ok(int32_t matrix, int32_t range) {
  return (matrix == 0 || matrix == 1) && (range == 0 || range == 1);
}

static inline struct to_rgb scrim_to_rgb(int32_t matrix, int32_t range) {
  static const struct to_rgb all[4] = {
      {580, 9539, 6537, 1605, 3330, 8263},
      {-16, 8192, 5743, 1410, 2925, 7258},
      {580, 9539, 7343, 873, 2183, 8652},
      {-16, 8192, 6450, 767, 1917, 7601},
  };
  return all[2 * matrix + range];
}

static inline struct to_yuv scrim_to_yuv(int32_t matrix, int32_t range) {
  static const struct to_yuv all[4] = {
      {16, 8414, 16520, 3208, -4857, -9535, 14392, 14392, -12051, -2341},
      {0, 9798, 19234, 3736, -5529, -10855, 16384, 16384, -13720, -2664},
      {16, 5983, 20127, 2032, -3298, -11094, 14392, 14392, -13072, -1320},
      {0, 6966, 23436, 2366, -3754, -12630, 16384, 16384, -14882, -1502},
  };
  return all[2 * matrix + range];
}

/* What chroma adds to each channel, in 1/32 levels. */
struct tint {
  i16x16 r, g, b;
};

SCRIM_INLINE struct tint scrim_tint(u8x16 u, u8x16 v, struct to_rgb c) {
  const i16x16 du = (i16x16)(scrim_widen(u ^ 128) << 8);
  const i16x16 dv = (i16x16)(scrim_widen(v ^ 128) << 8);
  const i16x16 none = {0};
  return (struct tint){
      scrim_scale(dv, none + c.v_to_r),
      none - scrim_scale(du, none + c.u_to_g) - scrim_scale(dv, none + c.v_to_g),
      scrim_scale(du, none + c.u_to_b),
  };
}

/* The bytes of two vectors in turn. */
SCRIM_INLINE u8x16 scrim_low_in_turn(u8x16 a, u8x16 b) {
  return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

SCRIM_INLINE u8x16 scrim_high_in_turn(u8x16 a, u8x16 b) {
  return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15,
                                 31);
}

/* Pairs of bytes of two vectors in turn. */
SCRIM_INLINE u8x16 scrim_low_pairs(u8x16 a, u8x16 b) {
  return __builtin_shufflevector(a, b, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
}

SCRIM_INLINE u8x16 scrim_high_pairs(u8x16 a, u8x16 b) {
  return __builtin_shufflevector(a, b, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30,
                                 31);
}

/* Row functions trust their arguments. Four pixels without their alpha: 12 bytes, and where `room` is 16 anything in 4 more. */
SCRIM_INLINE void scrim_store_rgb24(uint8_t *out, u8x16 pixels, size_t room) {
  const u8x16 order = {0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 12, 13, 14, 15};
  const u8x16 rgb = scrim_pick(pixels, order);
  __builtin_memcpy(out, &rgb, room);
}

/* Sixteen pixels; `channels` is 3 or 4 (alpha 255). */
SCRIM_INLINE void scrim_store_rgb(uint8_t *out, u8x16 y, struct tint tint, int32_t channels,
                                  struct to_rgb c) {
  const i16x16 luma = scrim_scale((i16x16)(scrim_widen(y) << 7), (i16x16){0} + c.luma) - c.offset;
  const u8x16 r = scrim_narrow((luma + tint.r) >> 5);
  const u8x16 g = scrim_narrow((luma + tint.g) >> 5);
  const u8x16 b = scrim_narrow((luma + tint.b) >> 5);
  const u8x16 alpha = (u8x16){0} + 255;
  const u8x16 low_rg = scrim_low_in_turn(r, g);
  const u8x16 high_rg = scrim_high_in_turn(r, g);
  const u8x16 low_ba = scrim_low_in_turn(b, alpha);
  const u8x16 high_ba = scrim_high_in_turn(b, alpha);
  const u8x16 pixels[4] = {scrim_low_pairs(low_rg, low_ba), scrim_high_pairs(low_rg, low_ba),
                           scrim_low_pairs(high_rg, high_ba), scrim_high_pairs(high_rg, high_ba)};
  if (channels == 4) {
    for (int i = 0; i < 4; i++) scrim_store(out + 16 * i, pixels[i]);
  } else {
    for (int i = 0; i < 3; i++) scrim_store_rgb24(out + 12 * i, pixels[i], 16);
    scrim_store_rgb24(out + 36, pixels[3], 12);
  }
}

/* The first `count` of sixteen pixels. */
SCRIM_INLINE void scrim_store_some_rgb(uint8_t *out, const uint8_t *y, struct tint tint,
                                       int32_t count, int32_t channels, struct to_rgb c) {
  if (count == SCRIM_LANES) {
    scrim_store_rgb(out, scrim_load(y), tint, channels, c);
    return;
  }
  uint8_t all[4 * SCRIM_LANES];
  scrim_store_rgb(all, scrim_load_part(y, count), tint, channels, c);
  __builtin_memcpy(out, all, (size_t)(count * channels));
}

#endif
