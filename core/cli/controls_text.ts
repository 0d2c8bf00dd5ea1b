/**
 * `--list-controls` as text.
 *
 * @module
 */
import { type CameraControl, controlRange } from "../devices/controls.ts";

const NAME_WIDTH = 34;
/** A test driver has menus of more than a hundred entries. */
const ENTRIES_SHOWN = 10;

function rangeText(control: CameraControl): string {
  const more = control.menu.length - ENTRIES_SHOWN;
  const menu = control.menu.slice(0, ENTRIES_SHOWN);
  return controlRange({ ...control, menu }) + (more > 0 ? ` and ${more} more` : "");
}

function valueText({ type, menu }: CameraControl, value: number): string {
  if (type === "boolean") return value === 0 ? "off" : "on";
  if (type === "bits") return `0x${value.toString(16)}`;
  const entry = menu.find((known) => known.value === value);
  return entry ? `${value} (${entry.label})` : String(value);
}

function controlLine(control: CameraControl): string {
  const { name, type, value, inactive, readOnly } = control;
  const padded = `  ${name.padEnd(NAME_WIDTH)} `;
  if (type === "other") return `${padded}not one number: use v4l2-ctl`;
  if (type === "button") return `${padded}button: =1 presses it`;
  const now = value === null ? "" : `${valueText(control, value)}   `;
  const flags = [
    ...(readOnly ? ["can only be read"] : []),
    ...(inactive ? ["no effect now: another control governs it"] : []),
  ];
  const said = `${rangeText(control)}; default ${valueText(control, control.default)}`;
  return `${padded}${now}[${[said, ...flags].join("; ")}]`;
}

/** Every control: name, value, what it takes, its default. */
export function controlsText(camera: string, controls: readonly CameraControl[]): string {
  if (controls.length === 0) return `${camera} has no controls`;
  const lines = [`${camera}: --control NAME=VALUE sets one, and it stays set`];
  let group = "";
  for (const control of controls) {
    if (control.group !== group) lines.push(control.group);
    group = control.group;
    lines.push(controlLine(control));
  }
  return lines.join("\n");
}
