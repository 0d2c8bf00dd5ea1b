/* A camera whose frames come when the test says so. */
#include "fake_device.h"

#include <poll.h>
#include <unistd.h>

static const struct {
  uint32_t fourcc, flags;
} formats[] = {{V4L2_PIX_FMT_YUYV, 0},
               {V4L2_PIX_FMT_NV12, 0},
               {V4L2_PIX_FMT_GREY, 0},
               {V4L2_PIX_FMT_MJPEG, V4L2_FMT_FLAG_COMPRESSED},
               {V4L2_PIX_FMT_YUV420, V4L2_FMT_FLAG_EMULATED}};

static int format_at(struct v4l2_fmtdesc *answer) {
  uint32_t index = 0;
  if (answer->type != V4L2_BUF_TYPE_VIDEO_CAPTURE) return fake_fail(EINVAL);
  for (uint32_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    if (!(fake.set[FAKE_FORMATS] >> i & 1) || index++ != answer->index) continue;
    answer->pixelformat = formats[i].fourcc;
    answer->flags = formats[i].flags;
    return 0;
  }
  return fake_fail(EINVAL);
}

static int size_at(struct v4l2_frmsizeenum *answer) {
  if (answer->index >= fake.set[FAKE_SIZES]) return fake_fail(EINVAL);
  answer->type = V4L2_FRMSIZE_TYPE_DISCRETE;
  answer->discrete.width = 160 - 16 * answer->index;
  answer->discrete.height = 80 - 8 * answer->index;
  return 0;
}

static void state(struct v4l2_pix_format *pix) {
  pix->width = fake.width;
  pix->height = fake.height;
  pix->pixelformat = fake.fourcc;
  uint32_t each = fake.fourcc == V4L2_PIX_FMT_YUYV ? 2 : 1;
  const int jpeg = fake.fourcc == V4L2_PIX_FMT_MJPEG;
  pix->bytesperline = jpeg ? 0 : fake.width * each + (uint32_t)fake.set[FAKE_PADDING];
  uint32_t rows = each == 1 && fake.fourcc != V4L2_PIX_FMT_GREY ? fake.height * 3 / 2 : fake.height;
  pix->sizeimage = jpeg ? fake.width * fake.height * 2 + 4096 : pix->bytesperline * rows;
  pix->colorspace = (uint32_t)fake.set[FAKE_COLORSPACE];
  pix->quantization = (uint32_t)fake.set[FAKE_QUANTIZATION];
  pix->priv = V4L2_PIX_FMT_PRIV_MAGIC;
  fake.size = pix->sizeimage;
}

static int format(unsigned long request, struct v4l2_pix_format *pix) {
  uint32_t width = fake.width, height = fake.height, fourcc = fake.fourcc;
  if (request != VIDIOC_G_FMT) {
    fake_note("%s %ux%u %.4s\n", request == VIDIOC_S_FMT ? "S_FMT" : "TRY_FMT", pix->width, pix->height,
              (char *)&pix->pixelformat);
    if (request == VIDIOC_S_FMT && fake_refuses(REFUSE_S_FMT) < 0) return -1;
    int raw = pix->pixelformat != V4L2_PIX_FMT_MJPEG && fake.set[FAKE_RAW_MAX_WIDTH] > 0;
    uint32_t most = (uint32_t)fake.set[raw ? FAKE_RAW_MAX_WIDTH : FAKE_MAX_WIDTH];
    fake.width = most && pix->width > most ? most : pix->width;
    uint32_t only = (uint32_t)fake.set[FAKE_ONLY_HEIGHT];
    fake.height = only ? only : pix->height;
    fake.fourcc = pix->pixelformat;
  }
  state(pix);
  if (request != VIDIOC_S_FMT) {
    fake.width = width;
    fake.height = height;
    fake.fourcc = fourcc;
  }
  return 0;
}

static int dequeue(struct v4l2_buffer *buffer) {
  if (fake.set[FAKE_FAULTS] != 0) {
    if (fake.set[FAKE_FAULTS] > 0) fake.set[FAKE_FAULTS]--;
    return fake_fail((int)fake.set[FAKE_FAULT]);
  }
  if (fake.finished == 0) return fake_fail(EAGAIN);
  *buffer = fake.done[0];
  memmove(fake.done, fake.done + 1, --fake.finished * sizeof *fake.done);
  return 0;
}

static int enqueue(const struct v4l2_buffer *buffer) {
  if (fake_refuses(REFUSE_QBUF) < 0) return -1;
  if (buffer->flags & 0x1800) return fake_fail(EINVAL); /* NO_CACHE: would leave caches and memory out of step */
  for (uint32_t i = 0; i < fake.queued; i++)
    if (fake.queue[i] == buffer->index) return fake_fail(EINVAL);
  fake.queue[fake.queued++] = buffer->index;
  return 0;
}

static int stream(int on) {
  fake_note(on ? "STREAMON\n" : "STREAMOFF\n");
  if (on && fake_refuses(REFUSE_STREAMON) < 0) return -1;
  if (!on) fake.queued = fake.finished = 0;
  return 0;
}

static int request_buffers(struct v4l2_requestbuffers *asked) {
  const int64_t hints = fake.set[FAKE_CACHE_HINTS];
  uint8_t *last = (uint8_t *)asked + 16; /* `flags` and `reserved` since Linux 5.16, all reserved before */
  const int cached = last[0] & 1, unknown = (last[0] & ~1) | last[1] | last[2] | last[3];
  fake_note("REQBUFS %u%s%s\n", asked->count, cached ? " cached" : "", unknown ? " ?" : "");
  if (fake_refuses(REFUSE_REQBUFS) < 0) return -1;
  if (fake.mapped > 0) return fake_fail(EBUSY);
  if (hints == 3 && (cached || unknown)) return fake_fail(EINVAL);
  fake.count = 0; /* the buffers before are gone, whatever comes */
  if (hints == 2 && cached) return fake_fail(ENOMEM);
  if (asked->count > fake.set[FAKE_MAX_BUFFERS]) asked->count = (uint32_t)fake.set[FAKE_MAX_BUFFERS];
  asked->capabilities = 1 /* mapped */ | (hints == 1 || hints == 2 ? 0x40 : 0);
  if (hints == 0) last[0] = 0;
  fake_size(fake.size, asked->count);
  return 0;
}

/* What poll would report. */
int camera_ready(void) {
  if (fake.set[FAKE_POLL_ERROR]) return POLLERR;
  if (fake.set[FAKE_FAULTS] != 0) return fake.set[FAKE_FAULT] == ENODEV ? POLLERR | POLLHUP : POLLIN;
  return fake.finished > 0 ? POLLIN : 0;
}

int camera_ioctl(int fd, unsigned long request, void *argument) {
  (void)fd;
  struct v4l2_buffer *buffer = argument;
  switch (request) {
    case VIDIOC_QUERYCAP: {
      struct v4l2_capability *answer = argument;
      snprintf((char *)answer->driver, sizeof answer->driver, "fake");
      snprintf((char *)answer->card, sizeof answer->card, "Fake camera");
      /* the hardware as a whole can do more than this node */
      answer->capabilities = V4L2_CAP_VIDEO_OUTPUT | V4L2_CAP_DEVICE_CAPS;
      answer->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
      return 0;
    }
    case VIDIOC_ENUM_FMT:
      return format_at(argument);
    case VIDIOC_G_FMT:
    case VIDIOC_TRY_FMT:
    case VIDIOC_S_FMT:
      return format(request, &((struct v4l2_format *)argument)->fmt.pix);
    case VIDIOC_S_PARM: {
      struct v4l2_fract *interval = &((struct v4l2_streamparm *)argument)->parm.capture.timeperframe;
      fake_note("S_PARM %u/%u\n", interval->numerator, interval->denominator);
      fake.numerator = interval->numerator;
      fake.denominator = interval->denominator;
      return 0;
    }
    case VIDIOC_G_PARM: {
      struct v4l2_fract *interval = &((struct v4l2_streamparm *)argument)->parm.capture.timeperframe;
      interval->numerator = fake.numerator;
      interval->denominator = fake.denominator;
      return 0;
    }
    case VIDIOC_ENUM_FRAMESIZES:
      return size_at(argument);
    case VIDIOC_REQBUFS:
      return request_buffers(argument);
    case VIDIOC_QUERYBUF:
      buffer->length = fake.length;
      buffer->m.offset = buffer->index * fake.length;
      return 0;
    case VIDIOC_QBUF:
      return enqueue(buffer);
    case VIDIOC_DQBUF:
      return dequeue(buffer);
    case VIDIOC_STREAMON:
    case VIDIOC_STREAMOFF:
      return stream(request == VIDIOC_STREAMON);
    default:
      return controls_ioctl(request, argument);
  }
}

/* Bytes arrive as a frame; they fill the whole buffer, again and again. */
static int32_t arrive(const uint8_t *data, uint32_t length, struct v4l2_buffer frame) {
  pthread_mutex_lock(&fake_lock);
  int32_t index = -1;
  if (fake.queued > 0) {
    index = (int32_t)fake.queue[0];
    memmove(fake.queue, fake.queue + 1, --fake.queued * sizeof *fake.queue);
    for (uint32_t at = 0; at < fake.length; at += length)
      if (pwrite(fake.fd, data, at + length > fake.length ? fake.length - at : length,
                 (off_t)index * fake.length + at) < 0)
        index = -2;
    frame.index = (uint32_t)index;
    frame.flags |= (uint32_t)fake.set[FAKE_CLOCK];
    fake.done[fake.finished++] = frame;
  }
  pthread_mutex_unlock(&fake_lock);
  return index;
}

/* A frame arrives, all its bytes `value`. The index of its buffer, or -1 when the driver owned none. */
int32_t fake_capture(int32_t value, uint32_t sequence, uint32_t flags, int64_t time_us, int32_t bytes) {
  uint8_t picture[4096];
  memset(picture, value, sizeof picture);
  struct v4l2_buffer frame = {.sequence = sequence,
                              .flags = flags,
                              .bytesused = bytes < 0 ? fake.size : (uint32_t)bytes,
                              .timestamp = {time_us / 1000000, time_us % 1000000}};
  return arrive(picture, sizeof picture, frame);
}

/* A compressed frame arrives; what lies behind it in the buffer is of no meaning. */
int32_t fake_capture_bytes(const uint8_t *data, uint32_t length, uint32_t sequence) {
  return arrive(data, length, (struct v4l2_buffer){.sequence = sequence, .bytesused = length});
}
