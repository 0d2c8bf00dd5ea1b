import assert from "node:assert/strict";
import { constants } from "node:os";
import { deviceError, ERRNO, errnoName, errnoOf } from "../../ffi/errno.ts";

Deno.test("errnoName() agrees with the names of this system", () => {
  let known = 0;
  for (const [name, errno] of Object.entries(constants.errno)) {
    const ours = errnoName(errno);
    if (ours === `errno ${errno}`) continue;
    const same = Object.entries(constants.errno).filter(([, number]) => number === errno);
    assert.ok(same.some(([other]) => other === ours), `${errno} is ${name}, not ${ours}`);
    known++;
  }
  assert.ok(known >= 18, `${known} known`);
});

Deno.test("ERRNO has the numbers of this system", () => {
  for (const [name, errno] of Object.entries(ERRNO)) {
    assert.equal(errno, constants.errno[name as keyof typeof constants.errno], name);
  }
});

Deno.test("deviceError() names action, subject, reason and number, and knows what to do", () => {
  const error = deviceError('open camera "/dev/video0"', -16);
  assert.equal(error.message, 'Cannot open camera "/dev/video0": device is busy (EBUSY)');
  assert.equal(error.hint, "close the program that uses it");
  assert.equal(error.code, "BUSY");
  assert.equal(deviceError("read", -5).code, "DEVICE");
  assert.equal(errnoOf(error), 16);
});

Deno.test("deviceError() takes a better text and hint, and unknown numbers", () => {
  const error = deviceError('start camera "/dev/video0"', -999, { text: "no", hint: "wait" });
  assert.equal(error.message, 'Cannot start camera "/dev/video0": no (errno 999)');
  assert.equal(error.hint, "wait");
});

Deno.test("errnoOf() is 0 for other errors", () => {
  assert.equal(errnoOf(new Error("no")), 0);
  assert.equal(errnoOf("no"), 0);
});
