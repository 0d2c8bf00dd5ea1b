/* Makes the vivid camera look like one that knows a single pixel format, with rows padded if asked; writes down what is
 * asked of it and what it answers. Preloaded into the program under test; the kernel driver still does the work, so the
 * bytes and strides are its own.
 *
 *     CAMERA_FORMAT=UYVY CAMERA_PADDING=64 CAMERA_LOG=FILE LD_PRELOAD=picky_camera.so PROGRAM
 *
 * Programs reach the driver through ioctl(), libv4l2 through syscall(): both pass here. x86-64 only.
 */
#include <errno.h>
#include <linux/videodev2.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

/* Straight to the kernel; -1 and errno like syscall(). */
static long kernel(long number, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  if (result >= -4095 && result < 0) {
    errno = (int)-result;
    return -1;
  }
  return result;
}

static int device(int fd, unsigned long request, void *argument) {
  return (int)kernel(SYS_ioctl, fd, (long)request, (long)argument, 0, 0, 0);
}

static uint32_t wanted_format(void) {
  const char *name = getenv("CAMERA_FORMAT");
  return name && strlen(name) == 4 ? v4l2_fourcc(name[0], name[1], name[2], name[3]) : 0;
}

static int is_vivid(int fd) {
  struct v4l2_capability capability = {0};
  return device(fd, VIDIOC_QUERYCAP, &capability) == 0 &&
         strcmp((const char *)capability.driver, "vivid") == 0;
}

/* The camera's only format is number 0. */
static int enumerate(int fd, struct v4l2_fmtdesc *asked, uint32_t format) {
  if (asked->index > 0) {
    errno = EINVAL;
    return -1;
  }
  for (;; asked->index++) {
    if (device(fd, VIDIOC_ENUM_FMT, asked) < 0) return -1;
    if (asked->pixelformat == format) break;
  }
  asked->index = 0;
  return 0;
}

static void adjust(struct v4l2_pix_format *picture, uint32_t format) {
  const char *padding = getenv("CAMERA_PADDING");
  const uint32_t bytes = format == V4L2_PIX_FMT_YUYV || format == V4L2_PIX_FMT_UYVY ? 2 : 1;
  picture->pixelformat = format;
  picture->bytesperline = padding ? picture->width * bytes + (uint32_t)atoi(padding) : 0;
}

/* A line for each request of buffers: how many and with which flags, then what the kernel made of both. */
static int request_buffers(int fd, struct v4l2_requestbuffers *asked) {
  const char *path = getenv("CAMERA_LOG");
  const unsigned count = asked->count, flags = asked->flags;
  const int result = device(fd, VIDIOC_REQBUFS, asked);
  FILE *log = path ? fopen(path, "a") : NULL;
  if (log) {
    fprintf(log, "%u buffers, flags %u: %u, flags %u\n", count, flags, asked->count, asked->flags);
    fclose(log);
  }
  return result;
}

static int filtered(int fd, unsigned long request, void *argument) {
  const uint32_t format = wanted_format();
  const uint32_t number = (uint32_t)request;
  if (number == VIDIOC_REQBUFS && is_vivid(fd)) return request_buffers(fd, argument);
  if (format == 0) return device(fd, request, argument);
  if (number == VIDIOC_ENUM_FMT && is_vivid(fd)) return enumerate(fd, argument, format);
  if ((number == VIDIOC_S_FMT || number == VIDIOC_TRY_FMT) && is_vivid(fd)) {
    struct v4l2_format *asked = argument;
    if (asked->type == V4L2_BUF_TYPE_VIDEO_CAPTURE) adjust(&asked->fmt.pix, format);
  }
  return device(fd, request, argument);
}

int ioctl(int fd, unsigned long request, ...) {
  va_list rest;
  va_start(rest, request);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  return filtered(fd, request, argument);
}

long syscall(long number, ...) {
  long a[6];
  va_list rest;
  va_start(rest, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(rest, long);
  va_end(rest);
  if (number == SYS_ioctl) return filtered((int)a[0], (unsigned long)a[1], (void *)a[2]);
  return kernel(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
