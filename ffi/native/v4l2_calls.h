/* The table of functions that reach a device, as the caller hands it over. */
#ifndef SCRIM_V4L2_CALLS_H
#define SCRIM_V4L2_CALLS_H

/* Include this header first: O_CLOEXEC, poll and the clocks are more than C17. */
#define _DEFAULT_SOURCE

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>

/* Places in the table; an empty place means the function of libc. */
enum { CALL_OPEN, CALL_CLOSE, CALL_IOCTL, CALL_MMAP, CALL_MUNMAP, CALL_POLL, CALL_WRITE };

/* Variadic like the originals: how such functions are called differs on some machines. */
typedef int (*scrim_open_fn)(const char *path, int flags, ...);
typedef int (*scrim_ioctl_fn)(int fd, unsigned long request, ...);

/* ioctl, again when a signal came in between. 0 or a positive answer, or -errno. */
int scrim_v4l2_ioctl(const void *const *calls, int fd, unsigned long request, void *argument);

/* Waits for one of `events`: 0 timeout or a signal, 1 there is one, 2 the device reports an error, or -errno. */
int scrim_v4l2_poll(const void *const *calls, int fd, int events, int timeout_ms);

#endif
