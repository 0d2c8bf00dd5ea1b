import assert from "node:assert/strict";
import { Arena } from "../../core/media/arena.ts";
import { chooseOutput, openOutput } from "../../core/io/open_output.ts";
import { colorOf } from "../../ffi/v4l2_format.ts";
import { COLORS } from "../kernels_ref/builds.ts";
import { deviceTest } from "./fake_device.ts";
import { openFakeCamera } from "./fake_opening.ts";

/** As `videodev2.h` has them: sRGB's and REC709's own encodings, full range and limited. */
const COLORSPACE = { bt601: 8, bt709: 3 } as const;
const QUANTIZATION = { full: 1, limited: 2 } as const;

for (const version of [12, 13, 14]) {
  for (const color of COLORS) {
    deviceTest(
      `what a camera says of its colours, ${color.matrix} ${color.range}, a virtual camera says (0.${version})`,
      async (fake) => {
        const camera = openFakeCamera(fake, {
          colorspace: COLORSPACE[color.matrix],
          quantization: QUANTIZATION[color.range],
        });
        const source = camera.info;
        await camera[Symbol.asyncDispose]();
        fake.reset("loopback", { version });
        const { devices, log } = fake;
        const target = chooseOutput({ output: "/dev/video10" }, { devices, log });
        const arena = new Arena();
        const opening = {
          source,
          layout: "yuyv",
          port: 0,
          onPreview: () => {},
          mask: null,
          arena,
          devices,
          clock: fake.clock,
          log,
        } as const;
        const sink = await openOutput(target, opening);
        assert.deepEqual(colorOf({ fourcc: "YUYV", ...fake.colors }), color);
        // What readers make of a colour space alone is the same, where the driver keeps it.
        const { colorspace, quantization } = fake.colors;
        assert.equal(quantization, QUANTIZATION[color.range]);
        assert.equal(colorspace, version === 12 ? COLORSPACE.bt601 : COLORSPACE[color.matrix]);
        assert.deepEqual(sink.begin().color, color);
        await sink[Symbol.asyncDispose]();
      },
    );
  }
}
