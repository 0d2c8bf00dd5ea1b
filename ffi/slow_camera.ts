/**
 * Whether a camera is slower than agreed, and why it may be.
 *
 * @module
 */
import type { Log } from "../core/base/log.ts";
import { FrameRateMonitor } from "./frame_rate_monitor.ts";
import { controlById } from "./v4l2_controls.ts";
import { CAPTURE, LOOPBACK_DRIVER, type V4l2Device } from "./v4l2_device.ts";

/** V4L2_CID_EXPOSURE_AUTO_PRIORITY. Its name changed over the years, its number did not. */
const LONGER_EXPOSURE = 0x009a0903;

/** What to say of a camera that is too slow: whether it may lengthen its exposure is asked of its driver. */
export function whySlow(device: V4l2Device): string {
  const control = controlById(device, LONGER_EXPOSURE);
  if (control !== null && control.value !== 0) {
    return "it exposes longer in dim light. More light helps, or " +
      `--control ${control.name}=0, which makes the picture darker instead`;
  }
  const light = control === null ? "in dim light many cameras expose longer; or its" : "its";
  return `${light} USB connection is too slow. ${
    control === null ? "More light, another" : "Another"
  } ` +
    "USB port or a smaller --size may help";
}

/** What watches a camera at the rate it has now; `null`: no rate is known, or another program feeds it as it likes. */
export function syncPolicyOf(
  device: V4l2Device,
  { buffers, log }: { buffers: number; log: Log },
): FrameRateMonitor | null {
  const fps = device.driver === LOOPBACK_DRIVER ? null : device.frameRate(CAPTURE);
  const { subject } = device;
  if (fps === null) return null;
  return new FrameRateMonitor({ subject, fps, buffers, log, whySlow: () => whySlow(device) });
}
