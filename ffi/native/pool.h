/* Scratch memory handed in by the caller, cut into aligned pieces. The same code counts it and cuts it. */
#ifndef SCRIM_POOL_H
#define SCRIM_POOL_H

#include <stddef.h>
#include <stdint.h>

#define SCRIM_ALIGN 64

/* `base` NULL: count only. */
struct pool {
  uint8_t *base;
  size_t used;
};

static inline void *scrim_take(struct pool *pool, int32_t count, size_t bytes_each) {
  void *piece = pool->base != NULL ? (void *)(pool->base + pool->used) : NULL;
  const size_t bytes = (size_t)count * bytes_each;
  pool->used += (bytes + SCRIM_ALIGN - 1) / SCRIM_ALIGN * SCRIM_ALIGN;
  return piece;
}

/* Scratch must be aligned to 64 and long enough. */
static inline int scrim_scratch_ok(const void *scratch, int32_t length, int32_t needed) {
  return scratch != NULL && (uintptr_t)scratch % SCRIM_ALIGN == 0 && needed > 0 &&
         length >= needed;
}

#endif
