/*
 * Decodes the pictures of a Motion JPEG camera to planar 4:2:0 by libturbojpeg, which is opened at run time and handed over as
 * a table of functions. One call a picture, so that it fits a thread of its own: header, check, decoding, chroma.
 */
#include "v4l2_calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scrim.h"

/* Places in the table; none may be empty. */
enum { JPEG_OPEN, JPEG_CLOSE, JPEG_HEADER, JPEG_PLANES, JPEG_SEVERITY, JPEG_REASON, JPEG_CALLS };
#define MOST_SIDE 16384

typedef void *(*open_fn)(void);
typedef int (*close_fn)(void *decoder);
typedef int (*header_fn)(void *decoder, const unsigned char *data, unsigned long length, int *width, int *height,
                         int *subsampling, int *colors);
typedef int (*planes_fn)(void *decoder, const unsigned char *data, unsigned long length, unsigned char **planes,
                         int width, int *strides, int height, int flags);
typedef int (*severity_fn)(void *decoder);
typedef char *(*reason_fn)(void *decoder);

/* What turbojpeg.h names TJFLAG_LIMITSCANS, TJERR_WARNING, TJCS_YCbCr and TJCS_GRAY. */
enum { LIMIT_SCANS = 32768, WARNING = 0, COLORS_YCBCR = 1, COLORS_GREY = 2 };
/* Its kinds of subsampling, in its order. */
enum { JPEG_444, JPEG_422, JPEG_420, JPEG_GREY, JPEG_440, JPEG_411, JPEG_KINDS };
/* Luma samples to one of chroma, by columns and rows. */
static const uint8_t per_column[JPEG_KINDS] = {1, 2, 2, 1, 1, 4}, per_row[JPEG_KINDS] = {1, 1, 2, 1, 2, 1};

/* Bytes of padding before the end of a picture that many webcams send, and that change nothing. */
#define MOST_PADDING 16

struct plane {
  uint8_t *data;
  uint32_t width, height, stride;
};

static uint32_t at_most(uint32_t value, uint32_t most) { return value < most ? value : most; }

/* Room for the whole samples that a decoder writes: of odd sizes one more, and of 4:1:1 up to three. */
static uint32_t padded(uint32_t length, uint32_t unit) { return (length + unit - 1) / unit * unit; }

/* The mean of two rows; for pairs of columns too if the source is wider. Edges repeat. Rounded half up. */
static void shrink_row(const uint8_t *restrict a, const uint8_t *restrict b, uint32_t source_width,
                       uint8_t *restrict out, uint32_t width) {
  if (source_width == width) {
    for (uint32_t x = 0; x < width; x++) out[x] = (uint8_t)((a[x] + b[x] + 1) >> 1);
  } else if (source_width > width) {
    const uint32_t whole = source_width / 2;
    for (uint32_t x = 0; x < whole; x++)
      out[x] = (uint8_t)((a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1] + 2) >> 2);
    if (whole < width) out[whole] = (uint8_t)((a[2 * whole] + b[2 * whole] + 1) >> 1);
  } else {
    for (uint32_t x = 0; x < width; x++) out[x] = (uint8_t)((a[x >> 1] + b[x >> 1] + 1) >> 1);
  }
}

static void shrink(struct plane from, struct plane to) {
  const uint32_t step = from.height > to.height ? 2 : 1;
  for (uint32_t y = 0; y < to.height; y++) {
    const uint8_t *above = from.data + (size_t)(y * step) * from.stride;
    const uint8_t *below =
        step == 1 ? above : from.data + (size_t)at_most(y * 2 + 1, from.height - 1) * from.stride;
    shrink_row(above, below, from.width, to.data + (size_t)y * to.stride, to.width);
  }
}

static void copy_rows(struct plane from, struct plane to) {
  for (uint32_t y = 0; y < to.height; y++)
    memcpy(to.data + (size_t)y * to.stride, from.data + (size_t)y * from.stride, to.width);
}

/* Some cameras send no end marker: with one, what is whole decodes without a complaint, and what was cut off does not. */
static int64_t with_end(uint8_t *data, int64_t length, int64_t room) {
  int64_t last = length;
  while (last > 2 && data[last - 1] == 0) last--;
  if (last >= 2 && data[last - 2] == 0xff && data[last - 1] == 0xd9) return last;
  const int64_t end = length - last > 2 ? last + 1 : length; /* a row of zeros is no picture; one may belong to it */
  if (room - end < 2) return length;
  data[end] = 0xff;
  data[end + 1] = 0xd9;
  return end + 2;
}

static int harmless(const char *reason) {
  static const char start[] = "Corrupt JPEG data: ";
  if (strncmp(reason, start, sizeof start - 1) != 0) return 0;
  char *rest;
  const unsigned long bytes = strtoul(reason + sizeof start - 1, &rest, 10);
  return bytes <= MOST_PADDING && strcmp(rest, " extraneous bytes before marker 0xd9") == 0;
}

static int32_t refuse(char *why, const char *reason) {
  snprintf(why, SCRIM_JPEG_WHY, "%s", reason);
  return -EBADMSG;
}

static int whole_table(const void *const *jpeg) {
  if (!jpeg) return 0;
  for (int i = 0; i < JPEG_CALLS; i++)
    if (!jpeg[i]) return 0;
  return 1;
}

static int size_ok(uint32_t width, uint32_t height) {
  return width >= 1 && height >= 1 && width <= MOST_SIDE && height <= MOST_SIDE;
}

int64_t scrim_v4l2_jpeg_open(const void *const *jpeg) {
  return whole_table(jpeg) ? (int64_t)(intptr_t)((open_fn)jpeg[JPEG_OPEN])() : 0;
}

int32_t scrim_v4l2_jpeg_close(const void *const *jpeg, void *decoder) {
  if (!whole_table(jpeg) || !decoder) return -EINVAL;
  return ((close_fn)jpeg[JPEG_CLOSE])(decoder);
}

int64_t scrim_v4l2_jpeg_scratch(uint32_t width, uint32_t height) {
  if (!size_ok(width, height)) return -EINVAL;
  return 3 * (int64_t)padded(width, 4) * padded(height, 2);
}

int32_t scrim_v4l2_jpeg_decode(const void *const *jpeg, void *decoder, uint8_t *data, int64_t length,
                               int64_t room, uint8_t *picture, uint32_t width, uint32_t height,
                               uint8_t *scratch, int64_t scratch_length, char *why) {
  if (!whole_table(jpeg) || !decoder || !data || !picture || !scratch || !why) return -EINVAL;
  if (!size_ok(width, height) || length < 0 || length > room) return -EINVAL;
  if (scratch_length < scrim_v4l2_jpeg_scratch(width, height)) return -EINVAL;
  why[0] = 0;
  if (length < 4) return refuse(why, "it is empty");
  const unsigned long bytes = (unsigned long)with_end(data, length, room);

  int has_width, has_height, kind, colors;
  if (((header_fn)jpeg[JPEG_HEADER])(decoder, data, bytes, &has_width, &has_height, &kind, &colors) < 0)
    return refuse(why, ((reason_fn)jpeg[JPEG_REASON])(decoder));
  if (has_width != (int)width || has_height != (int)height) {
    snprintf(why, SCRIM_JPEG_WHY, "it has %dx%d pixels, wanted %ux%u", has_width, has_height, width, height);
    return -EBADMSG;
  }
  if (kind < 0 || kind >= JPEG_KINDS || (colors != COLORS_YCBCR && colors != COLORS_GREY))
    return refuse(why, "its colours are in no layout that cameras use");

  const uint32_t columns = per_column[kind], rows = per_row[kind];
  const uint32_t half_width = (width + 1) / 2, half_height = (height + 1) / 2;
  struct plane out[3] = {{picture, width, height, width}};
  out[1] = (struct plane){picture + (size_t)width * height, half_width, half_height, half_width};
  out[2] = (struct plane){out[1].data + (size_t)half_width * half_height, half_width, half_height, half_width};
  /* Where its samples are not ours, or reach over an edge of ours, they go through the scratch memory. */
  struct plane decoded[3];
  uint8_t *free_memory = scratch;
  for (int i = 0; i < 3; i++) {
    struct plane plane = {NULL, padded(width, columns), padded(height, rows), 0};
    if (i > 0) {
      plane.width /= columns;
      plane.height /= rows;
    }
    plane.stride = plane.width;
    const int same = plane.width == out[i].width && plane.height == out[i].height;
    plane.data = same ? out[i].data : free_memory;
    if (!same) free_memory += (size_t)plane.stride * plane.height;
    decoded[i] = plane;
  }

  unsigned char *planes[3] = {decoded[0].data, decoded[1].data, decoded[2].data};
  int strides[3] = {(int)decoded[0].stride, (int)decoded[1].stride, (int)decoded[2].stride};
  const planes_fn decode = (planes_fn)jpeg[JPEG_PLANES];
  if (decode(decoder, data, bytes, planes, (int)width, strides, (int)height, LIMIT_SCANS) < 0) {
    const char *reason = ((reason_fn)jpeg[JPEG_REASON])(decoder);
    if (((severity_fn)jpeg[JPEG_SEVERITY])(decoder) != WARNING || !harmless(reason)) return refuse(why, reason);
  }
  if (decoded[0].data != out[0].data) copy_rows(decoded[0], out[0]);
  for (int i = 1; i < 3; i++) {
    if (kind == JPEG_GREY) memset(out[i].data, 128, (size_t)half_width * half_height);
    else if (decoded[i].data != out[i].data) shrink(decoded[i], out[i]);
  }
  return 0;
}
