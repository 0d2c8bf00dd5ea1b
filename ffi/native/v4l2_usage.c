/* Who reads a v4l2loopback device, as versions since 0.13 tell its writer by events of their own. */
#include "v4l2_calls.h"

#include <linux/videodev2.h>
#include <string.h>

#include "scrim.h"

/* V4L2_EVENT_PRI_CLIENT_USAGE of v4l2loopback.h. Its data is one number: how many read now (since 0.14: 0 or 1). */
#define CLIENT_USAGE (V4L2_EVENT_PRIVATE_START + 0x08E00000 + 1)

int32_t scrim_v4l2_usage_subscribe(const void *const *calls, int32_t fd) {
  if (!calls) return -EINVAL;
  struct v4l2_event_subscription subscription = {.type = CLIENT_USAGE, .flags = V4L2_EVENT_SUB_FL_SEND_INITIAL};
  return scrim_v4l2_ioctl(calls, fd, VIDIOC_SUBSCRIBE_EVENT, &subscription);
}

int32_t scrim_v4l2_usage_wait(const void *const *calls, int32_t fd, int32_t timeout_ms) {
  if (!calls || timeout_ms < 0) return -EINVAL;
  const int ready = scrim_v4l2_poll(calls, fd, POLLPRI, timeout_ms);
  if (ready <= 0) return ready == 0 ? -EAGAIN : ready;
  /* Of several changes the last one counts. After an error the request says which it was. */
  int32_t readers = -EAGAIN;
  struct v4l2_event event;
  do {
    memset(&event, 0, sizeof event);
    const int result = scrim_v4l2_ioctl(calls, fd, VIDIOC_DQEVENT, &event);
    if (result < 0) return readers == -EAGAIN ? result : readers;
    if (event.type == CLIENT_USAGE) memcpy(&readers, event.u.data, sizeof readers);
  } while (event.pending > 0);
  return readers;
}
