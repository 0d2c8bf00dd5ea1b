/*
 * SCRIM_WIDE pixels at a time, where each is on its own: the widest vectors that there are. All loops over rows of pictures and
 * masks are written in these; the rest of vector.h has a fixed number of pixels, because it moves them among each other.
 */
#ifndef SCRIM_WIDE_H
#define SCRIM_WIDE_H

#include "vector.h"

#if defined(__AVX512BW__)
#define SCRIM_WIDE 32
#else
#define SCRIM_WIDE SCRIM_LANES
#endif

typedef uint8_t u8xn __attribute__((vector_size(SCRIM_WIDE)));
typedef uint16_t u16xn __attribute__((vector_size(2 * SCRIM_WIDE)));
typedef int16_t i16xn __attribute__((vector_size(2 * SCRIM_WIDE)));
/* Half as many. */
typedef int32_t i32xn __attribute__((vector_size(2 * SCRIM_WIDE)));

/* The first `count` bytes, and of what is beyond nothing is touched. A whole vector costs no more than a load. */
SCRIM_INLINE u8xn scrim_wide_load(const uint8_t *from, int32_t count) {
  u8xn bytes = {0};
  __builtin_memcpy(&bytes, from, count == SCRIM_WIDE ? sizeof bytes : (size_t)count);
  return bytes;
}

SCRIM_INLINE void scrim_wide_store(uint8_t *into, u8xn bytes, int32_t count) {
  __builtin_memcpy(into, &bytes, count == SCRIM_WIDE ? sizeof bytes : (size_t)count);
}

SCRIM_INLINE i16xn scrim_wide_load16(const int16_t *from) {
  i16xn values;
  __builtin_memcpy(&values, from, sizeof values);
  return values;
}

SCRIM_INLINE void scrim_wide_store16(int16_t *into, i16xn values) {
  __builtin_memcpy(into, &values, sizeof values);
}

/* Adds to SCRIM_WIDE sums of 16 bits. */
SCRIM_INLINE void scrim_wide_add16(uint16_t *sums, u16xn values) {
  u16xn all;
  __builtin_memcpy(&all, sums, sizeof all);
  all += values;
  __builtin_memcpy(sums, &all, sizeof all);
}

/* Adds to half as many of 32. */
SCRIM_INLINE void scrim_wide_add32(int32_t *sums, i32xn values) {
  i32xn all;
  __builtin_memcpy(&all, sums, sizeof all);
  all += values;
  __builtin_memcpy(sums, &all, sizeof all);
}

/*
 * As their namesakes in vector.h, but for narrow, whose values must be below 256. In `pick` each sixteen pixels choose among
 * the bytes of their own window.
 */
#if defined(__AVX512BW__)

SCRIM_INLINE u16xn scrim_wide_widen(u8xn bytes) {
  return (u16xn)_mm512_cvtepu8_epi16((__m256i)bytes);
}

SCRIM_INLINE u8xn scrim_wide_narrow(u16xn values) {
  return (u8xn)_mm512_cvtepi16_epi8((__m512i)values);
}

SCRIM_INLINE i16xn scrim_wide_scale(i16xn a, i16xn b) {
  return (i16xn)_mm512_mulhrs_epi16((__m512i)a, (__m512i)b);
}

SCRIM_INLINE i32xn scrim_wide_dot(i16xn a, i16xn b) {
  return (i32xn)_mm512_madd_epi16((__m512i)a, (__m512i)b);
}

SCRIM_INLINE u8xn scrim_wide_windows(const uint8_t *source, const int32_t *windows) {
  const __m128i low = (__m128i)scrim_load(source + windows[0]);
  const __m128i high = (__m128i)scrim_load(source + windows[1]);
  return (u8xn)_mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
}

SCRIM_INLINE u8xn scrim_wide_pick(u8xn bytes, u8xn indices) {
  return (u8xn)_mm256_shuffle_epi8((__m256i)bytes, (__m256i)indices);
}

SCRIM_INLINE void scrim_wide_in_turn(u8xn even, u8xn odd, uint8_t *into) {
  const u16xn both = scrim_wide_widen(even) | scrim_wide_widen(odd) << 8;
  __builtin_memcpy(into, &both, sizeof both);
}

#else

SCRIM_INLINE u16xn scrim_wide_widen(u8xn bytes) {
  return scrim_widen(bytes);
}

SCRIM_INLINE u8xn scrim_wide_narrow(u16xn values) {
  return scrim_narrow((i16xn)values);
}

SCRIM_INLINE i16xn scrim_wide_scale(i16xn a, i16xn b) {
  return scrim_scale(a, b);
}

SCRIM_INLINE i32xn scrim_wide_dot(i16xn a, i16xn b) {
  return scrim_dot(a, b);
}

SCRIM_INLINE u8xn scrim_wide_windows(const uint8_t *source, const int32_t *windows) {
  return scrim_load(source + windows[0]);
}

SCRIM_INLINE u8xn scrim_wide_pick(u8xn bytes, u8xn indices) {
  return scrim_pick(bytes, indices);
}

SCRIM_INLINE void scrim_wide_in_turn(u8xn even, u8xn odd, uint8_t *into) {
  scrim_in_turn(even, odd, into);
}

#endif

#endif
