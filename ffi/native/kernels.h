/* kernels.h: the pixel loops, part of scrim.h, whose conventions hold here. */
#ifndef SCRIM_KERNELS_H
#define SCRIM_KERNELS_H

#include "scrim.h"

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
SCRIM_API int32_t SCRIM_KERNEL(copy_packed)(const uint8_t *source, int32_t source_stride, uint8_t *into,
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
 * smooth.c: a mask weighted 1 4 6 4 1 both ways, edges repeated, so that its outline is smooth when it is upscaled.
 */
SCRIM_API int32_t SCRIM_KERNEL(smooth_scratch)(int32_t width);
SCRIM_API int32_t SCRIM_KERNEL(smooth)(const uint8_t *mask, int32_t mask_stride, uint8_t *into,
                                       int32_t stride, int32_t width, int32_t height,
                                       uint8_t *scratch, int32_t scratch_length);

/*
 * refine.c: a mask upscaled along the edges of the picture that it belongs to, in which `into` goes from what it was before to
 * what the mask says now. `guide` is that picture as RGBA and of the mask's size, `before` the one of the last call for `into`,
 * `luma` the picture's luma and of the size of `into`, in colours as in rgb.c. Variances of luma below `epsilon` / 81 are no
 * edge. The mean over 5x5 pixels of squared differences dR + 2 dG + dB says what moved: up to `calm` / 25 nothing, from `moving` /
 * 25 on all. Where nothing moved a pixel takes `share` / 256 of what is new, all of it where that is `jump` + 16 or more steps or
 * the mask is sure: 0 or 255 all round. With `share` 256 `before` and what is in `into` do not matter.
 */
#define SCRIM_MAX_REFINED (1 << 20)
#define SCRIM_MAX_EPSILON (1 << 30)
#define SCRIM_MAX_MOVING (1 << 24)
SCRIM_API int32_t SCRIM_KERNEL(refine_scratch)(int32_t mask_width, int32_t mask_height,
                                               int32_t width);
SCRIM_API int32_t SCRIM_KERNEL(refine)(
    const uint8_t *mask, int32_t mask_stride, const uint8_t *guide, int32_t guide_stride,
    const uint8_t *before, int32_t before_stride, int32_t mask_width, int32_t mask_height,
    const uint8_t *luma, int32_t luma_stride, uint8_t *into, int32_t stride, int32_t width,
    int32_t height, int32_t matrix, int32_t range, int32_t epsilon, int32_t calm, int32_t moving,
    int32_t share, int32_t jump, uint8_t *scratch, int32_t scratch_length);

/*
 * dilate.c: the greatest value (`radius` > 0) or the least one (< 0) in a disc of so many pixels round each; the picture's end
 * changes nothing.
 */
#define SCRIM_MAX_GROWTH 128
SCRIM_API int32_t SCRIM_KERNEL(dilate_scratch)(int32_t width, int32_t radius);
SCRIM_API int32_t SCRIM_KERNEL(dilate)(const uint8_t *mask, int32_t mask_stride, uint8_t *into,
                                     int32_t stride, int32_t width, int32_t height, int32_t radius,
                                     uint8_t *scratch, int32_t scratch_length);

/*
 * labels.c: a label map of another size. The label of an output pixel is that of the pixel in which its centre lies; on the
 * line between two it is the right or lower one.
 */
SCRIM_API int32_t SCRIM_KERNEL(upscale_labels_scratch)(int32_t width);
SCRIM_API int32_t SCRIM_KERNEL(upscale_labels)(const uint8_t *labels, int32_t labels_stride,
                                               int32_t labels_width, int32_t labels_height,
                                               uint8_t *into, int32_t stride, int32_t width,
                                               int32_t height, uint8_t *scratch,
                                               int32_t scratch_length);

/*
 * Kernels below give a mask an edge after upscaling it: `mask_edge` is low + 256 high; values up to low become 0, from high on
 * 255, linear between. 0 and 255 leave it as it is.
 */

/*
 * upscale.c, composite.c
 */

/* Samples bilinearly, pixel centres aligned, edges repeated: meant for masks smaller than the output. */
SCRIM_API int32_t SCRIM_KERNEL(upscale_scratch)(int32_t width);
SCRIM_API int32_t SCRIM_KERNEL(upscale)(const uint8_t *mask, int32_t mask_stride,
                                        int32_t mask_width, int32_t mask_height, int32_t mask_edge, uint8_t *into, int32_t stride,
                                        int32_t width, int32_t height, uint8_t *scratch,
                                        int32_t scratch_length);

/*
 * Foreground over background, three planes each; mask and background (not larger than the output) are upscaled on the way.
 * `into` may be the foreground with the same strides; nothing else may overlap. Sizes are luma pixels, width + 65536 height.
 *
 * At its edge a foreground is a mixture with what was behind it. `spill`, as spill.c gives it (its size is that of one plane), or
 * NULL, takes that out: mask * (1 - mask) * 2 * (spill - 128) is added.
 */
SCRIM_API int32_t SCRIM_KERNEL(composite_scratch)(int32_t width);
SCRIM_API int32_t SCRIM_KERNEL(composite)(
    const uint8_t *y, int32_t y_stride, const uint8_t *u, int32_t u_stride, const uint8_t *v,
    int32_t v_stride, const uint8_t *back_y, int32_t back_y_stride, const uint8_t *back_u,
    int32_t back_u_stride, const uint8_t *back_v, int32_t back_v_stride, int32_t back_size,
    const uint8_t *mask, int32_t mask_stride, int32_t mask_size, int32_t mask_edge,
    const uint8_t *spill, int32_t spill_stride, int32_t spill_size, uint8_t *into_y,
    int32_t into_y_stride, uint8_t *into_u, int32_t into_u_stride, uint8_t *into_v,
    int32_t into_v_stride, int32_t size, uint8_t *scratch, int32_t scratch_length);

/* Layouts of composite_packed. */
#define SCRIM_YUYV 0
#define SCRIM_I420 1
#define SCRIM_RGB24 2

/*
 * The same, written as pack.c or pack_rgb would write it, without planes in between. `matrix` and `range` as in rgb.c; they
 * only matter to RGB. Needs the same scratch. `packed` may not overlap anything.
 */
SCRIM_API int32_t SCRIM_KERNEL(composite_packed)(
    const uint8_t *y, int32_t y_stride, const uint8_t *u, int32_t u_stride, const uint8_t *v,
    int32_t v_stride, const uint8_t *back_y, int32_t back_y_stride, const uint8_t *back_u,
    int32_t back_u_stride, const uint8_t *back_v, int32_t back_v_stride, int32_t back_size,
    const uint8_t *mask, int32_t mask_stride, int32_t mask_size, int32_t mask_edge,
    const uint8_t *spill, int32_t spill_stride, int32_t spill_size, uint8_t *packed,
    int32_t stride, int32_t size, int32_t layout, int32_t matrix, int32_t range, uint8_t *scratch,
    int32_t scratch_length);

/*
 * spill.c: how the colours of the foreground differ from those of the background, in cells of 8x8 pixels, near the outline of a
 * mask: half the difference of their means over 5x5 cells, plus 128; elsewhere 128. Only pixels count where the mask, with its
 * edge, is 0 or 255, and of them those of every second row of chroma. `into` is three planes (for Y, U and V) of ceil(width / 8) x ceil(height / 8) below each other.
 */
#define SCRIM_SPILL_CELL 8
SCRIM_API int32_t SCRIM_KERNEL(spill_scratch)(int32_t width, int32_t height);
SCRIM_API int32_t SCRIM_KERNEL(spill)(const uint8_t *y, int32_t y_stride, const uint8_t *u,
                                      int32_t u_stride, const uint8_t *v, int32_t v_stride,
                                      int32_t width, int32_t height, const uint8_t *mask,
                                      int32_t mask_stride, int32_t mask_width, int32_t mask_height,
                                      int32_t mask_edge, uint8_t *into, int32_t stride,
                                      uint8_t *scratch, int32_t scratch_length);

/*
 * blur.c: three planes, three boxes each way over cells of `divisor` pixels a side (a power of two up to 64). `into` is a
 * picture of ceil(width / divisor) x ceil(height / divisor). `mask` is what to leave out, or NULL with sizes 0. Sizes are luma
 * pixels. A box has 2 radius + 1 cells of weight `centre` and two of weight `ends`, 65536 together.
 */
SCRIM_API int32_t SCRIM_KERNEL(blur_scratch)(int32_t width, int32_t height, int32_t divisor,
                                             int32_t masked);
SCRIM_API int32_t SCRIM_KERNEL(blur)(
    const uint8_t *y, int32_t y_stride, const uint8_t *u, int32_t u_stride, const uint8_t *v,
    int32_t v_stride, const uint8_t *mask, int32_t mask_stride, int32_t mask_width,
    int32_t mask_height, int32_t mask_edge, uint8_t *into_y,
    int32_t into_y_stride, uint8_t *into_u, int32_t into_u_stride, uint8_t *into_v,
    int32_t into_v_stride, int32_t width, int32_t height, int32_t divisor, int32_t radius,
    int32_t centre, int32_t ends, int32_t chroma_radius, int32_t chroma_centre,
    int32_t chroma_ends, uint8_t *scratch, int32_t scratch_length);

/*
 * bokeh.c: the same by a disc of `radius` cells of luma, in 1/16 (1..192). Cells near white count up to 32 times as much.
 */
SCRIM_API int32_t SCRIM_KERNEL(bokeh_scratch)(int32_t width, int32_t height, int32_t divisor,
                                              int32_t masked);
SCRIM_API int32_t SCRIM_KERNEL(bokeh)(
    const uint8_t *y, int32_t y_stride, const uint8_t *u, int32_t u_stride, const uint8_t *v,
    int32_t v_stride, const uint8_t *mask, int32_t mask_stride, int32_t mask_width,
    int32_t mask_height, int32_t mask_edge, uint8_t *into_y,
    int32_t into_y_stride, uint8_t *into_u, int32_t into_u_stride, uint8_t *into_v,
    int32_t into_v_stride, int32_t width, int32_t height, int32_t divisor, int32_t radius,
    uint8_t *scratch, int32_t scratch_length);

/*
 * motion.c: how two RGBA pictures of one size differ, in tiles of 16x16 pixels, smaller at the right and lower ends. For each
 * tile, row by row, the sum and the sum of squares of d = dR + 2 dG + dB over its pixels. `into_length` counts numbers.
 */
#define SCRIM_MOTION_TILE 16
SCRIM_API int32_t SCRIM_KERNEL(motion)(const uint8_t *rgba, int32_t stride,
                                       const uint8_t *reference, int32_t reference_stride,
                                       int32_t *into, int32_t into_length, int32_t width,
                                       int32_t height);

/*
 * warp.c: a plane moved by an affine map, 0 outside of it. Output pixel (x, y) shows what was at
 * (x_start + x x_across + y x_down, y_start + x y_across + y y_down), where (0, 0) is the centre of the first pixel; these six
 * are whole numbers of 1/2^32 pixels. `labels` 1: the nearest pixel; 0: bilinear, the place rounded to 1/256 pixels.
 */
SCRIM_API int32_t SCRIM_KERNEL(warp)(const uint8_t *source, int32_t source_stride, uint8_t *into,
                                     int32_t stride, int32_t width, int32_t height, int32_t labels,
                                     double x_start, double x_across, double x_down,
                                     double y_start, double y_across, double y_down);

#endif
