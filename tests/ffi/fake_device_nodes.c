/* The nodes of a machine with a bit of everything, told apart by the number at the end of their path. */
#include "fake_device.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct {
  const char *driver, *card;
  uint32_t caps, capture[3], output, error;
} nodes[] = {
    {"uvcvideo", "Webcam", V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING,
     {V4L2_PIX_FMT_MJPEG, V4L2_PIX_FMT_YUYV}, 0, 0},
    {"uvcvideo", "Webcam", V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING, {0}, 0, 0},
    {"uvcvideo", "Infrared", V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING, {V4L2_PIX_FMT_GREY}, 0, 0},
    {"bcm2835-codec", "Decoder", V4L2_CAP_VIDEO_M2M_MPLANE | V4L2_CAP_STREAMING, {0}, 0, 0},
    {"unicam", "Sensor", V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING,
     {V4L2_PIX_FMT_SRGGB10, V4L2_PIX_FMT_SBGGR8}, 0, 0},
    {"", "", 0, {0}, 0, EACCES},
    {"v4l2 loopback", "Idle", V4L2_CAP_VIDEO_OUTPUT | V4L2_CAP_STREAMING, {0}, V4L2_PIX_FMT_YUYV, 0},
    {"v4l2 loopback", "Fed", V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING, {V4L2_PIX_FMT_YUYV}, 0, 0},
    /* both at once (exclusive_caps=0): free without a capture format, fed with one */
    {"v4l2 loopback", "Both", V4L2_CAP_VIDEO_OUTPUT | V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING,
     {0}, V4L2_PIX_FMT_YUYV, 0},
    {"v4l2 loopback", "Both fed", V4L2_CAP_VIDEO_OUTPUT | V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING,
     {V4L2_PIX_FMT_YUYV}, V4L2_PIX_FMT_YUYV, 0},
    {"v4l2 loopback", "Forgotten", V4L2_CAP_STREAMING, {0}, 0, 0},
    {"rp1-cfe", "Part", V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING | V4L2_CAP_IO_MC,
     {V4L2_PIX_FMT_YUYV}, 0, 0},
    {"h264cam", "Recorder", V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING, {V4L2_PIX_FMT_H264}, 0, 0},
};

static int node_of[1024];

int nodes_open(const char *path) {
  const char *digits = path + strlen(path);
  while (digits > path && digits[-1] >= '0' && digits[-1] <= '9') digits--;
  unsigned number = (unsigned)atoi(digits);
  if (number >= sizeof nodes / sizeof *nodes) return fake_fail(ENODEV);
  if (nodes[number].error) return fake_fail((int)nodes[number].error);
  int fd = memfd_create("fake-v4l2", MFD_CLOEXEC);
  if (fd >= 1024) {
    close(fd);
    return fake_fail(EMFILE);
  }
  if (fd >= 0) node_of[fd] = (int)number;
  return fd;
}

/* The webcam lists sizes, the infrared one has steps, loopback devices take any size. */
static int size_at(int number, struct v4l2_frmsizeenum *answer) {
  static const uint16_t sizes[][2] = {{640, 480}, {1280, 720}, {1920, 1080}};
  uint32_t count = answer->pixel_format == V4L2_PIX_FMT_MJPEG ? 3 : 2;
  int loopback = number >= 6 && number <= 10;
  if (number == 0 && answer->index < count) {
    answer->type = V4L2_FRMSIZE_TYPE_DISCRETE;
    answer->discrete.width = sizes[answer->index][0];
    answer->discrete.height = sizes[answer->index][1];
    return 0;
  }
  if ((number != 2 && !loopback) || answer->index > 0) return fake_fail(EINVAL);
  uint32_t step = loopback ? 1 : 16;
  answer->type = loopback ? V4L2_FRMSIZE_TYPE_CONTINUOUS : V4L2_FRMSIZE_TYPE_STEPWISE;
  answer->stepwise = (struct v4l2_frmsize_stepwise){32, 640, step, 16, 480, step};
  return 0;
}

/* The webcam's cable carries 1280x720 in YUYV ten times a second. */
static int interval_at(int number, struct v4l2_frmivalenum *answer) {
  if (number == 0) {
    uint32_t slow = answer->pixel_format == V4L2_PIX_FMT_YUYV && answer->width == 1280;
    uint32_t rates[] = {slow ? 5 : 15, slow ? 10 : 30};
    if (answer->index >= 2) return fake_fail(EINVAL);
    answer->type = V4L2_FRMIVAL_TYPE_DISCRETE;
    answer->discrete = (struct v4l2_fract){1, rates[answer->index]};
    return 0;
  }
  if (number != 6 || answer->index > 0) return fake_fail(EINVAL);
  answer->type = V4L2_FRMIVAL_TYPE_CONTINUOUS;
  answer->stepwise = (struct v4l2_frmival_stepwise){{1, 60}, {1, 1}, {1, 1}};
  return 0;
}

int nodes_ioctl(int fd, unsigned long request, void *argument) {
  int number = node_of[fd];
  if (request == VIDIOC_QUERYCAP) {
    struct v4l2_capability *answer = argument;
    snprintf((char *)answer->driver, sizeof answer->driver, "%s", nodes[number].driver);
    snprintf((char *)answer->bus_info, sizeof answer->bus_info, "usb-fake-%d", number);
    snprintf((char *)answer->card, sizeof answer->card, "%s", nodes[number].card);
    answer->device_caps = nodes[number].caps;
    answer->capabilities = V4L2_CAP_DEVICE_CAPS;
    return 0;
  }
  if (request == VIDIOC_ENUM_FMT) {
    struct v4l2_fmtdesc *answer = argument;
    int output = answer->type == V4L2_BUF_TYPE_VIDEO_OUTPUT;
    if (answer->index >= (output ? 1 : 3)) return fake_fail(EINVAL);
    answer->pixelformat = output ? nodes[number].output : nodes[number].capture[answer->index];
    return answer->pixelformat ? 0 : fake_fail(EINVAL);
  }
  if (request == VIDIOC_ENUM_FRAMESIZES) return size_at(number, argument);
  if (request == VIDIOC_ENUM_FRAMEINTERVALS) return interval_at(number, argument);
  if (request == VIDIOC_G_FMT) return nodes[number].capture[0] ? 0 : fake_fail(EINVAL);
  return fake_fail(ENOTTY);
}
