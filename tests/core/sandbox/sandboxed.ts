/** Plugins in the sandbox, from literal code. */
import type { Bundle } from "../../../core/bundle/bundle.ts";
import type { HostParts } from "../../../core/plugin/host.ts";
import type { SandboxLimits } from "../../../core/sandbox/limits.ts";
import { loadSandboxProgram, type SandboxProgram } from "../../../core/sandbox/program.ts";
import { openSandbox } from "../../../core/sandbox/sandbox.ts";
import { Arena } from "../../../core/media/arena.ts";
import type { PluginHandle, ProcessCall, StageJob } from "../../../core/plugin/handle.ts";
import type { Plane } from "../../../core/media/frame.ts";
import type { Log } from "../../../core/base/log.ts";
import { readWasmKernels } from "../../../ffi/kernels.ts";

export const COLOR = { matrix: "bt601", range: "limited" } as const;

let program: Promise<SandboxProgram> | undefined;

/** What every thread runs; bundled once for a test file. */
export function sandboxProgram(): Promise<SandboxProgram> {
  return program ??= readWasmKernels().then((wasm) =>
    loadSandboxProgram(import.meta.resolve("../../../ffi/sandbox_kernels.ts"), wasm)
  );
}

/** Remembers every line, of every level. */
export class AllLines implements Log {
  readonly lines: string[] = [];
  info(message: string): void {
    this.lines.push(`info ${message}`);
  }
  warn(message: string): void {
    this.lines.push(`warn ${message}`);
  }
  debug(message: string): void {
    this.lines.push(`debug ${message}`);
  }
}

export function bundleOf(code: string): Bundle {
  const map = JSON.stringify({ version: 3, sources: [], names: [], mappings: "" });
  return { subject: "./test.ts", code, map, files: [] };
}

/** A plugin that looks at luma, with these fields in the place of the usual ones. */
export function pluginCode(fields: string, before = ""): string {
  return `${before}
    export default { apiVersion: 1, name: "test", summary: "test", access: "read", format: "luma",
      process() {}, ${fields} };`;
}

/** A call of a plugin that is given luma. */
export type Job = ProcessCall & { readonly frame: Plane };

/** A sandboxed plugin; disposing it waits until its thread is really gone. */
export class TestSandbox implements AsyncDisposable {
  readonly log: AllLines;

  constructor(readonly handle: PluginHandle, log: AllLines) {
    this.log = log;
  }

  static async open(
    code: string,
    options: { limits?: Partial<SandboxLimits>; signal?: AbortSignal } = {},
  ): Promise<TestSandbox> {
    const log = new AllLines();
    const handle = await openSandbox(bundleOf(code), {
      log,
      program: await sandboxProgram(),
      ...options,
    });
    return new TestSandbox(handle, log);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.handle[Symbol.asyncDispose]();
    await (this.handle as unknown as { readonly gone: Promise<void> }).gone;
  }
}

/** A job for a stage, without layers, history and files unless given. */
export function jobOf(
  size: { readonly width: number; readonly height: number },
  rest: Partial<Omit<StageJob, "parts">> & { readonly parts?: Partial<HostParts> } = {},
): StageJob {
  const refuse = (): never => {
    throw new Error("not part of this test");
  };
  return {
    id: "test",
    options: {},
    layers: {},
    history: 0,
    ...rest,
    parts: {
      arena: new Arena(),
      kernels: undefined as never, // a sandboxed plugin has its own
      format: { ...size, fps: 30, color: COLOR },
      log: new AllLines(),
      signal: new AbortController().signal,
      readImage: refuse,
      readFile: refuse,
      ...rest.parts,
    },
  };
}
