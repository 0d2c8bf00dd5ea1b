/**
 * What reading and writing NUT have in common: the container in which ffmpeg gives and takes bare pictures with their times.
 *
 * @module
 */

/** What files begin with. */
export const FILE_ID: Uint8Array = new TextEncoder().encode("nut/multimedia container\0");

/** What packets begin with, in hexadecimal digits. */
export const START = {
  main: "4e4d7a561f5f04ad",
  stream: "4e5311405bf2f9db",
  syncpoint: "4e4be4adeeca4569",
  info: "4e49ab68b596ba78",
} as const;

/** The first byte of every packet that is no frame. */
export const NOT_A_FRAME = 0x4e;

/** What a frame's header contains. */
export const FLAG = {
  key: 1,
  codedPts: 8,
  streamId: 16,
  sizeMsb: 32,
  checksum: 64,
  reserved: 128,
  sideData: 256,
  headerIndex: 1024,
  matchTime: 2048,
  coded: 4096,
  invalid: 8192,
} as const;

/** Longer packets have a checksum of their header. */
export const LONG_PACKET = 4096;
