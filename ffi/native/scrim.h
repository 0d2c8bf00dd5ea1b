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
 * on x86_64 the same functions exist with the suffixes _v3 and _v4 for machines where scrim_isa() is 3 or 4.
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

/* The x86-64 level of this machine, as far as the library has code for it that is faster there: 2, 3 or 4. */
SCRIM_API int32_t scrim_isa(void);

/* Pixel loops. */
#include "kernels.h"

/*
 * devices: v4l2.c, v4l2_controls.c, v4l2_stream.c
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
 * `size`: the smallest width and height, the largest ones, the steps between. 1, 2 when it is a range (which is the only
 * entry then), 0 past the last one.
 */
SCRIM_API int32_t scrim_v4l2_size_at(const void *const *calls, int32_t fd, uint32_t fourcc, uint32_t index,
                                     uint32_t *size);

/*
 * The control `id`, or the one after it with V4L2_CTRL_FLAG_NEXT_CTRL. `name`: 32 bytes. `numbers`: id, type, flags,
 * minimum, maximum, step, default, elements. 1, or 0 when there is none.
 */
SCRIM_API int32_t scrim_v4l2_control_at(const void *const *calls, int32_t fd, uint32_t id, uint8_t *name,
                                        int64_t *numbers);

/* An entry of a menu: its `name` (32 bytes), or its `value` in a menu of integers. 1, or 0 when there is none. */
SCRIM_API int32_t scrim_v4l2_menu_at(const void *const *calls, int32_t fd, uint32_t id, uint32_t index,
                                     uint8_t *name, int64_t *value);

/* Reads or sets one control of a number. `wide`: it has 64 bits. `value`, in and out: what the driver made of it. */
SCRIM_API int32_t scrim_v4l2_control(const void *const *calls, int32_t fd, uint32_t id, int32_t set,
                                     int32_t wide, int64_t *value);

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

/* Waits until a frame is there (or room, for output): 0 timeout, 1 ready, 2 the device reports an error. Never for ever. */
SCRIM_API int32_t scrim_v4l2_wait(const void *const *calls, int32_t fd, int32_t output, int32_t timeout_ms);

/* Bytes written. */
SCRIM_API int32_t scrim_v4l2_write(const void *const *calls, int32_t fd, const uint8_t *data, int64_t length);

/* CLOCK_MONOTONIC, which drivers stamp frames with, in microseconds. */
SCRIM_API int64_t scrim_v4l2_clock_us(void);

/* Asks a v4l2loopback device (0.13 or later) to tell who reads it; others refuse. */
SCRIM_API int32_t scrim_v4l2_usage_subscribe(const void *const *calls, int32_t fd);

/* How many programs read the device, once that has changed; -EAGAIN after the timeout. */
SCRIM_API int32_t scrim_v4l2_usage_wait(const void *const *calls, int32_t fd, int32_t timeout_ms);

/* Bytes of the text that says why a picture was not decoded, with its ending 0. */
#define SCRIM_JPEG_WHY 200

/*
 * A decoder of libturbojpeg, whose functions are `jpeg`: tjInitDecompress, tjDestroy, tjDecompressHeader3,
 * tjDecompressToYUVPlanes, tjGetErrorCode, tjGetErrorStr2. 0 when there is none to be had. One thread at a time.
 */
SCRIM_API int64_t scrim_v4l2_jpeg_open(const void *const *jpeg);

SCRIM_API int32_t scrim_v4l2_jpeg_close(const void *const *jpeg, void *decoder);

/* Bytes of scratch memory that decoding pictures of this size (1..16384 a side) may need. */
SCRIM_API int64_t scrim_v4l2_jpeg_scratch(uint32_t width, uint32_t height);

/*
 * Decodes a JPEG picture of `length` bytes in a buffer of `room` (an end marker may be written behind it) to tightly packed
 * planar 4:2:0 of exactly this size. 0; -EBADMSG when it is broken, cut off, or of another size: `why` says so.
 */
SCRIM_API int32_t scrim_v4l2_jpeg_decode(const void *const *jpeg, void *decoder, uint8_t *data, int64_t length,
                                         int64_t room, uint8_t *picture, uint32_t width, uint32_t height,
                                         uint8_t *scratch, int64_t scratch_length, char *why);

#endif
