/*
 * Sixteen pixels at a time, where the compiler does not find the narrow arithmetic by itself (it widens 16-bit products to
 * 32 bits). GNU C vectors: the same source for every instruction set, and the same result as the scalar loop behind it.
 */
#ifndef SCRIM_VECTOR_H
#define SCRIM_VECTOR_H

#include <stdint.h>

#if defined(__SSSE3__)
#include <tmmintrin.h>
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

#define SCRIM_LANES 16
#define SCRIM_INLINE static inline __attribute__((always_inline))

typedef uint8_t u8x16 __attribute__((vector_size(16)));
typedef uint16_t u16x16 __attribute__((vector_size(32)));
typedef int16_t i16x16 __attribute__((vector_size(32)));
typedef int32_t i32x16 __attribute__((vector_size(64)));
typedef uint32_t u32x16 __attribute__((vector_size(64)));

SCRIM_INLINE u8x16 scrim_load(const uint8_t *from) {
  u8x16 bytes;
  __builtin_memcpy(&bytes, from, sizeof bytes);
  return bytes;
}

/* Sixteen bytes, widened. */
SCRIM_INLINE u16x16 scrim_load8(const uint8_t *from) {
  return __builtin_convertvector(scrim_load(from), u16x16);
}

SCRIM_INLINE i16x16 scrim_load16(const int16_t *from) {
  i16x16 values;
  __builtin_memcpy(&values, from, sizeof values);
  return values;
}

/* Each lane is below 256. */
SCRIM_INLINE void scrim_store8(uint8_t *into, u16x16 values) {
  const u8x16 bytes = __builtin_convertvector(values, u8x16);
  __builtin_memcpy(into, &bytes, sizeof bytes);
}

/* (a * b) >> 16 */
SCRIM_INLINE i16x16 scrim_high(i16x16 a, i16x16 b) {
  const i32x16 product = __builtin_convertvector(a, i32x16) * __builtin_convertvector(b, i32x16);
  return __builtin_convertvector(product >> 16, i16x16);
}

/* Byte `indices[i]` of `bytes` in each lane i; indices of 16 and more give anything. GNU C has no such operation. */
SCRIM_INLINE u8x16 scrim_pick(u8x16 bytes, u8x16 indices) {
#if defined(__SSSE3__)
  return (u8x16)_mm_shuffle_epi8((__m128i)bytes, (__m128i)indices);
#elif defined(__wasm_simd128__)
  return (u8x16)wasm_i8x16_swizzle((v128_t)bytes, (v128_t)indices);
#else
  u8x16 picked;
  for (int i = 0; i < SCRIM_LANES; i++) picked[i] = bytes[indices[i] & 15];
  return picked;
#endif
}

/* Adds to sixteen sums. */
SCRIM_INLINE void scrim_add32(uint32_t *sums, u16x16 values) {
  u32x16 all;
  __builtin_memcpy(&all, sums, sizeof all);
  all += __builtin_convertvector(values, u32x16);
  __builtin_memcpy(sums, &all, sizeof all);
}

#endif
