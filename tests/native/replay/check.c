/*
 * check LIBRARY SUFFIX TAPE...: asks the library all that is on the tapes, with the buffers in each placement, and compares
 * every byte. Prints how many calls of each kernel were right; what was not goes to stderr, and makes it exit with 1.
 */
#include <stdio.h>
#include <stdlib.h>

#include "replay.h"

#define MOST_FAILURES 10

static const char *const placement_names[PLACEMENTS] = {"at a page's end", "at a page's start", "unaligned"};

/* Which call it was: everything but the pointers. */
static void tell(const struct call *call, enum placement placement) {
  const char *kinds = kernels[call->kernel].kinds;
  fprintf(stderr, "%s(", kernels[call->kernel].name);
  for (uint32_t i = 0; kinds[i] != 0; i++) {
    const char *comma = i > 0 ? ", " : "";
    if (kinds[i] == 'i') {
      fprintf(stderr, "%s%d", comma, (int32_t)call->arguments[2 * i]);
    } else {
      fprintf(stderr, "%s%c", comma, kinds[i]);
    }
  }
  fprintf(stderr, "), buffers %s: ", placement_names[placement]);
}

static int result_is_right(const struct call *call, int32_t result) {
  if (result == call->result) return 1;
  // How much scratch memory it needs is the library's own business.
  return asks_for_scratch(call) && result > 0 && call->result > 0;
}

static int right(const struct call *call, enum placement placement) {
  place(call, placement);
  const int32_t result = run(call);
  if (!result_is_right(call, result)) {
    tell(call, placement);
    fprintf(stderr, "gave %d, wanted %d\n", result, call->result);
    return 0;
  }
  for (uint32_t i = 0; i < call->buffers; i++) {
    const uint8_t *got = held_by(i);
    const struct content wanted = call->after[i];
    for (size_t at = 0; at < wanted.length; at++) {
      if (got[at] == wanted.bytes[at]) continue;
      tell(call, placement);
      fprintf(stderr, "byte %zu of buffer %u is %d, wanted %d\n", at, i, got[at], wanted.bytes[at]);
      return 0;
    }
  }
  return 1;
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  open_library(argv[1], argv[2]);
  int failures = 0;
  unsigned *calls = calloc(kernel_count, sizeof *calls);
  if (calls == NULL) return 2;
  for (int i = 3; i < argc; i++) {
    open_tape(argv[i]);
    struct call call;
    while (failures < MOST_FAILURES && next_call(&call)) {
      int good = 1;
      for (int p = 0; p < PLACEMENTS && good; p++) good = right(&call, (enum placement)p);
      if (good) calls[call.kernel]++;
      else failures++;
    }
  }
  for (uint32_t i = 0; i < kernel_count; i++) printf("%s %u\n", kernels[i].name, calls[i]);
  free(calls);
  return failures == 0 ? 0 : 1;
}
