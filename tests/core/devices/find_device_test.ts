import assert from "node:assert/strict";
import { Arena } from "../../../core/media/arena.ts";
import type { RunOptions } from "../../../core/run/run_options.ts";
import type { DeviceInfo } from "../../../core/devices/device_info.ts";
import { findByName, type Naming } from "../../../core/devices/find_device.ts";
import { ScrimError } from "../../../core/base/errors.ts";
import { cameraPath, openInput } from "../../../core/io/open_input.ts";
import type { InputTools } from "../../../core/io/input_options.ts";
import { chooseOutput } from "../../../core/io/open_output.ts";
import type { CameraControl } from "../../../core/devices/controls.ts";
import type { CameraRequest, Devices } from "../../../core/devices/devices.ts";
import type { FrameSource } from "../../../core/media/source.ts";
import { systemClock } from "../../../core/base/clock.ts";
import { withFolder } from "../../cli/scrim.ts";
import { SaidLog } from "../../ffi/said_log.ts";
import { openKernels } from "../../../mod.ts";

const node = (path: string, name: string, changes: Partial<DeviceInfo> = {}): DeviceInfo => ({
  ...{ path, name, driver: "uvcvideo", stablePath: null, formats: [], free: true },
  ...{ kind: "camera", what: "camera", unsuitable: null, ...changes },
});

const INFRARED = { what: "infrared", unsuitable: "gives grey only (infrared)" } as const;
const loopback = { kind: "loopback", what: "loopback", driver: "v4l2 loopback" } as const;

const DEVICES: readonly DeviceInfo[] = [
  node("/dev/video0", "Integrated Camera", { stablePath: "/dev/v4l/by-id/usb-1" }),
  node("/dev/video1", "Integrated Camera", { kind: "other", unsuitable: "gives metadata" }),
  node("/dev/video2", "Integrated Camera", INFRARED),
  node("/dev/video3", "HD Webcam C920"),
  node("/dev/video4", "HD Webcam C930"),
  node("/dev/video5", "Kamera v1.20"),
  node("/dev/video6", "IR", INFRARED),
  node("/dev/video10", "Scrim", loopback),
  node("/dev/video11", "OBS Virtual Camera", { ...loopback, free: false, unsuitable: "written" }),
];

const INPUT: Naming = { flag: "input", devices: DEVICES };
const OUTPUT: Naming = { flag: "output", devices: DEVICES };

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ScrimError && error.code === "USAGE") return error.message;
    throw error;
  }
  throw new Error("it was accepted");
}

Deno.test("a camera is found by its exact name, else by the part that only it has", () => {
  const found = (text: string): string | undefined => findByName(text, INPUT)?.path;
  assert.equal(found("Integrated Camera"), "/dev/video0", "not the infrared one of that name");
  assert.equal(found("integrated"), "/dev/video0");
  assert.equal(found("c930"), "/dev/video4");
  assert.equal(found("camera:c930"), "/dev/video4");
  assert.equal(found("IR"), "/dev/video6", "an exact name goes before parts of others");
  assert.equal(found("Kamera v1.20"), "/dev/video5");
  assert.equal(found("obs"), "/dev/video11", "a virtual camera that is fed is a camera");
  assert.equal(found("Scrim"), undefined, "one that nobody feeds is none");
});

Deno.test("a typo of a file's name is no part of a camera's name", () => {
  assert.equal(findByName("Webcam.mkv", INPUT), null);
  assert.equal(
    findByName("v1.20", { ...INPUT, devices: [node("/a", "Kamera v1.20")] })?.path,
    "/a",
  );
  assert.equal(findByName("nobody", INPUT), null);
  assert.equal(findByName("  ", INPUT), null);
});

Deno.test("a name that fits several, or with camera: none, is refused with what there is", () => {
  assert.match(
    refusal(() => findByName("HD Webcam", INPUT)),
    /--input "HD Webcam": several have this name; give its path; cameras: \/dev\/video3 \(HD Webcam C920\), \/dev\/video4 \(HD Webcam C930\)$/,
  );
  const unknown = refusal(() => findByName("camera:nobody", INPUT));
  assert.match(
    unknown,
    /"camera:nobody": no device has this name; cameras: .*Integrated Camera; \/dev\/v4l\/by-id\/usb-1\)/,
  );
  assert.doesNotMatch(unknown, /Scrim|metadata/);
  assert.match(
    refusal(() => findByName("camera:x", { flag: "output", devices: [] })),
    /there are no virtual cameras$/,
  );
});

Deno.test("an output is found among virtual cameras only", () => {
  assert.equal(findByName("scrim", OUTPUT)?.path, "/dev/video10");
  assert.equal(findByName("OBS Virtual Camera", OUTPUT)?.path, "/dev/video11");
  assert.equal(findByName("Integrated Camera", OUTPUT), null);
});

Deno.test("--output takes names with a dot in them, and no part of a name for a file", () => {
  const known = [node("/dev/video20", "Virtual Cam 2.0 HD", loopback)];
  const devices = new AskedDevices([...DEVICES, ...known]);
  const chosen = (output: string) => chooseOutput({ output }, { devices, log: new SaidLog() });
  const { kind, live } = chosen("Virtual Cam 2.0 HD");
  assert.deepEqual({ kind, live }, { kind: "camera", live: true });
  assert.equal(chosen("cam 2.0").kind, "camera");
  for (const file of ["Scrim.mkv", "Virtual Cam.3gp", "obs.m2ts"]) {
    assert.equal(chosen(file).kind, "video", file);
  }
});

Deno.test("--input says that a name with a dot in it is no camera's, instead of looking for a file", async () => {
  assert.match((await opening({ input: "USB2.0 Camera" })).said, /wanted .*; cameras: /);
  assert.match(
    (await opening({ input: "no such film.3gp" })).said,
    /Cannot open "no such film.3gp"/,
  );
});

/** Devices that remember what was asked of them and open nothing. */
class AskedDevices implements Devices {
  readonly asked: string[] = [];
  constructor(readonly known: readonly DeviceInfo[] = DEVICES) {}
  list(): readonly DeviceInfo[] {
    return this.known;
  }
  survey(): never {
    throw new Error("not asked for");
  }
  controls(path: string) {
    const asked = this.asked;
    const control: CameraControl = {
      ...{ id: 1, name: "brightness", label: "Brightness", group: "", type: "integer" },
      ...{ min: 0, max: 9, step: 1, default: 0, value: 0, menu: [], readOnly: false },
      inactive: false,
    };
    return {
      list: () => [control],
      set: (_: CameraControl, value: number) => asked.push(`set ${value} of ${path}`) && value,
      [Symbol.dispose]: () => asked.push("panel closed"),
    };
  }
  openCamera({ path, format }: CameraRequest): Promise<FrameSource> {
    this.asked.push(["open", path, format].filter(Boolean).join(" "));
    return Promise.reject(new ScrimError("opened", { code: "DEVICE" }));
  }
  openVirtualCamera(): never {
    throw new Error("not asked for");
  }
}

/** What opening an input asked of the devices, and how it ended. */
async function opening(options: RunOptions, devices: AskedDevices | null = new AskedDevices()) {
  const log = new SaidLog();
  const arena = new Arena();
  const kernels = await openKernels(arena, { ffi: false });
  const tools: InputTools = {
    ...{
      arena,
      kernels,
      devices,
      log,
      clock: systemClock,
      live: true,
      sound: false,
      patient: false,
    },
  };
  const error = await openInput(options, tools).then(
    ({ source }) => source[Symbol.asyncDispose]().then(() => null),
    (error: unknown) => error,
  );
  const said = error instanceof Error ? error.message : "";
  return { asked: devices?.asked ?? [], said, lines: log.lines };
}

Deno.test("--input takes names, and says path and lasting path", async () => {
  const { asked, lines } = await opening({ input: "Integrated Camera" });
  assert.deepEqual(asked, ["open /dev/video0"]);
  assert.deepEqual(lines, [
    "info Input: /dev/video0 (Integrated Camera; /dev/v4l/by-id/usb-1)",
  ]);
  const { said } = await opening({ input: "nobody" });
  assert.match(said, /--input "nobody": wanted auto, demo, .*cameras: \/dev\/video0/);
  assert.match((await opening({ input: "camera:a" }, null)).said, /need native code/);
});

Deno.test("--input takes a file before a camera of the same name", async () => {
  await withFolder(async (folder) => {
    const before = Deno.cwd();
    Deno.chdir(folder);
    try {
      await Deno.writeTextFile("obs", "no film");
      assert.doesNotMatch((await opening({ input: "obs" })).asked.join(), /open/);
      assert.deepEqual((await opening({ input: "camera:obs" })).asked, ["open /dev/video11"]);
      assert.match((await opening({ input: "obs.mkv" })).said, /obs\.mkv/);
    } finally {
      Deno.chdir(before);
    }
  });
});

Deno.test("--control is set before the camera opens, and refused where there is no camera", async () => {
  const controls = { brightness: 4 };
  const { asked } = await opening({ input: "/dev/video3", controls });
  assert.deepEqual(asked, ["set 4 of /dev/video3", "panel closed", "open /dev/video3"]);
  const demo = await opening({ input: "demo", controls });
  assert.match(demo.said, /--control brightness with "demo": it is no camera/);
  const none = await opening({ controls }, new AskedDevices([]));
  assert.match(none.said, /--control brightness with "auto": it is no camera \(no camera found\)/);
  const wrong = await opening({ controls: { brightness: 10 } });
  assert.match(wrong.said, /"brightness" to 10: wanted 0\.\.9/);
  assert.deepEqual(wrong.asked, ["panel closed"], "another camera was tried");
});

Deno.test("--input-format names what a camera shall send, and is refused where there is none", async () => {
  const { asked } = await opening({ input: "c920", inputFormat: "mjpeg", fps: 20 });
  assert.deepEqual(asked, ["open /dev/video3 mjpeg"]);
  const auto = await opening({ inputFormat: "auto" });
  assert.deepEqual(auto.asked[0], "open /dev/video0");
  const none = await opening({ inputFormat: "yuyv" }, new AskedDevices([]));
  assert.match(none.said, /--input-format with "auto"/);
  const file = await opening({ input: "-", inputFormat: "mjpeg" });
  assert.match(file.said, /--input-format mjpeg with "-": it is for cameras/);
});

Deno.test("--list-controls looks at the camera that would be taken", () => {
  const devices = new AskedDevices();
  assert.equal(cameraPath("auto", devices), "/dev/video0");
  assert.equal(cameraPath("c920", devices), "/dev/video3");
  assert.equal(cameraPath("/dev/video9", devices), "/dev/video9");
  assert.match(refusal(() => cameraPath("demo", devices)), /"demo": it names no camera; cameras/);
  assert.match(refusal(() => cameraPath("auto", new AskedDevices([]))), /there are no cameras$/);
});

Deno.test("--output takes the names of virtual cameras; what ends like a file is one", () => {
  const log = new SaidLog();
  const devices = new AskedDevices();
  const chosen = (output: string) => chooseOutput({ output }, { devices, log });
  const target = chosen("camera:obs");
  assert.deepEqual([target.kind, "path" in target && target.path], ["camera", "/dev/video11"]);
  assert.equal(chosen("Scrim").kind, "camera");
  assert.deepEqual(log.lines.at(-1), "info Output: /dev/video10 (Scrim)");
  assert.equal(chosen("Scrim.mkv").kind, "video");
  assert.match(refusal(() => chosen("film")), /"film": wanted auto, .*virtual cameras: .*Scrim/);
  const without = () => chooseOutput({ output: "camera:obs" }, { devices: null, log });
  assert.match(refusal(without), /need native code/);
});
