/*
 * count LIBRARY SUFFIX TAPE TIMES: makes each call on the tape so many times in a row. Valgrind's callgrind writes down what
 * the last one took, under its label; elsewhere those requests do nothing.
 */
#include <stdio.h>
#include <stdlib.h>

#include "replay.h"

#if defined(__has_include)
#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#endif
#endif
#ifndef CALLGRIND_ZERO_STATS
#define CALLGRIND_ZERO_STATS
#define CALLGRIND_DUMP_STATS_AT(label) (void)(label)
#endif

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  open_library(argv[1], argv[2]);
  open_tape(argv[3]);
  const int times = atoi(argv[4]);
  struct call call;
  while (next_call(&call)) {
    char label[80];
    snprintf(label, sizeof label, "%.*s", (int)call.label.length, (const char *)call.label.bytes);
    place(&call, AT_START);
    for (int i = 0; i < times; i++) {
      CALLGRIND_ZERO_STATS;
      if (run(&call) != call.result && !asks_for_scratch(&call)) {
        fprintf(stderr, "%s: %s refused\n", label, kernels[call.kernel].name);
        return 1;
      }
      if (i == times - 1) CALLGRIND_DUMP_STATS_AT(label);
    }
  }
  return 0;
}
