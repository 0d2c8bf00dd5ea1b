/*
 * Calls of kernels from a tape (tape.ts): their arguments, what the buffers held before, and what they held after. Any
 * library of kernels can be asked the same again.
 */
#ifndef REPLAY_H
#define REPLAY_H

#include <stddef.h>
#include <stdint.h>

union argument {
  void *pointer;
  int32_t whole;
  double real;
};

/* One row of the table that table.ts writes from the symbols of ffi/. */
struct kernel {
  const char *name;
  /* A letter for each parameter: pointer, integer, double, scratch memory, its length (n). */
  const char *kinds;
  int32_t (*call)(void *function, const union argument *arguments);
};

extern const struct kernel kernels[];
extern const uint32_t kernel_count;

#define REPLAY_BUFFERS 16
#define REPLAY_ARGUMENTS 32

/* What a buffer holds. */
struct content {
  const uint8_t *bytes;
  size_t length;
};

struct call {
  uint32_t kernel;
  struct content label;
  int32_t result;
  uint32_t buffers;
  /* Bytes of what the buffer is an array of. */
  uint32_t element[REPLAY_BUFFERS];
  struct content before[REPLAY_BUFFERS];
  struct content after[REPLAY_BUFFERS];
  /* Two words each; a pointer is the number of its buffer. */
  const uint32_t *arguments;
};

/* Where a buffer lies: its end at memory that nobody may touch, its start at such, or one element off that. */
enum placement { AT_END, AT_START, UNALIGNED, PLACEMENTS };

/* Each ends the program with a message when it cannot do its work. */
void open_library(const char *path, const char *suffix);
void open_tape(const char *path);

/* 0 past the last one. */
int next_call(struct call *call);

/* Puts the buffers in their places with what they held before. */
void place(const struct call *call, enum placement placement);

/* `result`, and what is in the buffers now; scratch memory is as long as the library said last that it must be. */
int32_t run(const struct call *call);
const uint8_t *held_by(uint32_t buffer);

/* Asks only how much scratch memory something needs. */
int asks_for_scratch(const struct call *call);

#endif
