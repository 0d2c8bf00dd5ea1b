/**
 * Bare `i420` pictures with their times as NUT, for ffmpeg to read.
 *
 * @module
 */
import { FILE_ID, FLAG, START } from "./nut.ts";

/** What the pictures are like. */
export interface NutShape {
  readonly width: number;
  readonly height: number;
  /** Frames per second, as ffmpeg writes it: `30000/1001`. */
  readonly rate: string;
  /** Times are whole numbers of these a second. */
  readonly ticks: number;
}

/** The most that times are abbreviated, in bits; we never do. */
const PTS_SHIFT = 7;
/** A frame begins at least every so many bytes behind a syncpoint, and a syncpoint stands before each. */
const MAX_DISTANCE = 32768;
const CODE = 1;
const FRAME_FLAGS = FLAG.key | FLAG.codedPts | FLAG.sizeMsb | FLAG.checksum;

/** What stands before the first frame. */
export function nutHeader({ width, height, rate, ticks }: NutShape): Uint8Array {
  // Flags, fields; time, factor, stream, size, reserved, count of each run of frame codes.
  const codes = (flags: number, count: number): readonly number[] =>
    [flags, 6, 0, 1, 0, 0, 0, count].flatMap(number);
  const main = [
    ...[3, 1, MAX_DISTANCE, 1, 1, ticks].flatMap(number),
    ...codes(FLAG.invalid, 1),
    ...codes(FRAME_FLAGS, 1),
    ...codes(FLAG.invalid, 253),
    ...number(0),
    ...number(0),
  ];
  const stream = [
    ...[0, 0].flatMap(number),
    ...text("I420"),
    ...[0, PTS_SHIFT, 65535, 0, 0, 0, width, height, 1, 1, 0].flatMap(number),
  ];
  const IS_TEXT = 2;
  const info = [1, 0, 0, 0, 1, ...text("r_frame_rate"), IS_TEXT, ...text(rate)];
  return Uint8Array.from([
    ...FILE_ID,
    ...packet(START.main, main),
    ...packet(START.stream, stream),
    ...packet(START.info, info),
  ]);
}

/** What stands before the `size` bytes of a picture that is due at `time`, in ticks. */
export function nutFrameHeader(time: number, size: number): Uint8Array {
  const frame = [CODE, ...number(time + 2 ** PTS_SHIFT), ...number(size)];
  return Uint8Array.from([
    ...packet(START.syncpoint, [...number(time), ...number(0)]),
    ...frame,
    ...checksum(frame),
  ]);
}

function packet(start: string, payload: readonly number[]): readonly number[] {
  const sum = checksum(payload);
  const code = start.match(/../g) ?? [];
  return [
    ...code.map((digits) => parseInt(digits, 16)),
    ...number(payload.length + sum.length),
    ...payload,
    ...sum,
  ];
}

/** Seven bits a byte, the highest first. */
function number(value: number): readonly number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.unshift(128 + rest % 128);
  }
  return bytes;
}

function text(of: string): readonly number[] {
  return [...number(of.length), ...new TextEncoder().encode(of)];
}

/** CRC-32 with the polynomial 04C11DB7, the highest bit first, from 0. */
function checksum(bytes: readonly number[]): readonly number[] {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) sum = sum < 0 ? sum << 1 ^ 0x04c11db7 : sum << 1;
  }
  return [sum >>> 24, sum >>> 16 & 255, sum >>> 8 & 255, sum & 255];
}
