/**
 * The machine that a run stands on, as `mod.ts` wires it.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import type { PluginPlatform } from "../loading/loader.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Devices } from "../devices/devices.ts";
import type { Kernels } from "../media/kernels.ts";
import type { ProcessMeter } from "../base/stats.ts";

/** What a run stands on; wired in `mod.ts`. */
export interface Platform extends PluginPlatform {
  readonly clock: Clock;
  readonly meter: ProcessMeter;
  /** Kernels that work in this arena: native unless `ffi` is false or the library is missing. */
  openKernels(arena: Arena, wants: { ffi: boolean; log: Log }): Promise<Kernels>;
  /** The machine's devices, or `null` without FFI. */
  devices(wants: { ffi: boolean; log: Log }): Promise<(Devices & Disposable) | null>;
  /** Where the native library is. @throws {ScrimError} `NATIVE` when there is none that can be used */
  nativeLibrary(): Promise<string>;
  /** Whether the system has a shared library of this name. */
  opensLibrary(name: string): boolean;
}
