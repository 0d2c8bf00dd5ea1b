/**
 * Controls of cameras: what there is, and how a value that a user wrote becomes one that the driver takes.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";

/** How a control's number is meant. `other`: none that one number can say. */
export type ControlType = "integer" | "boolean" | "menu" | "bits" | "button" | "other";

/** A control of a camera, as it stands now. */
export interface CameraControl {
  /** The driver's number of it. */
  readonly id: number;
  /** As `v4l2-ctl` writes it: `exposure_dynamic_framerate`. */
  readonly name: string;
  /** As the driver calls it: `Exposure, Dynamic Framerate`. */
  readonly label: string;
  /** The class it belongs to: `Camera Controls`. */
  readonly group: string;
  readonly type: ControlType;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly default: number;
  /** `null`: it cannot be read. */
  readonly value: number | null;
  /** The entries of a menu. */
  readonly menu: readonly { readonly value: number; readonly label: string }[];
  /** It cannot be set. */
  readonly readOnly: boolean;
  /** Another control governs it now: setting it has no effect yet. */
  readonly inactive: boolean;
}

/** The controls of one device. Its owner disposes it. */
export interface ControlPanel extends Disposable {
  /** Every control, asked anew at each call. */
  list(): readonly CameraControl[];
  /**
   * Sets a control.
   *
   * @returns what the device has now, `null` when that cannot be read
   * @throws {ScrimError} `DEVICE` when the driver refuses
   */
  set(control: CameraControl, value: number): number | null;
}

/** Values by control name, set in this order: numbers, entries of menus by number or text, `on` and `off`. */
export interface ControlSettings {
  /** As `--list-controls` names and shows them. */
  readonly [name: string]: string | number | boolean;
}

const SWITCH: Readonly<Record<string, number>> = { on: 1, true: 1, off: 0, false: 0 };

/** What may be written for a control, for messages and lists. */
export function controlRange({ type, min, max, step, menu }: CameraControl): string {
  switch (type) {
    case "boolean":
      return "on or off";
    case "menu":
      return menu.map(({ value, label }) => `${value} (${label})`).join(", ");
    case "bits":
      return `a number of bits within 0x${max.toString(16)}`;
    case "button":
      return "1, which presses it";
    case "other":
      return "no value: it is more than one number";
    case "integer":
      return `${min}..${max}${step > 1 ? ` in steps of ${step}` : ""}`;
  }
}

function fits({ type, min, max, step, menu }: CameraControl, value: number): boolean {
  if (!Number.isInteger(value)) return false;
  switch (type) {
    case "menu":
      return menu.some((entry) => entry.value === value);
    case "bits":
      return value >= 0 && (BigInt(value) & ~BigInt(max)) === 0n;
    case "button":
      return value === 1;
    case "boolean":
    case "integer":
      return value >= min && value <= max && (step < 2 || (value - min) % step === 0);
    case "other":
      return false;
  }
}

function numberOf({ type, menu }: CameraControl, given: string | number | boolean): number {
  if (typeof given === "number") return given;
  const text = String(given).trim().toLowerCase();
  if (type === "boolean" && Object.hasOwn(SWITCH, text)) return SWITCH[text];
  const entry = menu.find(({ label }) => label.toLowerCase() === text);
  if (entry) return entry.value;
  return text === "" ? NaN : Number(text);
}

/**
 * The number to set for what a user wrote.
 *
 * @throws {ScrimError} `USAGE` naming what the control takes
 */
export function controlNumber(
  control: CameraControl,
  given: string | number | boolean,
): number {
  const subject = `Cannot set control "${control.name}" to ${JSON.stringify(given)}`;
  if (control.readOnly) {
    throw new ScrimError(`${subject}: it can only be read`, { code: "USAGE" });
  }
  const value = numberOf(control, given);
  if (fits(control, value)) return value;
  const text = control.type === "other";
  throw new ScrimError(`${subject}: wanted ${controlRange(control)}`, {
    code: "USAGE",
    hint: text ? "set it with v4l2-ctl" : "run with --list-controls to see every control",
  });
}

/**
 * The control of that name.
 *
 * @throws {ScrimError} `USAGE` naming similar ones
 */
export function findControl(controls: readonly CameraControl[], name: string): CameraControl {
  const found = controls.find((control) => control.name === name);
  if (found) return found;
  const words = name.toLowerCase().split(/[^a-z0-9]+/).filter((word) => word.length > 2);
  const similar = controls.filter((control) => words.some((word) => control.name.includes(word)))
    .slice(0, 6).map((control) => control.name);
  const has = controls.length === 0
    ? "the camera has no controls"
    : similar.length > 0
    ? `the camera has ${similar.join(", ")}`
    : "the camera has no such control";
  throw new ScrimError(`Cannot set control "${name}": ${has}`, {
    code: "USAGE",
    hint: "run with --list-controls to see every control",
  });
}

/**
 * Sets controls in the order given, each looked up anew: one can make the next one active. They stay set when the run ends,
 * as with `v4l2-ctl`.
 *
 * @param panel of the camera
 * @param camera for messages: `/dev/video0`
 * @throws {ScrimError} `USAGE` for a name or value that the camera has not, `DEVICE` when the driver refuses
 */
export function applyControls(
  panel: ControlPanel,
  { camera, settings, log }: { camera: string; settings: ControlSettings; log: Log },
): void {
  for (const [name, given] of Object.entries(settings)) {
    const control = findControl(panel.list(), name);
    const value = controlNumber(control, given);
    const now = panel.set(control, value);
    if (now !== null && now !== value && control.type !== "button") {
      log.warn(`camera "${camera}" has ${name}=${now}, not ${value}: its driver chose it`);
    }
    if (control.inactive) {
      log.warn(
        `control "${name}" of camera "${camera}" has no effect now: another one governs it ` +
          `(switch the automatic first, for example auto_exposure before exposure_time_absolute)`,
      );
    }
  }
}
