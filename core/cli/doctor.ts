/**
 * `doctor` on a terminal.
 *
 * @module
 */
import { examine, type Report } from "../doctor/doctor.ts";
import type { Finding } from "../doctor/system.ts";
import { thisSystem } from "../doctor/this_system.ts";
import type { ListTools } from "./lists.ts";

const WIDTH = "problem".length;

function findingText({ status, text, todo }: Finding): string {
  const line = `${status.padEnd(WIDTH)}  ${text}`;
  return todo === null ? line : `${line}\n${" ".repeat(WIDTH)}  -> ${todo}`;
}

/** A report as text: a line for each finding, below it what to do, at the end what it comes to. */
export function reportText({ ok, findings }: Report): string {
  const count = (wanted: string): number =>
    findings.filter(({ status }) => status === wanted).length;
  const problems = count("problem");
  const end = ok
    ? "A picture can get from a camera to a virtual camera."
    : `No picture gets from a camera to a virtual camera: ${problems} ` +
      `${problems === 1 ? "problem" : "problems"} above.`;
  return [...findings.map(findingText), "", end].join("\n");
}

/**
 * Prints what the doctor finds.
 *
 * @returns whether a picture can get from a camera to a virtual camera
 */
export async function printReport(
  form: "text" | "json",
  { terminal, platform, log }: ListTools,
): Promise<boolean> {
  const report = await examine(thisSystem(platform, log));
  terminal.out(form === "json" ? JSON.stringify(report, null, 2) : reportText(report));
  return report.ok;
}
