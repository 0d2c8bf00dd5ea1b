/* The edge that a mask is given after it was enlarged, and where that leaves nothing to compute. */
#ifndef SCRIM_MASK_EDGE_H
#define SCRIM_MASK_EDGE_H

#include "vector.h"

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
SCRIM_INLINE u16x16 scrim_sharpened(u16x16 values, struct edge e) {
  const u16x16 rest = scrim_over(values, (u16x16){0} + e.low);
  return (scrim_least(rest, (u16x16){0} + e.span) * e.gain) >> 8;
}

/* What a mask is over SCRIM_LANES pixels, with its edge: 0 or 255 everywhere, or anything. */
#define SCRIM_NOTHING 0
#define SCRIM_MIXED 1
#define SCRIM_ALL 255

/* What sixteen bytes are, the least and the greatest value apart. */
SCRIM_INLINE int scrim_kind_of(const uint8_t *bytes) {
  uint64_t halves[2];
  __builtin_memcpy(halves, bytes, sizeof halves);
  if ((halves[0] | halves[1]) == 0) return SCRIM_NOTHING;
  return (halves[0] & halves[1]) == UINT64_MAX ? SCRIM_ALL : SCRIM_MIXED;
}

/* What a mask with its edge is in sixteen widened pixels. */
SCRIM_INLINE uint8_t scrim_wide_kind(i16x16 wide, struct edge e) {
  uint8_t bytes[SCRIM_LANES];
  scrim_store(bytes, scrim_narrow((i16x16)scrim_sharpened((u16x16)(wide >> 6), e)));
  return (uint8_t)scrim_kind_of(bytes);
}

#endif
