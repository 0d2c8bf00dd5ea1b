/**
 * One test file in a process of its own: what it said, and what its tests came to.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What became of one test file. */
export interface FileResult {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Why the file did not run to its end or had nothing to run; `null` when it did. */
  readonly problem: string | null;
  /** The names of the tests that failed. */
  readonly failures: readonly string[];
  /** All that the process printed. */
  readonly output: string;
  readonly seconds: number;
}

/** How a file is run. */
export interface RunFileOptions {
  /** A file that takes longer hangs: its process is ended. */
  readonly limitMs: number;
  /** Ends the process, and with it the run. */
  readonly signal?: AbortSignal;
}

/** The numbers of one suite in a JUnit report, and the names of what failed. */
function readReport(xml: string): Pick<FileResult, "passed" | "failed" | "skipped" | "failures"> {
  let [passed, failed, skipped] = [0, 0, 0];
  const failures: string[] = [];
  for (
    const [, head, body = ""] of xml.matchAll(/<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)
  ) {
    if (/<skipped/.test(body)) skipped++;
    else if (/<(failure|error)\b/.test(body)) {
      failed++;
      failures.push(unescaped(/\bname="([^"]*)"/.exec(head)?.[1] ?? "?"));
    } else passed++;
  }
  return { passed, failed, skipped, failures };
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
  "&#39;": "'",
  "&amp;": "&",
};

function unescaped(text: string): string {
  return text.replaceAll(/&(?:lt|gt|quot|apos|#39|amp);/g, (entity) => ENTITIES[entity]);
}

async function textOf(stream: ReadableStream<Uint8Array>, into: string[]): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) into.push(text);
}

/** Ends a process and all that it started: it leads a group of its own. */
function endGroup(pid: number): void {
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Why a process that ended so has failed, whatever its report says; `null`: it has not. */
function problemOf(
  status: Deno.CommandStatus,
  { reported, tests, failed, hangs }: {
    reported: boolean;
    tests: number;
    failed: number;
    hangs: string | null;
  },
): string | null {
  if (hangs !== null) return hangs;
  if (status.signal !== null) return `crashed (${status.signal})`;
  if (!reported) return `ended with code ${status.code} before its tests were done`;
  if (status.code !== 0 && failed === 0) return `ended with code ${status.code}`;
  return tests === 0 ? "has no tests" : null;
}

/**
 * Runs one test file, with a TMPDIR of its own, so that a test that counts what is left behind there sees nothing of the files
 * that run beside it. Never throws for what the file does.
 */
export async function runFile(file: string, options: RunFileOptions): Promise<FileResult> {
  const { limitMs, signal } = options;
  const folder = await Deno.makeTempDir({ prefix: "scrim-tests-" });
  const reportPath = `${folder}/report.xml`;
  const temporary = `${folder}/tmp`;
  await Deno.mkdir(temporary);
  const start = performance.now();
  const output: string[] = [];
  let hangs: string | null = null;
  try {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["test", "-A", "--no-check", `--junit-path=${reportPath}`, file],
      cwd: ROOT,
      env: { TMPDIR: temporary },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      detached: true,
    }).spawn();
    const onAbort = (): void => endGroup(child.pid);
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) onAbort();
    const timer = setTimeout(() => {
      hangs = `did not end within ${limitMs / 1000} s`;
      endGroup(child.pid);
    }, limitMs);
    const reading = Promise.all([textOf(child.stdout, output), textOf(child.stderr, output)]);
    const status = await child.status;
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    endGroup(child.pid); // what it started and left behind holds its output open
    await reading;
    const xml = await Deno.readTextFile(reportPath).catch(() => null);
    const counts = readReport(xml ?? "");
    const { passed, failed, skipped } = counts;
    const tests = passed + failed + skipped;
    const problem = problemOf(status, { reported: xml !== null, tests, failed, hangs });
    const seconds = (performance.now() - start) / 1000;
    return { file, ...counts, problem, output: output.join(""), seconds };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
