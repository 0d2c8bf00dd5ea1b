/* Writes solid YUYV frames to a v4l2loopback device the way the V4L2 documentation suggests: into the buffer that
 * DQBUF hands back. On 0.12.7 that is the same buffer every time, so a viewer sees it change: this is the control that
 * proves frame_watch can see a torn frame.
 *
 *     naive_writer DEVICE WIDTH HEIGHT FRAMES PERIOD_MS
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

static void fail(const char *what) {
  fprintf(stderr, "naive_writer: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void control(int fd, unsigned long request, void *argument, const char *name) {
  if (ioctl(fd, request, argument) < 0) fail(name);
}

int main(int argc, char **argv) {
  if (argc != 6) {
    fprintf(stderr, "usage: naive_writer DEVICE WIDTH HEIGHT FRAMES PERIOD_MS\n");
    return 2;
  }
  const unsigned width = (unsigned)atoi(argv[2]), height = (unsigned)atoi(argv[3]);
  const int frames = atoi(argv[4]), period_ms = atoi(argv[5]);
  const size_t size = (size_t)width * height * 2;
  int fd = open(argv[1], O_RDWR), type = V4L2_BUF_TYPE_VIDEO_OUTPUT;
  if (fd < 0) fail(argv[1]);
  struct v4l2_format format = {.type = V4L2_BUF_TYPE_VIDEO_OUTPUT};
  format.fmt.pix.width = width;
  format.fmt.pix.height = height;
  format.fmt.pix.pixelformat = V4L2_PIX_FMT_YUYV;
  control(fd, VIDIOC_S_FMT, &format, "VIDIOC_S_FMT");
  struct v4l2_requestbuffers request = {
      .count = 4, .type = V4L2_BUF_TYPE_VIDEO_OUTPUT, .memory = V4L2_MEMORY_MMAP};
  control(fd, VIDIOC_REQBUFS, &request, "VIDIOC_REQBUFS");
  uint8_t *maps[32] = {0};
  for (unsigned i = 0; i < request.count && i < 32; i++) {
    struct v4l2_buffer buffer = {
        .index = i, .type = V4L2_BUF_TYPE_VIDEO_OUTPUT, .memory = V4L2_MEMORY_MMAP};
    control(fd, VIDIOC_QUERYBUF, &buffer, "VIDIOC_QUERYBUF");
    maps[i] = mmap(NULL, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
                   (off_t)buffer.m.offset);
    if (maps[i] == MAP_FAILED) fail("mmap");
  }
  control(fd, VIDIOC_STREAMON, &type, "VIDIOC_STREAMON");
  for (int n = 0; n < frames; n++) {
    struct v4l2_buffer buffer = {.type = V4L2_BUF_TYPE_VIDEO_OUTPUT, .memory = V4L2_MEMORY_MMAP};
    control(fd, VIDIOC_DQBUF, &buffer, "VIDIOC_DQBUF");
    memset(maps[buffer.index], 16 + n % 220, size);
    buffer.bytesused = (unsigned)size;
    buffer.timestamp = (struct timeval){0}; /* the driver's own: what DQBUF said would stay for ever */
    control(fd, VIDIOC_QBUF, &buffer, "VIDIOC_QBUF");
    usleep((useconds_t)period_ms * 1000);
  }
  return 0;
}
