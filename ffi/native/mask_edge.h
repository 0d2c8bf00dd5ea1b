/* The edge that a mask is given after it was upscaled, and where that leaves nothing to compute. */
#ifndef SCRIM_MASK_EDGE_H
#define SCRIM_MASK_EDGE_H

#include "wide.h"

/* The edge of a mask: values up to `low` become 0, from `low + span` on 255. */
struct edge {
  uint16_t low, span, gain;
};

/* Whether an edge, low + 256 high, can be used. */
static inline int scrim_edge_ok(int32_t edge) {
  return edge >= 0 && edge <= 0xffff && (edge & 255) < edge >> 8;
}

/* 0 and 255 leave a mask as it is. */
static inline struct edge scrim_edge_of(int32_t edge) {
  const int32_t low = edge & 255;
  const int32_t span = (edge >> 8) - low;
  return (struct edge){(uint16_t)low, (uint16_t)span, (uint16_t)((65280 + span - 1) / span)};
}

/* min(max(value - low, 0), span) * gain / 256: exactly 0 at low and 255 at high, and 16 bits hold it. */
SCRIM_INLINE u16xn scrim_sharpened(u16xn values, struct edge e) {
  const u16xn rest = (values - e.low) & (u16xn)(values > e.low);
  const u16xn over = (u16xn)(rest > e.span);
  return (((e.span & over) | (rest & ~over)) * e.gain) >> 8;
}

/* What a mask is over SCRIM_WIDE pixels, with its edge: 0 or 255 everywhere, or anything. */
#define SCRIM_NOTHING 0
#define SCRIM_MIXED 1
#define SCRIM_ALL 255

/* What sixteen bytes and as many others are, the least and the greatest value apart. */
SCRIM_INLINE int scrim_kind_of(const uint8_t *bytes, const uint8_t *others) {
  uint64_t halves[4];
  __builtin_memcpy(halves, bytes, 16);
  __builtin_memcpy(halves + 2, others, 16);
  if ((halves[0] | halves[1] | halves[2] | halves[3]) == 0) return SCRIM_NOTHING;
  const uint64_t common = halves[0] & halves[1] & halves[2] & halves[3];
  return common == UINT64_MAX ? SCRIM_ALL : SCRIM_MIXED;
}

/* What a mask with its edge is in a vector of widened pixels. */
SCRIM_INLINE uint8_t scrim_wide_kind(i16xn wide, struct edge e) {
  uint8_t bytes[SCRIM_WIDE];
  scrim_wide_store(bytes, scrim_wide_narrow(scrim_sharpened((u16xn)(wide >> 6), e)), SCRIM_WIDE);
  return (uint8_t)scrim_kind_of(bytes, bytes + SCRIM_WIDE - 16);
}

#endif
