import assert from "node:assert/strict";
import { applyControls, type ControlSettings } from "../../core/devices/controls.ts";
import { controlsText } from "../../core/cli/controls_text.ts";
import { ScrimError } from "../../core/base/errors.ts";
import { controlName } from "../../ffi/v4l2_controls.ts";
import { deviceTest, type Fake, REFUSE } from "./fake_device.ts";

const CAMERA = "/dev/video0";

function apply(fake: Fake, settings: ControlSettings): string[] {
  using panel = fake.devices.controls(CAMERA);
  applyControls(panel, { camera: CAMERA, settings, log: fake.log });
  return fake.requests().filter((line) => line.startsWith("S_CTRL"));
}

function refused(fake: Fake, settings: ControlSettings): ScrimError {
  try {
    apply(fake, settings);
  } catch (error) {
    if (error instanceof ScrimError) return error;
    throw error;
  }
  throw new Error("it was set");
}

Deno.test("controlName() writes names as v4l2-ctl does", () => {
  assert.equal(controlName("Exposure, Dynamic Framerate"), "exposure_dynamic_framerate");
  assert.equal(controlName("White Balance, Auto & Preset"), "white_balance_auto_preset");
  assert.equal(controlName("(R-Y) Balance!"), "r_y_balance");
});

deviceTest("Devices.controls() reads kind, range, step, default, value, menu and flags", (fake) => {
  fake.reset("camera");
  using panel = fake.devices.controls(CAMERA);
  const all = panel.list();
  assert.deepEqual(all.map(({ name, type }) => `${name} ${type}`), [
    ...["brightness integer", "contrast integer", "power_line_frequency menu"],
    ...["auto_exposure menu", "exposure_time_absolute integer"],
    ...["exposure_dynamic_framerate boolean", "pan_reset button", "privacy boolean"],
    ...["wide_number integer", "some_bits bits", "steps menu", "some_text other"],
  ]);
  const named = (wanted: string) => {
    const found = all.find(({ name }) => name === wanted);
    assert.ok(found, wanted);
    return found;
  };
  const { min, max, step, default: normal, value, group } = named("brightness");
  assert.deepEqual([min, max, step, normal, value, group], [-64, 64, 4, 0, 0, "User Controls"]);
  assert.deepEqual(named("auto_exposure").menu, [
    { value: 1, label: "Manual Mode" },
    { value: 3, label: "Aperture Priority Mode" },
  ]);
  assert.deepEqual(named("steps").menu.map(({ label }) => label), ["500", "1000000"]);
  assert.equal(named("wide_number").value, 2 ** 33);
  assert.deepEqual([named("pan_reset").value, named("privacy").readOnly], [null, true]);
  assert.equal(named("exposure_time_absolute").inactive, true);
  assert.equal(named("exposure_time_absolute").group, "Camera Controls");
});

deviceTest("controls are set in the order given, by number, by text or as a switch", (fake) => {
  fake.reset("camera");
  const set = apply(fake, {
    ...{ brightness: "-8", power_line_frequency: "60 hz", auto_exposure: 1 },
    ...{ exposure_time_absolute: 100, exposure_dynamic_framerate: "on", pan_reset: "1" },
    ...{ wide_number: 2 ** 35, some_bits: "0x4" },
  });
  assert.deepEqual(set, [
    "S_CTRL Brightness -8",
    "S_CTRL Power Line Frequency 2",
    "S_CTRL Auto Exposure 1",
    "S_CTRL Exposure Time, Absolute 100",
    "S_CTRL Exposure, Dynamic Framerate 1",
    "S_CTRL Pan, Reset 1",
    "S_CTRL Wide Number 34359738368",
    "S_CTRL Some Bits 4",
  ]);
  assert.deepEqual(fake.log.lines, []);
  using panel = fake.devices.controls(CAMERA);
  const [brightness] = panel.list();
  assert.equal(brightness.value, -8, "it does not stay set");
  assert.deepEqual(apply(fake, { exposure_dynamic_framerate: false, steps: "1000000" }), [
    "S_CTRL Exposure, Dynamic Framerate 0",
    "S_CTRL Steps 1",
  ]);
});

deviceTest("a driver that sets something else, and a control without effect, are said", (fake) => {
  fake.reset("camera");
  apply(fake, { contrast: 95, exposure_time_absolute: 100 });
  assert.match(fake.log.lines[0], /"\/dev\/video0" has contrast=80, not 95/);
  assert.match(fake.log.lines[1], /"exposure_time_absolute".*no effect now.*auto_exposure/);
  assert.equal(fake.log.lines.length, 2);
});

const WRONG: readonly [settings: ControlSettings, message: RegExp][] = [
  [{ brightness: 65 }, /"brightness" to 65: wanted -64\.\.64 in steps of 4$/],
  [{ brightness: 3 }, /"brightness" to 3: wanted -64/],
  [{ brightness: "" }, /"brightness" to "": wanted/],
  [{ brightness: 1.5 }, /"brightness" to 1\.5/],
  [{ brightness: "on" }, /"brightness" to "on"/],
  [{ auto_exposure: 0 }, /wanted 1 \(Manual Mode\), 3 \(Aperture Priority Mode\)$/],
  [{ power_line_frequency: "55 Hz" }, /wanted 0 \(Disabled\), 1 \(50 Hz\)/],
  [{ exposure_dynamic_framerate: 2 }, /wanted on or off$/],
  [{ some_bits: 2 }, /wanted a number of bits within 0x5$/],
  [{ pan_reset: 0 }, /wanted 1, which presses it$/],
  [{ privacy: 1 }, /"privacy" to 1: it can only be read$/],
  [{ some_text: "a" }, /no value: it is more than one number$/],
  [{ exposure: 1 }, /control "exposure": the camera has auto_exposure, exposure_time_absolute, /],
  [{ not_there: 1 }, /control "not_there": the camera has no such control$/],
];

for (const [settings, message] of WRONG) {
  deviceTest(`a control is refused: ${JSON.stringify(settings)}`, (fake) => {
    fake.reset("camera");
    const error = refused(fake, settings);
    assert.equal(error.code, "USAGE");
    assert.match(error.message, message);
    assert.deepEqual(fake.requests().filter((line) => line.startsWith("S_CTRL")), []);
  });
}

deviceTest("a camera without controls, and a driver that refuses one, are told apart", (fake) => {
  fake.reset("camera", { noControls: 1 });
  assert.match(refused(fake, { brightness: 0 }).message, /the camera has no controls$/);
  fake.reset("camera", { refused: REFUSE.control, refusedWith: 16 });
  const error = refused(fake, { brightness: 0 });
  assert.equal(error.code, "BUSY");
  assert.match(error.message, /set control "brightness" of camera "\/dev\/video0": device is busy/);
});

deviceTest("controlsText shows every control with what it takes", (fake) => {
  fake.reset("camera");
  using panel = fake.devices.controls(CAMERA);
  const text = controlsText(CAMERA, panel.list());
  const line = (name: string): string =>
    text.split("\n").find((one) => one.includes(name))?.replace(/ +/g, " ") ?? "";
  assert.equal(line("brightness"), " brightness 0 [-64..64 in steps of 4; default 0]");
  assert.match(line("power_line"), /1 \(50 Hz\) \[0 \(Disabled\), .*; default 1 \(50 Hz\)\]$/);
  assert.match(line("exposure_dynamic"), /off \[on or off; default off\]$/);
  assert.match(line("exposure_time"), /250 \[.*; no effect now: another control governs it\]$/);
  assert.match(line("privacy"), /can only be read\]$/);
  assert.match(line("some_bits"), /0x1 \[a number of bits within 0x5; default 0x1\]$/);
  assert.match(line("pan_reset"), /button: =1 presses it$/);
  assert.match(line("some_text"), /use v4l2-ctl$/);
  assert.ok(text.indexOf("User Controls") < text.indexOf("brightness"));
  assert.equal(controlsText(CAMERA, []), "/dev/video0 has no controls");
});
