/* Watches a V4L2 device by mmap streaming and says what it saw: one line a frame,
 *     first changed mixed fair
 * first    the first four bytes of the frame, in hex: with solid YUYV frames, the frame's colour Y U Y V
 * changed  the buffer changed while we held it: its writer wrote into a buffer that was out
 * mixed    four-byte units of the frame that are not equal to the first: 0 for a whole solid frame
 * fair     1 when, at the end, its writer still had another buffer to write into; else what it does proves nothing
 *
 *     frame_watch DEVICE FRAMES HOLD_MS NEWER [fair]
 *
 * It waits until the device offers capture and delivers. Like a slow viewer, it keeps every buffer between its first look and
 * its second: for HOLD_MS, and until NEWER frames have been published, by the buffers' timestamps. With `fair`, FRAMES counts
 * fair ones only.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* Whatever takes longer hangs. */
#define HANG_S 900

static time_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec;
}

static void fail(const char *what) {
  fprintf(stderr, "frame_watch: %s: %s\n", what, strerror(errno));
  exit(1);
}

static uint8_t *maps[32];
static size_t lengths[32];
static unsigned ring;

/* Maps and queues all buffers; every buffer must be mapped before v4l2loopback gives it out. 0 when the device refuses. */
static int queue_all(int fd) {
  struct v4l2_requestbuffers request = {
      .count = 4, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
  if (ioctl(fd, VIDIOC_REQBUFS, &request) < 0) return 0;
  for (unsigned i = 0; i < request.count && i < 32; i++) {
    struct v4l2_buffer buffer = {
        .index = i, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
    if (ioctl(fd, VIDIOC_QUERYBUF, &buffer) < 0) return 0;
    void *map = mmap(NULL, buffer.length, PROT_READ, MAP_SHARED, fd, (off_t)buffer.m.offset);
    if (map == MAP_FAILED) return 0; /* nobody has set a size yet */
    maps[i] = map;
    lengths[i] = buffer.length;
    if (ioctl(fd, VIDIOC_QBUF, &buffer) < 0) return 0;
  }
  ring = request.count < 32 ? request.count : 32;
  return 1;
}

/* How many buffers hold a frame that is newer than `time`. */
static unsigned count_newer(int fd, const struct timeval *time) {
  unsigned count = 0;
  for (unsigned i = 0; i < ring; i++) {
    struct v4l2_buffer buffer = {
        .index = i, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
    if (ioctl(fd, VIDIOC_QUERYBUF, &buffer) < 0) fail("VIDIOC_QUERYBUF");
    count += timercmp(&buffer.timestamp, time, >);
  }
  return count;
}

static void unmap_all(void) {
  for (unsigned i = 0; i < 32; i++) {
    if (maps[i]) munmap(maps[i], lengths[i]);
    maps[i] = NULL;
  }
}

/* With exclusive_caps a loopback is a capture device only while somebody writes, and streams for nobody before: so ask
 * until it does. */
static int open_capture(const char *path) {
  const time_t deadline = now() + HANG_S;
  while (now() < deadline) {
    struct v4l2_capability capability = {0};
    int fd = open(path, O_RDWR | O_NONBLOCK), type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (fd < 0) fail(path);
    if (ioctl(fd, VIDIOC_QUERYCAP, &capability) < 0) fail("VIDIOC_QUERYCAP");
    if ((capability.device_caps & V4L2_CAP_VIDEO_CAPTURE) && queue_all(fd) &&
        ioctl(fd, VIDIOC_STREAMON, &type) == 0)
      return fd;
    unmap_all();
    close(fd);
    usleep(50000);
  }
  errno = ETIMEDOUT;
  fail("no capture device");
  return -1;
}

int main(int argc, char **argv) {
  if (argc < 5) {
    fprintf(stderr, "usage: frame_watch DEVICE FRAMES HOLD_MS NEWER [fair]\n");
    return 2;
  }
  const int frames = atoi(argv[2]), hold_ms = atoi(argv[3]), fair = argc > 5;
  const unsigned wanted = (unsigned)atoi(argv[4]);
  const int fd = open_capture(argv[1]);
  setvbuf(stdout, NULL, _IOLBF, 0);

  for (int seen = 0; seen < frames;) {
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    if (poll(&wait, 1, HANG_S * 1000) <= 0) {
      errno = ETIMEDOUT;
      fail("no frame");
    }
    struct v4l2_buffer buffer = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
    if (ioctl(fd, VIDIOC_DQBUF, &buffer) < 0) {
      if (errno != EAGAIN) fail("VIDIOC_DQBUF");
      continue;
    }
    if (buffer.index >= 32 || !maps[buffer.index]) fail("buffer index");
    const volatile uint32_t *units = (const volatile uint32_t *)maps[buffer.index];
    const size_t count = buffer.bytesused / 4;
    if (count == 0) fail("empty frame");
    const uint32_t first = units[0];
    if (hold_ms) usleep((useconds_t)hold_ms * 1000);
    for (const time_t deadline = now() + HANG_S; count_newer(fd, &buffer.timestamp) < wanted;) {
      if (now() > deadline) {
        errno = ETIMEDOUT;
        fail("no newer frame");
      }
      usleep(1000);
    }
    size_t mixed = 0;
    for (size_t i = 1; i < count; i++) mixed += units[i] != first;
    const int changed = units[0] != first;
    const int in_time = count_newer(fd, &buffer.timestamp) + 2 <= ring;
    const uint8_t *bytes = (const uint8_t *)&first;
    printf("%02x%02x%02x%02x %d %zu %d\n", bytes[0], bytes[1], bytes[2], bytes[3], changed, mixed, in_time);
    seen += !fair || in_time;
    if (ioctl(fd, VIDIOC_QBUF, &buffer) < 0) fail("VIDIOC_QBUF");
  }
  return 0;
}
