/* Buffers of a V4L2 device: asked for, mapped, queued, waited for. All are mapped memory of the driver. */
#include "v4l2_calls.h"

#include <linux/videodev2.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "scrim.h"

/* More than any driver has buffers: a driver that never runs dry cannot hold us in the loop. */
#define MOST_AT_ONCE 64

/* The argument of VIDIOC_REQBUFS as of Linux 5.16. Older headers have the same bytes, the last ones named `reserved`. */
struct request_buffers {
  uint32_t count, type, memory, capabilities;
  uint8_t flags, reserved[3];
};
_Static_assert(sizeof(struct request_buffers) == sizeof(struct v4l2_requestbuffers), "another kernel ABI");

typedef void *(*mmap_fn)(void *start, size_t length, int prot, int flags, int fd, int64_t offset);

int scrim_v4l2_poll(const void *const *calls, int fd, int events, int timeout_ms) {
  if (fd < 0) return -EBADF; /* poll itself passes over such a number */
  int (*call)(struct pollfd *, nfds_t, int) =
      calls[CALL_POLL] ? (int (*)(struct pollfd *, nfds_t, int))calls[CALL_POLL] : poll;
  struct pollfd entry = {.fd = fd, .events = (short)events};
  int result = call(&entry, 1, timeout_ms);
  if (result < 0) return errno == EINTR ? 0 : -errno;
  if (result == 0) return 0;
  return entry.revents & events ? 1 : 2;
}

int32_t scrim_v4l2_wait(const void *const *calls, int32_t fd, int32_t output, int32_t timeout_ms) {
  if (!calls || timeout_ms < 0) return -EINVAL;
  return scrim_v4l2_poll(calls, fd, output ? POLLOUT : POLLIN, timeout_ms);
}

int32_t scrim_v4l2_request(const void *const *calls, int32_t fd, uint32_t type, uint32_t count,
                           uint32_t *memory) {
  if (!calls || !memory) return -EINVAL;
  struct request_buffers request = {
      .count = count, .type = type, .memory = V4L2_MEMORY_MMAP, .flags = (uint8_t)memory[0]};
  int result = scrim_v4l2_ioctl(calls, fd, VIDIOC_REQBUFS, &request);
  if (result < 0) return result;
  memory[0] = request.flags;
  memory[1] = request.capabilities;
  return (int32_t)request.count;
}

int32_t scrim_v4l2_map(const void *const *calls, int32_t fd, uint32_t type, uint32_t index,
                       int64_t *mapping) {
  if (!calls || !mapping) return -EINVAL;
  struct v4l2_buffer buffer = {.index = index, .type = type, .memory = V4L2_MEMORY_MMAP};
  int result = scrim_v4l2_ioctl(calls, fd, VIDIOC_QUERYBUF, &buffer);
  if (result < 0) return result;
  mmap_fn call = calls[CALL_MMAP] ? (mmap_fn)calls[CALL_MMAP] : (mmap_fn)mmap;
  void *start =
      call(NULL, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (int64_t)buffer.m.offset);
  if (start == MAP_FAILED) return -errno;
  mapping[0] = (int64_t)(intptr_t)start;
  mapping[1] = buffer.length;
  return 0;
}

int32_t scrim_v4l2_unmap(const void *const *calls, void *start, int64_t length) {
  if (!calls || !start || length < 0) return -EINVAL;
  int (*call)(void *, size_t) =
      calls[CALL_MUNMAP] ? (int (*)(void *, size_t))calls[CALL_MUNMAP] : munmap;
  return call(start, (size_t)length) < 0 ? -errno : 0;
}

int32_t scrim_v4l2_stream(const void *const *calls, int32_t fd, uint32_t type, int32_t on) {
  if (!calls) return -EINVAL;
  int argument = (int)type;
  return scrim_v4l2_ioctl(calls, fd, on ? VIDIOC_STREAMON : VIDIOC_STREAMOFF, &argument);
}

int32_t scrim_v4l2_queue(const void *const *calls, int32_t fd, uint32_t type, uint32_t index,
                         uint32_t bytes) {
  if (!calls) return -EINVAL;
  /* The time stays zero on every call: v4l2loopback then stamps each frame itself, and never stops doing so. */
  struct v4l2_buffer buffer = {.index = index,
                               .type = type,
                               .bytesused = bytes,
                               .field = V4L2_FIELD_NONE,
                               .memory = V4L2_MEMORY_MMAP};
  return scrim_v4l2_ioctl(calls, fd, VIDIOC_QBUF, &buffer);
}

int32_t scrim_v4l2_dequeue(const void *const *calls, int32_t fd, uint32_t type) {
  if (!calls) return -EINVAL;
  struct v4l2_buffer buffer = {.type = type, .memory = V4L2_MEMORY_MMAP};
  int result = scrim_v4l2_ioctl(calls, fd, VIDIOC_DQBUF, &buffer);
  return result < 0 ? result : (int32_t)buffer.index;
}

/* libv4l2 prints a line on stderr when DQBUF has nothing, so poll is asked before each one. */
int32_t scrim_v4l2_newest(const void *const *calls, int32_t fd, uint32_t least_bytes, uint32_t *frame) {
  if (!calls || !frame) return -EINVAL;
  const uint32_t type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  int held = 0;
  frame[6] = 0;
  for (int turn = 0; turn < MOST_AT_ONCE; turn++) {
    int ready = scrim_v4l2_poll(calls, fd, POLLIN, 0);
    if (ready == 0) break;
    struct v4l2_buffer buffer = {.type = type, .memory = V4L2_MEMORY_MMAP};
    int result = ready < 0 ? ready : scrim_v4l2_ioctl(calls, fd, VIDIOC_DQBUF, &buffer);
    if (result == -EAGAIN) break;
    /* A failure that lasts is met again by the next call; what was received before it is still good. */
    if (result < 0) return held ? 1 : result;
    int faulty = (buffer.flags & V4L2_BUF_FLAG_ERROR) ||
                 (buffer.bytesused > 0 && buffer.bytesused < least_bytes);
    if (faulty || held) {
      uint32_t back = faulty ? buffer.index : frame[0];
      result = scrim_v4l2_queue(calls, fd, type, back, 0);
      if (result < 0) return result;
      frame[6]++;
      if (faulty) continue;
    }
    held = 1;
    frame[0] = buffer.index;
    frame[1] = buffer.bytesused;
    frame[2] = buffer.flags;
    frame[3] = buffer.sequence;
    frame[4] = (uint32_t)buffer.timestamp.tv_sec;
    frame[5] = (uint32_t)buffer.timestamp.tv_usec;
  }
  return held;
}

int32_t scrim_v4l2_write(const void *const *calls, int32_t fd, const uint8_t *data, int64_t length) {
  if (!calls || !data || length < 0 || length > INT32_MAX) return -EINVAL;
  ssize_t (*call)(int, const void *, size_t) =
      calls[CALL_WRITE] ? (ssize_t(*)(int, const void *, size_t))calls[CALL_WRITE] : write;
  ssize_t result = call(fd, data, (size_t)length);
  return result < 0 ? -errno : (int32_t)result;
}

int64_t scrim_v4l2_clock_us(void) {
  struct timespec now;
  if (clock_gettime(CLOCK_MONOTONIC, &now) < 0) return -errno;
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
