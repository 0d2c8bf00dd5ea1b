/**
 * The device functions of the native library. Each parameter is followed by its C declaration in `native/scrim.h`.
 *
 * @module
 */

/** Symbol table for `openLibrary()`. Results are 0, a count or `-errno`. */
export const DEVICE_SYMBOLS = {
  scrim_v4l2_open: {
    parameters: [
      "buffer", // const void *const *calls
      "buffer", // const char *path
    ],
    result: "i32", // file descriptor
  },
  scrim_v4l2_close: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
    ],
    result: "i32",
  },
  scrim_v4l2_query: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
      "buffer", // uint8_t text[80]: driver, card, bus
      "buffer", // uint32_t caps[1]
    ],
    result: "i32",
  },
  scrim_v4l2_format_at: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
      "u32", // uint32_t type
      "u32", // uint32_t index
      "buffer", // uint32_t format[2]: FourCC, flags
    ],
    result: "i32", // 1, or 0 past the last one
  },
  scrim_v4l2_interval_at: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
      "u32", // uint32_t fourcc
      "u32", // uint32_t width
      "u32", // uint32_t height
      "u32", // uint32_t index
      "buffer", // uint32_t interval[2]: numerator, denominator
    ],
    result: "i32", // 1, 2 for a range, 0 past the last one
  },
  scrim_v4l2_size_at: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
      "u32", // uint32_t fourcc
      "u32", // uint32_t index
      "buffer", // uint32_t size[6]: smallest, largest, steps
    ],
    result: "i32", // 1, 2 for a range, 0 past the last one
  },
  scrim_v4l2_control_at: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
      "u32", // uint32_t id
      "buffer", // uint8_t name[32]
      "buffer", // int64_t numbers[8]
    ],
    result: "i32", // 1, or 0 past the last one
  },
  scrim_v4l2_menu_at: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
      "u32", // uint32_t id
      "u32", // uint32_t index
      "buffer", // uint8_t name[32]
      "buffer", // int64_t value[1]
    ],
    result: "i32", // 1, or 0 when there is none
  },
  scrim_v4l2_control: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
      "u32", // uint32_t id
      "i32", // int32_t set
      "i32", // int32_t wide
      "buffer", // int64_t value[1]
    ],
    result: "i32",
  },
  scrim_v4l2_format: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
      "u32", // uint32_t type
      "i32", // int32_t request: 0 get, 1 try, 2 set
      "buffer", // uint32_t format[8]
    ],
    result: "i32",
  },
  scrim_v4l2_interval: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
      "u32", // uint32_t type
      "i32", // int32_t set
      "buffer", // uint32_t interval[2]: numerator, denominator
    ],
    result: "i32",
  },
  scrim_v4l2_request: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
      "u32", // uint32_t type
      "u32", // uint32_t count
      "buffer", // uint32_t memory[2]: flags, capabilities
    ],
    result: "i32", // buffers
  },
  scrim_v4l2_map: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
      "u32", // uint32_t type
      "u32", // uint32_t index
      "buffer", // int64_t mapping[2]: address, bytes
    ],
    result: "i32",
  },
  scrim_v4l2_unmap: {
    parameters: [
      "buffer", // const void *const *calls
      "pointer", // void *start
      "i64", // int64_t length
    ],
    result: "i32",
  },
  scrim_v4l2_stream: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
      "u32", // uint32_t type
      "i32", // int32_t on
    ],
    result: "i32",
  },
  scrim_v4l2_queue: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
      "u32", // uint32_t type
      "u32", // uint32_t index
      "u32", // uint32_t bytes
    ],
    result: "i32",
  },
  scrim_v4l2_dequeue: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
      "u32", // uint32_t type
    ],
    result: "i32", // index
  },
  scrim_v4l2_newest: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
      "u32", // uint32_t least_bytes
      "buffer", // uint32_t frame[7]
    ],
    result: "i32", // 1, or 0 when there is none
  },
  scrim_v4l2_wait: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
      "i32", // int32_t output
      "i32", // int32_t timeout_ms
    ],
    result: "i32", // 0 timeout, 1 ready, 2 error
    nonblocking: true,
  },
  scrim_v4l2_write: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
      "buffer", // const uint8_t *data
      "i64", // int64_t length
    ],
    result: "i32", // bytes
  },
  scrim_v4l2_usage_subscribe: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
    ],
    result: "i32",
  },
  scrim_v4l2_usage_wait: {
    parameters: [
      "buffer", // const void *const *calls
      "i32", // int32_t fd
      "i32", // int32_t timeout_ms
    ],
    result: "i32", // programs that read
    nonblocking: true,
  },
  scrim_v4l2_jpeg_open: {
    parameters: [
      "buffer", // const void *const *jpeg
    ],
    result: "i64", // address of a decoder, or 0
  },
  scrim_v4l2_jpeg_close: {
    parameters: [
      "buffer", // const void *const *jpeg
      "pointer", // void *decoder
    ],
    result: "i32",
  },
  scrim_v4l2_jpeg_scratch: {
    parameters: [
      "u32", // uint32_t width
      "u32", // uint32_t height
    ],
    result: "i64", // bytes
  },
  scrim_v4l2_jpeg_decode: {
    parameters: [
      "buffer", // const void *const *jpeg
      "pointer", // void *decoder
      "buffer", // uint8_t *data
      "i64", // int64_t length
      "i64", // int64_t room
      "buffer", // uint8_t *picture
      "u32", // uint32_t width
      "u32", // uint32_t height
      "buffer", // uint8_t *scratch
      "i64", // int64_t scratch_length
      "buffer", // char why[200]
    ],
    result: "i32",
    nonblocking: true,
  },
  scrim_v4l2_clock_us: { parameters: [], result: "i64" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The device functions, opened. */
export type DeviceSymbols = Deno.StaticForeignLibraryInterface<typeof DEVICE_SYMBOLS>;
