/*
 * YUV to RGB and back in 16.16 fixed point; RGB is always full range. Coefficients follow from Kr and Kb (BT.601: .299,
 * .114; BT.709: .2126, .0722), the limited range from 219 and 224 steps. The tests derive them again.
 */
#ifndef SCRIM_COLOR_H
#define SCRIM_COLOR_H

#include "checks.h"

/* Pixels converted at a time: three such rows stay in the first-level cache. Even, so pairs are never cut. */
#define SCRIM_BLOCK 256

struct to_rgb {
  int32_t offset, luma, v_to_r, u_to_g, v_to_g, u_to_b;
};

/* Luma weights add up to the scale of luma, chroma weights to 0: grey stays grey. */
struct to_yuv {
  int32_t offset, yr, yg, yb, ur, ug, ub, vr, vg, vb;
};

/* Index: 2 * matrix (0 BT.601, 1 BT.709) + range (0 limited, 1 full). */
static inline int scrim_color_ok(int32_t matrix, int32_t range) {
  return (matrix == 0 || matrix == 1) && (range == 0 || range == 1);
}

static inline struct to_rgb scrim_to_rgb(int32_t matrix, int32_t range) {
  static const struct to_rgb all[4] = {
      {16, 76309, 104597, 25675, 53279, 132201},
      {0, 65536, 91881, 22553, 46802, 116130},
      {16, 76309, 117489, 13975, 34925, 138438},
      {0, 65536, 103206, 12276, 30679, 121609},
  };
  return all[2 * matrix + range];
}

static inline struct to_yuv scrim_to_yuv(int32_t matrix, int32_t range) {
  static const struct to_yuv all[4] = {
      {16, 16829, 33039, 6416, -9714, -19070, 28784, 28784, -24103, -4681},
      {0, 19595, 38470, 7471, -11058, -21710, 32768, 32768, -27439, -5329},
      {16, 11966, 40254, 4064, -6596, -22188, 28784, 28784, -26145, -2639},
      {0, 13933, 46871, 4732, -7509, -25259, 32768, 32768, -29763, -3005},
  };
  return all[2 * matrix + range];
}

static inline uint8_t scrim_clamp(int32_t value) {
  return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/* Rounds 16.16 to the nearest integer, halves up, within 0..255. */
static inline uint8_t scrim_round16(int32_t value) {
  return scrim_clamp((value + 32768) >> 16);
}

/* Full-resolution chroma. `width` is at most SCRIM_BLOCK; `channels` is 3 or 4 (alpha 255). Trusts its arguments. */
static inline void scrim_rgb_block(const uint8_t *restrict y, const uint8_t *restrict u,
                                   const uint8_t *restrict v, uint8_t *restrict out, int32_t width,
                                   int32_t channels, struct to_rgb c) {
  uint8_t r[SCRIM_BLOCK], g[SCRIM_BLOCK], b[SCRIM_BLOCK];
  for (int32_t x = 0; x < width; x++) {
    const int32_t luma = (y[x] - c.offset) * c.luma;
    const int32_t du = u[x] - 128;
    const int32_t dv = v[x] - 128;
    r[x] = scrim_round16(luma + c.v_to_r * dv);
    g[x] = scrim_round16(luma - c.u_to_g * du - c.v_to_g * dv);
    b[x] = scrim_round16(luma + c.u_to_b * du);
  }
  if (channels == 3) {
    for (int32_t x = 0; x < width; x++) {
      out[3 * x] = r[x];
      out[3 * x + 1] = g[x];
      out[3 * x + 2] = b[x];
    }
  } else {
    for (int32_t x = 0; x < width; x++) {
      out[4 * x] = r[x];
      out[4 * x + 1] = g[x];
      out[4 * x + 2] = b[x];
      out[4 * x + 3] = 255;
    }
  }
}

#endif
