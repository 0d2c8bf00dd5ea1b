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

/* Interleaved bytes: compilers find the shuffles of x86 by themselves, and wider ones; those of WebAssembly they do not. */
#if defined(__wasm_simd128__)
#define SCRIM_SHUFFLE 1
#else
#define SCRIM_SHUFFLE 0
#endif

/* Every second byte of 32, from the first (`odd` 0) or the second one on. */
SCRIM_INLINE u8x16 scrim_every_second(u8x16 first, u8x16 second, int odd) {
  return odd ? __builtin_shufflevector(first, second, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25,
                                       27, 29, 31)
             : __builtin_shufflevector(first, second, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24,
                                       26, 28, 30);
}

/* Bytes of both in turn. */
SCRIM_INLINE void scrim_in_turn(u8x16 even, u8x16 odd, uint8_t *into) {
  const u8x16 first = __builtin_shufflevector(even, odd, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21,
                                              6, 22, 7, 23);
  const u8x16 second = __builtin_shufflevector(even, odd, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13,
                                               29, 14, 30, 15, 31);
  __builtin_memcpy(into, &first, sizeof first);
  __builtin_memcpy(into + SCRIM_LANES, &second, sizeof second);
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
