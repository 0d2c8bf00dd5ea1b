/* Reads a tape, places its buffers between pages that nobody may touch, and calls kernels by name. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "replay.h"

/* Room for each buffer, and for scratch memory after the last of them. Pages that are not touched cost nothing. */
#define ROOM ((size_t)32 << 20)
#define SCRATCH REPLAY_BUFFERS
/* What a kernel must not rely on finding. */
#define STALE 0xa5

static struct {
  void *handle;
  const char *suffix;
} library;

static struct {
  const uint32_t *lengths;
  const uint8_t *bytes;
  const uint32_t *next;
  uint32_t calls_left;
  size_t *starts;
} tape;

static uint8_t *rooms[REPLAY_BUFFERS + 1];
static uint8_t *placed[REPLAY_BUFFERS + 1];
static int32_t scratch_length;

static void fail(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(2);
}

void open_library(const char *path, const char *suffix) {
  library.handle = dlopen(path, RTLD_NOW);
  library.suffix = suffix;
  if (library.handle == NULL) fail(path, dlerror());
}

static void *function_of(uint32_t kernel) {
  static void **found;
  if (found == NULL && (found = calloc(kernel_count, sizeof *found)) == NULL) fail("tape", "no memory");
  if (found[kernel] == NULL) {
    char name[80];
    snprintf(name, sizeof name, "%s%s", kernels[kernel].name, library.suffix);
    found[kernel] = dlsym(library.handle, name);
    if (found[kernel] == NULL) fail(name, "not in the library");
  }
  return found[kernel];
}

static void make_rooms(void) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  for (int i = 0; i <= SCRATCH; i++) {
    uint8_t *whole = mmap(NULL, ROOM + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (whole == MAP_FAILED || mprotect(whole + page, ROOM, PROT_READ | PROT_WRITE) != 0) {
      fail("buffers", strerror(errno));
    }
    rooms[i] = whole + page;
  }
}

/* A tape is words: the number of contents and of calls, the length of each content, the calls; then the contents. */
void open_tape(const char *path) {
  const int file = open(path, O_RDONLY);
  struct stat is;
  if (file < 0 || fstat(file, &is) != 0) fail(path, strerror(errno));
  const uint32_t *words = mmap(NULL, (size_t)is.st_size, PROT_READ, MAP_PRIVATE, file, 0);
  if (words == MAP_FAILED) fail(path, strerror(errno));
  close(file);
  const uint32_t contents = words[0];
  tape.calls_left = words[1];
  tape.lengths = words + 3;
  tape.next = tape.lengths + contents;
  tape.bytes = (const uint8_t *)(tape.next + words[2]);
  free(tape.starts);
  tape.starts = calloc(contents + 1, sizeof *tape.starts);
  if (tape.starts == NULL) fail(path, "no memory");
  for (uint32_t i = 0; i < contents; i++) tape.starts[i + 1] = tape.starts[i] + tape.lengths[i];
  if (rooms[0] == NULL) make_rooms();
}

static struct content content(uint32_t number) {
  return (struct content){tape.bytes + tape.starts[number], tape.lengths[number]};
}

int next_call(struct call *call) {
  if (tape.calls_left == 0) return 0;
  tape.calls_left--;
  call->kernel = *tape.next++;
  call->label = content(*tape.next++);
  call->result = (int32_t)*tape.next++;
  call->buffers = *tape.next++;
  if (call->buffers > REPLAY_BUFFERS) fail(kernels[call->kernel].name, "more buffers than there is room for");
  for (uint32_t i = 0; i < call->buffers; i++) {
    call->element[i] = *tape.next++;
    call->before[i] = content(*tape.next++);
    call->after[i] = content(*tape.next++);
  }
  call->arguments = tape.next;
  tape.next += 2 * strlen(kernels[call->kernel].kinds);
  return 1;
}

static uint8_t *lend(uint32_t room, size_t length, size_t offset, enum placement placement) {
  if (offset + length > ROOM) fail("tape", "a buffer is larger than its room");
  if (placement == AT_END) return rooms[room] + ROOM - length;
  return rooms[room] + (placement == UNALIGNED ? offset : 0);
}

void place(const struct call *call, enum placement placement) {
  for (uint32_t i = 0; i < call->buffers; i++) {
    const struct content before = call->before[i];
    placed[i] = lend(i, before.length, call->element[i], placement);
    memcpy(placed[i], before.bytes, before.length);
  }
  // Aligned in any case, as the contract has it: lengths are whole cache lines.
  placed[SCRATCH] = lend(SCRATCH, (size_t)scratch_length, 0, placement);
  memset(placed[SCRATCH], STALE, (size_t)scratch_length);
}

int asks_for_scratch(const struct call *call) {
  return call->buffers == 0;
}

static union argument argument(char kind, const uint32_t *words) {
  union argument is = {0};
  if (kind == 'p') is.pointer = words[0] == UINT32_MAX ? NULL : placed[words[0]];
  if (kind == 'i') is.whole = (int32_t)words[0];
  if (kind == 'd') memcpy(&is.real, words, sizeof is.real);
  if (kind == 's') is.pointer = placed[SCRATCH];
  if (kind == 'n') is.whole = scratch_length;
  return is;
}

int32_t run(const struct call *call) {
  const struct kernel *kernel = &kernels[call->kernel];
  union argument arguments[REPLAY_ARGUMENTS];
  for (uint32_t i = 0; kernel->kinds[i] != 0; i++) {
    arguments[i] = argument(kernel->kinds[i], call->arguments + 2 * i);
  }
  const int32_t result = kernel->call(function_of(call->kernel), arguments);
  if (asks_for_scratch(call) && result > 0) scratch_length = result;
  return result;
}

const uint8_t *held_by(uint32_t buffer) {
  return placed[buffer];
}
