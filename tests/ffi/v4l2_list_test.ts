import assert from "node:assert/strict";
import { judge, type Node } from "../../ffi/node_kind.ts";
import { deviceTest } from "./fake_device.ts";
import { until } from "../wait.ts";

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

deviceTest("Devices.survey() tells what each node is, by its capabilities and formats", (fake) => {
  fake.reset("nodes");
  fake.nodes([0, 1, 2, 3, 4, 5, 6, 12]);
  assert.deepEqual(fake.devices.survey().map(({ what }) => what), [
    ...["camera", "metadata", "infrared", "codec", "camera part", "unreachable", "loopback"],
    "compressed video",
  ]);
  assert.equal(fake.devices.survey()[2].bus, "usb-fake-2");
});

deviceTest(
  "Devices.survey() reads sizes and the highest rate of each: lists, steps, ranges",
  (fake) => {
    fake.reset("nodes");
    fake.nodes([0, 2, 6]);
    const [webcam, infrared, idle] = fake.devices.survey();
    const at = (width: number, height: number, fps: number) => ({ width, height, upTo: null, fps });
    assert.deepEqual(webcam.offers, [
      { fourcc: "MJPG", sizes: [at(1920, 1080, 30), at(1280, 720, 30), at(640, 480, 30)] },
      { fourcc: "YUYV", sizes: [at(1280, 720, 10), at(640, 480, 30)] },
    ]);
    const range = (step: number, fps: number | null) => ({
      ...{ width: 32, height: 16, fps },
      upTo: { width: 640, height: 480, stepWidth: step, stepHeight: step },
    });
    assert.deepEqual(infrared.offers, [{ fourcc: "GREY", sizes: [range(16, null)] }]);
    assert.deepEqual(idle.offers, [{ fourcc: "YUYV", sizes: [range(1, 60)] }]);
  },
);

deviceTest("Devices.survey() knows a node's lasting paths and who has it open", async (fake) => {
  fake.reset("nodes");
  const folder = fake.nodes([0, 6]);
  for (const kind of ["by-id", "by-path"]) {
    Deno.mkdirSync(`${folder}/v4l/${kind}`, { recursive: true });
    Deno.symlinkSync("../../video0", `${folder}/v4l/${kind}/webcam-${kind}`);
    Deno.symlinkSync("../../video9", `${folder}/v4l/${kind}/gone`);
  }
  const shell = new Deno.Command("sh", {
    args: ["-c", `exec sleep 600 3< ${folder}/video0`],
    stdin: "null",
  });
  const child = shell.spawn();
  try {
    let held: readonly string[] = [];
    await until("the reader", () => {
      held = fake.devices.survey()[0].heldBy;
      return held.length > 0;
    });
    assert.match(held[0] ?? "nobody", new RegExp(`^(sleep|sh) \\(process ${child.pid}\\)$`));
    const [webcam, idle] = fake.devices.survey();
    assert.deepEqual(webcam.links, [
      `${folder}/v4l/by-id/webcam-by-id`,
      `${folder}/v4l/by-path/webcam-by-path`,
    ]);
    assert.equal(webcam.stablePath, webcam.links[0]);
    assert.deepEqual([idle.links, idle.stablePath, idle.heldBy], [[], null, []]);
  } finally {
    child.kill();
    await child.status;
  }
});

deviceTest("Devices.list() is empty where there are no nodes", (fake) => {
  fake.reset("nodes");
  assert.deepEqual(fake.devices.list(), []);
});

const whyNotCamera = (node: Node): string | null => judge(node).why;

const CAMERA = { driver: "uvcvideo", caps: 0x04000001 };

Deno.test("judge() knows raw sensors, and takes them with a picture format beside", () => {
  const raw = ["BA81", "BG10", "GB12", "RG16", "pBAA", "pgCC", "BYR2"];
  assert.equal(whyNotCamera({ ...CAMERA, formats: raw }), "gives raw sensor data only");
  assert.equal(whyNotCamera({ ...CAMERA, formats: [...raw, "NV12"] }), null);
});

Deno.test("judge() does not take RGB, 4:2:0 or MJPEG for something else", () => {
  for (const format of ["RGB3", "BGR3", "BGR4", "RGBP", "YU12", "YV12", "YUYV", "MJPG", "JPEG"]) {
    assert.equal(whyNotCamera({ ...CAMERA, formats: [format] }), null, format);
  }
});

Deno.test("judge() names depth and infrared cameras, nodes without formats or buffers", () => {
  assert.match(whyNotCamera({ ...CAMERA, formats: ["Z16 ", "Y8I "] }) ?? "", /grey/);
  assert.equal(whyNotCamera({ ...CAMERA, formats: [] }), "offers no formats");
  assert.equal(whyNotCamera({ ...CAMERA, caps: 1, formats: ["YUYV"] }), "has no mapped buffers");
});
