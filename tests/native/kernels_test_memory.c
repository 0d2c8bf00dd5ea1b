/* Buffers that end where reading or writing on is noticed. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kernels_test.h"

#define BUFFERS 24

int guarded;
int failures;

void expect(int32_t got, int32_t wanted, const char *what, const char *file, int line) {
  if (got == wanted) return;
  fprintf(stderr, "%s:%d: %s gave %d, wanted %d\n", file, line, what, got, wanted);
  failures++;
}

/* What is lent for one round. */
static struct {
  void *start;
  size_t length;
} held[BUFFERS];
static int holding;

uint8_t *lend(size_t length) {
  uint8_t *bytes;
  if (guarded) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t whole = (length + page - 1) / page * page + page;
    uint8_t *start = mmap(NULL, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED || mprotect(start + whole - page, page, PROT_NONE) != 0) abort();
    held[holding].start = start;
    held[holding].length = whole;
    bytes = start + whole - page - length;
  } else {
    if (posix_memalign(&held[holding].start, 64, length) != 0) abort();
    bytes = held[holding].start;
  }
  holding++;
  for (size_t i = 0; i < length; i++) bytes[i] = (uint8_t)(i * 37 + length);
  return bytes;
}

void give_back(void) {
  while (holding > 0) {
    holding--;
    if (guarded) {
      munmap(held[holding].start, held[holding].length);
    } else {
      free(held[holding].start);
    }
  }
}

uint8_t *plane(int32_t stride, int32_t width, int32_t height) {
  return lend((size_t)stride * (size_t)(height - 1) + (size_t)width);
}
