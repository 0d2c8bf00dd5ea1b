/**
 * The controls of a V4L2 device, through the kernel's own requests, because libv4l2 would add emulated controls.
 *
 * @module
 */
import type { CameraControl, ControlPanel, ControlType } from "../core/devices/controls.ts";
import { deviceError } from "./errno.ts";
import { type V4l2, V4l2Device } from "./v4l2_device.ts";

/** V4L2_CTRL_FLAG_NEXT_CTRL: asks for the control after the number. */
const NEXT = 0x80000000;
const FLAG = {
  disabled: 0x1,
  grabbed: 0x2,
  readOnly: 0x4,
  inactive: 0x10,
  writeOnly: 0x40,
} as const;

const CLASS = 6;
const BUTTON = 4;
const INTEGER_64 = 5;
const BITS = 8;
const INTEGER_MENU = 9;
/** The V4L2 types of controls whose value is a single number. */
const TYPES: Readonly<Record<number, ControlType>> = {
  1: "integer",
  2: "boolean",
  3: "menu",
  [BUTTON]: "button",
  [INTEGER_64]: "integer",
  [BITS]: "bits",
  [INTEGER_MENU]: "menu",
};

/** Upper limit of menu entries, so that a faulty driver cannot cause an endless loop. */
const MOST_ENTRIES = 256;

/** The name of a control, made as v4l2-ctl makes it: `exposure_dynamic_framerate` for `Exposure, Dynamic Framerate`. */
export function controlName(label: string): string {
  return label.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "");
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** What the driver reports about one control. */
interface Answer {
  readonly id: number;
  readonly label: string;
  readonly kind: number;
  readonly flags: number;
  readonly numbers: readonly number[];
}

/** Queries control `id`, or with `NEXT` the one after it; `null` when there is none. */
function ask(device: V4l2Device, id: number): Answer | null {
  const name = new Uint8Array(32);
  const numbers = new BigInt64Array(8);
  const { symbols, calls, fd } = device;
  if (symbols.scrim_v4l2_control_at(calls, fd, id >>> 0, name, numbers) < 1) return null;
  const [number, kind, flags, ...rest] = Array.from(numbers, Number);
  return { id: number, label: text(name), kind, flags, numbers: rest };
}

function menuOf(device: V4l2Device, { id, kind, numbers: [min, max] }: Answer) {
  const { symbols, calls, fd } = device;
  const name = new Uint8Array(32);
  const value = new BigInt64Array(1);
  const entries: { value: number; label: string }[] = [];
  for (let index = min; index <= Math.min(max, min + MOST_ENTRIES); index++) {
    if (symbols.scrim_v4l2_menu_at(calls, fd, id, index, name, value) < 1) continue; // a gap
    const label = kind === INTEGER_MENU ? String(value[0]) : text(name);
    entries.push({ value: index, label });
  }
  return entries;
}

function read(device: V4l2Device, { id, kind, flags }: Answer): number | null {
  if ((flags & FLAG.writeOnly) !== 0 || kind === BUTTON) return null;
  const value = new BigInt64Array(1);
  const wide = kind === INTEGER_64 ? 1 : 0;
  const { symbols, calls, fd } = device;
  const failed = symbols.scrim_v4l2_control(calls, fd, id, 0, wide, value) < 0;
  if (failed) return null;
  return kind === BITS ? Number(value[0]) >>> 0 : Number(value[0]);
}

function known(device: V4l2Device, answer: Answer, group: string): CameraControl {
  const [min, max, step, normal, elements] = answer.numbers;
  const type = elements > 1 ? "other" : TYPES[answer.kind] ?? "other";
  return {
    ...{ id: answer.id, label: answer.label, name: controlName(answer.label), group, type },
    ...{ min, max, step, default: normal },
    value: type === "other" ? null : read(device, answer),
    menu: type === "menu" ? menuOf(device, answer) : [],
    readOnly: (answer.flags & FLAG.readOnly) !== 0,
    inactive: (answer.flags & FLAG.inactive) !== 0,
  };
}

function listControls(device: V4l2Device): CameraControl[] {
  const controls: CameraControl[] = [];
  let group = "";
  let last = 0;
  for (;;) {
    const answer = ask(device, last | NEXT);
    if (answer === null || answer.id <= last) return controls;
    last = answer.id;
    if (answer.kind === CLASS) group = answer.label;
    else if ((answer.flags & FLAG.disabled) === 0) controls.push(known(device, answer, group));
  }
}

/** One control by its V4L2 number, or `null` when the device has none. */
export function controlById(device: V4l2Device, id: number): CameraControl | null {
  const answer = ask(device, id);
  return answer === null || (answer.flags & FLAG.disabled) !== 0 ? null : known(device, answer, "");
}

function setControl(device: V4l2Device, control: CameraControl, value: number): number | null {
  const answer = ask(device, control.id);
  const wide = answer?.kind === INTEGER_64 ? 1 : 0;
  const { symbols, calls, fd } = device;
  const words = BigInt64Array.of(BigInt(value));
  const result = symbols.scrim_v4l2_control(calls, fd, control.id, 1, wide, words);
  if (result < 0) {
    const grabbed = answer !== null && (answer.flags & FLAG.grabbed) !== 0;
    const better = grabbed ? { text: "another program holds this control" } : {};
    throw deviceError(`set control "${control.name}" of ${device.subject}`, result, better);
  }
  return answer === null ? null : read(device, answer);
}

/** Opens the controls of a device, which may be streaming in another program. @throws {ScrimError} when it cannot be opened */
export function openControls(v4l2: V4l2, path: string): ControlPanel {
  const device = new V4l2Device(v4l2, v4l2.kernel, { path, what: "camera" });
  return {
    list: () => listControls(device),
    set: (control, value) => setControl(device, control, value),
    [Symbol.dispose]: () => device.close(),
  };
}
