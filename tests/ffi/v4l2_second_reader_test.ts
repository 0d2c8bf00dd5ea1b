/** A loopback as a camera that another program reads already: v4l2loopback has had room for one reader since 0.13. */
import assert from "node:assert/strict";
import { ERRNO } from "../../ffi/errno.ts";
import { deviceTest, REFUSE } from "./fake_device.ts";
import { openFakeCamera, refusal, take } from "./fake_opening.ts";

const PLACES = [
  { refused: REFUSE.start, version: "0.13: STREAMON" },
  { refused: REFUSE.request, version: "0.14: REQBUFS" },
  { refused: REFUSE.setFormat, version: "0.14: S_FMT" },
];

for (const { refused, version } of PLACES) {
  deviceTest(`openCamera() says that another program has the device (${version})`, async (fake) => {
    const busy = { refused, refusedWith: ERRNO.EBUSY };
    const error = await refusal(async () => {
      const camera = openFakeCamera(fake, busy);
      try {
        await take(camera);
      } catch (error) {
        await camera[Symbol.asyncDispose]();
        throw error;
      }
      return camera;
    });
    assert.equal(error.code, "BUSY");
    assert.match(error.message, /camera "\/dev\/video0": .*busy \(EBUSY\)$/);
    assert.match(error.hint ?? "", /^close /);
  });
}
