/*
 * scrim.h: everything the helper library exports. One header, two builds: a shared library for Linux (kernels and
 * devices) and WebAssembly (kernels only, in the memory of the caller).
 *
 * Conventions. Functions return 0 or a count, or -errno; nothing is printed, allocated or kept. Only flat integers and
 * pointers cross. Order of arguments: inputs with their strides, outputs with their strides, width, height, parameters,
 * scratch. Sizes are pixels, strides bytes. Unless said otherwise inputs and outputs must not overlap.
 */
#ifndef SCRIM_H
#define SCRIM_H

#include <stdint.h>

/* Goes up when a signature or the meaning of an argument changes. */
#define SCRIM_ABI 3

#define SCRIM_API __attribute__((visibility("default")))

/*
 * The kernels are compiled once for each instruction set. Plain names are the baseline (x86-64-v2, or wasm SIMD);
 * on x86_64 the same functions exist with the suffix _v3 for machines where scrim_isa() is 3.
 */
#define SCRIM_JOIN2(a, b) a##b
#define SCRIM_JOIN(a, b) SCRIM_JOIN2(a, b)
#ifdef SCRIM_SUFFIX
#define SCRIM_KERNEL(name) SCRIM_JOIN(scrim_##name, SCRIM_SUFFIX)
#else
#define SCRIM_KERNEL(name) scrim_##name
#endif

/* The SCRIM_ABI this library was built with. */
SCRIM_API int32_t scrim_abi(void);

/* The first 64 bits of the SHA-256 of the sources it was built from. */
SCRIM_API uint64_t scrim_source_hash(void);

/* The x86-64 level of this machine, as far as the library has code for it: 2 or 3. */
SCRIM_API int32_t scrim_isa(void);

/*
 * copy.c
 */

/* Copies rows of `width` bytes. */
SCRIM_API int32_t SCRIM_KERNEL(copy_plane)(const uint8_t *source, int32_t source_stride, uint8_t *into,
                                           int32_t into_stride, int32_t width, int32_t height);

/*
 * Packed bytes of one layout to other strides: `rows` rows of `row_bytes`, then (I420's chroma) `half_rows` rows of half as
 * many bytes and half the stride, both rounded up.
 */
SCRIM_API int32_t SCRIM_KERNEL(transfer)(const uint8_t *source, int32_t source_stride, uint8_t *into,
                                         int32_t into_stride, int32_t row_bytes, int32_t rows,
                                         int32_t half_rows);

/*
 * unpack.c: camera bytes to planes. Chroma planes are half as wide and high, rounded up. In `packed` further planes follow
 * the first without a gap; NV12 pairs have its stride, I420 chroma rows are (stride + 1) / 2 apart. `packed` has `rows` rows;
 * the part of it that is read, and nothing else is, has the size of the planes and begins at the even pixel `left`, `top`.
 */
typedef int32_t scrim_unpack(const uint8_t *packed, int32_t stride, uint8_t *y, int32_t y_stride,
                             uint8_t *u, int32_t u_stride, uint8_t *v, int32_t v_stride,
                             int32_t width, int32_t height, int32_t rows, int32_t left,
                             int32_t top);

/* 4:2:2; two rows of chroma are averaged, halves up. Macropixels are whole, so an odd width has one more luma. */
SCRIM_API scrim_unpack SCRIM_KERNEL(unpack_yuyv);
SCRIM_API scrim_unpack SCRIM_KERNEL(unpack_uyvy);
SCRIM_API scrim_unpack SCRIM_KERNEL(unpack_nv12);
SCRIM_API scrim_unpack SCRIM_KERNEL(unpack_i420);

/* Neutral chroma. */
SCRIM_API scrim_unpack SCRIM_KERNEL(unpack_grey);

/* Luma only: of each pixel, which has `step` bytes (1 or 2), the byte `first`. Layouts of planes have step 1. */
SCRIM_API int32_t SCRIM_KERNEL(unpack_luma)(const uint8_t *packed, int32_t stride, uint8_t *y,
                                            int32_t y_stride, int32_t width, int32_t height,
                                            int32_t rows, int32_t left, int32_t top, int32_t step,
                                            int32_t first);

/*
 * pack.c: planes to the bytes of a virtual camera or file, laid out in the same way.
 */
typedef int32_t scrim_pack(const uint8_t *y, int32_t y_stride, const uint8_t *u, int32_t u_stride,
                           const uint8_t *v, int32_t v_stride, uint8_t *packed, int32_t stride,
                           int32_t width, int32_t height);

/* Chroma rows are used twice; an odd width repeats its last luma. */
SCRIM_API scrim_pack SCRIM_KERNEL(pack_yuyv);
SCRIM_API scrim_pack SCRIM_KERNEL(pack_uyvy);
SCRIM_API scrim_pack SCRIM_KERNEL(pack_nv12);
SCRIM_API scrim_pack SCRIM_KERNEL(pack_i420);

/* Luma only. */
SCRIM_API scrim_pack SCRIM_KERNEL(pack_grey);

/*
 * rgb.c: RGB is full range. `matrix` 0 BT.601, 1 BT.709; `range` (of YUV) 0 limited, 1 full. Within 1 of real numbers.
 */

/* `channels` 3: RGB, 4: RGBA with alpha 255. Chroma is repeated. */
SCRIM_API int32_t SCRIM_KERNEL(pack_rgb)(const uint8_t *y, int32_t y_stride, const uint8_t *u,
                                         int32_t u_stride, const uint8_t *v, int32_t v_stride,
                                         uint8_t *rgb, int32_t stride, int32_t width,
                                         int32_t height, int32_t channels, int32_t matrix,
                                         int32_t range);

/* Chroma is that of the mean of 2x2 pixels; odd ends are repeated. Alpha is ignored. */
SCRIM_API int32_t SCRIM_KERNEL(from_rgba)(const uint8_t *rgba, int32_t stride, uint8_t *y,
                                          int32_t y_stride, uint8_t *u, int32_t u_stride,
                                          uint8_t *v, int32_t v_stride, int32_t width,
                                          int32_t height, int32_t matrix, int32_t range);

/*
 * Kernels below work in scratch memory of the caller, aligned to 64 bytes, whose content means nothing before and after. The
 * functions named _scratch give the bytes needed.
 */

/*
 * sample.c: I420 to RGBA of another size. Each plane is averaged by area along an axis that shrinks, interpolated along
 * one that grows, rounded to 8 bits, then converted.
 */
SCRIM_API int32_t SCRIM_KERNEL(sample_scratch)(int32_t width, int32_t height, int32_t into_width,
                                               int32_t into_height);
SCRIM_API int32_t SCRIM_KERNEL(sample)(const uint8_t *y, int32_t y_stride, const uint8_t *u,
                                       int32_t u_stride, const uint8_t *v, int32_t v_stride,
                                       int32_t width, int32_t height, uint8_t *rgba, int32_t stride,
                                       int32_t into_width, int32_t into_height, int32_t matrix,
                                       int32_t range, uint8_t *scratch, int32_t scratch_length);

/*
 * soften.c: a mask weighted 1 4 6 4 1 both ways, edges repeated, so that its outline is smooth when it is enlarged.
 */
SCRIM_API int32_t SCRIM_KERNEL(soften_scratch)(int32_t width);
SCRIM_API int32_t SCRIM_KERNEL(soften)(const uint8_t *mask, int32_t mask_stride, uint8_t *into,
                                       int32_t stride, int32_t width, int32_t height,
                                       uint8_t *scratch, int32_t scratch_length);

/*
 * labels.c: a label map of another size. The label of an output pixel is that of the pixel in which its centre lies; on the
 * line between two it is the right or lower one.
 */
SCRIM_API int32_t SCRIM_KERNEL(enlarge_labels_scratch)(int32_t width);
SCRIM_API int32_t SCRIM_KERNEL(enlarge_labels)(const uint8_t *labels, int32_t labels_stride,
                                               int32_t labels_width, int32_t labels_height,
                                               uint8_t *into, int32_t stride, int32_t width,
                                               int32_t height, uint8_t *scratch,
                                               int32_t scratch_length);

/*
 * Kernels below give a mask an edge after enlarging it: values up to `mask_low` become 0, from `mask_high` on 255, linear
 * between. 0 and 255 leave it as it is.
 */

/*
 * composite.c
 */

/* Samples bilinearly, pixel centres aligned, edges repeated: meant for masks smaller than the output. */
SCRIM_API int32_t SCRIM_KERNEL(enlarge_scratch)(int32_t width);
SCRIM_API int32_t SCRIM_KERNEL(enlarge)(const uint8_t *mask, int32_t mask_stride,
                                        int32_t mask_width, int32_t mask_height, int32_t mask_low,
                                        int32_t mask_high, uint8_t *into, int32_t stride,
                                        int32_t width, int32_t height, uint8_t *scratch,
                                        int32_t scratch_length);

/*
 * One plane of foreground over background; mask and background (not larger than the output) are enlarged on the way. All
 * sizes are those of the whole pictures in luma pixels; `shift` is 0 for luma, 1 for chroma. `into` may be the foreground
 * with the same stride. The scratch of luma is enough for chroma.
 */
SCRIM_API int32_t SCRIM_KERNEL(composite_scratch)(int32_t width);
SCRIM_API int32_t SCRIM_KERNEL(composite)(const uint8_t *foreground, int32_t foreground_stride,
                                          const uint8_t *background, int32_t background_stride,
                                          int32_t background_width, int32_t background_height,
                                          const uint8_t *mask, int32_t mask_stride,
                                          int32_t mask_width, int32_t mask_height, int32_t mask_low,
                                          int32_t mask_high, uint8_t *into, int32_t into_stride,
                                          int32_t width, int32_t height, int32_t shift,
                                          uint8_t *scratch, int32_t scratch_length);

/*
 * blur.c: one plane, three boxes each way at the size of `into` (1/64 of the source at least, no larger than it). `mask` is
 * what to leave out, or NULL with sizes 0. All sizes are those of the whole pictures in luma pixels; `shift` is 0 for
 * luma, 1 for chroma. A box has 2 radius + 1 cells of weight `centre` and two of weight `ends`, 65536 together.
 */
SCRIM_API int32_t SCRIM_KERNEL(blur_scratch)(int32_t width, int32_t into_width,
                                             int32_t into_height, int32_t masked);
SCRIM_API int32_t SCRIM_KERNEL(blur)(const uint8_t *source, int32_t source_stride,
                                     const uint8_t *mask, int32_t mask_stride, int32_t mask_width,
                                     int32_t mask_height, int32_t mask_low, int32_t mask_high,
                                     uint8_t *into, int32_t into_stride, int32_t width,
                                     int32_t height, int32_t into_width, int32_t into_height,
                                     int32_t shift, int32_t radius, int32_t centre, int32_t ends,
                                     uint8_t *scratch, int32_t scratch_length);

/*
 * warp.c: a plane moved by an affine map, 0 outside of it. Output pixel (x, y) shows what was at
 * (x_start + x x_across + y x_down, y_start + x y_across + y y_down), where (0, 0) is the centre of the first pixel; these six
 * are whole numbers of 1/2^32 pixels. `labels` 1: the nearest pixel; 0: bilinear, the place rounded to 1/256 pixels.
 */
SCRIM_API int32_t SCRIM_KERNEL(warp)(const uint8_t *source, int32_t source_stride, uint8_t *into,
                                     int32_t stride, int32_t width, int32_t height, int32_t labels,
                                     double x_start, double x_across, double x_down,
                                     double y_start, double y_across, double y_down);

/*
 * devices: v4l2.c, v4l2_stream.c
 *
 * One request to a V4L2 device each. `calls` is a table of 7 function pointers (open, close, ioctl, mmap, munmap, poll,
 * write), libv4l2's or a test's; a null entry means libc's. `type` is 1 (capture) or 2 (output). Devices are opened
 * without blocking; only scrim_v4l2_wait() waits.
 */

/* A file descriptor. */
SCRIM_API int32_t scrim_v4l2_open(const void *const *calls, const char *path);

SCRIM_API int32_t scrim_v4l2_close(const void *const *calls, int32_t fd);

/* `text`: driver (16 bytes), card (32), bus (32), padded with zeros. `caps`: what this node can do. */
SCRIM_API int32_t scrim_v4l2_query(const void *const *calls, int32_t fd, uint8_t *text, uint32_t *caps);

/* `format`: FourCC, flags. 1, or 0 past the last one. */
SCRIM_API int32_t scrim_v4l2_format_at(const void *const *calls, int32_t fd, uint32_t type, uint32_t index,
                                       uint32_t *format);

/* `interval`: numerator, denominator (seconds). 1, 2 when it is the shortest of a range, 0 past the last one. */
SCRIM_API int32_t scrim_v4l2_interval_at(const void *const *calls, int32_t fd, uint32_t fourcc, uint32_t width,
                                         uint32_t height, uint32_t index, uint32_t *interval);

/*
 * `request`: 0 get, 1 try, 2 set. `format`, in and out: width, height, FourCC, bytes per line (out), bytes (out),
 * colour space, YCbCr encoding, quantization.
 */
SCRIM_API int32_t scrim_v4l2_format(const void *const *calls, int32_t fd, uint32_t type, int32_t request,
                                    uint32_t *format);

/* The time from frame to frame, asked or set. `interval`: numerator, denominator (seconds). */
SCRIM_API int32_t scrim_v4l2_interval(const void *const *calls, int32_t fd, uint32_t type, int32_t set,
                                      uint32_t *interval);

/*
 * How many buffers the driver gives; a count of 0 frees them. `memory`, in and out: flags (asked for, then given),
 * capabilities (out).
 */
SCRIM_API int32_t scrim_v4l2_request(const void *const *calls, int32_t fd, uint32_t type, uint32_t count,
                                     uint32_t *memory);

/* `mapping`: address, bytes. */
SCRIM_API int32_t scrim_v4l2_map(const void *const *calls, int32_t fd, uint32_t type, uint32_t index,
                                 int64_t *mapping);

SCRIM_API int32_t scrim_v4l2_unmap(const void *const *calls, void *start, int64_t length);

/* Starts or stops streaming. */
SCRIM_API int32_t scrim_v4l2_stream(const void *const *calls, int32_t fd, uint32_t type, int32_t on);

/* Gives a buffer to the driver. */
SCRIM_API int32_t scrim_v4l2_queue(const void *const *calls, int32_t fd, uint32_t type, uint32_t index,
                                   uint32_t bytes);

/* The index of a buffer that is ours now. */
SCRIM_API int32_t scrim_v4l2_dequeue(const void *const *calls, int32_t fd, uint32_t type);

/*
 * Takes the newest captured frame and gives all older ones back at once; bad ones too: flagged as such, or of fewer than
 * `least_bytes`. `frame`: index, bytes, flags, sequence, time (s, us), given back. 1, or 0 when there is none.
 */
SCRIM_API int32_t scrim_v4l2_newest(const void *const *calls, int32_t fd, uint32_t least_bytes,
                                    uint32_t *frame);

/* Waits until a frame is there (or room, for output): 0 timeout, 1 ready, 2 the device reports an error. */
SCRIM_API int32_t scrim_v4l2_wait(const void *const *calls, int32_t fd, int32_t output, int32_t timeout_ms);

/* Bytes written. */
SCRIM_API int32_t scrim_v4l2_write(const void *const *calls, int32_t fd, const uint8_t *data, int64_t length);

/* CLOCK_MONOTONIC, which drivers stamp frames with, in microseconds. */
SCRIM_API int64_t scrim_v4l2_clock_us(void);

#endif
