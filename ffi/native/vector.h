/*
 * SCRIM_LANES pixels at a time, in 16 bits each. GNU C vectors wherever they give the right instruction; what they have no word
 * for (or compilers do not find) is here once more for each instruction set, with the same result to the last bit.
 */
#ifndef SCRIM_VECTOR_H
#define SCRIM_VECTOR_H

#include <stdint.h>

#if defined(__SSSE3__)
#include <immintrin.h>
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

#define SCRIM_LANES 16
#define SCRIM_INLINE static inline __attribute__((always_inline))

typedef uint8_t u8x16 __attribute__((vector_size(16)));
typedef int8_t i8x16 __attribute__((vector_size(16)));
typedef int16_t i16x8 __attribute__((vector_size(16)));
typedef uint16_t u16x16 __attribute__((vector_size(32)));
typedef int16_t i16x16 __attribute__((vector_size(32)));
typedef int32_t i32x4 __attribute__((vector_size(16)));
typedef int32_t i32x8 __attribute__((vector_size(32)));
typedef int32_t i32x16 __attribute__((vector_size(64)));

/*
 * Asks for bytes that will be read soon. Processors stop looking ahead at the end of a page, and a row of a large picture is
 * about one: asking for the row below took a seventh off the time that a frame of 3840x2160 takes.
 */
SCRIM_INLINE void scrim_soon(const uint8_t *bytes) {
  __builtin_prefetch(bytes);
}

/* Loads and stores of whole vectors, at any address. */
SCRIM_INLINE u8x16 scrim_load(const uint8_t *from) {
  u8x16 bytes;
  __builtin_memcpy(&bytes, from, sizeof bytes);
  return bytes;
}

SCRIM_INLINE void scrim_store(uint8_t *into, u8x16 bytes) {
  __builtin_memcpy(into, &bytes, sizeof bytes);
}

SCRIM_INLINE i16x16 scrim_load16(const int16_t *from) {
  i16x16 values;
  __builtin_memcpy(&values, from, sizeof values);
  return values;
}

SCRIM_INLINE void scrim_store16(int16_t *into, i16x16 values) {
  __builtin_memcpy(into, &values, sizeof values);
}

/* The first `count` bytes; of what is beyond nothing is touched. A whole vector costs nothing more than scrim_load(). */
SCRIM_INLINE u8x16 scrim_load_part(const uint8_t *from, int32_t count) {
  if (count == SCRIM_LANES) return scrim_load(from);
  u8x16 bytes = {0};
  __builtin_memcpy(&bytes, from, (size_t)count);
  return bytes;
}

SCRIM_INLINE void scrim_store_part(uint8_t *into, u8x16 bytes, int32_t count) {
  if (count == SCRIM_LANES) {
    scrim_store(into, bytes);
  } else {
    __builtin_memcpy(into, &bytes, (size_t)count);
  }
}

SCRIM_INLINE i16x8 scrim_low(i16x16 values) {
  return __builtin_shufflevector(values, values, 0, 1, 2, 3, 4, 5, 6, 7);
}

SCRIM_INLINE i16x8 scrim_high(i16x16 values) {
  return __builtin_shufflevector(values, values, 8, 9, 10, 11, 12, 13, 14, 15);
}

SCRIM_INLINE i16x16 scrim_both(i16x8 low, i16x8 high) {
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

/* Bytes to 16 bits. */
SCRIM_INLINE u16x16 scrim_widen(u8x16 bytes) {
#if defined(__wasm_simd128__)
  return (u16x16)scrim_both((i16x8)wasm_u16x8_extend_low_u8x16((v128_t)bytes),
                            (i16x8)wasm_u16x8_extend_high_u8x16((v128_t)bytes));
#else
  return __builtin_convertvector(bytes, u16x16);
#endif
}

/* The same for bytes with a sign. */
SCRIM_INLINE i16x16 scrim_widen_signed(u8x16 bytes) {
#if defined(__wasm_simd128__)
  return scrim_both((i16x8)wasm_i16x8_extend_low_i8x16((v128_t)bytes),
                    (i16x8)wasm_i16x8_extend_high_i8x16((v128_t)bytes));
#else
  return __builtin_convertvector((i8x16)bytes, i16x16);
#endif
}

/* To bytes, what is below 0 or above 255 clamped. */
SCRIM_INLINE u8x16 scrim_narrow(i16x16 values) {
#if defined(__SSSE3__)
  return (u8x16)_mm_packus_epi16((__m128i)scrim_low(values), (__m128i)scrim_high(values));
#elif defined(__wasm_simd128__)
  return (u8x16)wasm_u8x16_narrow_i16x8((v128_t)scrim_low(values), (v128_t)scrim_high(values));
#elif defined(__ARM_NEON)
  return (u8x16)vcombine_u8(vqmovun_s16((int16x8_t)scrim_low(values)),
                            vqmovun_s16((int16x8_t)scrim_high(values)));
#else
  const i16x16 positive = values & (i16x16)(values > 0);
  const i16x16 over = (i16x16)(positive > 255);
  return __builtin_convertvector((positive & ~over) | (255 & over), u8x16);
#endif
}

/* a * b / 32768, to nearest, halves up. Not for -32768 squared. */
SCRIM_INLINE i16x16 scrim_scale(i16x16 a, i16x16 b) {
#if defined(__AVX2__)
  return (i16x16)_mm256_mulhrs_epi16((__m256i)a, (__m256i)b);
#elif defined(__SSSE3__)
  return scrim_both((i16x8)_mm_mulhrs_epi16((__m128i)scrim_low(a), (__m128i)scrim_low(b)),
                    (i16x8)_mm_mulhrs_epi16((__m128i)scrim_high(a), (__m128i)scrim_high(b)));
#elif defined(__wasm_simd128__)
  return scrim_both((i16x8)wasm_i16x8_relaxed_q15mulr((v128_t)scrim_low(a), (v128_t)scrim_low(b)),
                    (i16x8)wasm_i16x8_relaxed_q15mulr((v128_t)scrim_high(a), (v128_t)scrim_high(b)));
#elif defined(__ARM_NEON)
  return scrim_both((i16x8)vqrdmulhq_s16((int16x8_t)scrim_low(a), (int16x8_t)scrim_low(b)),
                    (i16x8)vqrdmulhq_s16((int16x8_t)scrim_high(a), (int16x8_t)scrim_high(b)));
#else
  const i32x16 product = __builtin_convertvector(a, i32x16) * __builtin_convertvector(b, i32x16);
  return __builtin_convertvector((product + 16384) >> 15, i16x16);
#endif
}

/* a[2i] * b[2i] + a[2i + 1] * b[2i + 1] */
SCRIM_INLINE i32x4 scrim_dot8(i16x8 a, i16x8 b) {
#if defined(__SSSE3__)
  return (i32x4)_mm_madd_epi16((__m128i)a, (__m128i)b);
#elif defined(__wasm_simd128__)
  return (i32x4)wasm_i32x4_dot_i16x8((v128_t)a, (v128_t)b);
#elif defined(__ARM_NEON)
  return (i32x4)vpaddq_s32(vmull_s16(vget_low_s16((int16x8_t)a), vget_low_s16((int16x8_t)b)),
                           vmull_high_s16((int16x8_t)a, (int16x8_t)b));
#else
  const i32x8 product = __builtin_convertvector(a, i32x8) * __builtin_convertvector(b, i32x8);
  return __builtin_shufflevector(product, product, 0, 2, 4, 6) +
         __builtin_shufflevector(product, product, 1, 3, 5, 7);
#endif
}

SCRIM_INLINE i32x8 scrim_dot(i16x16 a, i16x16 b) {
#if defined(__AVX2__)
  return (i32x8)_mm256_madd_epi16((__m256i)a, (__m256i)b);
#else
  return __builtin_shufflevector(scrim_dot8(scrim_low(a), scrim_low(b)),
                                 scrim_dot8(scrim_high(a), scrim_high(b)), 0, 1, 2, 3, 4, 5, 6, 7);
#endif
}

/* Neighbours added up. */
SCRIM_INLINE i32x4 scrim_add_pairs(i32x4 a, i32x4 b) {
  return __builtin_shufflevector(a, b, 0, 2, 4, 6) + __builtin_shufflevector(a, b, 1, 3, 5, 7);
}

/* To 16 bits, which must hold the values. */
SCRIM_INLINE i16x8 scrim_shorten(i32x4 low, i32x4 high) {
#if defined(__SSSE3__)
  return (i16x8)_mm_packs_epi32((__m128i)low, (__m128i)high);
#elif defined(__wasm_simd128__)
  return (i16x8)wasm_i16x8_narrow_i32x4((v128_t)low, (v128_t)high);
#else
  return __builtin_convertvector(__builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7), i16x8);
#endif
}

/* Sixteen values to bytes, what is below 0 or above 255 clamped. */
SCRIM_INLINE u8x16 scrim_narrow_all(const i32x4 values[4]) {
  return scrim_narrow(scrim_both(scrim_shorten(values[0], values[1]),
                                 scrim_shorten(values[2], values[3])));
}

/* a - b, at least 0. */
SCRIM_INLINE u16x16 scrim_over(u16x16 a, u16x16 b) {
  return (a - b) & (u16x16)(a > b);
}

SCRIM_INLINE u16x16 scrim_least(u16x16 a, u16x16 b) {
  const u16x16 over = (u16x16)(a > b);
  return (b & over) | (a & ~over);
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

/* Byte `indices[i]` of `bytes` in each lane i; indices of 16 and more give anything. */
SCRIM_INLINE u8x16 scrim_pick(u8x16 bytes, u8x16 indices) {
#if defined(__SSSE3__)
  return (u8x16)_mm_shuffle_epi8((__m128i)bytes, (__m128i)indices);
#elif defined(__wasm_simd128__)
  return (u8x16)wasm_i8x16_relaxed_swizzle((v128_t)bytes, (v128_t)indices);
#elif defined(__ARM_NEON)
  return (u8x16)vqtbl1q_u8((uint8x16_t)bytes, (uint8x16_t)indices);
#else
  u8x16 picked;
  for (int i = 0; i < SCRIM_LANES; i++) picked[i] = bytes[indices[i] & 15];
  return picked;
#endif
}

#endif
