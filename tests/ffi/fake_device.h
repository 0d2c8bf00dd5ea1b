/*
 * A V4L2 device in this process: the functions that Scrim's table of calls can be pointed at, and what the tests script.
 * Descriptors and mappings are real (a memory file), so leaks show in /proc/self.
 */
#ifndef FAKE_DEVICE_H
#define FAKE_DEVICE_H

#define _GNU_SOURCE
#include <errno.h>
#include <linux/videodev2.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define FAKE_MOST_BUFFERS 32

/* What a test can set, by place. */
enum fake_setting {
  FAKE_MODEL,          /* 0 camera, 1 loopback, 2 a set of nodes told apart by their number */
  FAKE_VERSION,        /* loopback: 12 (0.12.7), 13 (0.13), 14 (0.14 and 0.15), or FAKE_OWNING */
  FAKE_MAX_BUFFERS,    /* how many REQBUFS gives at most */
  FAKE_FOREIGN_DRIVER, /* loopback: its driver has another name */
  FAKE_CAPS_LOST,      /* loopback 12: a writer used write() and left */
  FAKE_PINNED_WIDTH,   /* loopback: somebody holds this format */
  FAKE_PINNED_HEIGHT,
  FAKE_PINNED_FOURCC,
  FAKE_OWNED,          /* loopback 14: another program writes */
  FAKE_NO_MMAP,        /* loopback: REQBUFS is refused */
  FAKE_USED,           /* loopback 12: a reader asked for fewer buffers: indices count modulo this */
  FAKE_DRY,            /* loopback: so many DQBUF find readers holding everything; -1 for ever */
  FAKE_PADDING,        /* camera: bytes at the end of each row */
  FAKE_FORMATS,        /* camera: bits: 1 YUYV, 2 NV12, 4 GREY, 8 MJPG, 16 YU12 that a library converts to */
  FAKE_FAULT,          /* camera: errno of the next DQBUFs */
  FAKE_FAULTS,         /* camera: how many of them; -1 for ever */
  FAKE_POLL_ERROR,     /* camera: poll reports POLLERR at once */
  FAKE_REFUSED,        /* which request fails ... */
  FAKE_REFUSED_WITH,   /* ... with which errno: open 1, S_FMT 2, REQBUFS 3, STREAMON 4, QBUF 5, mmap 6, controls 7 */
  FAKE_CLOCK,          /* camera: buffer flags that tell the clock */
  FAKE_COLORSPACE,
  FAKE_QUANTIZATION,
  FAKE_MAX_WIDTH,      /* camera: its largest width, 0 for any */
  FAKE_CACHE_HINTS,    /* camera: 1 lets us choose cached buffers, 2 then has none, 3 refuses unknown bytes */
  FAKE_NO_CONTROLS,    /* camera: it has none */
  FAKE_SIZES,          /* camera: how many sizes it lists in each format, each 16x8 smaller than the one before */
  FAKE_ONLY_HEIGHT,    /* camera: its only height, 0 for any */
  FAKE_RAW_MAX_WIDTH,  /* camera: its largest width in formats other than MJPG, 0 for any */
  FAKE_TELLS_USAGE,    /* loopback: it has events for who reads (0.13 and later) */
  FAKE_READERS,        /* loopback: how many read; each change is an event */
  FAKE_SETTINGS
};

/* A loopback whose DQBUF lends each buffer once, as V4L2 has it: none does yet, but its makers plan it. */
enum { FAKE_OWNING = 99 };

enum { REFUSE_OPEN = 1, REFUSE_S_FMT, REFUSE_REQBUFS, REFUSE_STREAMON, REFUSE_QBUF, REFUSE_MMAP, REFUSE_CONTROL };

struct fake {
  int64_t set[FAKE_SETTINGS];
  int fd;
  uint32_t width, height, fourcc, stride, size, colorspace, encoding, quantization;
  uint32_t numerator, denominator;
  uint32_t count, length;
  int mapped, polling;
  /* camera: buffers the driver owns, frames nobody has taken; loopback: its list of buffers */
  uint32_t queue[FAKE_MOST_BUFFERS], queued;
  struct v4l2_buffer done[FAKE_MOST_BUFFERS];
  uint32_t finished;
  int published;
  int64_t told; /* loopback: the readers of the last event, -1 before it */
  int64_t values[32]; /* of the controls */
  char log[65536];
};

extern struct fake fake;
extern pthread_mutex_t fake_lock;

void fake_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* -1 and errno when the test wants this request to fail. */
int fake_refuses(int request);
int fake_fail(int error);
void fake_size(uint32_t length, uint32_t count);

int camera_ioctl(int fd, unsigned long request, void *argument);
int loopback_ioctl(int fd, unsigned long request, void *argument);
int loopback_join(void);
int nodes_ioctl(int fd, unsigned long request, void *argument);
int nodes_open(const char *path);
int camera_ready(void);
int loopback_ready(void);
int controls_ioctl(unsigned long request, void *argument);
void controls_reset(void);

#endif
