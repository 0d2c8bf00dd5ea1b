/*
 * What a V4L2 device is and which pictures it gives or takes. Thin: each function is one request, its structure filled
 * from and poured into flat integers. Streaming is in v4l2_stream.c.
 */
#include "v4l2_calls.h"

#include <fcntl.h>
#include <linux/videodev2.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "scrim.h"

int scrim_v4l2_ioctl(const void *const *calls, int fd, unsigned long request, void *argument) {
  scrim_ioctl_fn call = calls[CALL_IOCTL] ? (scrim_ioctl_fn)calls[CALL_IOCTL] : (scrim_ioctl_fn)ioctl;
  int result;
  do {
    result = call(fd, request, argument);
  } while (result < 0 && errno == EINTR);
  return result < 0 ? -errno : result;
}

int32_t scrim_v4l2_open(const void *const *calls, const char *path) {
  if (!calls || !path) return -EINVAL;
  scrim_open_fn call = calls[CALL_OPEN] ? (scrim_open_fn)calls[CALL_OPEN] : (scrim_open_fn)open;
  int fd = call(path, O_RDWR | O_NONBLOCK | O_CLOEXEC, 0);
  return fd < 0 ? -errno : fd;
}

int32_t scrim_v4l2_close(const void *const *calls, int32_t fd) {
  if (!calls) return -EINVAL;
  int (*call)(int) = calls[CALL_CLOSE] ? (int (*)(int))calls[CALL_CLOSE] : close;
  return call(fd) < 0 ? -errno : 0;
}

int32_t scrim_v4l2_query(const void *const *calls, int32_t fd, uint8_t *text, uint32_t *caps) {
  if (!calls || !text || !caps) return -EINVAL;
  struct v4l2_capability answer = {0};
  int result = scrim_v4l2_ioctl(calls, fd, VIDIOC_QUERYCAP, &answer);
  if (result < 0) return result;
  memcpy(text, answer.driver, 16);
  memcpy(text + 16, answer.card, 32);
  memcpy(text + 48, answer.bus_info, 32);
  /* `capabilities` speaks of the whole hardware; this node's own are in `device_caps` when it says so. */
  *caps = answer.capabilities & V4L2_CAP_DEVICE_CAPS ? answer.device_caps : answer.capabilities;
  return 0;
}

int32_t scrim_v4l2_format_at(const void *const *calls, int32_t fd, uint32_t type, uint32_t index,
                             uint32_t *format) {
  if (!calls || !format) return -EINVAL;
  struct v4l2_fmtdesc answer = {.index = index, .type = type};
  int result = scrim_v4l2_ioctl(calls, fd, VIDIOC_ENUM_FMT, &answer);
  if (result == -EINVAL || result == -ENOTTY) return 0;
  if (result < 0) return result;
  format[0] = answer.pixelformat;
  format[1] = answer.flags;
  return 1;
}

int32_t scrim_v4l2_interval_at(const void *const *calls, int32_t fd, uint32_t fourcc, uint32_t width,
                               uint32_t height, uint32_t index, uint32_t *interval) {
  if (!calls || !interval) return -EINVAL;
  struct v4l2_frmivalenum answer = {
      .index = index, .pixel_format = fourcc, .width = width, .height = height};
  int result = scrim_v4l2_ioctl(calls, fd, VIDIOC_ENUM_FRAMEINTERVALS, &answer);
  if (result == -EINVAL || result == -ENOTTY) return 0;
  if (result < 0) return result;
  /* A range is one entry; its shortest interval is the fastest rate. */
  int discrete = answer.type == V4L2_FRMIVAL_TYPE_DISCRETE;
  struct v4l2_fract shortest = discrete ? answer.discrete : answer.stepwise.min;
  interval[0] = shortest.numerator;
  interval[1] = shortest.denominator;
  return discrete ? 1 : 2;
}

int32_t scrim_v4l2_size_at(const void *const *calls, int32_t fd, uint32_t fourcc, uint32_t index,
                           uint32_t *size) {
  if (!calls || !size) return -EINVAL;
  struct v4l2_frmsizeenum answer = {.index = index, .pixel_format = fourcc};
  int result = scrim_v4l2_ioctl(calls, fd, VIDIOC_ENUM_FRAMESIZES, &answer);
  if (result == -EINVAL || result == -ENOTTY) return 0;
  if (result < 0) return result;
  int discrete = answer.type == V4L2_FRMSIZE_TYPE_DISCRETE;
  const struct v4l2_frmsize_stepwise *range = &answer.stepwise;
  size[0] = discrete ? answer.discrete.width : range->min_width;
  size[1] = discrete ? answer.discrete.height : range->min_height;
  size[2] = discrete ? size[0] : range->max_width;
  size[3] = discrete ? size[1] : range->max_height;
  size[4] = discrete ? 0 : range->step_width;
  size[5] = discrete ? 0 : range->step_height;
  return discrete ? 1 : 2;
}

int32_t scrim_v4l2_format(const void *const *calls, int32_t fd, uint32_t type, int32_t request,
                          uint32_t *format) {
  static const unsigned long requests[] = {VIDIOC_G_FMT, VIDIOC_TRY_FMT, VIDIOC_S_FMT};
  if (!calls || !format || request < 0 || request > 2) return -EINVAL;
  struct v4l2_format f = {.type = type};
  struct v4l2_pix_format *pix = &f.fmt.pix;
  if (request > 0) {
    pix->width = format[0];
    pix->height = format[1];
    pix->pixelformat = format[2];
    pix->field = V4L2_FIELD_NONE;
    pix->colorspace = format[5];
    pix->ycbcr_enc = format[6];
    pix->quantization = format[7];
    pix->priv = V4L2_PIX_FMT_PRIV_MAGIC; /* without it the colour fields count as unset */
  }
  int result = scrim_v4l2_ioctl(calls, fd, requests[request], &f);
  if (result < 0) return result;
  format[0] = pix->width;
  format[1] = pix->height;
  format[2] = pix->pixelformat;
  format[3] = pix->bytesperline;
  format[4] = pix->sizeimage;
  format[5] = pix->colorspace;
  format[6] = pix->priv == V4L2_PIX_FMT_PRIV_MAGIC ? pix->ycbcr_enc : 0;
  format[7] = pix->priv == V4L2_PIX_FMT_PRIV_MAGIC ? pix->quantization : 0;
  return 0;
}

int32_t scrim_v4l2_interval(const void *const *calls, int32_t fd, uint32_t type, int32_t set,
                            uint32_t *interval) {
  if (!calls || !interval) return -EINVAL;
  struct v4l2_streamparm parameters = {.type = type};
  /* `capture` and `output` have the interval at the same place; named after the type for readers. */
  struct v4l2_fract *fraction = type == V4L2_BUF_TYPE_VIDEO_CAPTURE
                                    ? &parameters.parm.capture.timeperframe
                                    : &parameters.parm.output.timeperframe;
  if (set) {
    fraction->numerator = interval[0];
    fraction->denominator = interval[1];
  }
  int result = scrim_v4l2_ioctl(calls, fd, set ? VIDIOC_S_PARM : VIDIOC_G_PARM, &parameters);
  if (result < 0) return result;
  interval[0] = fraction->numerator;
  interval[1] = fraction->denominator;
  return 0;
}
