/** The builds under test, and pictures for them. @module */
import assert from "node:assert/strict";
import { Arena } from "../../core/media/arena.ts";
import {
  type Colorimetry,
  type Frame,
  minStride,
  type Packed,
  packedSize,
  type PixelLayout,
  type Plane,
} from "../../core/media/frame.ts";
import type { Kernels } from "../../core/media/kernels.ts";
import { openKernelLibrary, openNativeKernels, openWasmKernels } from "../../ffi/kernels.ts";
import { FencedMemory } from "../fenced_memory.ts";
import { Tape } from "../native/replay/tape.ts";

/** One build with an arena of its own. */
export interface BuildUnderTest extends Disposable {
  readonly name: string;
  readonly kernels: Kernels;
  /** Views of the build's own memory: the arena for WebAssembly, memory between fences for native code. */
  readonly memory: Memory;
}

function native(name: string, isa: 2 | 3 | 4): BuildUnderTest {
  const library = openKernelLibrary({ isa });
  const kernels = openNativeKernels(new Arena(), library);
  const fenced = new FencedMemory();
  const close = (): void => {
    library.close();
    fenced[Symbol.dispose]();
  };
  return { name, kernels, memory: (n) => fenced.bytes(n), [Symbol.dispose]: close };
}

async function wasm(): Promise<BuildUnderTest> {
  const arena = new Arena();
  return {
    name: "wasm",
    kernels: await openWasmKernels(arena),
    memory: (length) => arena.bytes(length),
    [Symbol.dispose]: () => {},
  };
}

/** A native build that leaves in `folder` what it was asked and gave, for builds that Deno cannot open. */
function taped(folder: string): BuildUnderTest {
  const arena = new Arena();
  const tape = new Tape();
  const kernels = tape.kernels(arena);
  const save = () => {
    kernels[Symbol.dispose]();
    Deno.writeFileSync(`${folder}/${crypto.randomUUID()}.tape`, tape.bytes());
  };
  return { name: "taped", kernels, memory: (n) => arena.bytes(n), [Symbol.dispose]: save };
}

const tapes = Deno.env.get("SCRIM_TAPES");

/**
 * Every build there is. Where a machine has not got an x86-64 level, it is one below. With `SCRIM_TAPES`, as
 * `tests/native/oracle_test.ts` sets it, one that is written down.
 */
export const builds: readonly { name: string; open: () => Promise<BuildUnderTest> }[] = tapes
  ? [{ name: "taped", open: () => Promise.resolve(taped(tapes)) }]
  : [
    { name: "native v4", open: () => Promise.resolve(native("native v4", 4)) },
    { name: "native v3", open: () => Promise.resolve(native("native v3", 3)) },
    { name: "native v2", open: () => Promise.resolve(native("native v2", 2)) },
    { name: "wasm", open: wasm },
  ];

/** Numbers that look random and are the same every time. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 8;
  };
}

/** All bytes random, or extreme (0 and 255) for every third seed. */
export function scramble(bytes: Uint8Array, seed: number): void {
  const random = randomOf(seed * 7919 + 1);
  const extreme = seed % 3 === 2;
  for (let i = 0; i < bytes.length; i++) bytes[i] = extreme ? (random() & 1) * 255 : random();
}

/** Where views come from: an arena, or plain memory for the oracle. */
export type Memory = (length: number) => Uint8Array;

export const plain: Memory = (length) => new Uint8Array(length);

export function plane(memory: Memory, width: number, height: number, pad: number): Plane {
  const stride = width + pad;
  return { data: memory(stride * height), stride, width, height };
}

export function frame(
  memory: Memory,
  shape: { width: number; height: number; color: Colorimetry; pad: number },
): Frame {
  const { width, height, color, pad } = shape;
  const halfWidth = (width + 1) >> 1;
  const halfHeight = (height + 1) >> 1;
  return {
    format: "i420",
    width,
    height,
    y: plane(memory, width, height, pad),
    u: plane(memory, halfWidth, halfHeight, pad),
    v: plane(memory, halfWidth, halfHeight, pad + (pad & 1)),
    color,
  };
}

export function packed(
  memory: Memory,
  layout: PixelLayout,
  shape: { width: number; height: number; color: Colorimetry; pad: number },
): Packed {
  const { width, height, color, pad } = shape;
  const stride = minStride(layout, width) + pad;
  return { layout, data: memory(packedSize(layout, height, stride)), stride, width, height, color };
}

/** Every byte of a picture, padding too. */
export function bytesOf(picture: Frame | Packed | Plane): Uint8Array[] {
  return "format" in picture ? [picture.y.data, picture.u.data, picture.v.data] : [picture.data];
}

/** Fills pictures of the same shape in two memories with the same bytes. */
export function scrambleAll(seed: number, ...pictures: (Frame | Packed | Plane)[]): void {
  for (const picture of pictures) {
    bytesOf(picture).forEach((bytes, i) => scramble(bytes, seed + 31 * i));
  }
}

/** Fails with the first byte that differs, padding included. */
export function assertSameBytes<T extends Frame | Packed | Plane>(
  got: T,
  want: T,
  message: string,
): void {
  const expected = bytesOf(want);
  bytesOf(got).forEach((bytes, part) => {
    const wrong = bytes.findIndex((byte, i) => byte !== expected[part][i]);
    if (wrong < 0 && bytes.length === expected[part].length) return;
    assert.fail(
      `${message}: byte ${wrong} of part ${part} is ${bytes[wrong]}, wanted ${
        expected[part][wrong]
      }`,
    );
  });
}

/** The four colorimetries. */
export const COLORS: readonly Colorimetry[] = [
  { matrix: "bt601", range: "limited" },
  { matrix: "bt709", range: "limited" },
  { matrix: "bt601", range: "full" },
  { matrix: "bt709", range: "full" },
];

/** The shape of a test picture. */
export interface Shape {
  width: number;
  height: number;
  color: Colorimetry;
  /** Bytes between rows. */
  pad: number;
  seed: number;
}

/** Every width from 1 to 67, heights odd and even, with and without padding, and two sizes that fill several blocks. */
export function* shapes(): Generator<Shape> {
  for (let width = 1; width <= 67; width++) {
    for (const height of [1 + width % 7, 2 + width % 3]) {
      yield { width, height, color: COLORS[width % 4], pad: (width * height) % 5, seed: width };
    }
  }
  yield { width: 257, height: 5, color: COLORS[1], pad: 0, seed: 1 };
  yield { width: 515, height: 6, color: COLORS[2], pad: 13, seed: 2 };
}
