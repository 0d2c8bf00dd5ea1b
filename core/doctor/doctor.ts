/**
 * `doctor`: whether a picture can get from a camera to a virtual camera on this machine, and what is in its way.
 *
 * @module
 */
import { describeError } from "../base/errors.ts";
import type { DeviceDetails } from "../devices/device_info.ts";
import { checkBoot } from "./boot.ts";
import { checkBrowsers } from "./browsers.ts";
import { checkCameras } from "./cameras.ts";
import { checkLoopback } from "./loopback.ts";
import { checkPrograms } from "./programs.ts";
import { type DoctorSystem, type Finding, finding } from "./system.ts";

/** What the doctor says. */
export interface Report {
  /** A picture can get from a camera to a virtual camera. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

async function survey(system: DoctorSystem): Promise<readonly DeviceDetails[] | Finding> {
  try {
    return await system.survey();
  } catch (error) {
    const text = `devices cannot be looked at: ${describeError(error)}`;
    return finding("problem", "devices", text, "run Scrim with deno run -A");
  }
}

/** Looks at everything. Changes nothing, and never throws for what it finds. */
export async function examine(system: DoctorSystem): Promise<Report> {
  const found = await survey(system);
  const devices = "status" in found ? null : found;
  const findings = [
    ...await checkPrograms(system),
    ...("status" in found ? [found] : checkCameras(system, found)),
    ...await checkLoopback(system, devices ?? []),
    ...checkBoot(system),
    ...await checkBrowsers(system),
  ];
  return { ok: findings.every(({ status }) => status !== "problem"), findings };
}
