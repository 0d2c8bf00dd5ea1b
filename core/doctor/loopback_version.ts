/**
 * What each version of v4l2loopback suffers from.
 *
 * @module
 */
import { type Finding, finding, isBelow } from "./system.ts";

/** The first version without a known hole. */
const SOUND = "0.15.4";

interface Flaw {
  /** Versions from here ... */
  readonly from: string;
  /** ... and below this one have it. */
  readonly fixed: string;
  /** Only on kernels from this one. */
  readonly kernel?: string;
  readonly text: string;
}

const FLAWS: readonly Flaw[] = [
  {
    from: "0",
    fixed: "0.12.7",
    text: "a device's name can make it read memory that is not its own (CVE-2022-2652)",
  },
  {
    from: "0.12.5",
    fixed: "0.13.0",
    text: "with exclusive_caps it forgets to take pictures when a writer has left (Scrim copes)",
  },
  {
    from: "0",
    fixed: "0.14.0",
    text: "programs that write by mmap show torn pictures (Scrim chooses the buffers itself)",
  },
  { from: "0.13.0", fixed: "0.14.0", text: "only one program at a time can read" },
  {
    from: "0.14.0",
    fixed: "0.15.0",
    text: "programs that start before they ask for buffers fail (issue 622; Scrim does not)",
  },
  {
    from: "0",
    fixed: "0.15.3",
    kernel: "6.18",
    text: "this kernel can crash with it",
  },
  { from: "0", fixed: SOUND, text: "programs can make the kernel write outside its buffers" },
];

/** The flaws of a version on a kernel, in words. */
export function flawsOf(version: string, kernel: string): string[] {
  return FLAWS.filter((flaw) =>
    !isBelow(version, flaw.from) && isBelow(version, flaw.fixed) &&
    (flaw.kernel === undefined || !isBelow(kernel, flaw.kernel))
  ).map(({ text }) => text);
}

/** Judges a loaded version; `null`: it does not say. */
export function checkVersion(version: string | null, kernel: string): Finding {
  if (version === null) {
    return finding(
      "warning",
      "loopback-version",
      "v4l2loopback does not say its version: it is an old one",
      `update it to ${SOUND} or newer where your distribution has that`,
    );
  }
  const flaws = flawsOf(version, kernel);
  if (flaws.length === 0) return finding("ok", "loopback-version", `v4l2loopback ${version}`);
  return finding(
    "warning",
    "loopback-version",
    `v4l2loopback ${version}: ${flaws.join("; ")}`,
    `update it to ${SOUND} or newer where your distribution has that`,
  );
}
