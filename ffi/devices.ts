/**
 * The cameras and virtual cameras of this machine: the implementation of `Devices` that `core/` receives.
 *
 * @module
 */
import type { Devices } from "../core/devices/devices.ts";
import { DEVICE_SYMBOLS } from "./device_symbols.ts";
import { openJpegLibrary } from "./jpeg.ts";
import { type FoundLibrary, openLibrary } from "./load.ts";
import { kernelCalls, openLibv4l2 } from "./v4l2_calls.ts";
import { openCamera } from "./v4l2_camera.ts";
import { openControls } from "./v4l2_controls.ts";
import type { V4l2 } from "./v4l2_device.ts";
import { listDevices, surveyDevices } from "./v4l2_list.ts";
import { openVirtualCamera } from "./v4l2_virtual.ts";

/** {@linkcode Devices} that hold native libraries. Dispose them after all sources and sinks. */
export interface OpenDevices extends Devices, Disposable {}

/** Devices reached through `v4l2`. `folder` contains the nodes; default `/dev`. */
export function devicesOver(v4l2: V4l2, folder = "/dev"): Devices {
  return {
    list: (path) => listDevices(v4l2, folder, path),
    survey: () => surveyDevices(v4l2, folder),
    controls: (path) => openControls(v4l2, path),
    openCamera: async (request, tools) => await openCamera(v4l2, request, tools),
    openVirtualCamera: (request, tools) => openVirtualCamera(v4l2, request, tools),
  };
}

/**
 * Opens the native library, and libv4l2 and libturbojpeg where they are installed.
 *
 * @param found where the native library is
 * @throws {ScrimError} `NATIVE` when it cannot be opened
 */
export function openDevices(found: FoundLibrary): OpenDevices {
  const library = openLibrary(DEVICE_SYMBOLS, found);
  const libv4l2 = openLibv4l2();
  const jpeg = openJpegLibrary();
  const kernel = kernelCalls();
  return {
    ...devicesOver({ symbols: library.symbols, kernel, libv4l2: libv4l2?.calls ?? null, jpeg }),
    [Symbol.dispose](): void {
      jpeg?.close();
      libv4l2?.close();
      library.close();
    },
  };
}
