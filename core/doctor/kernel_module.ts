/**
 * What can be learnt of kernel modules without being root.
 *
 * @module
 */
import type { DoctorSystem } from "./system.ts";

/** Whether modprobe finds v4l2loopback for a kernel. */
export function builtFor(system: DoctorSystem, kernel: string): boolean {
  const known = system.readText(`/lib/modules/${kernel}/modules.dep`) ?? "";
  return /(^|\/)v4l2loopback\.ko/m.test(known);
}

/** The kernels that v4l2loopback is built for. */
export function kernelsWithModule(system: DoctorSystem): readonly string[] {
  return (system.list("/lib/modules") ?? []).filter((kernel) => builtFor(system, kernel)).sort();
}

/** Whether Secure Boot is on; `null`: this machine does not say, most likely because it has no UEFI. */
export function secureBoot(system: DoctorSystem): boolean | null {
  const folder = "/sys/firmware/efi/efivars";
  const name = system.list(folder)?.find((entry) => entry.startsWith("SecureBoot-"));
  const bytes = name === undefined ? null : system.readBytes(`${folder}/${name}`);
  return bytes === null || bytes.length === 0 ? null : bytes[bytes.length - 1] === 1;
}
