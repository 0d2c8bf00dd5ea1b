import assert from "node:assert/strict";
import { devicesJson, devicesText } from "../../../core/cli/devices_text.ts";
import type { DeviceDetails } from "../../../core/devices/device_info.ts";

const device = (changes: Partial<DeviceDetails>): DeviceDetails => ({
  ...{ path: "/dev/video0", stablePath: null, name: "Webcam", driver: "uvcvideo", bus: "usb-1" },
  ...{ kind: "camera", what: "camera", free: true, formats: [], unsuitable: null },
  ...{ links: [], heldBy: [], offers: [] },
  ...changes,
});

const loopback = (changes: Partial<DeviceDetails>): DeviceDetails =>
  device({ kind: "loopback", what: "loopback", driver: "v4l2 loopback", ...changes });

Deno.test("devicesText says which camera and which virtual camera would be taken", () => {
  const text = devicesText([
    device({ unsuitable: "gives grey only (infrared)", what: "infrared" }),
    device({ path: "/dev/video1", heldBy: ["zoom (process 7)"] }),
    device({ path: "/dev/video2" }),
    loopback({
      path: "/dev/video3",
      free: false,
      unsuitable: "another",
      heldBy: ["obs (process 9)"],
    }),
    loopback({ path: "/dev/video4" }),
    loopback({ path: "/dev/video5" }),
  ]).split("\n\n");
  assert.match(text[0], /infrared or grey camera, driver uvcvideo\n {2}not taken: gives grey only/);
  assert.match(text[1], /taken when no --input is given \(now open in zoom \(process 7\)\)/);
  assert.match(text[2], /--input \/dev\/video2 takes it/);
  assert.match(text[3], /not free: obs \(process 9\) writes to it; --input \/dev\/video3 reads it/);
  assert.match(text[4], /taken when no --output is given/);
  assert.match(text[5], /free: --output \/dev\/video5 takes it/);
});

Deno.test("devicesText groups sizes by rate, shortens long lists and says how much is left out", () => {
  const at = (width: number, fps: number | null) => ({ width, height: 100, upTo: null, fps });
  const sizes = [at(900, 10), ...[8, 7, 6, 5, 4, 3, 2, 1].map((n) => at(n * 100, 29.97))];
  const range = { ...at(2, null), upTo: { width: 64, height: 64, stepWidth: 2, stepHeight: 1 } };
  const plain = (fourcc: string) => ({ fourcc, sizes: [] });
  const text = devicesText([device({
    offers: [
      { fourcc: "MJPG", sizes },
      { fourcc: "Y8  ", sizes: [range] },
      ...["AAAA", "BBBB", "CCCC", "DDDD"].map(plain),
    ],
  })]);
  assert.match(text, /MJPG {2}10 fps: 900x100; 29\.97 fps: 800x100, .*200x100; and 1 smaller$/m);
  assert.match(text, /Y8 {2}any size from 2x100 to 64x64 in steps of 2x1$/m);
  assert.match(text, /^ {2}AAAA BBBB CCCC DDDD {2}sizes not told$/m);
  const many = Array.from({ length: 80 }, (_, n) => plain(`F${n}`));
  assert.match(
    devicesText([device({ offers: many })]),
    /F5 and 74 more formats {2}sizes not told$/,
  );
  const different = Array.from({ length: 9 }, (_, n) => ({ fourcc: `F${n}`, sizes: [at(n, n)] }));
  assert.match(devicesText([device({ offers: different })]), /F5 {2}5 fps: 5x100\n {2}and 3 more$/);
});

Deno.test("devicesText says why a node cannot be opened", () => {
  const text = devicesText([device({
    ...{ name: "", driver: "", kind: "other", what: "unreachable", free: false },
    unsuitable: "permission denied (EACCES); add yourself",
  })]);
  assert.equal(
    text,
    "/dev/video0\n  cannot be opened\n  not usable: permission denied (EACCES); add yourself",
  );
});

Deno.test("devicesJson has everything, and what would be taken", () => {
  const devices = [device({ links: ["/dev/v4l/by-id/a"] }), loopback({ path: "/dev/video1" })];
  const parsed = JSON.parse(devicesJson(devices));
  assert.deepEqual(parsed, [
    { ...devices[0], takenAs: "input" },
    { ...devices[1], takenAs: "output" },
  ]);
  assert.deepEqual(JSON.parse(devicesJson([])), []);
});
