/* Rows of an upscaled mask, with its edge, as bytes. */
#ifndef SCRIM_ENLARGED_ROWS_H
#define SCRIM_ENLARGED_ROWS_H

#include "mask_edge.h"
#include "scaler.h"
#include "wide.h"

/* Trusts its arguments. */
SCRIM_INLINE void scrim_upscaled_part(struct row row, struct edge edge, uint8_t *out, int32_t x,
                                int32_t count, int whole) {
  const int kind = scrim_row_kind(row, x, count, whole);
  if (kind != SCRIM_MIXED) {
    scrim_wide_store(out + x, (u8xn){0} + (uint8_t)kind, count);
    return;
  }
  const u16xn values = scrim_sharpened(scrim_row_pixels(row, x, count, whole), edge);
  scrim_wide_store(out + x, scrim_wide_narrow(values), count);
}

SCRIM_INLINE void scrim_upscaled_row(struct row row, struct edge edge, uint8_t *out, int32_t width,
                               int whole) {
  int32_t x = 0;
  for (; x + SCRIM_WIDE <= width; x += SCRIM_WIDE) {
    scrim_upscaled_part(row, edge, out, x, SCRIM_WIDE, whole);
  }
  if (x < width) scrim_upscaled_part(row, edge, out, x, width - x, whole);
}

#endif
