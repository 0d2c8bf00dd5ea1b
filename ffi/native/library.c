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
  if (__builtin_cpu_supports("x86-64-v3")) return 3;
  return 2;
#else
  return 0;
#endif
}
