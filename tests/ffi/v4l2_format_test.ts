import assert from "node:assert/strict";
import type { Colorimetry, PixelLayout } from "../../core/media/frame.ts";
import { best, type Candidate, nativeOrder } from "../../ffi/v4l2_choose.ts";
import {
  colorFields,
  colorOf,
  FOURCC,
  fourccCode,
  fourccName,
  layoutOf,
} from "../../ffi/v4l2_format.ts";

Deno.test("fourccCode() and fourccName() agree with videodev2.h", () => {
  const codes = { YUYV: 0x56595559, YU12: 0x32315559, "Y16 ": 0x20363159 };
  for (const [name, code] of Object.entries(codes)) {
    assert.equal(fourccCode(name), code);
    assert.equal(fourccName(code), name);
  }
});

Deno.test("layoutOf() undoes FOURCC, and knows nothing else", () => {
  for (const [layout, name] of Object.entries(FOURCC)) assert.equal(layoutOf(name), layout);
  assert.equal(layoutOf("MJPG"), null);
});

// colour space, encoding, quantization as in videodev2.h; expected by its V4L2_MAP_*_DEFAULT macros
const FIELDS: readonly (readonly [number, number, number, string])[] = [
  [0, 0, 0, "bt601 limited"], // nothing said: sRGB, so 601
  [1, 0, 0, "bt601 limited"], // SMPTE 170M
  [2, 0, 0, "bt709 limited"], // SMPTE 240M, nearest
  [3, 0, 0, "bt709 limited"], // REC709
  [7, 0, 0, "bt601 full"], // JPEG
  [7, 0, 2, "bt601 limited"],
  [8, 0, 0, "bt601 limited"], // sRGB
  [8, 2, 1, "bt709 full"],
  [3, 1, 0, "bt601 limited"], // explicit 601 wins
  [3, 3, 1, "bt601 full"], // XV601
  [8, 4, 0, "bt709 limited"], // XV709
  [10, 0, 0, "bt709 limited"], // BT.2020, nearest
  [12, 0, 0, "bt709 limited"], // DCI-P3
];
for (const [colorspace, encoding, quantization, expected] of FIELDS) {
  Deno.test(`colorOf() of ${colorspace}/${encoding}/${quantization} is ${expected}`, () => {
    const { matrix, range } = colorOf({ fourcc: "YUYV", colorspace, encoding, quantization });
    assert.equal(`${matrix} ${range}`, expected);
  });
}

Deno.test("colorOf() of grey has the full range unless the driver says otherwise", () => {
  const grey = { fourcc: "GREY", colorspace: 8, encoding: 0 };
  assert.equal(colorOf({ ...grey, quantization: 0 }).range, "full");
  assert.equal(colorOf({ ...grey, quantization: 2 }).range, "limited");
});

Deno.test("colorFields() says what colorOf() reads, also where 0.12 makes every space sRGB", () => {
  for (const matrix of ["bt601", "bt709"] as const) {
    for (const range of ["limited", "full"] as const) {
      const color: Colorimetry = { matrix, range };
      assert.deepEqual(colorOf({ fourcc: "YUYV", ...colorFields(color, "yuyv") }), color);
      assert.deepEqual(
        colorOf({ fourcc: "YUYV", ...colorFields(color, "yuyv"), colorspace: 8 }),
        color,
      );
    }
  }
  assert.deepEqual(colorFields({ matrix: "bt709", range: "limited" }, "rgb24"), {
    colorspace: 8,
    encoding: 0,
    quantization: 1,
  });
});

function candidate(
  layout: Exclude<PixelLayout, "rgba">,
  width: number,
  fps: number | null,
): Candidate {
  const fourcc = FOURCC[layout];
  const rest = { stride: 0, bytes: 0, colorspace: 0, encoding: 0, quantization: 0 };
  return { format: { width, height: width / 2, fourcc, ...rest }, fps };
}

Deno.test("best() prefers the size, then the rate, then the order", () => {
  const wanted = { width: 1280, height: 640, fps: 30 };
  const choose = (...all: Candidate[]): string => best(all, wanted).format.fourcc;
  assert.equal(choose(candidate("i420", 640, 30), candidate("yuyv", 1280, 10)), "YUYV");
  assert.equal(choose(candidate("yuyv", 1280, 10), candidate("nv12", 1280, 30)), "NV12");
  assert.equal(choose(candidate("nv12", 1280, 30), candidate("yuyv", 1280, 60)), "NV12");
  assert.equal(choose(candidate("yuyv", 1280, null), candidate("nv12", 1280, 30)), "YUYV");
});

Deno.test("nativeOrder() starts with the format now set, leaves out what libv4l2 would convert", () => {
  const offered = ["GREY", "YUYV", "NV12", "MJPG"].map((fourcc) => ({ fourcc, emulated: false }));
  offered.push({ fourcc: "YU12", emulated: true });
  const order = (current: string | undefined, jpeg = false): string[] =>
    nativeOrder(offered, { current, jpeg });
  assert.deepEqual(order("MJPG"), ["NV12", "YUYV", "GREY"]);
  assert.deepEqual(order("GREY"), ["GREY", "NV12", "YUYV"]);
  assert.deepEqual(order(undefined), ["NV12", "YUYV", "GREY"]);
});

Deno.test("nativeOrder() has JPEG last, whatever is set, and only where it can be decoded", () => {
  const offered = ["MJPG", "YUYV"].map((fourcc) => ({ fourcc, emulated: false }));
  assert.deepEqual(nativeOrder(offered, { current: "MJPG", jpeg: true }), ["YUYV", "MJPG"]);
  assert.deepEqual(nativeOrder(offered, { current: "MJPG", jpeg: false }), ["YUYV"]);
});
