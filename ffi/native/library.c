/* Which library this is. Compiled once, not for each instruction set. */
#include "scrim.h"

#ifndef SCRIM_SOURCE_HASH
#define SCRIM_SOURCE_HASH 0
#endif

int32_t scrim_abi(void) {
  return SCRIM_ABI;
}

uint64_t scrim_source_hash(void) {
  return SCRIM_SOURCE_HASH;
}

int32_t scrim_isa(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  /* Of those with AVX-512, the first ones lower their clock for it; the later ones have this, too. */
  const int clocked = __builtin_cpu_supports("avx512vbmi2") != 0;
  if (clocked && __builtin_cpu_supports("x86-64-v4")) return 4;
  if (__builtin_cpu_supports("x86-64-v3")) return 3;
  return 2;
#else
  return 0;
#endif
}
