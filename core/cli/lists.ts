/**
 * `--list-devices` and `--list-controls`.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import { cameraPath } from "../io/open_input.ts";
import type { Platform } from "../run/platform.ts";
import type { Log } from "../base/log.ts";
import type { Devices } from "../devices/devices.ts";
import type { Command } from "./command.ts";
import { controlsText } from "./controls_text.ts";
import { devicesJson, devicesText } from "./devices_text.ts";
import type { Terminal } from "./terminal.ts";

/** What listing needs. */
export interface ListTools {
  readonly terminal: Terminal;
  readonly platform: Platform;
  readonly log: Log;
}

async function openDevices(
  { options }: Command,
  { platform, log }: ListTools,
): Promise<Devices & Disposable> {
  const devices = await platform.devices({ ffi: options.ffi ?? true, log });
  if (devices) return devices;
  throw new ScrimError("Cannot list devices: V4L2 needs native code", {
    code: "USAGE",
    hint: "leave --no-ffi away",
  });
}

/** Prints every device. */
export async function listDevices(command: Command, tools: ListTools): Promise<void> {
  using devices = await openDevices(command, tools);
  const { terminal } = tools;
  const found = devices.survey();
  if (command.listDevices === "json") return terminal.out(devicesJson(found));
  if (found.length === 0) terminal.err("No V4L2 devices found (no /dev/video*)");
  else terminal.out(devicesText(found));
}

/** Prints the controls of the camera that `--input` names. */
export async function listControls(command: Command, tools: ListTools): Promise<void> {
  using devices = await openDevices(command, tools);
  const path = cameraPath(command.options.input, devices);
  using panel = devices.controls(path);
  tools.terminal.out(controlsText(path, panel.list()));
}
