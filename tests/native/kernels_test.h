/*
 * What the parts of the kernels' test program share. A round lends itself buffers, hands them to kernels, and gives all of
 * them back.
 */
#ifndef KERNELS_TEST_H
#define KERNELS_TEST_H

#include <stddef.h>
#include <stdint.h>

#include "../../ffi/native/scrim.h"

/* Buffers end at a page that nobody may touch (1), or lie in heap blocks with red zones around them (0). */
extern int guarded;

/* How many calls did not give what they should. */
extern int failures;

#define OK(call) expect(call, 0, #call, __FILE__, __LINE__)
#define NO(call) expect(call, -22, #call, __FILE__, __LINE__)
void expect(int32_t got, int32_t wanted, const char *what, const char *file, int line);

/* `length` bytes with something in them. */
uint8_t *lend(size_t length);

/* A plane whose last row ends where the memory ends. */
uint8_t *plane(int32_t stride, int32_t width, int32_t height);

void give_back(void);

/* A round each. */
void parts(int32_t w, int32_t h, int32_t around);
void moves(int32_t w, int32_t h, int32_t pad, int32_t small_w, int32_t small_h);
void composites(int32_t w, int32_t h, int32_t pad, int32_t small_w, int32_t small_h);
void blurs(int32_t w, int32_t h, int32_t pad, int32_t divisor);
void discs(int32_t w, int32_t h, int32_t pad, int32_t divisor, int32_t radius);
void motions(int32_t w, int32_t h, int32_t pad);
void refines(int32_t w, int32_t h, int32_t pad, int32_t small_w, int32_t small_h);

/* The edge of a mask. */
#define EDGE(low, high) ((low) + 256 * (high))
#define WHOLE EDGE(0, 255)

/* Every argument that must be refused. */
void refusals(void);
void refused_parts_and_moves(void);
void refused_composites(void);
void refused_blurs(void);
void refused_refines(void);
void refused_discs(void);

/* Sizes, strides and pointers that no kernel may accept. `F(w, h, stride, bytes)` calls it. */
#define REFUSES_SHAPES(F, stride)      \
  do {                                 \
    OK(F(8, 4, stride, a));            \
    NO(F(0, 4, stride, a));            \
    NO(F(8, 0, stride, a));            \
    NO(F(-8, 4, stride, a));           \
    NO(F(8, -4, stride, a));           \
    NO(F(INT32_MAX, 4, stride, a));    \
    NO(F(8, INT32_MAX, stride, a));    \
    NO(F(INT32_MIN, 4, stride, a));    \
    NO(F(16385, 4, INT32_MAX, a));     \
    NO(F(8, 4, (stride) - 1, a));      \
    NO(F(8, 4, 0, a));                 \
    NO(F(8, 4, -(stride), a));         \
    NO(F(8, 4, INT32_MAX, a));         \
    NO(F(8, 4, stride, NULL));         \
  } while (0)

#endif
