/**
 * Sets the controls that a run asks for, before its camera starts.
 *
 * @module
 */
import { controlNumber, type ControlPanel, type ControlSettings, findControl } from "./controls.ts";
import type { Log } from "../base/log.ts";

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
