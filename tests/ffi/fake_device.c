/* The functions of the table, and what the tests ask. */
#include "fake_device.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

struct fake fake;
pthread_mutex_t fake_lock = PTHREAD_MUTEX_INITIALIZER;

void fake_note(const char *format, ...) {
  size_t used = strlen(fake.log);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(fake.log + used, sizeof fake.log - used, format, arguments);
  va_end(arguments);
}

int fake_fail(int error) {
  errno = error;
  return -1;
}

int fake_refuses(int request) {
  return fake.set[FAKE_REFUSED] == request ? fake_fail((int)fake.set[FAKE_REFUSED_WITH]) : 0;
}

void fake_size(uint32_t length, uint32_t count) {
  fake.length = (length + 4095) & ~4095u;
  fake.count = count;
  if (ftruncate(fake.fd, (off_t)fake.length * FAKE_MOST_BUFFERS) < 0) fake_note("ftruncate failed\n");
}

int fake_open(const char *path, int flags, ...) {
  pthread_mutex_lock(&fake_lock);
  int result = fake_refuses(REFUSE_OPEN);
  if (result == 0) {
    result = fake.set[FAKE_MODEL] == 2 ? nodes_open(path) : memfd_create("fake-v4l2", MFD_CLOEXEC);
    if (result >= 0) {
      fake.fd = result;
      fake_note("open%s\n", flags & O_NONBLOCK ? "" : " blocking");
    }
  }
  pthread_mutex_unlock(&fake_lock);
  return result;
}

int fake_close(int fd) {
  pthread_mutex_lock(&fake_lock);
  fake_note(fake.polling ? "close while waited for\n" : "close\n");
  if (fake.set[FAKE_CAPS_LOST] == 2) fake.set[FAKE_CAPS_LOST] = 0;
  fake.count = 0;
  pthread_mutex_unlock(&fake_lock);
  return close(fd);
}

int fake_ioctl(int fd, unsigned long request, ...) {
  va_list arguments;
  va_start(arguments, request);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  pthread_mutex_lock(&fake_lock);
  int64_t model = fake.set[FAKE_MODEL];
  int result = model == 0   ? camera_ioctl(fd, request, argument)
               : model == 1 ? loopback_ioctl(fd, request, argument)
                            : nodes_ioctl(fd, request, argument);
  pthread_mutex_unlock(&fake_lock);
  return result;
}

/* The kernel underneath a library that converts: the camera itself gives MJPEG. */
int fake_kernel_ioctl(int fd, unsigned long request, ...) {
  va_list arguments;
  va_start(arguments, request);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  int result = fake_ioctl(fd, request, argument);
  if (request == VIDIOC_G_FMT && fake.set[FAKE_FORMATS] == 8 + 16)
    ((struct v4l2_format *)argument)->fmt.pix.pixelformat = V4L2_PIX_FMT_MJPEG;
  return result;
}

void *fake_mmap(void *start, size_t length, int prot, int flags, int fd, int64_t offset) {
  if (fake_refuses(REFUSE_MMAP) < 0) return MAP_FAILED;
  pthread_mutex_lock(&fake_lock);
  fake_note("mmap %u\n", fake.length ? (unsigned)(offset / fake.length) : 0);
  fake.mapped++;
  pthread_mutex_unlock(&fake_lock);
  return mmap(start, length, prot, flags, fd, offset);
}

int fake_munmap(void *start, size_t length) {
  pthread_mutex_lock(&fake_lock);
  fake_note("munmap\n");
  fake.mapped--;
  pthread_mutex_unlock(&fake_lock);
  return munmap(start, length);
}

static int wait_for(struct pollfd *entry, int timeout_ms) {
  for (int waited = 0;; waited++) {
    pthread_mutex_lock(&fake_lock);
    int ready = fake.set[FAKE_MODEL] == 0 ? camera_ready() : loopback_ready();
    pthread_mutex_unlock(&fake_lock);
    entry->revents = (short)(ready & (entry->events | POLLERR | POLLHUP));
    if (entry->revents) return 1;
    if (waited >= timeout_ms) return 0;
    usleep(1000);
  }
}

static void polling(int change) {
  pthread_mutex_lock(&fake_lock);
  fake.polling += change;
  pthread_mutex_unlock(&fake_lock);
}

int fake_poll(struct pollfd *entry, unsigned long count, int timeout_ms) {
  (void)count;
  polling(1);
  int result = wait_for(entry, timeout_ms);
  polling(-1);
  return result;
}

int64_t fake_write(int fd, const void *data, size_t length) {
  pthread_mutex_lock(&fake_lock);
  fake_note("write %zu\n", length);
  int refused = fake.set[FAKE_VERSION] >= 14 && fake.count > 0;
  if (!refused) {
    fake_size(fake.size, 0);
    fake.published = 0;
  }
  pthread_mutex_unlock(&fake_lock);
  return refused ? fake_fail(EBUSY) : pwrite(fd, data, length, 0);
}

void fake_reset(int64_t model) {
  memset(&fake, 0, sizeof fake);
  fake.published = -1;
  fake.set[FAKE_MODEL] = model;
  fake.set[FAKE_VERSION] = 12;
  fake.set[FAKE_MAX_BUFFERS] = 8;
  fake.set[FAKE_FORMATS] = 1;
  fake.set[FAKE_CLOCK] = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
  fake.width = 640;
  fake.height = 480;
  fake.fourcc = V4L2_PIX_FMT_YUYV;
  fake.numerator = 1;
  fake.denominator = 30;
  controls_reset();
}

void fake_set(int32_t place, int64_t value) {
  pthread_mutex_lock(&fake_lock);
  fake.set[place] = value;
  pthread_mutex_unlock(&fake_lock);
}

/* The requests since the last call, one a line. */
int32_t fake_log(char *text, int32_t length) {
  pthread_mutex_lock(&fake_lock);
  int written = snprintf(text, (size_t)length, "%s", fake.log);
  fake.log[0] = 0;
  pthread_mutex_unlock(&fake_lock);
  return written;
}

static int32_t read_buffer(int index, uint8_t *into, int32_t length) {
  if (index < 0) return -1;
  off_t offset = (off_t)index * fake.length;
  return pread(fake.fd, into, (size_t)length, offset) == length ? index : -2;
}

/* What a reader of the loopback sees now: the buffer published last, and its index. */
int32_t fake_read(uint8_t *into, int32_t length) {
  return read_buffer(fake.published, into, length);
}

/* What a reader that joins now is given first. */
int32_t fake_join(uint8_t *into, int32_t length) {
  return read_buffer(loopback_join(), into, length);
}

/* The colour fields that readers of a loopback are told. */
void fake_colors(uint32_t *into) {
  into[0] = fake.colorspace;
  into[1] = fake.encoding;
  into[2] = fake.quantization;
}

/* Buffers of a camera that the driver owns now. */
int32_t fake_queued(void) {
  return (int32_t)fake.queued;
}
