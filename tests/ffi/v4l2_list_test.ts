import assert from "node:assert/strict";
import { whyNotCamera } from "../../ffi/v4l2_list.ts";
import { deviceTest } from "./fake_device.ts";

deviceTest(
  "Devices.list() tells cameras, loopback devices and the rest apart, in order of number",
  (fake) => {
    fake.reset("nodes");
    const folder = fake.nodes([10, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13]);
    const found = fake.devices.list();
    const short = found.map(({ path, name, kind, free, unsuitable }) => ({
      node: path.slice(folder.length + "/video".length),
      is: `${name} ${kind} ${free ? "free" : "taken"}`,
      unsuitable,
    }));
    const row = (node: string, is: string, unsuitable: string | null) => ({ node, is, unsuitable });
    assert.deepEqual(short, [
      row("0", "Webcam camera free", null),
      row("1", "Webcam other free", "gives metadata, not pictures"),
      row("2", "Infrared camera free", "gives grey only (infrared)"),
      row("3", "Decoder other free", "converts pictures, does not capture them"),
      row("4", "Sensor camera free", "is a part of a camera that needs libcamera"),
      row(
        "5",
        " other taken",
        'permission denied (EACCES); add yourself to the group "video" ' +
          "(sudo usermod -aG video $USER) and log in again",
      ),
      row("6", "Idle loopback free", null),
      row("7", "Fed loopback taken", "another program writes to it"),
      row("8", "Both loopback free", null),
      row("9", "Both fed loopback taken", "another program writes to it"),
      row("10", "Forgotten loopback free", null),
      row("11", "Part camera free", "is a part of a camera that needs libcamera"),
      row("12", "Recorder camera free", "gives compressed video only"),
      row(
        "13",
        " other taken",
        "the device was unplugged (ENODEV); plug it in, or load its driver, and start again",
      ),
    ]);
    assert.deepEqual(found[0].formats, ["MJPG", "YUYV"]);
    assert.deepEqual([found[6].formats, found[7].formats], [["YUYV"], ["YUYV"]]);
  },
);

deviceTest("Devices.list() is empty where there are no nodes", (fake) => {
  fake.reset("nodes");
  assert.deepEqual(fake.devices.list(), []);
});

const CAMERA = { driver: "uvcvideo", caps: 0x04000001 };

Deno.test("whyNotCamera() knows raw sensors, and takes them with a picture format beside", () => {
  const raw = ["BA81", "BG10", "GB12", "RG16", "pBAA", "pgCC", "BYR2"];
  assert.equal(whyNotCamera({ ...CAMERA, formats: raw }), "gives raw sensor data only");
  assert.equal(whyNotCamera({ ...CAMERA, formats: [...raw, "NV12"] }), null);
});

Deno.test("whyNotCamera() does not take RGB, 4:2:0 or MJPEG for something else", () => {
  for (const format of ["RGB3", "BGR3", "BGR4", "RGBP", "YU12", "YV12", "YUYV", "MJPG", "JPEG"]) {
    assert.equal(whyNotCamera({ ...CAMERA, formats: [format] }), null, format);
  }
});

Deno.test("whyNotCamera() names depth and infrared cameras, nodes without formats or buffers", () => {
  assert.match(whyNotCamera({ ...CAMERA, formats: ["Z16 ", "Y8I "] }) ?? "", /grey/);
  assert.equal(whyNotCamera({ ...CAMERA, formats: [] }), "offers no formats");
  assert.equal(whyNotCamera({ ...CAMERA, caps: 1, formats: ["YUYV"] }), "has no mapped buffers");
});
