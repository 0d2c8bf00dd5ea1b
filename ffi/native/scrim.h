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
#define SCRIM_ABI 1

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

/* copy.c */

/* Copies rows of `width` bytes. */
SCRIM_API int32_t SCRIM_KERNEL(copy_plane)(const uint8_t *source, int32_t source_stride, uint8_t *into,
                                           int32_t into_stride, int32_t width, int32_t height);

/* Writes `value` to `width` bytes of every row. */
SCRIM_API int32_t SCRIM_KERNEL(fill_plane)(uint8_t *into, int32_t into_stride, int32_t width, int32_t height,
                                           int32_t value);

/* devices: v4l2.c */

#endif
