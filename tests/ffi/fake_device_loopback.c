/* v4l2loopback as a writer meets it. Written after the behaviour of 0.12.7, 0.13, 0.14 and 0.15.4. */
#include "fake_device.h"

#include <poll.h>

static int version(void) {
  return (int)fake.set[FAKE_VERSION];
}

static uint32_t used(void) {
  uint32_t limit = (uint32_t)fake.set[FAKE_USED];
  return version() < 14 && limit > 0 && limit < fake.count ? limit : fake.count;
}

static void take_out(uint32_t index) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < fake.queued; i++)
    if (fake.queue[i] != index) fake.queue[kept++] = fake.queue[i];
  fake.queued = kept;
}

static void move_to_tail(uint32_t index) {
  take_out(index);
  fake.queue[fake.queued++] = index;
}

/* A reader joins: its REQBUFS counts the list anew, so that the last of it stands for the frame published last (0.12.7 to
 * 0.15.4). That buffer is what the reader is given first; -1 when nothing was published. */
int loopback_join(void) {
  return fake.published < 0 || fake.queued == 0 ? -1 : (int)fake.queue[fake.queued - 1];
}

static int query(struct v4l2_capability *answer) {
  const char *driver = fake.set[FAKE_FOREIGN_DRIVER] ? "uvcvideo" : "v4l2 loopback";
  snprintf((char *)answer->driver, sizeof answer->driver, "%s", driver);
  snprintf((char *)answer->card, sizeof answer->card, "Fake loopback");
  uint32_t caps = V4L2_CAP_STREAMING | V4L2_CAP_READWRITE;
  if (!fake.set[FAKE_CAPS_LOST]) caps |= V4L2_CAP_VIDEO_OUTPUT;
  answer->device_caps = caps;
  answer->capabilities = caps | V4L2_CAP_DEVICE_CAPS;
  return 0;
}

static int set_format(struct v4l2_pix_format *pix) {
  fake_note("S_FMT %ux%u %.4s\n", pix->width, pix->height, (char *)&pix->pixelformat);
  if (fake_refuses(REFUSE_S_FMT) < 0) return -1;
  if (fake.set[FAKE_CAPS_LOST]) return fake_fail(EINVAL);
  if (version() >= 14 && fake.set[FAKE_OWNED]) return fake_fail(EBUSY);
  if (version() >= 14 && fake.count > 0) return fake_fail(EBUSY);
  if (fake.set[FAKE_PINNED_WIDTH]) {
    pix->width = (uint32_t)fake.set[FAKE_PINNED_WIDTH];
    pix->height = (uint32_t)fake.set[FAKE_PINNED_HEIGHT];
    pix->pixelformat = (uint32_t)fake.set[FAKE_PINNED_FOURCC];
  }
  uint32_t pixels = pix->width * pix->height;
  uint32_t planar = pix->pixelformat == V4L2_PIX_FMT_YUV420 || pix->pixelformat == V4L2_PIX_FMT_NV12;
  uint32_t each = pix->pixelformat == V4L2_PIX_FMT_RGB24 ? 3 : pix->pixelformat == V4L2_PIX_FMT_GREY ? 1 : 2;
  pix->bytesperline = planar ? pix->width : pix->width * each;
  pix->sizeimage = planar ? pixels * 3 / 2 : pixels * each;
  fake.size = pix->sizeimage;
  /* 0.12.7 answers with whole pages, and knows one colour space */
  if (version() == 12) pix->sizeimage = (pix->sizeimage + 4095) & ~4095u;
  if (version() == 12) pix->colorspace = V4L2_COLORSPACE_SRGB;
  fake.colorspace = pix->colorspace;
  fake.encoding = pix->ycbcr_enc;
  fake.quantization = pix->quantization;
  return 0;
}

static int request_buffers(struct v4l2_requestbuffers *request) {
  fake_note("REQBUFS %u\n", request->count);
  if (fake_refuses(REFUSE_REQBUFS) < 0) return -1;
  if (fake.set[FAKE_NO_MMAP] || request->memory != V4L2_MEMORY_MMAP) return fake_fail(EINVAL);
  if (request->count > 0 && fake.mapped > 0) return fake_fail(EBUSY);
  if (request->count > fake.set[FAKE_MAX_BUFFERS]) request->count = (uint32_t)fake.set[FAKE_MAX_BUFFERS];
  fake_size(fake.size, request->count);
  fake.queued = 0;
  for (uint32_t i = 0; i < used(); i++) fake.queue[fake.queued++] = i;
  return 0;
}

static int dequeue(struct v4l2_buffer *buffer) {
  if (version() >= 14 && buffer->memory != V4L2_MEMORY_MMAP) return fake_fail(EINVAL);
  if (fake.set[FAKE_DRY] != 0) {
    if (fake.set[FAKE_DRY] > 0) fake.set[FAKE_DRY]--;
    return fake_fail(EAGAIN);
  }
  if (fake.queued == 0) return fake_fail(version() == FAKE_OWNING ? EAGAIN : EFAULT);
  uint32_t index = version() < 14 ? fake.queue[fake.queued - 1] : fake.queue[0];
  if (version() == FAKE_OWNING) take_out(index);
  else move_to_tail(index);
  buffer->index = index;
  return 0;
}

static int enqueue(const struct v4l2_buffer *buffer) {
  uint32_t index = version() < 14 ? buffer->index % used() : buffer->index;
  fake_note("QBUF %u %u%s\n", buffer->index, buffer->bytesused,
            buffer->timestamp.tv_sec || buffer->timestamp.tv_usec ? " stamped" : "");
  if (fake_refuses(REFUSE_QBUF) < 0) return -1;
  if (buffer->memory != V4L2_MEMORY_MMAP || index >= fake.count) return fake_fail(EINVAL);
  move_to_tail(index);
  fake.published = (int)index;
  return 0;
}

static int stream_on(void) {
  fake_note("STREAMON\n");
  if (fake_refuses(REFUSE_STREAMON) < 0) return -1;
  if (fake.set[FAKE_CAPS_LOST]) {
    fake.set[FAKE_CAPS_LOST] = 2; /* comes back when this opener closes */
    return fake_fail(EINVAL);
  }
  if (version() >= 14 && fake.count == 0) return fake_fail(EINVAL);
  return 0;
}

static int subscribe(const struct v4l2_event_subscription *subscription) {
  if (!fake.set[FAKE_TELLS_USAGE] || subscription->type != 0x10E00001) return fake_fail(EINVAL);
  fake.told = subscription->flags & V4L2_EVENT_SUB_FL_SEND_INITIAL ? -1 : fake.set[FAKE_READERS];
  return 0;
}

static int usage_event(struct v4l2_event *event) {
  if (fake.told == fake.set[FAKE_READERS]) return fake_fail(ENOENT);
  fake.told = fake.set[FAKE_READERS];
  event->type = 0x10E00001;
  uint32_t readers = (uint32_t)fake.told;
  memcpy(event->u.data, &readers, sizeof readers);
  return 0;
}

/* What poll would report: room always, and an event when readers came or went. */
int loopback_ready(void) {
  const int news = fake.set[FAKE_TELLS_USAGE] && fake.told != fake.set[FAKE_READERS];
  return POLLOUT | (news ? POLLPRI : 0);
}

int loopback_ioctl(int fd, unsigned long request, void *argument) {
  (void)fd;
  switch (request) {
    case VIDIOC_QUERYCAP:
      fake_note("QUERYCAP\n");
      return query(argument);
    case VIDIOC_S_FMT:
      return set_format(&((struct v4l2_format *)argument)->fmt.pix);
    case VIDIOC_S_PARM: {
      struct v4l2_fract *interval = &((struct v4l2_streamparm *)argument)->parm.output.timeperframe;
      fake_note("S_PARM %u/%u\n", interval->numerator, interval->denominator);
      return 0;
    }
    case VIDIOC_G_PARM:
      return 0;
    case VIDIOC_REQBUFS:
      return request_buffers(argument);
    case VIDIOC_QUERYBUF: {
      struct v4l2_buffer *buffer = argument;
      fake_note("QUERYBUF %u\n", buffer->index);
      buffer->length = fake.length;
      buffer->m.offset = buffer->index % used() * fake.length;
      return 0;
    }
    case VIDIOC_STREAMON:
      return stream_on();
    case VIDIOC_STREAMOFF:
      fake_note("STREAMOFF\n");
      return 0;
    case VIDIOC_QBUF:
      return enqueue(argument);
    case VIDIOC_DQBUF:
      return dequeue(argument);
    case VIDIOC_SUBSCRIBE_EVENT:
      return subscribe(argument);
    case VIDIOC_DQEVENT:
      return usage_event(argument);
    default:
      return fake_fail(ENOTTY);
  }
}
