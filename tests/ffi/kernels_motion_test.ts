import assert from "node:assert/strict";
import { Arena } from "../../core/media/arena.ts";
import { ScrimError } from "../../core/base/errors.ts";
import { MOTION_TILE, motionTiles } from "../../core/media/kernels.ts";
import { openNativeKernels, openWasmKernels } from "../../ffi/kernels.ts";
import { refMotion } from "../kernels_ref.ts";
import {
  builds,
  type BuildUnderTest,
  COLORS,
  packed,
  plain,
  scrambleAll,
  type Shape,
  shapes,
} from "../kernels_ref/builds.ts";

/** Numbers with something in them; the last one must stay. */
function numbers(bytes: Uint8Array, seed: number): Int32Array {
  bytes.fill(seed);
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

function motionEqual({ name, kernels, memory }: BuildUnderTest, shape: Shape): void {
  const other = { ...shape, pad: shape.pad * 2 + 1 };
  const [picture, reference] = [packed(memory, "rgba", shape), packed(memory, "rgba", other)];
  const [same, sameReference] = [packed(plain, "rgba", shape), packed(plain, "rgba", other)];
  scrambleAll(shape.seed, picture, same);
  scrambleAll(shape.seed + 1, reference, sameReference);
  const length = 4 * (2 * motionTiles(shape.width, shape.height) + 1);
  const got = numbers(memory(length), 77);
  const want = numbers(plain(length), 77);
  kernels.motion(picture, reference, got);
  refMotion(same, sameReference, want);
  assert.deepEqual([...got], [...want], `${name} ${shape.width}x${shape.height}`);
}

for (const { name, open } of builds) {
  Deno.test(`motion (${name}) equals the oracle, also in tiles that are cut off`, async () => {
    using build = await open();
    for (const shape of shapes()) {
      motionEqual(build, shape);
      motionEqual(build, { ...shape, height: 14 + shape.width % 21 });
    }
    motionEqual(build, { width: 256, height: 144, color: COLORS[0], pad: 0, seed: 5 });
  });

  Deno.test(`motion (${name}) counts both pictures as read, and is exact from black to white`, async () => {
    using build = await open();
    const { kernels, memory } = build;
    const shape = { width: 33, height: 18, color: COLORS[0], pad: 4 };
    const [black, white] = [packed(memory, "rgba", shape), packed(memory, "rgba", shape)];
    white.data.fill(255);
    assert.equal(motionTiles(33, 18), 6);
    const into = numbers(memory(4 * 12), 1);
    const before = { ...kernels.counters };
    kernels.motion(white, black, into);
    assert.deepEqual(kernels.counters, {
      ...before,
      calls: before.calls + 1,
      bytesRead: before.bytesRead + 2 * 4 * 33 * 18,
    });
    const pixels = [256, 256, 16, 32, 32, 2];
    assert.deepEqual([...into], pixels.flatMap((n) => [1020 * n, 1020 * 1020 * n]));
    kernels.motion(black, white, into);
    assert.deepEqual([...into], pixels.flatMap((n) => [-1020 * n, 1020 * 1020 * n]));
  });
}

Deno.test("motion refuses another size, another layout, and too few numbers", () => {
  const arena = new Arena();
  const kernels = openNativeKernels(arena);
  const rgba = (width: number, height: number) =>
    arena.packed("rgba", { width, height, color: COLORS[0] });
  const into = new Int32Array(12);
  const refused = (work: () => void, message: RegExp): void => {
    assert.throws(work, (error) => {
      assert.ok(error instanceof ScrimError && error.code === "FORMAT");
      assert.match(error.message, message);
      return true;
    });
  };
  kernels.motion(rgba(33, 18), rgba(33, 18), into);
  refused(() => kernels.motion(rgba(33, 18), rgba(33, 17), into), /is 33x17, wanted 33x18$/);
  refused(() => kernels.motion(rgba(33, 18), rgba(32, 18), into), /is 32x18, wanted 33x18$/);
  const few = /^Cannot measure motion: the destination has 11 numbers, wanted 12$/;
  refused(() => kernels.motion(rgba(33, 18), rgba(33, 18), into.subarray(1)), few);
  const yuyv = arena.packed("yuyv", { width: 33, height: 18, color: COLORS[0] });
  refused(() => kernels.motion(yuyv, rgba(33, 18), into), /are yuyv and rgba, wanted rgba$/);
  refused(() => kernels.motion(rgba(33, 18), yuyv, into), /are rgba and yuyv, wanted rgba$/);
  const cut = { ...rgba(33, 18), data: new Uint8Array(33 * 18 * 4 - 1) };
  refused(() => kernels.motion(cut, rgba(33, 18), into), /^Cannot measure motion: the picture is/);
  assert.equal(MOTION_TILE, 16);
});

Deno.test("motion in WebAssembly refuses numbers that are not in the arena", async () => {
  const arena = new Arena();
  const kernels = await openWasmKernels(arena);
  const rgba = arena.packed("rgba", { width: 16, height: 16, color: COLORS[0] });
  assert.throws(
    () => kernels.motion(rgba, rgba, new Int32Array(2)),
    /^ScrimError: Cannot reach 8 bytes from WebAssembly: they are not in the arena$/,
  );
});
